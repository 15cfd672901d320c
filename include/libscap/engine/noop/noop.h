/* SPDX-License-Identifier: Apache-2.0 */
/* An engine without events, whose answers other engines can use. */
#pragma once

#include <libscap/engine_handle.h>
#include <libscap/metrics_v2.h>
#include <libscap/scap.h>
#include <libscap/scap_vtable.h>

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/noop.h>

/* The engine's table. */
extern const struct scap_vtable scap_noop_engine;

#ifdef __cplusplus
}
#endif
