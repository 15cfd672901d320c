/* SPDX-License-Identifier: Apache-2.0 */
/* Time of day. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>

/* Nanoseconds since the epoch, as exactly as gettimeofday() tells. */
static inline uint64_t get_timestamp_ns(void)
{
    struct timeval now;
    (void)gettimeofday(&now, NULL);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_usec * 1000u;
}
