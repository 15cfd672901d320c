/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin that parses events and keeps what it learns with each thread: how many files it opened. A field tells it.
 *
 *     cc -shared -fPIC opens.c $(pkg-config --cflags libsinsp) -o libopens.so
 *     syscap -r trace.scap --plugin ./libopens.so -p '%proc.name %opens.count' evt.type = openat
 */
#include <plugin/plugin_api.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct opens {
    ss_plugin_table_t* threads;
    ss_plugin_table_field_t* count_field;
    ss_plugin_table_field_t* comm_field;
    uint64_t count;
    const char* comm;
    char error[256];
};

const char* plugin_get_required_api_version(void)
{
    return PLUGIN_API_VERSION_STR;
}

/* The layout of system call events that we know. */
const char* plugin_get_required_event_schema_version(ss_plugin_t* s)
{
    (void)s;
    return "4.0.0";
}

const char* plugin_get_name(void)
{
    return "opens";
}

const char* plugin_get_description(void)
{
    return "Counts the files that each thread opens";
}

const char* plugin_get_contact(void)
{
    return "the syscap examples";
}

const char* plugin_get_version(void)
{
    return "0.1.0";
}

const char* plugin_get_extract_event_sources(void)
{
    return "[\"syscall\"]";
}

const char* plugin_get_parse_event_sources(void)
{
    return "[\"syscall\"]";
}

const char* plugin_get_fields(void)
{
    return "[{\"type\": \"uint64\", \"name\": \"opens.count\", \"desc\": \"Files that the thread opened so far.\"},"
           " {\"type\": \"string\", \"name\": \"opens.comm\", \"desc\": \"Command name, read from the table.\"}]";
}

uint16_t* plugin_get_parse_event_types(uint32_t* numtypes, ss_plugin_t* s)
{
    static uint16_t types[] = {3, 307, 327}; /* exits of open, openat and openat2 */
    (void)s;
    *numtypes = sizeof(types) / sizeof(types[0]);
    return types;
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    struct opens* plugin = calloc(1, sizeof(*plugin));
    const ss_plugin_init_tables_input* tables = input->tables;
    *rc = SS_PLUGIN_FAILURE;
    if(plugin == NULL) {
        return NULL;
    }
    plugin->threads = tables->get_table(input->owner, "threads", SS_PLUGIN_ST_INT64);
    if(plugin->threads != NULL) {
        plugin->comm_field = tables->fields_ext->get_table_field(plugin->threads, "comm", SS_PLUGIN_ST_STRING);
        plugin->count_field = tables->fields_ext->add_table_field(plugin->threads, "opens", SS_PLUGIN_ST_UINT64);
    }
    if(plugin->count_field == NULL || plugin->comm_field == NULL) {
        const char* why = input->get_owner_last_error(input->owner);
        snprintf(plugin->error, sizeof(plugin->error), "no access to threads: %s", why != NULL ? why : "unknown");
        return plugin;
    }
    *rc = SS_PLUGIN_SUCCESS;
    return plugin;
}

void plugin_destroy(ss_plugin_t* s)
{
    free(s);
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    return ((struct opens*)s)->error;
}

/* The thread id of an event: packed, so its bytes are copied. */
static ss_plugin_state_data thread_of(const ss_plugin_event_input* evt)
{
    ss_plugin_state_data key;
    memcpy(&key.s64, (const char*)evt->evt + 8, 8);
    return key;
}

ss_plugin_rc plugin_parse_event(ss_plugin_t* s,
                                const ss_plugin_event_input* evt,
                                const ss_plugin_event_parse_input* in)
{
    struct opens* plugin = s;
    ss_plugin_state_data key = thread_of(evt);
    ss_plugin_state_data count;
    ss_plugin_table_entry_t* thread = in->table_reader_ext->get_table_entry(plugin->threads, &key);
    ss_plugin_rc rc = SS_PLUGIN_FAILURE;
    if(thread == NULL) {
        return SS_PLUGIN_FAILURE;
    }
    if(in->table_reader_ext->read_entry_field(plugin->threads, thread, plugin->count_field, &count) ==
       SS_PLUGIN_SUCCESS) {
        count.u64++;
        rc = in->table_writer_ext->write_entry_field(plugin->threads, thread, plugin->count_field, &count);
    }
    in->table_reader_ext->release_table_entry(plugin->threads, thread);
    return rc;
}

ss_plugin_rc plugin_extract_fields(ss_plugin_t* s,
                                   const ss_plugin_event_input* evt,
                                   const ss_plugin_field_extract_input* in)
{
    struct opens* plugin = s;
    ss_plugin_state_data key = thread_of(evt);
    ss_plugin_state_data value;
    uint32_t at;
    ss_plugin_table_entry_t* thread = in->table_reader_ext->get_table_entry(plugin->threads, &key);
    if(thread == NULL) {
        return SS_PLUGIN_FAILURE;
    }
    for(at = 0; at < in->num_fields; at++) {
        ss_plugin_extract_field* field = &in->fields[at];
        ss_plugin_table_field_t* from = field->field_id == 0 ? plugin->count_field : plugin->comm_field;
        if(in->table_reader_ext->read_entry_field(plugin->threads, thread, from, &value) != SS_PLUGIN_SUCCESS) {
            continue;
        }
        if(field->field_id == 0) {
            plugin->count = value.u64;
            field->res.u64 = &plugin->count;
        } else {
            plugin->comm = value.str; /* good until the end of this call: the host copies it right after */
            field->res.str = &plugin->comm;
        }
        field->res_len = 1;
    }
    in->table_reader_ext->release_table_entry(plugin->threads, thread);
    return SS_PLUGIN_SUCCESS;
}
