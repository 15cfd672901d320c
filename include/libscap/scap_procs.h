/* SPDX-License-Identifier: Apache-2.0 */
/* Delivery of processes and their fds as they are found. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct scap scap_t;
typedef struct scap_threadinfo scap_threadinfo;
typedef struct scap_fdinfo scap_fdinfo;

/*
 * Receives a thread, or an fd of it.
 *
 * `tid` is the thread's number. With `fdinfo` NULL, `tinfo` is a new thread; the receiver copies what it wants and
 * may store its own copy in `*new_tinfo` (if not NULL) for later calls. Otherwise `fdinfo` is an fd of the
 * thread `tid`, and `tinfo` may be NULL. Both structures are the caller's and valid during the call only.
 * Returns SCAP_SUCCESS, or another value with a text in `error` (SCAP_LASTERR_SIZE bytes), which ends the scan.
 */
typedef int32_t (*proc_entry_callback)(void* context,
                                       char* error,
                                       int64_t tid,
                                       scap_threadinfo* tinfo,
                                       scap_fdinfo* fdinfo,
                                       scap_threadinfo** new_tinfo);

/* Called before a whole scan of processes starts, and after it ended. */
typedef void (*proc_table_refresh_start)(void* context);
typedef void (*proc_table_refresh_end)(void* context);

/* Who receives processes. */
typedef struct scap_proc_callbacks {
    proc_table_refresh_start m_refresh_start_cb; /* must be set; default_refresh_start_end_callback() does nothing */
    proc_table_refresh_end m_refresh_end_cb;     /* the same */
    proc_entry_callback m_proc_entry_cb;         /* NULL: the platform keeps the threads itself, in m_proclist */
    void* m_callback_context;                    /* handed to each call */
} scap_proc_callbacks;

/* Processes that a platform knows. */
typedef struct scap_proclist {
    scap_proc_callbacks m_callbacks;
    scap_threadinfo* m_proclist; /* table kept by default_proc_entry_callback(); NULL with other receivers */
} scap_proclist;

#include <libscap/detail/scap_procs.h>

#ifdef __cplusplus
}
#endif
