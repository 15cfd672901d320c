/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of the Linux platform one by one. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/linux/scap_linux_platform.h>
#include <libscap/scap.h>
#include <libscap/scap_procs.h>
#include <libscap/uthash_ext.h>

struct ppm_proclist_info;
struct scap_proclist;

/* Sockets of a network namespace, in a table by the namespace. */
struct scap_ns_socket_list {
    int64_t net_ns;       /* inode of the namespace */
    scap_fdinfo* sockets; /* in a table by inode */
    UT_hash_handle hh;
};

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/scap_linux_int.h>

#ifdef __cplusplus
}
#endif
