/* SPDX-License-Identifier: Apache-2.0 */
/* Events from memory, for tests. */
#pragma once

#include <libscap/engine/test_input/scap_test.h>
#include <libscap/scap_procs.h>

/* The engine's name. */
#define TEST_INPUT_ENGINE "test_input"

#ifdef __cplusplus
extern "C" {
#endif

struct scap_platform;

/* How to open it. */
struct scap_test_input_engine_params {
    scap_test_input_data* test_input_data;
};

#include <libscap/detail/test_input_public.h>

#ifdef __cplusplus
}
#endif
