/* SPDX-License-Identifier: Apache-2.0 */
/* What an engine provides. A program can bring its own engine by filling a scap_vtable. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/engine_handle.h>
#include <libscap/scap_open.h>

#ifdef __cplusplus
extern "C" {
#endif

struct metrics_v2;
struct scap_proclist;
struct scap_stats;
typedef struct scap scap_t;
typedef struct ppm_evt_hdr scap_evt;

/* First argument of SCAP_PPM_SC_MASK. */
enum scap_ppm_sc_mask_op {
    SCAP_PPM_SC_MASK_SET = 1,  /* capture the ppm_sc_code in the second argument */
    SCAP_PPM_SC_MASK_UNSET = 2 /* no longer capture it */
};

/* Settings of a running engine and their two arguments; 0 where none is named. */
enum scap_setting {
    SCAP_SAMPLING_RATIO = 0,         /* keep one event out of this many; whether dropping mode is on */
    SCAP_SNAPLEN = 1,                /* bytes of data captured by event */
    SCAP_PPM_SC_MASK = 2,            /* scap_ppm_sc_mask_op; ppm_sc_code */
    SCAP_DYNAMIC_SNAPLEN = 3,        /* whether known protocols get a larger limit */
    SCAP_FULLCAPTURE_PORT_RANGE = 4, /* first and last port whose traffic gets a larger limit */
    SCAP_STATSD_PORT = 5,            /* port of statsd */
    SCAP_DROP_FAILED = 6             /* whether failed system calls are left out */
};

/* Calls that only engines reading files have. */
struct scap_savefile_vtable {
    uint64_t (*ftell_capture)(struct scap_engine_handle engine);           /* position, for fseek_capture() */
    void (*fseek_capture)(struct scap_engine_handle engine, uint64_t off); /* goes back to a position */
    int32_t (*restart_capture)(struct scap* handle);                       /* reads a new section's header and state */
    int64_t (*get_readfile_offset)(struct scap_engine_handle engine);      /* bytes of the file consumed */
};

/* get_flags(): the kernel measures its BPF programs. */
#define ENGINE_FLAG_BPF_STATS_ENABLED 1

/*
 * An engine. Calls return SCAP_ results unless said otherwise; on failure the text goes to the buffer that
 * alloc_handle() was given. Every member must be set, except for `savefile_ops`, `init`, `get_flags`, `get_api_version`
 * and `get_schema_version`, which may be NULL.
 */
struct scap_vtable {
    const char* name;                                /* static text */
    const struct scap_savefile_vtable* savefile_ops; /* NULL unless it reads files */

    /* Makes the engine's state; NULL on failure. `lasterr_ptr` has SCAP_LASTERR_SIZE bytes and stays valid. */
    void* (*alloc_handle)(scap_t* main_handle, char* lasterr_ptr);

    /* Opens the source. */
    int32_t (*init)(scap_t* main_handle, scap_open_args* open_args);

    /* ENGINE_FLAG_ bits. */
    uint64_t (*get_flags)(struct scap_engine_handle engine);

    /* Frees what alloc_handle() made. */
    void (*free_handle)(struct scap_engine_handle engine);

    /* Closes what init() opened. */
    int32_t (*close)(struct scap_engine_handle engine);

    /* Gives the next event, valid until the next call, the CPU or device it came from, and its flags. */
    int32_t (*next)(struct scap_engine_handle engine, scap_evt** pevent, uint16_t* pdevid, uint32_t* pflags);

    /* Starts and stops the flow of events. */
    int32_t (*start_capture)(struct scap_engine_handle engine);
    int32_t (*stop_capture)(struct scap_engine_handle engine);

    /* Changes a setting. */
    int32_t (*configure)(struct scap_engine_handle engine,
                         enum scap_setting setting,
                         unsigned long arg1,
                         unsigned long arg2);

    /* Fills `stats`. */
    int32_t (*get_stats)(struct scap_engine_handle engine, struct scap_stats* stats);

    /* Metrics of the METRICS_V2_ groups in `flags`: `*nstats` of them, the engine's; NULL on failure. */
    const struct metrics_v2* (*get_stats_v2)(struct scap_engine_handle engine,
                                             uint32_t flags,
                                             uint32_t* nstats,
                                             int32_t* rc);

    /* How often each CPU ran the driver's hooks: one number by CPU in `ret`. */
    int32_t (*get_n_tracepoint_hit)(struct scap_engine_handle engine, long* ret);

    /* Number of rings. */
    uint32_t (*get_n_devs)(struct scap_engine_handle engine);

    /* Fill of the fullest ring, in bytes. */
    uint64_t (*get_max_buf_used)(struct scap_engine_handle engine);

    /* Packed versions of the driver in use, 0 if there is none. */
    uint64_t (*get_api_version)(struct scap_engine_handle engine);
    uint64_t (*get_schema_version)(struct scap_engine_handle engine);
};

#ifdef __cplusplus
}
#endif
