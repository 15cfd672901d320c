/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of bytes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/scap_zlib.h>

/* A source of bytes; each function is called with the reader itself. */
typedef struct scap_reader {
    void* handle; /* the reader's own */
    int (*read)(struct scap_reader* r, void* buf, uint32_t len);         /* bytes read, 0 at the end, -1 on errors */
    int64_t (*offset)(struct scap_reader* r);                            /* place in the file as it is stored */
    int64_t (*tell)(struct scap_reader* r);                              /* place in the uncompressed bytes */
    int64_t (*seek)(struct scap_reader* r, int64_t offset, int whence);  /* the new place, -1 on errors */
    const char* (*error)(struct scap_reader* r, int* errnum);            /* text and number of the last error */
    int (*close)(struct scap_reader* r);                                 /* ends the reader and frees it */
} scap_reader_t;

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/scap_reader.h>

#ifdef __cplusplus
}
#endif
