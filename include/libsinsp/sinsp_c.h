/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libsinsp for C: events of a machine or a capture file, with the state of every process around them.
 *
 *     sinsp_inspector_t *inspector = sinsp_create();
 *     if(sinsp_open_savefile(inspector, "trace.scap") != SCAP_SUCCESS) {
 *         fprintf(stderr, "%s\n", sinsp_last_error(inspector).ptr);
 *     }
 *     sinsp_formatter_t *line = sinsp_formatter_compile(inspector, "%proc.name %evt.type", 20);
 *     const sinsp_event_t *event;
 *     int32_t rc;
 *     while((rc = sinsp_next(inspector, &event)) != SCAP_EOF && rc != SCAP_FAILURE) {
 *         sinsp_text text;
 *         if(rc == SCAP_SUCCESS && sinsp_formatter_text(line, event, &text)) {
 *             puts(text.ptr);
 *         }
 *     }
 *     sinsp_formatter_free(line);
 *     sinsp_destroy(inspector);
 *
 * Ownership. What a function named create, compile, parse or keep returns belongs to the caller, who gives it to the
 * free or destroy function of its type. The event of sinsp_next() belongs to the inspector. Structures named _view are
 * filled in the caller's memory and own nothing.
 *
 * Texts are borrowed: a pointer and a length, UTF-8 not guaranteed, a NUL behind them only where the function says so.
 * Each function says how long a text is good.
 *
 * Failure. Functions return NULL, false or SCAP_FAILURE, and sinsp_last_error() of the inspector has a sentence. NULL
 * handles are failures, never crashes. So is a fault within the library: the sentence begins with "internal error", and
 * sinsp_last_error(NULL) has it where the call knows no inspector.
 *
 * Threads. An inspector, its events, and the filters, formatters and fields used with them belong to one thread at a
 * time. Different inspectors do not know of each other and can be used in different threads.
 *
 * Plugins. sinsp_plugin_register() loads one, sinsp_plugin_init() starts it; then sinsp_open_plugin() makes it the source
 * of events, or any other source is opened and it reads fields, parses and sends events beside that. sinsp_table_open()
 * gives the tables that plugins share with the library and with each other, described by <plugin/plugin_api.h>.
 *
 * Versions. The interface only grows. Functions that fill a structure take its size, so that a program compiled with
 * an older header keeps working; ask sinsp_abi_version() before using what a newer one has.
 */
#ifndef SYSCAP_SINSP_C_H
#define SYSCAP_SINSP_C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libscap/metrics_v2.h>
#include <libscap/scap_const.h>
#include <libscap/scap_open.h>
#include <libscap/engine/test_input/test_input_public.h>
#include <plugin/plugin_api.h>

/*
 * The legacy view. Since libs 0.21 old captures are read in the newest form of each event, and entry events are dropped
 * where their exit says the same. With SINSP_OPTION_LEGACY_VIEW the state is still made of the newest forms, and the
 * events that sinsp_next() gives are those that were recorded: old codes and layouts, entry events, and descriptors by
 * the rules of 0.18 (an exit belongs to a descriptor only behind its own entry; mkdirat, unlinkat, symlinkat, fchmodat,
 * fchownat, mmap, sendmmsg and recvmmsg to none). Exits of today's probes get an entry event made of their parameters
 * where 0.18 had one with the same: setuid, setresuid, mmap, mmap2.
 */

#ifdef __cplusplus
extern "C" {
#endif

#include <libsinsp/detail/sinsp_c.h>

#ifdef __cplusplus
}
#endif

#endif /* SYSCAP_SINSP_C_H */
