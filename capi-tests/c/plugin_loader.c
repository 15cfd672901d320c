/* SPDX-License-Identifier: Apache-2.0 */
/* Loads plugins, from a file and from memory. usage: plugin_loader SAMPLE_LIBRARY */
#include <stdint.h>
#include <stdlib.h>

#include <plugin/plugin_loader.h>

#include "check.h"

static const char* required = "3.12.0";

static const char* version(void)
{
    return required;
}

static uint32_t id(void)
{
    return 7;
}

static const char* source(void)
{
    return "sample";
}

static ss_instance_t* open_source(ss_plugin_t* s, const char* params, ss_plugin_rc* rc)
{
    (void)s, (void)params;
    *rc = SS_PLUGIN_SUCCESS;
    return NULL;
}

static void close_source(ss_plugin_t* s, ss_instance_t* h)
{
    (void)s, (void)h;
}

static ss_plugin_rc next_batch(ss_plugin_t* s, ss_instance_t* h, uint32_t* nevts, ss_plugin_event*** evts)
{
    (void)s, (void)h, (void)nevts, (void)evts;
    return SS_PLUGIN_EOF;
}

static ss_plugin_rc set_config(ss_plugin_t* s, const ss_plugin_set_config_input* i)
{
    (void)s, (void)i;
    return SS_PLUGIN_SUCCESS;
}

static ss_plugin_rc parse(ss_plugin_t* s, const ss_plugin_event_input* evt, const ss_plugin_event_parse_input* in)
{
    (void)s, (void)evt, (void)in;
    return SS_PLUGIN_SUCCESS;
}

static void from_file(const char* path, char* err)
{
    CHECK(!plugin_is_loaded(path));
    plugin_handle_t* plugin = plugin_load(path, err);
    CHECK(plugin != NULL && plugin->handle != NULL && plugin_is_loaded(path));
    if(plugin == NULL) {
        fprintf(stderr, "%s\n", err);
        return;
    }
    CHECK(strcmp(plugin->api.get_name(), "sample") == 0 && plugin->api.open == NULL);
    CHECK(plugin_check_required_api_version(plugin, err));
    CHECK(plugin_check_required_symbols(plugin, err));
    CHECK(plugin_get_capabilities(plugin, err) == CAP_EXTRACTION && err[0] == '\0');
    plugin_unload(plugin);
    CHECK(!plugin_is_loaded(path));
    CHECK(plugin_load("/nowhere/plugin.so", err) == NULL);
    CHECK_TEXT(err, "/nowhere/plugin.so");
}

static bool serves(plugin_handle_t* plugin, const char* asked, char* err)
{
    required = asked;
    return plugin_check_required_api_version(plugin, err);
}

static void from_memory(char* err)
{
    plugin_api api;
    memset(&api, 0, sizeof(api));
    CHECK(plugin_load_api(&api, err) == NULL);
    CHECK_TEXT(err, "get_required_api_version");
    api.get_required_api_version = version;
    plugin_handle_t* plugin = plugin_load_api(&api, err);
    CHECK(plugin != NULL && plugin->handle == NULL);
    CHECK(serves(plugin, "3.0.0", err) && serves(plugin, "3.12.0", err) && !serves(plugin, "3.12.1", err));
    CHECK(!serves(plugin, "3.13.0", err));
    CHECK_TEXT(err, "minor");
    CHECK(!serves(plugin, "2.0.0", err));
    CHECK_TEXT(err, "major");
    CHECK(!serves(plugin, "three", err) && !serves(plugin, "3.1", err) && !serves(plugin, "", err));
    CHECK_TEXT(err, "not a version");
    CHECK(!plugin_check_required_symbols(plugin, err));
    CHECK_TEXT(err, "plugin_get_version");
    CHECK(plugin_get_capabilities(plugin, err) == CAP_NONE && err[0] == '\0');
    plugin->api.open = open_source;
    CHECK((unsigned)plugin_get_capabilities(plugin, err) == (unsigned)CAP_BROKEN);
    CHECK_TEXT(err, "next_batch");
    plugin->api.close = close_source;
    plugin->api.next_batch = next_batch;
    CHECK(plugin_get_capabilities(plugin, err) == CAP_SOURCING);
    plugin->api.get_id = id;
    CHECK((unsigned)plugin_get_capabilities(plugin, err) == (unsigned)CAP_BROKEN);
    CHECK_TEXT(err, "get_event_source");
    plugin->api.get_event_source = source;
    plugin->api.parse_event = parse;
    CHECK(plugin_get_capabilities(plugin, err) == (plugin_caps_t)(CAP_SOURCING | CAP_PARSING));
    plugin_unload(plugin);

    /* The table of before 3.10 has one function less in front of set_config. */
    required = "3.9.0";
    ss_plugin_rc (*function)(ss_plugin_t*, const ss_plugin_set_config_input*) = set_config;
    memcpy(&api.dump_state, &function, sizeof(function));
    plugin = plugin_load_api(&api, err);
    CHECK(plugin != NULL && plugin->api.dump_state == NULL && plugin->api.set_config == set_config);
    plugin_unload(plugin);
}

int main(int argc, char** argv)
{
    char err[PLUGIN_MAX_ERRLEN] = "";
    if(argc != 2) {
        fprintf(stderr, "usage: plugin_loader SAMPLE_LIBRARY\n");
        return 2;
    }
    from_file(argv[1], err);
    from_memory(err);
    CHECK(plugin_load(NULL, NULL) == NULL && plugin_load_api(NULL, NULL) == NULL && !plugin_is_loaded(NULL));
    CHECK(plugin_load(NULL, err) == NULL && err[0] != '\0');
    CHECK(!plugin_check_required_api_version(NULL, NULL) && !plugin_check_required_symbols(NULL, NULL));
    CHECK(plugin_get_capabilities(NULL, NULL) == CAP_NONE);
    plugin_unload(NULL);
    return report("plugin_loader");
}
