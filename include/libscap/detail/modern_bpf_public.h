/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Limits a live capture to part of the machine, inside of the kernel: "machine" (all of it, as opened), "pidns" (this program's PID namespace), "cgroup=PATH" (a control group of version 2) or "tree=PID" (a process and its descendants). To be called between scap_open() and scap_start_capture(). */
int32_t scap_modern_bpf_set_scope(scap_t *handle,
                                  const char *scope);

/* Also captures operations that programs submit through rings of io_uring, which system calls do not show: as the events of the system calls that would do the same, with bit 16 (0x10000) set in the flags that scap_next() gives. The original ignores that bit in files. To be called between scap_open() and scap_start_capture(). */
int32_t scap_modern_bpf_watch_io_uring(scap_t *handle);

/* A descriptor that becomes readable when it is time to call scap_next(), for poll() and its kind; -1 after a failure. Once it was asked for, scap_next() no longer sleeps where nothing has come. It is the handle's. */
int scap_modern_bpf_get_ready_fd(scap_t *handle);
