/* SPDX-License-Identifier: Apache-2.0 */
/* The metrics of the kernel module. */
#pragma once

/* Order of the metrics that the engine gives for METRICS_V2_KERNEL_COUNTERS; see scap_stats for their meaning. */
typedef enum kmod_kernel_counters_stats {
    KMOD_N_EVTS = 0,
    KMOD_N_DROPS_BUFFER_TOTAL = 1,
    KMOD_N_DROPS_BUFFER_CLONE_FORK_EXIT = 2,
    KMOD_N_DROPS_BUFFER_EXECVE_EXIT = 3,
    KMOD_N_DROPS_BUFFER_CONNECT_ENTER = 4,
    KMOD_N_DROPS_BUFFER_CONNECT_EXIT = 5,
    KMOD_N_DROPS_BUFFER_OPEN_ENTER = 6,
    KMOD_N_DROPS_BUFFER_OPEN_EXIT = 7,
    KMOD_N_DROPS_BUFFER_DIR_FILE_EXIT = 8,
    KMOD_N_DROPS_BUFFER_OTHER_INTEREST_EXIT = 9,
    KMOD_N_DROPS_BUFFER_CLOSE_EXIT = 10,
    KMOD_N_DROPS_BUFFER_PROC_EXIT = 11,
    KMOD_N_DROPS_PAGE_FAULTS = 12,
    KMOD_N_DROPS_BUG = 13,
    KMOD_N_DROPS = 14,
    KMOD_N_PREEMPTIONS = 15,
    KMOD_MAX_KERNEL_COUNTERS_STATS = 16 /* count */
} kmod_kernel_counters_stats;
