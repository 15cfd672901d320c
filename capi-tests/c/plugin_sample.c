/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that can extract fields; for plugin_loader.c. */
#include <plugin/plugin_api.h>

#include <stddef.h>

const char* plugin_get_required_api_version(void)
{
    return "3.0.0";
}

const char* plugin_get_name(void)
{
    return "sample";
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
    return "0.1.0";
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    (void)s;
    return "";
}

ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    (void)input;
    *rc = SS_PLUGIN_SUCCESS;
    return NULL;
}

void plugin_destroy(ss_plugin_t* s)
{
    (void)s;
}

const char* plugin_get_fields(void)
{
    return "[]";
}

ss_plugin_rc plugin_extract_fields(ss_plugin_t* s,
                                   const ss_plugin_event_input* evt,
                                   const ss_plugin_field_extract_input* in)
{
    (void)s, (void)evt, (void)in;
    return SS_PLUGIN_SUCCESS;
}
