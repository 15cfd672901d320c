/* SPDX-License-Identifier: Apache-2.0 */
/* Types that plugins and their host exchange. */
#pragma once

#include <inttypes.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Truth value: 0 is false. Of this size for all languages that plugins are written in. */
typedef uint32_t ss_plugin_bool;

/* Type of a filter field of a plugin; the values are those of ppm_param_type. */
typedef enum ss_plugin_field_type {
    FTYPE_UINT64 = 8,   /* number, 8 bytes */
    FTYPE_STRING = 9,   /* text closed by NUL */
    FTYPE_RELTIME = 20, /* duration in nanoseconds, 8 bytes */
    FTYPE_ABSTIME = 21, /* nanoseconds since 1970, 8 bytes */
    FTYPE_BOOL = 25,    /* ss_plugin_bool */
    FTYPE_IPADDR = 40,  /* bytes: 4 or 16, network byte order */
    FTYPE_IPNET = 41    /* bytes: address and netmask */
} ss_plugin_field_type;

/* Result of a call. */
typedef enum ss_plugin_rc {
    SS_PLUGIN_SUCCESS = 0,
    SS_PLUGIN_FAILURE = 1,      /* failed; the error text says why */
    SS_PLUGIN_TIMEOUT = -1,     /* nothing yet: ask again */
    SS_PLUGIN_EOF = 2,          /* no more events */
    SS_PLUGIN_NOT_SUPPORTED = 3 /* cannot be done */
} ss_plugin_rc;

/* Language of a plugin's configuration schema. */
typedef enum ss_plugin_schema_type {
    SS_PLUGIN_SCHEMA_NONE = 0, /* no schema: any text */
    SS_PLUGIN_SCHEMA_JSON = 1  /* JSON schema */
} ss_plugin_schema_type;

#pragma pack(push, 1)
/* Header of an event: the layout of struct ppm_evt_hdr, which says what follows. */
typedef struct ss_plugin_event {
    uint64_t ts;      /* nanoseconds since 1970; all ones: the host sets the time */
    uint64_t tid;     /* thread; all ones: none */
    uint32_t len;     /* bytes of the whole event, header included */
    uint16_t type;    /* a ppm_event_code */
    uint32_t nparams; /* parameters that follow */
} ss_plugin_event;
#pragma pack(pop)

/* An event for a plugin; everything is the host's, valid during the call. */
typedef struct ss_plugin_event_input {
    const ss_plugin_event* evt;
    uint64_t evtnum;    /* number of the event in the capture, from 1 */
    const char* evtsrc; /* name of its source; NULL if not known */
} ss_plugin_event_input;

/* Bytes of someone else. */
typedef struct ss_plugin_byte_buffer {
    uint32_t len; /* bytes at `ptr` */
    const void* ptr;
} ss_plugin_byte_buffer;

/* Where in an event each value was found. Both arrays belong to the plugin and have one entry by value. */
typedef struct ss_plugin_extract_value_offsets {
    uint32_t* start;  /* first byte, counted from the event's start */
    uint32_t* length; /* bytes */
} ss_plugin_extract_value_offsets;

/* A field to extract: the host fills the request, the plugin the result. */
typedef struct ss_plugin_extract_field {
    /* Result: an array of `res_len` values, the plugin's, valid until its next extraction. */
    union {
        const char** str;           /* FTYPE_STRING */
        uint64_t* u64;              /* FTYPE_UINT64, FTYPE_RELTIME, FTYPE_ABSTIME */
        uint32_t* u32;              /* for plugins of before 3.0 */
        ss_plugin_bool* boolean;    /* FTYPE_BOOL */
        ss_plugin_byte_buffer* buf; /* FTYPE_IPADDR, FTYPE_IPNET */
    } res;
    uint64_t res_len; /* result: number of values; 0: the event does not have the field */

    uint32_t field_id;          /* request: position of the field in the plugin's list */
    const char* field;          /* its name, without argument */
    const char* arg_key;        /* its argument, if that is a text; otherwise NULL */
    uint64_t arg_index;         /* its argument, if that is a number; otherwise 0 */
    ss_plugin_bool arg_present; /* whether an argument was written */
    uint32_t ftype;             /* ss_plugin_field_type */
    ss_plugin_bool flist;       /* whether the field is a list, and may have more than one value */
} ss_plugin_extract_field;

/* A state table, an entry of one, and access to a field of entries; known to their owner only. */
typedef void ss_plugin_table_t;
typedef void ss_plugin_table_entry_t;
typedef void ss_plugin_table_field_t;

/* Type of a table's key or field; the values are those of ppm_param_type where that has one. */
typedef enum ss_plugin_state_type {
    SS_PLUGIN_ST_INT8 = 1,
    SS_PLUGIN_ST_INT16 = 2,
    SS_PLUGIN_ST_INT32 = 3,
    SS_PLUGIN_ST_INT64 = 4,
    SS_PLUGIN_ST_UINT8 = 5,
    SS_PLUGIN_ST_UINT16 = 6,
    SS_PLUGIN_ST_UINT32 = 7,
    SS_PLUGIN_ST_UINT64 = 8,
    SS_PLUGIN_ST_STRING = 9,
    SS_PLUGIN_ST_TABLE = 10, /* a table inside an entry */
    SS_PLUGIN_ST_BOOL = 25
} ss_plugin_state_type;

/* A key or value; the ss_plugin_state_type says which member is meant. */
typedef union ss_plugin_state_data {
    int8_t s8;
    int16_t s16;
    int32_t s32;
    int64_t s64;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    const char* str; /* closed by NUL; the giver's, valid until its next call */
    ss_plugin_bool b;
    ss_plugin_table_t* table;
} ss_plugin_state_data;

/* A table in a list of tables. */
typedef struct ss_plugin_table_info {
    const char* name;
    ss_plugin_state_type key_type;
} ss_plugin_table_info;

/* A field in a list of fields. */
typedef struct ss_plugin_table_fieldinfo {
    const char* name;
    ss_plugin_state_type field_type;
    ss_plugin_bool read_only;
} ss_plugin_table_fieldinfo;

/* The host, as a plugin sees it; a plugin, as the host sees it; an open source of a plugin. */
typedef void ss_plugin_owner_t;
typedef void ss_plugin_t;
typedef void ss_instance_t;

/* How much a log message matters; lower is more serious. */
typedef enum ss_plugin_log_severity {
    SS_PLUGIN_LOG_SEV_FATAL = 1,
    SS_PLUGIN_LOG_SEV_CRITICAL = 2,
    SS_PLUGIN_LOG_SEV_ERROR = 3,
    SS_PLUGIN_LOG_SEV_WARNING = 4,
    SS_PLUGIN_LOG_SEV_NOTICE = 5,
    SS_PLUGIN_LOG_SEV_INFO = 6,
    SS_PLUGIN_LOG_SEV_DEBUG = 7,
    SS_PLUGIN_LOG_SEV_TRACE = 8
} ss_plugin_log_severity;

/* Which member of a ss_plugin_metric_value is meant. */
typedef enum ss_plugin_metric_value_type {
    SS_PLUGIN_METRIC_VALUE_TYPE_U32 = 0,
    SS_PLUGIN_METRIC_VALUE_TYPE_S32 = 1,
    SS_PLUGIN_METRIC_VALUE_TYPE_U64 = 2,
    SS_PLUGIN_METRIC_VALUE_TYPE_S64 = 3,
    SS_PLUGIN_METRIC_VALUE_TYPE_D = 4,
    SS_PLUGIN_METRIC_VALUE_TYPE_F = 5,
    SS_PLUGIN_METRIC_VALUE_TYPE_I = 6
} ss_plugin_metric_value_type;

/* Value of a metric. */
typedef union ss_plugin_metric_value {
    uint32_t u32;
    int32_t s32;
    uint64_t u64;
    int64_t s64;
    double d;
    float f;
    int i;
} ss_plugin_metric_value;

/* Whether a value only grows. */
typedef enum ss_plugin_metric_type {
    SS_PLUGIN_METRIC_TYPE_MONOTONIC = 0,
    SS_PLUGIN_METRIC_TYPE_NON_MONOTONIC = 1
} ss_plugin_metric_type;

/* A metric. */
typedef struct ss_plugin_metric {
    const char* name; /* the plugin's */
    ss_plugin_metric_type type;
    ss_plugin_metric_value value;
    ss_plugin_metric_value_type value_type;
} ss_plugin_metric;

#ifdef __cplusplus
}
#endif
