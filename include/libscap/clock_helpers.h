/* SPDX-License-Identifier: Apache-2.0 */
/* A clock in milliseconds that never runs backwards, for measuring how long something takes. */
#ifndef SCAP_CLOCK_HELPERS_H
#define SCAP_CLOCK_HELPERS_H

#include <stdint.h>
#include <time.h>

/* A context holds the last reading; its top bit says that a reading failed. Start with ..._INIT. */
#define SCAP_GET_CUR_TS_MS_CONTEXT_INIT ((uint64_t)0)
#define SCAP_GET_CUR_TS_MS_CONTEXT_ERROR_FLAG ((uint64_t)1 << 63)
#define SCAP_GET_CUR_TS_MS_CONTEXT_PREV_VALUE_MASK (SCAP_GET_CUR_TS_MS_CONTEXT_ERROR_FLAG - 1)

/* Seconds and nanoseconds as milliseconds. */
#define S_TO_MS(_sec) ((uint64_t)(_sec) * 1000)
#define NS_TO_MS(_ns) ((uint64_t)(_ns) / 1000000)

#ifdef CLOCK_MONOTONIC
/*
 * Reads the clock. Once a reading fails or goes backwards, the context is marked and the last good value is
 * returned from then on.
 */
static inline uint64_t scap_get_monotonic_ts_ms(uint64_t* context)
{
    struct timespec now;
    uint64_t before = *context & SCAP_GET_CUR_TS_MS_CONTEXT_PREV_VALUE_MASK;

    if (before == *context && clock_gettime(CLOCK_MONOTONIC, &now) == 0) {
        uint64_t reading = S_TO_MS(now.tv_sec) + NS_TO_MS(now.tv_nsec);

        if (reading >= before && reading <= SCAP_GET_CUR_TS_MS_CONTEXT_PREV_VALUE_MASK) {
            *context = reading;
            return reading;
        }
    }
    *context |= SCAP_GET_CUR_TS_MS_CONTEXT_ERROR_FLAG;
    return before;
}
#endif

#endif
