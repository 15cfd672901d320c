/* SPDX-License-Identifier: Apache-2.0 */
/* The first BPF engine, for programs that still ask for it. The modern one takes its place. */
#pragma once

/* The engine's name. */
#define BPF_ENGINE "bpf"

/* How to open it. */
struct scap_bpf_engine_params {
    unsigned long buffer_bytes_dim; /* bytes of each CPU's ring */
    const char* bpf_probe;          /* path of a program file; not used */
};
