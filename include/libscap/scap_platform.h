/* SPDX-License-Identifier: Apache-2.0 */
/* Life of a platform: what answers questions about processes, users and the machine. */
#pragma once

#include <stdint.h>

#include <libscap/engine_handle.h>
#include <libscap/scap_procs.h>

#ifdef __cplusplus
extern "C" {
#endif

struct scap_open_args;
struct scap_platform;

#include <libscap/detail/scap_platform.h>

#ifdef __cplusplus
}
#endif
