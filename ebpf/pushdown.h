/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Conditions of the user's filter (src/capture/pushdown.rs): events for which they cannot hold are not made. What user
 * space may know differently than the kernel does counts as holding. */
#pragma once

#include "maps.h"

/* Two, so that one can be written while the other is used. */
struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 2);
	TYPE(key, u32);
	TYPE(value, struct pushdown);
} pushdowns SEC(".maps");

/* Tasks whose names user space may know differently: renamed, by others or by themselves. */
struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 16384);
	TYPE(key, u32);
	TYPE(value, u8);
} renamed SEC(".maps");

INLINE bool is_renamed(u32 tid)
{
	return bpf_map_lookup_elem(&renamed, &tid) != NULL;
}

INLINE void note_renamed(u32 tid)
{
	u32 zero = 0;
	u8 yes = 1;
	struct learned *own;

	if (!bpf_map_update_elem(&renamed, &tid, &yes, BPF_ANY))
		return;
	/* No room: no name is certain any more. */
	own = bpf_map_lookup_elem(&learned, &zero);
	if (own)
		own->names_unknown = 1;
}

GLOBAL_ON int name_holds(struct condition *c)
{
	struct task_struct *task = bpf_get_current_task();
	u32 zero = 0;
	struct learned *own = bpf_map_lookup_elem(&learned, &zero);
	u8 name[16], different = 0;

	if (!c || !own || own->names_unknown || is_renamed(READ(task, pid)) ||
	    bpf_probe_read_kernel(name, sizeof(name), task->comm))
		return true;
	for (int i = 0; i < 16; i++)
		different |= i < c->length ? name[i] ^ c->text[i] : 0;
	return (different == 0) != c->negated;
}

INLINE bool user_holds(struct condition *c, struct task_struct *task)
{
	struct cred *cred = READ(task, cred);
	s64 uid = LOAD(cred, euid.val);

	/* Inside of a user namespace, calls name users by other numbers. */
	if (LOAD(LOAD(cred, user_ns), level) != 0)
		return true;
	return (uid >= c->low && uid <= c->high) != c->negated;
}

/* Whether condition `i`, which joins no others, holds or may hold. */
GLOBAL int holds(u32 index, u32 i, u32 number, s64 ret, u32 flags)
{
	struct pushdown *p = bpf_map_lookup_elem(&pushdowns, &index);
	struct task_struct *task = bpf_get_current_task();
	struct condition *c;
	s64 value;

	if (!p || i >= CONDITIONS)
		return true;
	c = &p->conditions[i];
	switch (c->kind) {
	case CONDITION_CALLS:
		return p->sets[c->set & (CALL_SETS - 1)][(number / 64) & (SYSCALLS / 64 - 1)] >> (number & 63) & 1;
	case CONDITION_COMM:
		return name_holds(c);
	case CONDITION_UID:
		return user_holds(c, task);
	case CONDITION_RESULT:
		return !(flags & RECIPE_RETURNS) || (ret >= c->low && ret <= c->high) != c->negated;
	}
	value = c->kind == CONDITION_PID ? READ(task, tgid) : READ(task, pid);
	return (value >= c->low && value <= c->high) != c->negated;
}

/* Whether the event of a call can pass. Conditions stand behind what they join; bits of `stack` are their results. */
GLOBAL int can_pass(u32 which, u32 number, s64 ret, u32 flags)
{
	u32 index = which - 1;
	struct pushdown *p = bpf_map_lookup_elem(&pushdowns, &index);
	u64 stack = 1;

	if (!p)
		return 1;
	for (u32 i = 0; i < CONDITIONS && i < p->count; i++) {
		u32 kind = p->conditions[i].kind;

		if (kind == CONDITION_AND)
			stack = (stack >> 1) & (~1ull | (stack & 1));
		else if (kind == CONDITION_OR)
			stack = (stack >> 1) | (stack & 1);
		else
			stack = stack << 1 | (holds(index, i, number, ret, flags) & 1);
	}
	return stack & 1;
}

/* A single bit, whose place differs between kernels. */
INLINE bool is_executing(struct task_struct *task)
{
	u64 value = 0;
	u32 size = __builtin_preserve_field_info(task->in_execve, 1);

	if (size > sizeof(value))
		return false;
	bpf_probe_read_kernel(&value, size, (u8 *)task + __builtin_preserve_field_info(task->in_execve, 0));
	value <<= __builtin_preserve_field_info(task->in_execve, 4);
	return value >> __builtin_preserve_field_info(task->in_execve, 5);
}

/* A task gets another name than that of the program which it starts: user space does not learn of it. */
SEC("tp_btf/task_rename")
int task_rename(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0], *current = bpf_get_current_task();

	if (task == current && is_executing(current))
		return 0;
	note_renamed(task->pid);
	return 0;
}
