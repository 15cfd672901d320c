/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that brings fields which the library has, too, as the container plugin does; for consumer_falco.cpp. */
#include <plugin/plugin_api.h>

#include <stddef.h>

const char* plugin_get_required_api_version(void)
{
    return "3.10.0";
}

const char* plugin_get_name(void)
{
    return "container";
}

const char* plugin_get_description(void)
{
    return "for tests";
}

const char* plugin_get_contact(void)
{
    return "nobody";
}

const char* plugin_get_version(void)
{
    return "0.7.1";
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    (void)s;
    return "";
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    static int state;
    (void)input;
    *rc = SS_PLUGIN_SUCCESS;
    return (ss_plugin_t*)&state;
}

void plugin_destroy(ss_plugin_t* s)
{
    (void)s;
}

const char* plugin_get_extract_event_sources(void)
{
    return "[\"syscall\"]";
}

const char* plugin_get_fields(void)
{
    return "[{\"type\": \"string\", \"name\": \"container.id\", \"desc\": \"For tests.\"},"
           "{\"type\": \"string\", \"name\": \"k8s.ns.name\", \"desc\": \"For tests.\"}]";
}

ss_plugin_rc plugin_extract_fields(ss_plugin_t* s,
                                   const ss_plugin_event_input* evt,
                                   const ss_plugin_field_extract_input* in)
{
    static const char* values[] = {"of the plugin", "namespace of the plugin"};
    (void)s, (void)evt;
    for(uint32_t i = 0; i < in->num_fields; i++) {
        in->fields[i].res.str = &values[in->fields[i].field_id];
        in->fields[i].res_len = 1;
    }
    return SS_PLUGIN_SUCCESS;
}
