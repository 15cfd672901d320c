/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Does nothing, for either end of a scan. */
void default_refresh_start_end_callback(void *context);

/* Keeps copies of threads and descriptors in a scap_proclist, which `context` points to. */
int32_t default_proc_entry_callback(void *context,
                                    char *error,
                                    int64_t tid,
                                    scap_threadinfo *tinfo,
                                    scap_fdinfo *fdinfo,
                                    scap_threadinfo **new_tinfo);

/* Makes a list empty and sets who receives threads; without a receiver the list keeps them itself. */
void init_proclist(struct scap_proclist *proclist, scap_proc_callbacks callbacks);
