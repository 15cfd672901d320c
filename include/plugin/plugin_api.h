/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions that a plugin provides, and those that the host provides to it.
 *
 * A plugin is a shared library that exports functions named plugin_<member of plugin_api>. Texts are closed by NUL.
 * What a function returns through a pointer belongs to whoever provides the function, and stays valid until the
 * next call of that function with the same plugin, unless said otherwise.
 */
#pragma once

#include <plugin/plugin_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface: plugins of the same major and an equal or lower minor version work. */
#define PLUGIN_API_VERSION_MAJOR 3
#define PLUGIN_API_VERSION_MINOR 12
#define PLUGIN_API_VERSION_PATCH 0

/* Text of a name, and of what a macro stands for. */
#define QUOTE(str) #str
#define EXPAND_AND_QUOTE(str) QUOTE(str)

/* The same version as tokens, and as text. */
#define PLUGIN_API_VERSION PLUGIN_API_VERSION_MAJOR.PLUGIN_API_VERSION_MINOR.PLUGIN_API_VERSION_PATCH
#define PLUGIN_API_VERSION_STR EXPAND_AND_QUOTE(PLUGIN_API_VERSION)

/* Bytes of an error text buffer, closing NUL included. */
#define PLUGIN_MAX_ERRLEN 1024

/* Where the data starts in a PPME_PLUGINEVENT_E event: after header (26), two lengths (8) and plugin number (4). */
#define PLUGIN_EVENT_PAYLOAD_OFFSET 38

/* Fields of a table's entries; form of before 3.1. See ss_plugin_table_fields_vtable_ext. */
typedef struct {
    const ss_plugin_table_fieldinfo* (*list_table_fields)(ss_plugin_table_t* t, uint32_t* nfields);
    ss_plugin_table_field_t* (*get_table_field)(ss_plugin_table_t* t, const char* name, ss_plugin_state_type data_type);
    ss_plugin_table_field_t* (*add_table_field)(ss_plugin_table_t* t, const char* name, ss_plugin_state_type data_type);
} ss_plugin_table_fields_vtable;

/* Fields of a table's entries. */
typedef struct {
    /* All fields, `*nfields` of them; NULL on failure. */
    const ss_plugin_table_fieldinfo* (*list_table_fields)(ss_plugin_table_t* t, uint32_t* nfields);

    /* Access to an existing field, valid as long as the table; NULL if there is none of this name and type. */
    ss_plugin_table_field_t* (*get_table_field)(ss_plugin_table_t* t, const char* name, ss_plugin_state_type data_type);

    /* Access to a field, which is added if there is none of this name; NULL if it has another type. */
    ss_plugin_table_field_t* (*add_table_field)(ss_plugin_table_t* t, const char* name, ss_plugin_state_type data_type);
} ss_plugin_table_fields_vtable_ext;

/* Reading a table; form of before 3.1, without release of entries. See ss_plugin_table_reader_vtable_ext. */
typedef struct {
    const char* (*get_table_name)(ss_plugin_table_t* t);
    uint64_t (*get_table_size)(ss_plugin_table_t* t);
    ss_plugin_table_entry_t* (*get_table_entry)(ss_plugin_table_t* t, const ss_plugin_state_data* key);
    ss_plugin_rc (*read_entry_field)(ss_plugin_table_t* t,
                                     ss_plugin_table_entry_t* e,
                                     const ss_plugin_table_field_t* f,
                                     ss_plugin_state_data* out);
} ss_plugin_table_reader_vtable;

/* What a caller of iterate_entries() hands through, and its function; false ends the loop. */
typedef void ss_plugin_table_iterator_state_t;
typedef ss_plugin_bool (*ss_plugin_table_iterator_func_t)(ss_plugin_table_iterator_state_t* s,
                                                          ss_plugin_table_entry_t* e);

/* Reading a table. */
typedef struct {
    /* The table's name; NULL on failure. */
    const char* (*get_table_name)(ss_plugin_table_t* t);

    /* Number of entries; all ones on failure. */
    uint64_t (*get_table_size)(ss_plugin_table_t* t);

    /* An entry, to be given back with release_table_entry(); NULL if there is none. */
    ss_plugin_table_entry_t* (*get_table_entry)(ss_plugin_table_t* t, const ss_plugin_state_data* key);

    /* Reads a field of an entry into `out`. */
    ss_plugin_rc (*read_entry_field)(ss_plugin_table_t* t,
                                     ss_plugin_table_entry_t* e,
                                     const ss_plugin_table_field_t* f,
                                     ss_plugin_state_data* out);

    /* Gives an entry back. */
    void (*release_table_entry)(ss_plugin_table_t* t, ss_plugin_table_entry_t* e);

    /* Calls `it` for each entry, which is valid during that call; false if `it` ended the loop. */
    ss_plugin_bool (*iterate_entries)(ss_plugin_table_t* t,
                                      ss_plugin_table_iterator_func_t it,
                                      ss_plugin_table_iterator_state_t* s);
} ss_plugin_table_reader_vtable_ext;

/* Changing a table; form of before 3.1. See ss_plugin_table_writer_vtable_ext. */
typedef struct {
    ss_plugin_rc (*clear_table)(ss_plugin_table_t* t);
    ss_plugin_rc (*erase_table_entry)(ss_plugin_table_t* t, const ss_plugin_state_data* key);
    ss_plugin_table_entry_t* (*create_table_entry)(ss_plugin_table_t* t);
    void (*destroy_table_entry)(ss_plugin_table_t* t, ss_plugin_table_entry_t* e);
    ss_plugin_table_entry_t* (*add_table_entry)(ss_plugin_table_t* t,
                                                const ss_plugin_state_data* key,
                                                ss_plugin_table_entry_t* entry);
    ss_plugin_rc (*write_entry_field)(ss_plugin_table_t* t,
                                      ss_plugin_table_entry_t* e,
                                      const ss_plugin_table_field_t* f,
                                      const ss_plugin_state_data* in);
} ss_plugin_table_writer_vtable;

/* Changing a table. */
typedef struct {
    /* Removes all entries. */
    ss_plugin_rc (*clear_table)(ss_plugin_table_t* t);

    /* Removes an entry. */
    ss_plugin_rc (*erase_table_entry)(ss_plugin_table_t* t, const ss_plugin_state_data* key);

    /* Makes an entry outside the table, for add_table_entry() or destroy_table_entry(); NULL on failure. */
    ss_plugin_table_entry_t* (*create_table_entry)(ss_plugin_table_t* t);

    /* Frees an entry that was not added. */
    void (*destroy_table_entry)(ss_plugin_table_t* t, ss_plugin_table_entry_t* e);

    /*
     * Puts an entry into the table, which takes it over, in place of one with the same key. Returns the entry, to be
     * given back with release_table_entry(); NULL on failure, which frees it.
     */
    ss_plugin_table_entry_t* (*add_table_entry)(ss_plugin_table_t* t,
                                                const ss_plugin_state_data* key,
                                                ss_plugin_table_entry_t* entry);

    /* Writes a field of an entry. */
    ss_plugin_rc (*write_entry_field)(ss_plugin_table_t* t,
                                      ss_plugin_table_entry_t* e,
                                      const ss_plugin_table_field_t* f,
                                      const ss_plugin_state_data* in);
} ss_plugin_table_writer_vtable_ext;

/* A table that a plugin offers to others. All of it stays valid until the plugin is destroyed. */
typedef struct {
    const char* name;
    ss_plugin_state_type key_type;
    ss_plugin_table_t* table;
    ss_plugin_table_reader_vtable reader; /* for hosts of before 3.1 */
    ss_plugin_table_writer_vtable writer;
    ss_plugin_table_fields_vtable fields;
    ss_plugin_table_reader_vtable_ext* reader_ext;
    ss_plugin_table_writer_vtable_ext* writer_ext;
    ss_plugin_table_fields_vtable_ext* fields_ext;
} ss_plugin_table_input;

/* Access to tables for a plugin that starts. */
typedef struct {
    /* All tables, `*ntables` of them; NULL on failure. */
    ss_plugin_table_info* (*list_tables)(ss_plugin_owner_t* o, uint32_t* ntables);

    /* A table, valid until the plugin is destroyed; NULL if there is none of this name and key type. */
    ss_plugin_table_t* (*get_table)(ss_plugin_owner_t* o, const char* name, ss_plugin_state_type key_type);

    /* Offers a table to others. */
    ss_plugin_rc (*add_table)(ss_plugin_owner_t* o, const ss_plugin_table_input* in);

    ss_plugin_table_fields_vtable fields; /* for plugins of before 3.1 */
    ss_plugin_table_fields_vtable_ext* fields_ext;
    ss_plugin_table_reader_vtable_ext* reader_ext;
    ss_plugin_table_writer_vtable_ext* writer_ext;
} ss_plugin_init_tables_input;

/* Sends a message to the host's log; `component` is NULL or names the part that speaks. */
typedef void (*ss_plugin_log_fn_t)(ss_plugin_owner_t* o,
                                   const char* component,
                                   const char* msg,
                                   ss_plugin_log_severity sev);

/* For init(). `owner`, `get_owner_last_error` and `log_fn` stay valid until destroy(), the rest during the call. */
typedef struct ss_plugin_init_input {
    const char* config; /* configuration text, which fits the plugin's schema */
    ss_plugin_owner_t* owner;
    const char* (*get_owner_last_error)(ss_plugin_owner_t* o); /* why a call to the host failed; NULL: it did not */
    const ss_plugin_init_tables_input* tables; /* NULL unless the plugin extracts, parses or listens */
    ss_plugin_log_fn_t log_fn;
} ss_plugin_init_input;

/* For extract_fields(); valid during the call. */
typedef struct ss_plugin_field_extract_input {
    ss_plugin_owner_t* owner;
    const char* (*get_owner_last_error)(ss_plugin_owner_t* o);
    uint32_t num_fields; /* entries of `fields` */
    ss_plugin_extract_field* fields;
    ss_plugin_table_reader_vtable table_reader; /* for plugins of before 3.1 */
    ss_plugin_table_reader_vtable_ext* table_reader_ext;
    ss_plugin_extract_value_offsets* value_offsets; /* for each field; NULL unless positions are wanted */
} ss_plugin_field_extract_input;

/* For parse_event(); valid during the call. */
typedef struct ss_plugin_event_parse_input {
    ss_plugin_owner_t* owner;
    const char* (*get_owner_last_error)(ss_plugin_owner_t* o);
    ss_plugin_table_reader_vtable table_reader; /* for plugins of before 3.1 */
    ss_plugin_table_writer_vtable table_writer;
    ss_plugin_table_reader_vtable_ext* table_reader_ext;
    ss_plugin_table_writer_vtable_ext* table_writer_ext;
} ss_plugin_event_parse_input;

/* For set_config(). */
typedef struct ss_plugin_set_config_input {
    const char* config; /* new configuration text */
} ss_plugin_set_config_input;

/* A function that the host calls again and again on a thread of its own, until it returns false; and its state. */
typedef void ss_plugin_routine_t;
typedef void ss_plugin_routine_state_t;
typedef ss_plugin_bool (*ss_plugin_routine_fn_t)(ss_plugin_t* s, ss_plugin_routine_state_t* i);

/* Starting and ending such functions. */
typedef struct {
    /* Starts one; NULL on failure. */
    ss_plugin_routine_t* (*subscribe)(ss_plugin_owner_t* o, ss_plugin_routine_fn_t f, ss_plugin_routine_state_t* i);

    /* Ends one, and waits until it has. */
    ss_plugin_rc (*unsubscribe)(ss_plugin_owner_t* o, ss_plugin_routine_t* r);
} ss_plugin_routine_vtable;

/* For capture_open() and capture_close(); valid during the call, except that `routine` is until capture_close(). */
typedef struct ss_plugin_capture_listen_input {
    ss_plugin_owner_t* owner;
    ss_plugin_routine_vtable* routine;
    ss_plugin_table_reader_vtable_ext* table_reader_ext;
    ss_plugin_table_writer_vtable_ext* table_writer_ext;
    const char* (*get_owner_last_error)(ss_plugin_owner_t* o);
} ss_plugin_capture_listen_input;

/*
 * Takes an event that a plugin makes at a time of its own; copied. May be called from any thread.
 * `err` (may be NULL) has PLUGIN_MAX_ERRLEN bytes.
 */
typedef ss_plugin_rc (*ss_plugin_async_event_handler_t)(ss_plugin_owner_t* o, const ss_plugin_event* evt, char* err);

/* Anonymous structures are an extension in C++. */
#if defined(__cplusplus) && defined(__GNUC__)
#define SS_PLUGIN_CAPABILITY __extension__ struct
#else
#define SS_PLUGIN_CAPABILITY struct
#endif

/* The functions of a plugin. Those that it may leave out are NULL then. */
typedef struct {
    /* Version of this interface that the plugin was written for, "major.minor.patch". */
    const char* (*get_required_api_version)(void);

    /* Schema of the configuration, and its language. May be left out: any text. */
    const char* (*get_init_schema)(ss_plugin_schema_type* schema_type);

    /*
     * Starts a plugin. A result other than NULL goes to destroy() later, also when `*rc` is SS_PLUGIN_FAILURE:
     * it is there to ask for the error text.
     */
    ss_plugin_t* (*init)(const ss_plugin_init_input* input, ss_plugin_rc* rc);

    /* Ends a plugin. */
    void (*destroy)(ss_plugin_t* s);

    /* Text of the last error. */
    const char* (*get_last_error)(ss_plugin_t* s);

    /* Name, description, author's address, and version "major.minor.patch" of the plugin. Static. */
    const char* (*get_name)(void);
    const char* (*get_description)(void);
    const char* (*get_contact)(void);
    const char* (*get_version)(void);

    /* Source of events. All of open, close and next_batch, or none. */
    SS_PLUGIN_CAPABILITY
    {
        /* Number that marks the plugin's events in captures; may be left out, or 0: events of any type. */
        uint32_t (*get_id)(void);

        /* Name of the event source; goes with get_id. */
        const char* (*get_event_source)(void);

        /* Opens the source that the text `params` describes; NULL with a result in `*rc`. */
        ss_instance_t* (*open)(ss_plugin_t* s, const char* params, ss_plugin_rc* rc);

        /* Closes it. */
        void (*close)(ss_plugin_t* s, ss_instance_t* h);

        /* JSON list of texts for open(). May be left out. */
        const char* (*list_open_params)(ss_plugin_t* s, ss_plugin_rc* rc);

        /* How much was read, as text and in hundredths of a per cent. May be left out. */
        const char* (*get_progress)(ss_plugin_t* s, ss_instance_t* h, uint32_t* progress_pct);

        /* The data of an event as text. May be left out. */
        const char* (*event_to_string)(ss_plugin_t* s, const ss_plugin_event_input* evt);

        /* The next events: `*nevts` of them at `*evts`, the plugin's, valid until the next call. */
        ss_plugin_rc (*next_batch)(ss_plugin_t* s, ss_instance_t* h, uint32_t* nevts, ss_plugin_event*** evts);
    };

    /* Filter fields. Both of get_fields and extract_fields, or none. */
    SS_PLUGIN_CAPABILITY
    {
        /* Event types that have fields, `*numtypes` of them. May be left out: plugin events, or all. */
        uint16_t* (*get_extract_event_types)(uint32_t* numtypes, ss_plugin_t* s);

        /* JSON list of event sources that have fields. May be left out: all. */
        const char* (*get_extract_event_sources)(void);

        /* JSON list of the fields. */
        const char* (*get_fields)(void);

        /* Extracts fields of an event. */
        ss_plugin_rc (*extract_fields)(ss_plugin_t* s,
                                       const ss_plugin_event_input* evt,
                                       const ss_plugin_field_extract_input* in);
    };

    /* Reading of events before anyone else, to keep a state. */
    SS_PLUGIN_CAPABILITY
    {
        /* Event types and sources to read, as for the fields. May be left out. */
        uint16_t* (*get_parse_event_types)(uint32_t* numtypes, ss_plugin_t* s);
        const char* (*get_parse_event_sources)(void);

        /* Reads an event. */
        ss_plugin_rc (*parse_event)(ss_plugin_t* s,
                                    const ss_plugin_event_input* evt,
                                    const ss_plugin_event_parse_input* in);
    };

    /* Events made at any time. Both of get_async_events and set_async_event_handler, or none. */
    SS_PLUGIN_CAPABILITY
    {
        /* JSON list of event sources that may get such events. May be left out: all. */
        const char* (*get_async_event_sources)(void);

        /* JSON list of the names of such events. */
        const char* (*get_async_events)(void);

        /* Sets where events go from now on; NULL: nowhere, and none may be on the way when the call returns. */
        ss_plugin_rc (*set_async_event_handler)(ss_plugin_t* s,
                                                ss_plugin_owner_t* owner,
                                                const ss_plugin_async_event_handler_t handler);

        /* Sends the plugin's state as events, for a capture file that starts. May be left out. */
        ss_plugin_rc (*dump_state)(ss_plugin_t* s,
                                   ss_plugin_owner_t* owner,
                                   const ss_plugin_async_event_handler_t handler);
    };

    /* Takes a new configuration while the plugin runs. May be left out. */
    ss_plugin_rc (*set_config)(ss_plugin_t* s, const ss_plugin_set_config_input* i);

    /* The plugin's metrics, `*num_metrics` of them. May be left out. */
    ss_plugin_metric* (*get_metrics)(ss_plugin_t* s, uint32_t* num_metrics);

    /* Called when a capture starts and ends. Both, or none. */
    SS_PLUGIN_CAPABILITY
    {
        ss_plugin_rc (*capture_open)(ss_plugin_t* s, const ss_plugin_capture_listen_input* i);
        ss_plugin_rc (*capture_close)(ss_plugin_t* s, const ss_plugin_capture_listen_input* i);
    };

    /* Version of the event schema that the plugin was written for, "major.minor.patch". May be left out. */
    const char* (*get_required_event_schema_version)(ss_plugin_t* s);
} plugin_api;

#ifdef __cplusplus
}
#endif
