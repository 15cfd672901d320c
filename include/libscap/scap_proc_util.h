/* SPDX-License-Identifier: Apache-2.0 */
/* Handing threads over to a receiver. */
#pragma once

#include <stdint.h>

#include <libscap/scap.h>
#include <libscap/scap_procs.h>

typedef struct scap_proclist scap_proclist;

/* Finds the descriptors of a thread, `*n` of them at `*fdinfos`. */
typedef int32_t (*get_fdinfos_fn)(void* ctx, const scap_threadinfo* tinfo, uint64_t* n, const scap_fdinfo** fdinfos);

#ifdef __cplusplus
extern "C" {
#endif

#include <libscap/detail/scap_proc_util.h>

#ifdef __cplusplus
}
#endif
