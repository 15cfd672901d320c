/* SPDX-License-Identifier: Apache-2.0 */
/* The engines of this library, for scap_open(). */
#pragma once

#include <libscap/scap_config.h>
#include <libscap/scap_vtable.h>

#ifdef __cplusplus
extern "C" {
#endif

extern const struct scap_vtable scap_kmod_engine;          /* live, through the kernel module */
extern const struct scap_vtable scap_modern_bpf_engine;    /* live, through BPF programs */
extern const struct scap_vtable scap_nodriver_engine;      /* no events, only the state of the machine */
extern const struct scap_vtable scap_savefile_engine;      /* capture files */
extern const struct scap_vtable scap_source_plugin_engine; /* events of a plugin */
extern const struct scap_vtable scap_test_input_engine;    /* events from memory */

#ifdef __cplusplus
}
#endif
