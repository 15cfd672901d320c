/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* The machine's interfaces; the platform's, NULL if not known. */
struct scap_addrlist *scap_get_ifaddr_list(struct scap_platform *platform);

/* Reads the interfaces anew. */
void scap_refresh_iflist(struct scap_platform *platform);

/* The machine's users and groups; the platform's, NULL if not known. */
struct scap_userlist *scap_get_user_list(struct scap_platform *platform);

/* Device number of a mount, as seen by the process whose /proc directory is `procdir`; 0 if not known. */
uint32_t scap_get_device_by_mount_id(struct scap_platform *platform,
                                     const char *procdir,
                                     unsigned long requested_mount_id);

/* Reads one thread, with its sockets if asked, and delivers it to the platform's receiver. */
int32_t scap_proc_get(struct scap_platform *platform, int64_t tid, bool scan_sockets);

/* Reads all processes anew and delivers them to the platform's receiver. */
int32_t scap_refresh_proc_table(struct scap_platform *platform);

/* True if the thread still runs and is still called `comm`, or if the platform cannot tell. */
bool scap_is_thread_alive(struct scap_platform *platform, int64_t pid, int64_t tid, const char *comm);

/* Id of this process in the initial PID namespace. */
int32_t scap_getpid_global(struct scap_platform *platform, int64_t *pid);

/* The machine; the platform's, NULL if not known. */
const struct _scap_machine_info *scap_get_machine_info(struct scap_platform *platform);

/* The capturing program; the platform's, NULL if not known. */
const scap_agent_info *scap_get_agent_info(struct scap_platform *platform);

/* Threads with their CPU times; the platform's, valid until the next call. NULL with a text in `error`. */
struct ppm_proclist_info *scap_get_threadlist(struct scap_platform *platform, char *error);

/* Reads the fds of a thread and delivers them to the platform's receiver. */
int32_t scap_get_fdlist(struct scap_platform *platform, struct scap_threadinfo *tinfo, char *error);

/* Reads one fd of a thread and delivers it to the platform's receiver. */
int32_t scap_get_fdinfo(struct scap_platform *platform, struct scap_threadinfo *tinfo, int fd, char *error);
