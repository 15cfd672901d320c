/* SPDX-License-Identifier: Apache-2.0 */
/* Threads, fds and events of a test. */
#pragma once

#include <stddef.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ppm_evt_hdr;
struct scap_fdinfo;
struct scap_threadinfo;
typedef struct scap_test_thread_data scap_test_thread_data;

/* Fds of a thread. */
struct scap_test_fdinfo_data {
    const struct scap_fdinfo* fdinfos;
    size_t fdinfo_count; /* entries of `fdinfos` */
};

/* What the engine hands out. Everything stays the caller's, valid until the capture is closed. */
struct scap_test_input_data {
    struct ppm_evt_hdr** events; /* events, in order */
    size_t event_count;          /* entries of `events` */
    struct scap_threadinfo* threads;
    size_t thread_count;                       /* entries of `threads` */
    struct scap_test_fdinfo_data* fdinfo_data; /* fds of each thread: `thread_count` entries */
};
typedef struct scap_test_input_data scap_test_input_data;

#ifdef __cplusplus
}
#endif
