/* SPDX-License-Identifier: Apache-2.0 */
/* Live capture through BPF programs that come with the library. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The engine's name. */
#define MODERN_BPF_ENGINE "modern_bpf"

/* Usual number of CPUs that share a ring. */
#define DEFAULT_CPU_FOR_EACH_BUFFER 1

#ifdef __cplusplus
extern "C" {
#endif

struct scap_linux_vtable;

/* How to open it. */
struct scap_modern_bpf_engine_params {
    uint16_t cpus_for_each_buffer;  /* CPUs that share a ring; 0: one ring for all */
    bool allocate_online_only;      /* rings for CPUs that run now, not for all possible ones */
    unsigned long buffer_bytes_dim; /* bytes of each ring: a power of two, more than two pages */
    bool disable_iterators;         /* read /proc at start even where the kernel has BPF iterators */
};

/* Questions that BPF iterators answer. */
extern const struct scap_linux_vtable scap_modern_bpf_linux_vtable;

typedef struct scap scap_t;

#include <libscap/detail/modern_bpf_public.h>

#ifdef __cplusplus
}
#endif
