/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Loads a plugin from a shared library; NULL with a text in `err` (PLUGIN_MAX_ERRLEN bytes). Ends with plugin_unload(). */
plugin_handle_t *plugin_load(const char *path,
                             char *err);

/* Makes a handle of functions that are already in the program; NULL with a text in `err`. Ends with plugin_unload(). */
plugin_handle_t *plugin_load_api(const plugin_api *api,
                                 char *err);

/* Unloads a plugin and frees its handle; NULL is allowed. */
void plugin_unload(plugin_handle_t *h);

/* True if this shared library is loaded. */
bool plugin_is_loaded(const char *path);

/* True if this shared library serves the plugin API version that the plugin asks for; otherwise `err` says why not. */
bool plugin_check_required_api_version(const plugin_handle_t *h,
                                       char *err);

/* True if the plugin has the functions that every plugin must have; otherwise `err` names a missing one. */
bool plugin_check_required_symbols(const plugin_handle_t *h, char *err);

/* What the plugin can do, plugin_caps_t bits; with CAP_BROKEN if it has a part of the functions of something, named in `err`. */
plugin_caps_t plugin_get_capabilities(const plugin_handle_t *h,
                                      char *err);
