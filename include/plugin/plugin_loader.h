/* SPDX-License-Identifier: Apache-2.0 */
/* Loading plugins. Buffers for error texts have PLUGIN_MAX_ERRLEN bytes. */
#pragma once

#include <stdbool.h>

#include <plugin/plugin_api.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a plugin can do; a bit set. */
typedef enum {
    CAP_NONE = 0,
    CAP_SOURCING = 1,           /* give events */
    CAP_EXTRACTION = 2,         /* extract fields */
    CAP_PARSING = 4,            /* read events to keep a state */
    CAP_ASYNC = 8,              /* make events at any time */
    CAP_CAPTURE_LISTENING = 16, /* be called when captures start and end */
    CAP_BROKEN = (-2147483647 - 1) /* something is there in part only */
} plugin_caps_t;

/* A loaded plugin. */
typedef struct plugin_handle_t {
    void* handle;   /* of the shared library; NULL if the functions were in the program */
    plugin_api api; /* its functions */
} plugin_handle_t;

#include <plugin/detail/plugin_loader.h>

#ifdef __cplusplus
}
#endif
