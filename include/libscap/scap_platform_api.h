/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to a platform: processes, users, interfaces, the machine. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct _scap_machine_info;
struct ppm_proclist_info;
struct scap;
struct scap_addrlist;
struct scap_platform;
struct scap_threadinfo;
struct scap_userlist;
typedef struct _scap_agent_info scap_agent_info;

#include <libscap/detail/scap_platform_api.h>

#ifdef __cplusplus
}
#endif
