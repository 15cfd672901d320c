/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins that are none, by the word that is defined when this is compiled. */
#include <plugin/plugin_api.h>

#include <stdlib.h>
#include <unistd.h>

const char* plugin_get_required_api_version(void)
{
#if defined(NO_VERSION)
    return NULL;
#elif defined(WRONG_VERSION)
    return "2.0.0";
#else
    return PLUGIN_API_VERSION_STR;
#endif
}

const char* plugin_get_name(void)
{
#ifdef NO_NAME
    return NULL;
#else
    return "bad";
#endif
}

const char* plugin_get_description(void)
{
    return "Is not as a plugin has to be";
}

const char* plugin_get_contact(void)
{
    return "the tests";
}

const char* plugin_get_version(void)
{
    return "0.0.1";
}

#ifndef NO_INIT
ss_plugin_t* plugin_init(const ss_plugin_init_input* input, ss_plugin_rc* rc)
{
    (void)input;
#ifdef INIT_SLEEPS
    /* Fails where another thread runs it meanwhile. */
    static volatile int runs;
    runs = runs + 1;
    usleep(200 * 1000);
    if (runs != 1) {
        *rc = SS_PLUGIN_FAILURE;
        return NULL;
    }
#endif
#ifdef INIT_SEGV
    *(volatile int*)8 = 1;
#endif
#ifdef INIT_ABORT
    abort();
#endif
#ifdef INIT_DIVIDES
    static volatile int nothing;
    *rc = 77 / nothing;
#endif
#ifdef INIT_FAILS
    *rc = SS_PLUGIN_FAILURE;
    return NULL;
#else
    *rc = SS_PLUGIN_SUCCESS;
    return malloc(1);
#endif
}
#endif

void plugin_destroy(ss_plugin_t* s)
{
    free(s);
}

const char* plugin_get_last_error(ss_plugin_t* s)
{
    (void)s;
    return NULL;
}

#ifdef GARBAGE_FIELDS
const char* plugin_get_fields(void)
{
    return "[{\"name\": ";
}
#elif !defined(NO_CAPABILITY)
const char* plugin_get_fields(void)
{
    return "[{\"type\": \"string\", \"name\": \"bad.list\", \"isList\": true, \"desc\": \"Too long.\"}]";
}
#endif

#ifndef NO_CAPABILITY
const char* plugin_get_init_schema(ss_plugin_schema_type* schema_type)
{
    *schema_type = SS_PLUGIN_SCHEMA_JSON;
    return "{\"type\": \"object\", \"properties\": {\"level\": {\"type\": \"integer\"}}}";
}

/* Says that there are more values than fit into memory, all of them NULL. */
ss_plugin_rc plugin_extract_fields(ss_plugin_t* s,
                                   const ss_plugin_event_input* evt,
                                   const ss_plugin_field_extract_input* in)
{
    static const char* none[1];
    (void)s;
    (void)evt;
    in->fields[0].res.str = none;
    in->fields[0].res_len = UINT64_MAX;
    return SS_PLUGIN_SUCCESS;
}
#endif
