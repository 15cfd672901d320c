/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Frees the fds of a thread and its table of them; NULL is allowed. */
void scap_fd_free_proc_fd_table(struct scap_threadinfo *tinfo);

/* Frees a table of fds and leaves it empty; NULL is allowed. */
void scap_fd_free_table(struct scap_fdinfo **fds);

/* Frees the threads of a list with their fds and leaves it empty; NULL is allowed. */
void scap_proc_free_table(struct scap_proclist *proclist);

/* Frees a list of interfaces; NULL is allowed. */
void scap_free_iflist(struct scap_addrlist *ifhandle);

/* Frees a list of users; NULL is allowed. */
void scap_free_userlist(struct scap_userlist *uhandle);

/* Makes a list of tasks, or makes one larger, for `n_entries`; false with a text in `error`, and the list is gone if there was no memory. */
bool scap_alloc_proclist_info(struct ppm_proclist_info **proclist_p,
                              uint32_t n_entries,
                              char *error);

/* Frees a list of tasks; NULL is allowed. */
void scap_free_proclist_info(struct ppm_proclist_info *proclist);

/* Frees a table of mounts; NULL is allowed. */
void scap_free_device_table(struct scap_mountinfo *dev_list);

/* Fills in when the first process of a thread's pid namespace began, by its /proc directory, "/proc/1/" for one; SCAP_FAILURE and 0 where that is not visible. */
int32_t scap_proc_fill_pidns_start_ts(char *error,
                                      struct scap_threadinfo *tinfo,
                                      const char *procdirname);
