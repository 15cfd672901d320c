/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* A program's arguments and environment, and the control groups of its task. */
#pragma once

#include "task.h"

#define ARGUMENT_BYTES 4096
#define ARGUMENT_POINTERS 16

/* Ends a text that may have been cut with a NUL. */
INLINE void end_text(struct scratch *s)
{
	u64 last = s->pos - 1;

	if (last < SCRATCH_BYTES)
		s->data[last] = 0;
}

/* The first argument, as it lies in the memory of the running task. Keeps its length for the others. */
GLOBAL_ON int append_exe(struct scratch *s)
{
	struct mm_struct *mm;
	u64 length = 0;

	if (!s)
		return 0;
	mm = LOAD((struct task_struct *)s->task, mm);
	if (mm)
		length = put_text(s, LOAD(mm, arg_start), ARGUMENT_BYTES, true);
	s->work[4] = length;
	append_length(s, length);
	return 0;
}

INLINE void append_area(struct scratch *s, u64 from, u64 to, u64 most)
{
	u64 length = to > from ? to - from : 0;

	if (length > most)
		length = most;
	length = put_bytes(s, from, length, true);
	if (length)
		end_text(s);
	append_length(s, length);
}

GLOBAL_ON int append_program_area(struct scratch *s, u32 environment)
{
	struct mm_struct *mm;
	u64 exe;

	if (!s)
		return 0;
	mm = LOAD((struct task_struct *)s->task, mm);
	exe = s->work[4];
	if (!mm)
		append_empty(s);
	else if (environment)
		append_area(s, LOAD(mm, env_start), LOAD(mm, env_end), ARGUMENT_BYTES);
	else
		append_area(s, LOAD(mm, arg_start) + exe, LOAD(mm, arg_end),
			    exe < ARGUMENT_BYTES ? ARGUMENT_BYTES - exe : 0);
	return 0;
}

INLINE u64 user_pointer(struct scratch *s, u64 array, u32 index)
{
	u64 pointer = 0;

	if (s->compat)
		bpf_probe_read_user(&pointer, 4, (void *)(array + 4 * index));
	else
		bpf_probe_read_user(&pointer, 8, (void *)(array + 8 * index));
	return pointer;
}

/* Texts of a user's array of pointers: 0 the first one, 1 the others, 2 all. */
GLOBAL_ON int append_argv(struct scratch *s, u64 array, u32 which)
{
	u64 before, most = ARGUMENT_BYTES;

	if (!s)
		return 0;
	before = s->pos;
	if (which == 0) {
		s->work[4] = 0;
		if (!array)
			put(s, 0, 1);
		else
			s->work[4] = put_text(s, user_pointer(s, array, 0), ARGUMENT_BYTES, true);
		append_length(s, s->pos - before);
		return 0;
	}
	if (which == 1)
		most = s->work[4] < ARGUMENT_BYTES ? ARGUMENT_BYTES - s->work[4] : 0;
	for (u32 i = which == 1; i < ARGUMENT_POINTERS; i++) {
		u64 text = array ? user_pointer(s, array, i) : 0;

		if (!text || s->pos - before >= most)
			break;
		put_text(s, text, ARGUMENT_BYTES, true);
	}
	if (s->pos - before > most) {
		s->pos = before + most;
		if (most)
			end_text(s);
	}
	append_length(s, s->pos - before);
	return 0;
}

#define GROUP_ROOM 4096
#define GROUP_DEPTH 24

/* Lays the path of a control group down at the end of `side`; returns where it begins. */
INLINE u64 lay_group_path(struct scratch *s, struct kernfs_node *node)
{
	s->work[1] = (u64)node;
	s->work[2] = GROUP_ROOM - 1;
	s->side[GROUP_ROOM - 1] = 0;
	for (int i = 0; i < GROUP_DEPTH; i++) {
		struct kernfs_node *here = (void *)s->work[1], *parent;
		u64 pos = s->work[2];
		s64 length;

		if (!here)
			break;
		if (FIELD_EXISTS(((struct kernfs_node *)0)->parent))
			parent = LOAD(here, parent);
		else
			parent = LOAD((struct kernfs_node___6_15 *)here, __parent);
		if (!parent)
			break;
		/* Read once beside to know the length, then copied to its place. */
		length = bpf_probe_read_kernel_str(&s->side[GROUP_ROOM], 256, LOAD(here, name)) - 1;
		if (length <= 0 || length > 255 || pos < (u64)length + 1)
			break;
		pos -= length;
		bpf_probe_read_kernel(&s->side[pos & (GROUP_ROOM - 1)], length & 255, &s->side[GROUP_ROOM]);
		pos -= 1;
		s->side[pos & (GROUP_ROOM - 1)] = '/';
		s->work[2] = pos;
		s->work[1] = (u64)parent;
	}
	if (s->work[2] == GROUP_ROOM - 1) {
		s->work[2] = GROUP_ROOM - 2;
		s->side[GROUP_ROOM - 2] = '/';
	}
	return s->work[2] & (GROUP_ROOM - 1);
}

GLOBAL_ON int put_group(struct scratch *s, u64 from)
{
	struct cgroup_subsys_state *state = (void *)from;
	u64 at;

	if (!s || !state || !put_text(s, (u64)LOAD(LOAD(state, ss), name), 64, false))
		return 0;
	at = s->pos - 1;
	if (at < SCRATCH_BYTES)
		s->data[at] = '=';
	at = lay_group_path(s, LOAD(LOAD(state, cgroup), kn));
	put_side_bytes(s, at, GROUP_ROOM - at);
	return 0;
}

#define GROUP(id)                                                                                                      \
	if (__builtin_preserve_enum_value(*(typeof(enum cgroup_subsys_id) *)id, 0))                                    \
	put_group(s, (u64)LOAD(set, subsys[__builtin_preserve_enum_value(*(typeof(enum cgroup_subsys_id) *)id, 1)]))

GLOBAL_ON int append_groups(struct scratch *s)
{
	struct css_set *set;
	u64 before;

	if (!s)
		return 0;
	before = s->pos;
	set = LOAD((struct task_struct *)s->task, cgroups);
	if (set) {
		GROUP(cpuset_cgrp_id);
		GROUP(cpu_cgrp_id);
		GROUP(cpuacct_cgrp_id);
		GROUP(io_cgrp_id);
		GROUP(memory_cgrp_id);
	}
	append_length(s, s->pos - before);
	return 0;
}
