/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The probe. Every event is made by one recipe (src/capture/recipe/): programs here decide whether an event is wanted,
 * gather what the recipe works on, and send what it makes. */
#include "syscall.h"
#include "tracepoint.h"
#ifndef BEFORE_5_15
#include "uring.h"
#endif
#include "snapshot.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";
