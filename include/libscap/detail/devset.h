/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes places for the rings of so many processors, none of them open; SCAP_FAILURE with a text in `lasterr`. */
int32_t devset_init(struct scap_device_set *devset, size_t num_devs, char *lasterr);

/* Unmaps and closes a ring; NULL is allowed. */
void devset_close_device(struct scap_device *dev);

/* Closes every ring of a set and frees their places; NULL is allowed. */
void devset_free(struct scap_device_set *devset);

/* Whether a ring may have so many bytes: a power of two, more than two pages. */
int32_t check_buffer_bytes_dim(char *last_err, unsigned long buf_bytes_dim);

/* Prints the bytes of a ring to standard error, for a look at one that is damaged; lines of zeros are left out. NULL is allowed. */
void dump_ringbuffer(struct scap_device *dev);
