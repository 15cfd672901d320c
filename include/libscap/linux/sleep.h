/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting. */
#pragma once

#include <poll.h>
#include <stddef.h>

/* Waits for milliseconds. */
static inline void sleep_ms(int ms)
{
    (void)poll(NULL, 0, ms > 0 ? ms : 0);
}
