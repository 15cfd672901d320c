/* SPDX-License-Identifier: Apache-2.0 */
/* The BPF probe that libs 0.18 had beside the modern one. Sources of that time include this header; there is no such
   engine any more, and what opens it opens the modern probe. */
#pragma once

/* The engine's name. */
#define BPF_ENGINE "bpf"
