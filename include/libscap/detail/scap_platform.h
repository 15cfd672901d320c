/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes a platform that knows nothing by itself; NULL when out of memory. Ends with scap_platform_free(). */
struct scap_platform *scap_generic_alloc_platform(scap_proc_callbacks proc_callbacks);

/* Initializes the part that every platform has, for platforms that are not part of this library. */
int32_t scap_generic_init_platform(struct scap_platform *platform,
                                   char *lasterr,
                                   struct scap_open_args *oargs);

/* Initializes a platform and has it deliver what it finds; to be called after scap_open(). Clears the machine information of a capture file. NULL is allowed. */
int32_t scap_platform_init(struct scap_platform *platform,
                           char *lasterr,
                           struct scap_engine_handle engine,
                           struct scap_open_args *oargs);

/* Undoes scap_platform_init(); NULL is allowed. */
int32_t scap_platform_close(struct scap_platform *platform);

/* Frees a platform; NULL is allowed. */
void scap_platform_free(struct scap_platform *platform);
