/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* Finds where the control group filesystems are mounted; SCAP_FAILURE with a text in `error`. `with_self_cg`: so that groups are reported as the machine sees them, even from within a namespace. */
int32_t scap_cgroup_interface_init(struct scap_cgroup_interface *cgi,
                                   const char *host_root,
                                   char *error,
                                   bool with_self_cg);

/* The control groups of a thread with this directory, "/proc/1/" for one; an empty set where they cannot be read. */
int32_t scap_cgroup_get_thread(struct scap_cgroup_interface *cgi,
                               const char *procdirname,
                               struct scap_cgroup_set *cg,
                               char *error);

/* Where a subsystem is mounted, and of which version it is (0: nowhere, and NULL); valid as long as `cgi`. */
const char *scap_cgroup_get_subsys_mount(const struct scap_cgroup_interface *cgi,
                                         const char *subsys,
                                         int *version);

/* Clears the cache and switches it off; NULL is allowed. */
void scap_cgroup_clear_cache(struct scap_cgroup_interface *cgi);

/* Clears the cache and switches it on; NULL is allowed. */
void scap_cgroup_enable_cache(struct scap_cgroup_interface *cgi);
