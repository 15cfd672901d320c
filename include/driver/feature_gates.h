/* SPDX-License-Identifier: Apache-2.0 */
/* Which optional sources of events a driver can have, seen from user space, by processor architecture. */
#ifndef FEATURE_GATES_H
#define FEATURE_GATES_H

/* Context switches and delivered signals can be captured everywhere. */
#define CAPTURE_CONTEXT_SWITCHES
#define CAPTURE_SIGNAL_DELIVERIES

/* Tasks and open files that exist at start can be read through BPF iterators. */
#define BPF_ITERATOR_SUPPORT

/* A 64-bit system call argument takes one register. */
#if defined(__x86_64__) || defined(__aarch64__) || defined(__loongarch64)
#define CAPTURE_64BIT_ARGS_SINGLE_REGISTER
#endif

/* Page faults have tracepoints on x86-64 only. */
#if defined(__x86_64__)
#define CAPTURE_PAGE_FAULTS
#endif

/* The child's return from fork is not seen as a system call exit here; a scheduler tracepoint stands in. */
#if defined(__aarch64__) || defined(__s390x__) || defined(__riscv) || defined(__loongarch64)
#define CAPTURE_SCHED_PROC_FORK
#endif

#endif
