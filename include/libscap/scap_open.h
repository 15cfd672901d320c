/* SPDX-License-Identifier: Apache-2.0 */
/* How to open a source of events. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <driver/ppm_events_public.h>
#include <libscap/scap_limits.h>
#include <libscap/scap_log.h>
#include <libscap/scap_procs.h>

/* The system calls and tracepoints to capture, by ppm_sc_code. */
typedef struct {
    bool ppm_sc[PPM_SC_MAX]; /* true: wanted */
} interesting_ppm_sc_set;

/* Arguments of scap_open(); read during the call only, except for what `engine_params` points to. */
typedef struct scap_open_args {
    bool import_users;                         /* read users and groups of the machine */
    interesting_ppm_sc_set ppm_sc_of_interest; /* for live engines */
    falcosecurity_log_fn log_fn;               /* receives log messages; NULL for none */
    uint64_t proc_scan_timeout_ms;             /* longest scan of processes; SCAP_PROC_SCAN_TIMEOUT_NONE: no limit */
    uint64_t proc_scan_log_interval_ms;        /* time between log messages about it; SCAP_PROC_SCAN_LOG_NONE: none */
    void* engine_params;                       /* the engine's own structure, struct scap_<engine>_engine_params */
} scap_open_args;
