/* SPDX-License-Identifier: Apache-2.0 */
/* What engines ask of the system. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/scap_engine_util.h>

#ifdef __cplusplus
}
#endif
