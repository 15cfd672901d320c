/* SPDX-License-Identifier: Apache-2.0 */
/* What a platform provides. A program can bring its own by filling a scap_platform_vtable. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/engine_handle.h>
#include <libscap/scap_machine_info.h>
#include <libscap/scap_procs.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ppm_proclist_info;
struct scap_addrlist;
struct scap_open_args;
struct scap_platform;
struct scap_userlist;

/*
 * A kind of platform. A member that is NULL is a thing it cannot do. Calls return SCAP_ results unless said
 * otherwise; `lasterr` and `error` have SCAP_LASTERR_SIZE bytes.
 */
struct scap_platform_vtable {
    /* Gets ready, beside an engine that is open. */
    int32_t (*init_platform)(struct scap_platform* platform,
                             char* lasterr,
                             struct scap_engine_handle engine,
                             struct scap_open_args* oargs);

    /* Reads the network interfaces anew into m_addrlist. */
    int32_t (*refresh_addr_list)(struct scap_platform* platform);

    /* Device number of a mount as seen by the process whose directory is `procdir`; 0 if not known. */
    uint32_t (*get_device_by_mount_id)(struct scap_platform* platform,
                                       const char* procdir,
                                       unsigned long requested_mount_id);

    /* Reads one thread, with its sockets if asked, and delivers it to the platform's receiver. */
    int32_t (*get_proc)(struct scap_platform* platform, int64_t tid, bool scan_sockets);

    /* Reads all processes anew and delivers them. */
    int32_t (*refresh_proc_table)(struct scap_platform* platform, struct scap_proclist* proclist);

    /* True if the thread still runs and is still called `comm`. */
    bool (*is_thread_alive)(struct scap_platform* platform, int64_t pid, int64_t tid, const char* comm);

    /* Number of this process in the first PID namespace. */
    int32_t (*get_global_pid)(struct scap_platform* platform, int64_t* pid, char* error);

    /* Threads with their CPU times; the list stays the platform's. */
    int32_t (*get_threadlist)(struct scap_platform* platform, struct ppm_proclist_info** procinfo_p, char* lasterr);

    /* Reads all fds of a thread, or one of them, and delivers them. */
    int32_t (*get_fdlist)(struct scap_platform* platform, struct scap_threadinfo* tinfo, char* lasterr);
    int32_t (*get_fdinfo)(struct scap_platform* platform, struct scap_threadinfo* tinfo, int fd, char* lasterr);

    /* Undoes init_platform(). */
    int32_t (*close_platform)(struct scap_platform* platform);

    /* Frees the platform itself. */
    void (*free_platform)(struct scap_platform* platform);
};

/* Begins every platform. What it points to belongs to the platform. */
struct scap_platform {
    const struct scap_platform_vtable* m_vtable;
    struct scap_addrlist* m_addrlist; /* interfaces; NULL if not read */
    struct scap_userlist* m_userlist; /* users and groups; NULL if not read */
    struct scap_proclist m_proclist;  /* processes and who receives them */
    scap_agent_info m_agent_info;
    scap_machine_info m_machine_info;
    struct ppm_proclist_info* m_driver_procinfo; /* answer of the last get_threadlist(); NULL before */
};

#ifdef __cplusplus
}
#endif
