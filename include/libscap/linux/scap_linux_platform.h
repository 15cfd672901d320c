/* SPDX-License-Identifier: Apache-2.0 */
/* The platform that reads a live Linux machine. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/engine_handle.h>
#include <libscap/linux/scap_cgroup.h>
#include <libscap/scap_log.h>
#include <libscap/scap_platform_impl.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ppm_proclist_info;
struct scap_mountinfo;

/* Who receives what an engine finds. */
struct scap_fetch_callbacks {
    proc_entry_callback proc_entry_cb;
    void* ctx; /* first argument of each call */
};

/*
 * Questions that an engine answers better than /proc. A member that is NULL is one it cannot answer.
 * Calls return SCAP_ results; `error` and `lasterr` have SCAP_LASTERR_SIZE bytes.
 */
struct scap_linux_vtable {
    /* Process and thread number of this machine as seen in their own PID namespace. */
    int32_t (*get_vpid)(struct scap_engine_handle engine, uint64_t pid, int64_t* vpid);
    int32_t (*get_vtid)(struct scap_engine_handle engine, uint64_t tid, int64_t* vtid);

    /* Number of this process in the first PID namespace. */
    int32_t (*getpid_global)(struct scap_engine_handle engine, int64_t* pid, char* error);

    /* Threads with their CPU times, into a list that is made larger if need be. */
    int32_t (*get_threadlist)(struct scap_engine_handle engine,
                              struct ppm_proclist_info** procinfo_p,
                              char* lasterr);

    /* Delivers one thread; `tinfo` (may be NULL) receives it too. */
    int32_t (*fetch_thread)(struct scap_engine_handle engine,
                            const struct scap_fetch_callbacks* callbacks,
                            uint32_t tid,
                            scap_threadinfo* tinfo,
                            char* error);

    /* Delivers all threads. */
    int32_t (*fetch_threads)(struct scap_engine_handle engine,
                             const struct scap_fetch_callbacks* callbacks,
                             char* error);

    /* Delivers one fd of a process. */
    int32_t (*fetch_proc_file)(struct scap_engine_handle engine,
                               const struct scap_fetch_callbacks* callbacks,
                               uint32_t pid,
                               uint32_t fd,
                               char* error);

    /* Delivers the fds of a process, with or without sockets, and their number. */
    int32_t (*fetch_proc_files)(struct scap_engine_handle engine,
                                const struct scap_fetch_callbacks* callbacks,
                                uint32_t pid,
                                bool must_fetch_sockets,
                                uint64_t* num_files_fetched,
                                char* error);

    /* Delivers the fds of all processes. */
    int32_t (*fetch_procs_files)(struct scap_engine_handle engine,
                                 const struct scap_fetch_callbacks* callbacks,
                                 char* error);
};

/* A platform made by scap_linux_alloc_platform(). Members may be set before scap_platform_init(). */
struct scap_linux_platform {
    struct scap_platform m_generic;                 /* what every platform has */
    char* m_lasterr;                                /* error text; the caller's buffer */
    struct scap_mountinfo* m_dev_list;              /* mounts seen so far, a hash table */
    uint32_t m_fd_lookup_limit;                     /* fds read by process; 0: no limit */
    bool m_minimal_scan;                            /* read less about each process */
    struct scap_cgroup_interface m_cgroups;
    uint64_t m_proc_scan_timeout_ms;                /* longest scan of processes; 0: no limit */
    uint64_t m_proc_scan_log_interval_ms;           /* time between log messages about it; 0: none */
    falcosecurity_log_fn m_log_fn;                  /* NULL if there is none */
    struct scap_engine_handle m_engine;             /* first argument of the calls in `m_linux_vtable` */
    const struct scap_linux_vtable* m_linux_vtable; /* what the engine answers; NULL: nothing */
};

/* A platform made by scap_linux_hostinfo_alloc_platform(): the machine and its interfaces, no processes. */
struct scap_linux_hostinfo_platform {
    struct scap_platform m_generic;
};

#include <libscap/detail/scap_linux_platform.h>

#ifdef __cplusplus
}
#endif
