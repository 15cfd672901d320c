/* SPDX-License-Identifier: Apache-2.0 */
/* The page that the kernel module shares with user space beside each ring of events. */
#ifndef PPM_RINGBUFFER_H_
#define PPM_RINGBUFFER_H_

#include <stdbool.h>
#include <stdint.h>

/* True if a ring may have this size in bytes: a power of two that holds more than two whole pages. */
static inline bool validate_buffer_bytes_dim(unsigned long buf_bytes_dim, unsigned long page_size)
{
    unsigned long lowest_bit = buf_bytes_dim & (~buf_bytes_dim + 1);

    if (lowest_bit != buf_bytes_dim || buf_bytes_dim <= page_size * 2) {
        return false;
    }
    return buf_bytes_dim % page_size == 0;
}

/*
 * Positions and counters of one ring. The module writes `head` and the counters, the reader writes `tail`;
 * both positions are byte offsets into the ring. Counters only grow while the device is open.
 */
struct ppm_ring_buffer_info {
    volatile uint32_t head;                               /* where the next event will be written */
    volatile uint32_t tail;                               /* where the next event will be read */
    volatile uint64_t n_evts;                             /* events that the module tried to write */
    volatile uint64_t n_drops_buffer;                     /* events lost because the ring was full; by kind: */
    volatile uint64_t n_drops_buffer_clone_fork_exit;     /* clone, fork and vfork exits */
    volatile uint64_t n_drops_buffer_execve_exit;         /* execve and execveat exits */
    volatile uint64_t n_drops_buffer_connect_enter;       /* connect entries */
    volatile uint64_t n_drops_buffer_connect_exit;        /* connect exits */
    volatile uint64_t n_drops_buffer_open_enter;          /* open-like entries */
    volatile uint64_t n_drops_buffer_open_exit;           /* open-like exits */
    volatile uint64_t n_drops_buffer_dir_file_exit;       /* exits that change directories and names */
    volatile uint64_t n_drops_buffer_other_interest_exit; /* other exits that matter to the state */
    volatile uint64_t n_drops_buffer_close_exit;          /* close exits */
    volatile uint64_t n_drops_buffer_proc_exit;           /* ends of processes */
    volatile uint64_t n_drops_pf;                         /* events lost to unreadable user memory */
    volatile uint64_t n_preemptions;                      /* events lost because the writer was preempted */
    volatile uint64_t n_context_switches;                 /* context switches seen */
};

#endif
