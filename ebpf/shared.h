/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the parts of the probe agree on among themselves; contract.h has what they and src/capture/ agree on. */
#pragma once

#include "contract.h"

struct event_header {
	u64 ts;
	u64 tid;
	u32 len;
	u16 type;
	u32 nparams;
} __attribute__((packed));

/* A generic event as it lies in a ring. Members of two bytes, as the kernel's records are aligned so that the compiler
 * would store larger ones byte by byte. */
struct generic_event {
	struct prefix prefix;
	u64 ts;
	u64 tid;
	u32 len;
	u16 type;
	u16 nparams, nparams_high;
	u16 lengths[2];
	u16 code, number;
	u16 end[3];
};
#define GENERIC_LENGTH 42

#define HEADER_SIZE 26
#define LENGTHS (PREFIX_SIZE + HEADER_SIZE)
#define MOST_BYTES 65536
#define SCRATCH_BYTES (2 * MOST_BYTES + 4096)

/* Where an event is made: one per processor. */
struct scratch {
	u64 pos;    /* end of the parameters in data */
	u32 params; /* appended so far */
	u32 busy;
	u64 now;      /* since boot */
	u64 time;     /* since the epoch */
	u32 recipe;
	u32 compat; /* a 32-bit system call */
	u64 task;   /* the task that the event is about */
	u64 tid;
	u64 snaplen;
	u32 kernel_names; /* texts are in kernel memory */
	u32 marks;        /* for the prefix */
	u32 cpu;
	u32 dynamic;      /* the snaplen depends on the descriptor */
	/* What was found out about an open file, by its number plus one: several steps read the same. */
	u64 file;
	u64 file_inode;
	u32 file_device, file_mode, file_layer;
	u32 pad;
	u64 work[8];
	u64 args[ARGS];
	u8 side[8192]; /* for lists and paths */
	u8 data[SCRATCH_BYTES];
};
