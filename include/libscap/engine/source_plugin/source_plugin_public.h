/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a plugin. */
#pragma once

#include <libscap/engine/source_plugin/plugin_info.h>

/* The engine's name. */
#define SOURCE_PLUGIN_ENGINE "source_plugin"

/* How to open it. */
struct scap_source_plugin_engine_params {
    scap_source_plugin* input_plugin; /* the plugin; stays the caller's, valid until the capture is closed */
    char* input_plugin_params;        /* text for its open() */
};
