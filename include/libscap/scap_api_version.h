/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a driver fits this library. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/engine_handle.h>

#ifdef __cplusplus
extern "C" {
#endif

struct scap_vtable;

#include <libscap/detail/scap_api_version.h>

#ifdef __cplusplus
}
#endif
