/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a capture file. */
#pragma once

#include <stdint.h>

#include <libscap/scap_procs.h>

/* The engine's name. */
#define SAVEFILE_ENGINE "savefile"

#ifdef __cplusplus
extern "C" {
#endif

struct scap_platform;

/* How to open it. */
struct scap_savefile_engine_params {
    int fd;                         /* an open file, used when `fname` is NULL; 0: none */
    const char* fname;              /* path; NULL to use `fd` */
    uint64_t start_offset;          /* where the capture starts in the file, bytes */
    uint32_t fbuffer_size;          /* bytes of the read buffer; 0: the library's choice */
    struct scap_platform* platform; /* receives the state in the file; from scap_savefile_alloc_platform() */
};

#include <libscap/detail/savefile_public.h>

#ifdef __cplusplus
}
#endif
