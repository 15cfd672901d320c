/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes a platform that reads a live Linux machine; NULL when out of memory. Ends with scap_platform_free(). */
struct scap_platform *scap_linux_alloc_platform(scap_proc_callbacks proc_callbacks);

/* Makes a platform that knows the machine and its interfaces, but no processes; NULL when out of memory. Ends with scap_platform_free(). */
struct scap_platform *scap_linux_hostinfo_alloc_platform(void);
