/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Entries and exits of system calls. */
#pragma once

#include "interpret.h"
#include "pushdown.h"
#include "scope.h"

#define TS_COMPAT 2
#define IA32_SOCKETCALL 102
#define MESSAGES 16

/* The 64-bit number behind each call of socketcall; sendto and recvfrom stand for send and recv. */
INLINE u32 socket_call(u64 call)
{
	switch (call) {
	case 1: return 41;
	case 2: return 49;
	case 3: return 42;
	case 4: return 50;
	case 5: return 43;
	case 6: return 51;
	case 7: return 52;
	case 8: return 53;
	case 9: case 11: return 44;
	case 10: case 12: return 45;
	case 13: return 48;
	case 14: return 54;
	case 15: return 55;
	case 16: return 46;
	case 17: return 47;
	case 18: return 288;
	case 19: return 299;
	case 20: return 307;
	}
	return SYSCALLS;
}

/* The 64-bit number of a 32-bit call; SYSCALLS where there is none. */
INLINE u32 native_number(u32 number, struct pt_regs *regs)
{
	u16 *native;

	if (number == IA32_SOCKETCALL)
		return socket_call((u32)regs->bx);
	native = bpf_map_lookup_elem(&ia32, &number);
	return native && *native ? *native - 1 : SYSCALLS;
}

INLINE void take_arguments(struct scratch *s, struct pt_regs *regs, u32 compat)
{
	s->compat = compat;
	if (!compat) {
		s->args[0] = regs->di;
		s->args[1] = regs->si;
		s->args[2] = regs->dx;
		s->args[3] = regs->r10;
		s->args[4] = regs->r8;
		s->args[5] = regs->r9;
		return;
	}
	if ((u32)regs->orig_ax == IA32_SOCKETCALL) {
		u32 narrow[6] = {0, 0, 0, 0, 0, 0};

		bpf_probe_read_user(narrow, sizeof(narrow), (void *)(u64)(u32)regs->cx);
		for (int i = 0; i < 6; i++)
			s->args[i] = narrow[i];
		return;
	}
	s->args[0] = (u32)regs->bx;
	s->args[1] = (u32)regs->cx;
	s->args[2] = (u32)regs->dx;
	s->args[3] = (u32)regs->si;
	s->args[4] = (u32)regs->di;
	s->args[5] = (u32)regs->bp;
}

/* The event of message `i` of sendmmsg or recvmmsg. */
GLOBAL_ON int one_message(struct scratch *s, u32 i)
{
	u64 from, length = 0;

	if (!s)
		return 0;
	from = s->args[1] + (u64)i * (s->compat ? 32 : 64);
	read_message(s, from);
	bpf_probe_read_user(&length, 4, (void *)(from + (s->compat ? 28 : 56)));
	s->args[RET] = length;
	COMPOSE_AND_SEND(s, compose);
	return 0;
}

/* One event for each message that sendmmsg or recvmmsg moved. */
INLINE void each_message(struct scratch *s)
{
	s64 count = (s64)s->args[RET];

	if (count <= 0) {
		s->args[14] = 0;
		COMPOSE_AND_SEND(s, compose);
		return;
	}
	for (int i = 0; i < MESSAGES && i < count; i++)
		one_message(s, i);
}

/* In sampling mode: whether the event of a kind is left out at all times. */
INLINE bool is_never_sampled(struct recipe *recipe, s64 ret, u64 command)
{
	if (recipe->flags & RECIPE_ALWAYS_DROP)
		return true;
	if (recipe->flags & RECIPE_DROP_FAILED && ret < 0)
		return true;
	/* F_DUPFD, F_SETFD, F_DUPFD_CLOEXEC */
	return recipe->flags & RECIPE_DROP_FCNTL && command != 0 && command != 2 && command != 1030;
}

/* Marks that a stretch without events begins or ends, once for all processors as well as that can be without a lock:
 * two that see the change at the same moment may both mark it. */
INLINE void tell_stretch(struct settings *set, struct scratch *s, bool left_out)
{
	u32 zero = 0, of_call = s->recipe;
	u64 argument = s->args[0];
	struct learned *own = bpf_map_lookup_elem(&learned, &zero);

	if (!own || own->dropping == left_out)
		return;
	own->dropping = left_out;
	s->recipe = left_out ? RECIPE_DROP_BEGIN : RECIPE_DROP_END;
	s->args[0] = set->sampling_ratio;
	COMPOSE_AND_SEND(s, compose_numbers);
	s->recipe = of_call;
	s->args[0] = argument;
}

/* Of each second the first part is kept. */
INLINE bool is_in_stretch(struct settings *set, struct scratch *s)
{
	return s->now % 1000000000ull >= 1000000000ull / set->sampling_ratio;
}

/* In sampling mode: whether the event is left out at this moment. */
INLINE bool is_sampled_out(struct settings *set, struct scratch *s, struct recipe *recipe)
{
	bool left_out;

	if (recipe->flags & RECIPE_NEVER_DROP)
		return false;
	if (is_never_sampled(recipe, (s64)s->args[RET], s->args[1]))
		return true;
	if (!set->sampling_ratio)
		return false;
	left_out = is_in_stretch(set, s);
	tell_stretch(set, s, left_out);
	return left_out;
}

SEC("tp_btf/sys_exit")
int sys_exit(u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	s64 ret = (s64)ctx[1];
	struct settings *set = get_settings();
	u32 number = (u32)regs->orig_ax, compat, index;
	struct task_struct *task;
	struct recipe *recipe;
	struct scratch *s;

	if (!set)
		return 0;
	if (unlikely(!set->enabled)) {
		learn(set, bpf_get_current_task());
		return 0;
	}
	/* Before anything is asked: most calls of a machine are of no interest. */
	if (number >= SYSCALLS || !(set->wanted[number] & (WANTED_EXIT | WANTED_COMPAT)))
		return 0;
	task = bpf_get_current_task();
	compat = READ(task, thread_info.status) & TS_COMPAT;
	if (unlikely(compat))
		number = native_number(number, regs);
	if (number >= SYSCALLS || !(set->wanted[number] & WANTED_EXIT))
		return 0;
	if (!current_in_scope(set, task))
		return 0;
	if (set->drop_failed && ret < 0)
		return 0;
	index = number;
	if (unlikely(compat) && (u32)regs->orig_ax == IA32_SOCKETCALL) {
		if ((u32)regs->bx == 9)
			index = RECIPE_SEND;
		if ((u32)regs->bx == 10)
			index = RECIPE_RECV;
	}
	recipe = bpf_map_lookup_elem(&recipes, &index);
	if (!recipe || (recipe->flags & RECIPE_FAILURES_ONLY && ret == 0))
		return 0;
	if (set->pushdown && !(recipe->flags & RECIPE_FOR_STATE) && index == number &&
	    !can_pass(set->pushdown, number, ret, recipe->flags)) {
		struct counters *c = get_counters();

		if (c)
			c->refused++;
		return 0;
	}
	if (recipe->generic && likely(!set->dropping)) {
		send_generic(recipe, set, task);
		return 0;
	}
	s = begin(index, set, task);
	if (!s)
		return 0;
	take_arguments(s, regs, compat);
	s->args[RET] = ret;
	s->snaplen = set->snaplen;
	s->dynamic = set->dynamic_snaplen;
	if (unlikely(set->dropping) && is_sampled_out(set, s, recipe)) {
		struct counters *c = get_counters();

		if (c)
			c->sampled_out++;
	} else if (recipe->flags & RECIPE_MESSAGES) {
		each_message(s);
	} else {
		COMPOSE_AND_SEND_AS(s, recipe, compose);
	}
	finish(s);
	return 0;
}

/* The same for an entry, which marks no stretch. */
INLINE bool is_entry_left_out(struct settings *set, struct scratch *s, struct recipe *recipe)
{
	struct counters *c = get_counters();

	if (recipe->flags & RECIPE_NEVER_DROP || !set->sampling_ratio || !is_in_stretch(set, s))
		return false;
	if (c)
		c->sampled_out++;
	return true;
}

INLINE u32 enter_recipe(u32 number)
{
	switch (number) {
	case 2: return RECIPE_OPEN_ENTER;
	case 42: return RECIPE_CONNECT_ENTER;
	case 85: return RECIPE_CREAT_ENTER;
	case 257: return RECIPE_OPENAT_ENTER;
	case 437: return RECIPE_OPENAT2_ENTER;
	}
	return 0;
}

SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	struct settings *set = get_settings();
	u32 number = (u32)ctx[1], compat, index;
	struct task_struct *task;
	struct recipe *recipe;
	struct scratch *s;

	if (!set || !set->enabled || number >= SYSCALLS ||
	    !(set->wanted[number] & (WANTED_ENTER | WANTED_COMPAT)))
		return 0;
	task = bpf_get_current_task();
	compat = READ(task, thread_info.status) & TS_COMPAT;
	if (unlikely(compat))
		number = native_number(number, regs);
	if (number >= SYSCALLS || !(set->wanted[number] & WANTED_ENTER))
		return 0;
	index = enter_recipe(number);
	if (!index || !current_in_scope(set, task))
		return 0;
	s = begin(index, set, task);
	if (!s)
		return 0;
	take_arguments(s, regs, compat);
	s->args[RET] = 0;
	recipe = bpf_map_lookup_elem(&recipes, &index);
	if (recipe && !(unlikely(set->dropping) && is_entry_left_out(set, s, recipe)))
		COMPOSE_AND_SEND_AS(s, recipe, compose_entry);
	finish(s);
	return 0;
}
