/* SPDX-License-Identifier: Apache-2.0 */
/* Writing capture files. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/scap_const.h>
#include <libscap/scap_zlib.h>

#ifdef __cplusplus
extern "C" {
#endif

struct iovec;
struct scap_platform;
struct scap_threadinfo;
typedef struct ppm_evt_hdr scap_evt;

/* Where a dumper writes to. */
typedef enum ppm_dumper_type {
    DT_FILE = 0,       /* a file */
    DT_MEM = 1,        /* memory of the caller */
    DT_MANAGED_BUF = 2 /* memory of its own, which grows */
} ppm_dumper_type;

/* First size of growing memory, in bytes, and the factor by which it grows. */
#define PPM_DUMPER_MANAGED_BUF_SIZE 3145728
#define PPM_DUMPER_MANAGED_BUF_RESIZE_FACTOR 1.25

/* A dumper. Programs only read it. */
typedef struct scap_dumper {
    gzFile m_f;                        /* not for use by programs */
    ppm_dumper_type m_type;            /* where it writes to */
    uint8_t* m_targetbuf;              /* memory: its start, */
    uint8_t* m_targetbufcurpos;        /* where the next byte goes, */
    uint8_t* m_targetbufend;           /* and its end; NULL for files */
    char m_lasterr[SCAP_LASTERR_SIZE]; /* error text, closed by NUL */
} scap_dumper_t;

/* How a capture file is compressed. */
typedef enum compression_mode {
    SCAP_COMPRESSION_NONE = 0,
    SCAP_COMPRESSION_GZIP = 1
} compression_mode;

#include <libscap/detail/scap_savefile_api.h>

#ifdef __cplusplus
}
#endif
