/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The maps of the probe. Those sized by processors get their number of entries when the probe is loaded. */
#pragma once

#include "shared.h"

#define UINT(name, value) int(*name)[value]
#define TYPE(name, value) typeof(value) *name

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct settings);
} settings SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct learned);
} learned SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, RECIPES);
	TYPE(key, u32);
	TYPE(value, struct recipe);
} recipes SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, TRANSLATIONS);
	TYPE(key, u32);
	TYPE(value, struct translation);
} translations SEC(".maps");

/* Number of the 64-bit system call for each 32-bit one, plus one; 0 none. */
struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, SYSCALLS);
	TYPE(key, u32);
	TYPE(value, u16);
} ia32 SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct scratch);
} scratches SEC(".maps");

struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct counters);
} counters SEC(".maps");

/* Processes of the tree that is watched. */
struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 65536);
	TYPE(key, u32);
	TYPE(value, u8);
} tree SEC(".maps");

struct ring {
	UINT(type, BPF_MAP_TYPE_RINGBUF);
	UINT(max_entries, 4096);
};

/* The ring of each processor. */
struct {
	UINT(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	UINT(max_entries, 1);
	UINT(key_size, sizeof(u32));
	UINT(value_size, sizeof(u32));
	struct ring *values[];
} rings SEC(".maps");

INLINE struct settings *get_settings(void)
{
	u32 zero = 0;
	return bpf_map_lookup_elem(&settings, &zero);
}

INLINE struct scratch *get_scratch(void)
{
	u32 cpu = bpf_get_smp_processor_id();
	return bpf_map_lookup_elem(&scratches, &cpu);
}

#define AREA 4096

struct snapshot_room {
	struct scratch scratch;
	u8 arguments[AREA];
	u8 environment[AREA];
};

/* One reader at a time: user space sees to it. */
struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct snapshot_room);
} snapshot_rooms SEC(".maps");

INLINE struct snapshot_room *get_snapshot_room(void)
{
	u32 zero = 0;
	return bpf_map_lookup_elem(&snapshot_rooms, &zero);
}

INLINE struct counters *get_counters(void)
{
	u32 cpu = bpf_get_smp_processor_id();
	return bpf_map_lookup_elem(&counters, &cpu);
}
