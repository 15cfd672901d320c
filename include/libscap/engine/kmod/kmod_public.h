/* SPDX-License-Identifier: Apache-2.0 */
/* Live capture through the kernel module. */
#pragma once

#include <stdint.h>

#include <libscap/linux/scap_linux_platform.h>

/* The engine's name. */
#define KMOD_ENGINE "kmod"

#ifdef __cplusplus
extern "C" {
#endif

/* How to open it. */
struct scap_kmod_engine_params {
    unsigned long buffer_bytes_dim; /* bytes of each CPU's ring: a power of two, more than two pages */
};

/* Questions that the kernel module answers. */
extern const struct scap_linux_vtable scap_kmod_linux_vtable;

#ifdef __cplusplus
}
#endif
