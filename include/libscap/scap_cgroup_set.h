/* SPDX-License-Identifier: Apache-2.0 */
/* The control groups of a process. */
#pragma once

#include <libscap/scap_limits.h>

/* Texts of the form "subsystem=path", one after another, each closed by NUL. */
struct scap_cgroup_set {
    int len;                          /* bytes of `path` in use */
    char path[SCAP_MAX_CGROUPS_SIZE]; /* the texts */
};
