/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Reads a file of zlib, which the reader takes over; NULL when out of memory or without zlib in the program. */
scap_reader_t *scap_reader_open_gzfile(gzFile file);

/* Reads through a buffer of this many bytes; `own_reader`: closes the other reader with itself. */
scap_reader_t *scap_reader_open_buffered(scap_reader_t *reader, uint32_t bufsize, bool own_reader);
