/* SPDX-License-Identifier: Apache-2.0 */
/* The machine that events come from, and the program that captured them. */
#pragma once

#include <stdint.h>

#pragma pack(push, 1)
/* The machine; capture files hold this structure as it is. */
typedef struct _scap_machine_info {
    uint32_t num_cpus;          /* processors */
    uint64_t memory_size_bytes; /* memory */
    uint64_t max_pid;           /* highest process number the kernel hands out */
    char hostname[128];         /* closed by NUL */
    uint64_t boot_ts_epoch;     /* time of boot, nanoseconds since 1970 */
    uint64_t flags;             /* reserved */
    uint64_t reserved3;
    uint64_t reserved4;
} scap_machine_info;
#pragma pack(pop)

/* The program that captures. */
struct _scap_agent_info {
    uint64_t start_ts_epoch; /* its start, nanoseconds since 1970 */
    double start_time;       /* its start, seconds since boot */
    char uname_r[128];       /* kernel release, closed by NUL */
};
typedef struct _scap_agent_info scap_agent_info;
