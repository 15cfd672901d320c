/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a handle, as engines that are not part of this library need it, and the static tables. */
#pragma once

#include <libscap/engine_handle.h>
#include <libscap/linux/scap_cgroup.h>
#include <libscap/scap_assert.h>
#include <libscap/scap_const.h>
#include <libscap/scap_log.h>
#include <libscap/scap_vtable.h>
#include <libscap/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Begins every handle. An engine's init() finds its own state in m_engine; programs only read. */
struct scap {
    const struct scap_vtable* m_vtable;
    struct scap_engine_handle m_engine;
    char m_lasterr[SCAP_LASTERR_SIZE]; /* error text, closed by NUL */
    uint64_t m_evtcnt;                 /* events given out */
    falcosecurity_log_fn m_log_fn;     /* NULL if there is none */
};

#ifndef __cplusplus
#ifndef MIN
#define MIN(X, Y) ((Y) < (X) ? (Y) : (X))
#endif
#ifndef MAX
#define MAX(X, Y) ((Y) > (X) ? (Y) : (X))
#endif
#endif

struct ppm_proclist_info;
struct scap_addrlist;
struct scap_fdinfo;
struct scap_mountinfo;
struct scap_proclist;
struct scap_threadinfo;
struct scap_userlist;

#include <libscap/detail/scap-int.h>

/* Entries of the first list of tasks asked of the kernel module, and the most that are ever asked for. */
#define SCAP_DRIVER_PROCINFO_INITIAL_SIZE 7
#define SCAP_DRIVER_PROCINFO_MAX_SIZE 128000

/* Events of each system call, by system call number; SYSCALL_TABLE_SIZE entries. */
extern const struct syscall_evt_pair g_syscall_table[];

/* Event types, by ppm_event_code; PPM_EVENT_MAX entries. */
extern const struct ppm_event_info g_event_info[];

/* How the kernel module writes each event type, by ppm_event_code; PPM_EVENT_MAX entries. */
extern const struct ppm_event_entry g_ppm_events[];

/* 64-bit system call number of each 32-bit one, -1 if there is none; SYSCALL_TABLE_SIZE entries. */
extern const int g_ia32_64_map[];

#ifdef __cplusplus
}
#endif
