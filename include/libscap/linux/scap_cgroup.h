/* SPDX-License-Identifier: Apache-2.0 */
/* How the control groups of processes are found on Linux. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <libscap/scap_cgroup_set.h>
#include <libscap/scap_limits.h>
#include <libscap/scap_log.h>

struct scap_cgroup_cache;

/* Loops over the texts of a scap_cgroup_set; `subsys` is the name of a const char* variable made for it. */
#define FOR_EACH_SUBSYS(cgset, subsys)                                                                       \
    for (const char *subsys = (cgset)->path, *subsys##_end = (cgset)->path + (cgset)->len;                   \
         subsys < subsys##_end;                                                                              \
         subsys += strlen(subsys) + 1)

/* What is known about the control group filesystems. Room for it inside scap_linux_platform; not for programs. */
struct scap_cgroup_interface {
    struct scap_cgroup_set m_subsystems_v1; /* subsystems of version 1 */
    struct scap_cgroup_set m_subsystems_v2; /* controllers of version 2 */
    struct scap_cgroup_set m_mounts_v1;     /* "subsystem=mount point" */
    char m_mount_v2[SCAP_MAX_PATH_SIZE];    /* mount point of version 2, closed by NUL */
    bool m_use_cache;                       /* keep the answers by group */
    struct scap_cgroup_cache* m_cache;      /* the answers kept */
    struct scap_cgroup_set m_self_v1;       /* groups of this process, version 1 */
    char m_self_v2[SCAP_MAX_PATH_SIZE];     /* group of this process, version 2, closed by NUL */
    bool m_in_cgroupns;                     /* this process is in a control group namespace */
    falcosecurity_log_fn m_log_fn;          /* NULL if there is none */
};

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/scap_cgroup.h>

#ifdef __cplusplus
}
#endif
