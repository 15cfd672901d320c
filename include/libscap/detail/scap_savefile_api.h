/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes a capture file and writes the state that the platform knows; `-` is the standard output. NULL with a text in `lasterr`. Ends with scap_dump_close(). */
scap_dumper_t *scap_dump_open(struct scap_platform *platform,
                              const char *fname,
                              compression_mode compress,
                              char *lasterr);

/* The same for an open file, which the dumper takes over. Nothing is scanned, so `skip_proc_scan` makes no difference. */
scap_dumper_t *scap_dump_open_fd(struct scap_platform *platform,
                                 int fd,
                                 compression_mode compress,
                                 bool skip_proc_scan,
                                 char *lasterr);

/* The same into memory of the caller, `targetbufsize` bytes at `targetbuf`. */
scap_dumper_t *scap_memory_dump_open(struct scap_platform *platform,
                                     uint8_t *targetbuf,
                                     uint64_t targetbufsize,
                                     char *lasterr);

/* Makes a dumper that writes into memory of its own, without any state; NULL when out of memory. */
scap_dumper_t *scap_managedbuf_dump_create(void);

/* Finishes the file and frees the dumper; NULL is allowed. */
void scap_dump_close(scap_dumper_t *d);

/* Writes out what is still buffered, such that readers get all of it. */
void scap_dump_flush(scap_dumper_t *d);

/* Bytes that the file has, after compression; in memory, those written. */
int64_t scap_dump_get_offset(scap_dumper_t *d);

/* Bytes written, before compression. */
int64_t scap_dump_ftell(scap_dumper_t *d);

/* Writes an event with the CPU it came from and its scap_dump_flags. */
int32_t scap_dump(scap_dumper_t *d, scap_evt *e, uint16_t cpuid, uint32_t flags);

/* Text of the last error; the dumper's. */
const char *scap_dump_getlasterr(scap_dumper_t *d);

/* Where a dumper into memory writes its next byte. */
uint8_t *scap_get_memorydumper_curpos(scap_dumper_t *d);

/* Writes the fds of a thread. */
int32_t scap_write_proc_fds(scap_dumper_t *d, struct scap_threadinfo *tinfo);

/* Makes a dumper that collects threads, for scap_write_proclist_end(); NULL when out of memory. */
scap_dumper_t *scap_write_proclist_begin(void);

/* Writes a thread whose texts are given beside `tinfo`; `*len` receives the bytes written. */
int32_t scap_write_proclist_entry_bufs(scap_dumper_t *d,
                                       struct scap_threadinfo *tinfo,
                                       uint32_t *len,
                                       const char *comm,
                                       const char *exe,
                                       const char *exepath,
                                       const struct iovec *args,
                                       int argscnt,
                                       const struct iovec *envs,
                                       int envscnt,
                                       const char *cwd,
                                       const struct iovec *cgroups,
                                       int cgroupscnt,
                                       const char *root);

/* Writes the threads collected in `proclist_dumper`, `totlen` bytes, and frees that dumper. */
int scap_write_proclist_end(scap_dumper_t *d, scap_dumper_t *proclist_dumper, uint32_t totlen);
