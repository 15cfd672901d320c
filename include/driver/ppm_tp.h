/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel tracepoints that the kernel module can attach to. */
#pragma once

/* Bit positions for the module's attach and detach requests. */
typedef enum {
    KMOD_PROG_SYS_ENTER = 0,         /* sys_enter */
    KMOD_PROG_SYS_EXIT = 1,          /* sys_exit */
    KMOD_PROG_SCHED_PROC_EXIT = 2,   /* sched_process_exit */
    KMOD_PROG_SCHED_SWITCH = 3,      /* sched_switch */
    KMOD_PROG_PAGE_FAULT_USER = 4,   /* page_fault_user */
    KMOD_PROG_PAGE_FAULT_KERNEL = 5, /* page_fault_kernel */
    KMOD_PROG_SIGNAL_DELIVER = 6,    /* signal_deliver */
    KMOD_PROG_SCHED_PROC_FORK = 7,   /* sched_process_fork */
    KMOD_PROG_SCHED_PROC_EXEC = 8,   /* sched_process_exec */
    KMOD_PROG_ATTACHED_MAX = 9       /* count, not a tracepoint */
} kmod_prog_codes;
