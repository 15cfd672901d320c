/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Gives threads, and the descriptors that `get_fdinfos` finds of each leader, to the receiver of a list. */
int32_t scap_proc_scan_vtable(char *error,
                              struct scap_proclist *proclist,
                              uint64_t n_tinfos,
                              const scap_threadinfo *tinfos,
                              void *ctx,
                              get_fdinfos_fn get_fdinfos);
