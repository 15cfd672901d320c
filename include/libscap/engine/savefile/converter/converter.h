/* SPDX-License-Identifier: Apache-2.0 */
/* Old events to their newest form, one rule at a time. */
#pragma once

#include <libscap/engine/savefile/converter/results.h>
#include <libscap/scap.h>

/* Most rules that are applied to one event, one after the other. */
#define MAX_CONVERSION_BOUNDARY 50

/* What a conversion remembers of the events before. */
struct scap_convert_buffer;

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/converter.h>

#ifdef __cplusplus
}
#endif
