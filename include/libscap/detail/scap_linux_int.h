/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Fills in what is known of this program; NULL is allowed. */
void scap_os_get_agent_info(scap_agent_info *agent_info);

/* Fills in what is known of the machine; SCAP_FAILURE with a text in `lasterr`. */
int32_t scap_os_get_machine_info(struct _scap_machine_info *machine_info, char *lasterr);

/* Fills in the addresses of a platform anew. */
int32_t scap_linux_create_iflist(struct scap_platform *platform);

/* Fills in the users and groups of a platform anew. */
int32_t scap_linux_create_userlist(struct scap_platform *platform);

/* Device of a mount that the process of this directory sees; 0 if not known. */
uint32_t scap_linux_get_device_by_mount_id(struct scap_platform *platform,
                                           const char *procdir,
                                           unsigned long requested_mount_id);

/* Gives one thread, and the descriptors of its process, to the platform's receiver. */
int32_t scap_linux_proc_get(struct scap_platform *platform, int64_t tid, bool scan_sockets);

/* Gives all processes to the receiver of the list. */
int32_t scap_linux_refresh_proc_table(struct scap_platform *platform, struct scap_proclist *proclist);

/* True while the thread runs under this command name. */
bool scap_linux_is_thread_alive(struct scap_platform *platform, int64_t pid, int64_t tid, const char *comm);

/* Id of this process in the initial PID namespace. */
int32_t scap_linux_getpid_global(struct scap_platform *platform, int64_t *pid, char *error);

/* CPU times of every thread, in a list from malloc() in place of the one at `procinfo_p`. */
int32_t scap_linux_get_threadlist(struct scap_platform *platform,
                                  struct ppm_proclist_info **procinfo_p,
                                  char *lasterr);

/* Gives the descriptors of a process to the platform's receiver. */
int32_t scap_linux_get_fdlist(struct scap_platform *platform, scap_threadinfo *tinfo, char *lasterr);

/* Gives one descriptor of a process to the platform's receiver. */
int32_t scap_linux_get_fdinfo(struct scap_platform *platform, scap_threadinfo *tinfo, int fd, char *lasterr);

/* Adds every socket that the process of this directory sees to a table by inode; each is from malloc(). */
int32_t scap_fd_read_sockets(char *procdir, struct scap_ns_socket_list *sockets, char *error);

/* Frees tables of sockets and leaves none; NULL is allowed. */
void scap_fd_free_ns_sockets_list(struct scap_ns_socket_list **sockets);

/* Gives the descriptors of the process with this directory to the list's receiver, and their number to `num_fds_ret`. `sockets_by_ns` leads to NULL and stays so: tables of sockets are read anew; NULL: sockets are left out. */
int32_t scap_fd_scan_fd_dir(struct scap_linux_platform *linux_platform,
                            struct scap_proclist *proclist,
                            char *procdir,
                            uint32_t tid,
                            scap_threadinfo *pi,
                            struct scap_ns_socket_list **sockets_by_ns,
                            uint64_t *num_fds_ret,
                            char *error);

/* Gives one descriptor of the process with this directory to the list's receiver, as scap_fd_scan_fd_dir() does all. */
int32_t scap_fd_get_fdinfo(const struct scap_linux_platform *linux_platform,
                           struct scap_proclist *proclist,
                           char *procdir,
                           scap_threadinfo *tinfo,
                           int fd,
                           struct scap_ns_socket_list **sockets_by_ns,
                           char *error);
