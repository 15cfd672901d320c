/* SPDX-License-Identifier: Apache-2.0 */
/* What the source plugin engine needs to know of a plugin. */
#pragma once

#include <plugin/plugin_api.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A plugin that is a source of events. See plugin_api for the functions. */
typedef struct {
    uint32_t id;           /* identifier of the plugin */
    const char* name;      /* its name */
    ss_plugin_t* state;    /* state of the plugin, from its init() */
    ss_instance_t* handle; /* open source, from its open(); NULL if none is */
    ss_instance_t* (*open)(ss_plugin_t* s, const char* params, ss_plugin_rc* rc);
    void (*close)(ss_plugin_t* s, ss_instance_t* h);
    ss_plugin_rc (*next_batch)(ss_plugin_t* s, ss_instance_t* h, uint32_t* nevts, ss_plugin_event*** evts);
    const char* (*get_last_error)(ss_plugin_t* s);
} scap_source_plugin;

#ifdef __cplusplus
}
#endif
