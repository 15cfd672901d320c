/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Makes a platform that receives the state in a capture file; NULL when out of memory. Ends with scap_platform_free(). */
struct scap_platform *scap_savefile_alloc_platform(scap_proc_callbacks callbacks);
