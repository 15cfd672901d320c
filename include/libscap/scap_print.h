/* SPDX-License-Identifier: Apache-2.0 */
/* Printing to the standard output, for debugging. */
#pragma once

#include <libscap/scap.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How much of an event is printed; each includes what comes before. */
typedef enum scap_print_evt_info {
    PRINT_HEADER = 0,         /* its header */
    PRINT_HEADER_LENGTHS = 1, /* lengths of its parameters */
    PRINT_FULL = 2            /* its parameters */
} scap_print_evt_info;

#include <libscap/detail/scap_print.h>

#ifdef __cplusplus
}
#endif
