/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What happens to tasks outside of system calls. */
#pragma once

#include "interpret.h"
#include "pushdown.h"
#include "scope.h"

#define PF_KTHREAD 0x200000

/* Begins an event of the task that runs; NULL where it is not wanted. */
INLINE struct scratch *begin_of_current(u32 recipe, bool may_be_sampled_out)
{
	struct settings *set = get_settings();
	struct task_struct *task = bpf_get_current_task();
	struct scratch *s;

	if (!set || !set->enabled || (may_be_sampled_out && set->dropping) || !current_in_scope(set, task))
		return NULL;
	s = begin(recipe, set, task);
	if (!s)
		return NULL;
	s->compat = 0;
	s->snaplen = set->snaplen;
	s->args[RET] = 0;
	return s;
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct linux_binprm *program = (void *)ctx[2];
	struct task_struct *task = bpf_get_current_task();
	struct scratch *s;

	if (READ(task, flags) & PF_KTHREAD)
		return 0;
	s = begin_of_current(RECIPE_EXEC, false);
	if (!s)
		return 0;
	s->args[8] = (u64)program->filename;
	COMPOSE_AND_SEND(s, compose_program);
	finish(s);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int process_exit(u64 *ctx)
{
	struct task_struct *task = bpf_get_current_task();
	u32 status = (u32)READ(task, exit_code), low = status & 0x7f, tgid = READ(task, tgid);
	struct scratch *s = begin_of_current(RECIPE_PROC_EXIT, false);

	if (s) {
		s->args[0] = (s64)(s32)status;
		s->args[1] = status >> 8 & 0xff;
		s->args[2] = low && low != 0x7f ? low : 0;
		s->args[3] = status >> 7 & 1;
		COMPOSE_AND_SEND(s, compose_numbers);
		finish(s);
	}
	if (LOAD(READ(task, signal), live.counter) == 0)
		bpf_map_delete_elem(&tree, &tgid);
	tgid = READ(task, pid);
	bpf_map_delete_elem(&renamed, &tgid);
	return 0;
}

/* Children of a watched tree belong to it; they inherit names. */
SEC("tp_btf/sched_process_fork")
int process_fork(u64 *ctx)
{
	struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];
	u32 tgid = child->tgid;
	u8 yes = 1;

	if (in_tree(parent->tgid))
		bpf_map_update_elem(&tree, &tgid, &yes, BPF_ANY);
	if (is_renamed(parent->pid))
		note_renamed(child->pid);
	return 0;
}

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGKILL 9
#define SIGTERM 15
#define SIGCHLD 17
#define SIGTSTP 20
#define SIGRTMIN 32
#define SIGRTMAX 64

INLINE u64 sender(u32 signal, u64 info)
{
	struct kernel_siginfo *from = (void *)info;

	/* 0, 1 and 2 stand for signals without information. */
	if (info <= 2)
		return 0;
	switch (signal) {
	case SIGTERM: case SIGHUP: case SIGINT: case SIGTSTP: case SIGQUIT:
		/* Only signals that a process sent name one. */
		if (LOAD(from, si_code) > 0)
			return 0;
		return (s64)LOAD(from, _sifields._kill._pid);
	case SIGKILL: case SIGCHLD:
		return (s64)LOAD(from, _sifields._kill._pid);
	}
	return signal >= SIGRTMIN && signal <= SIGRTMAX ? (u64)(s64)LOAD(from, _sifields._rt._pid) : 0;
}

SEC("tp_btf/signal_deliver")
int signal_deliver(u64 *ctx)
{
	u32 signal = (u32)ctx[0];
	u64 info = ctx[1];
	struct scratch *s = begin_of_current(RECIPE_SIGNAL, true);

	if (!s)
		return 0;
	s->args[0] = sender(signal, info);
	s->args[1] = s->tid;
	s->args[2] = signal;
	COMPOSE_AND_SEND(s, compose_numbers);
	finish(s);
	return 0;
}

SEC("tp_btf/sched_switch")
int sched_switch(u64 *ctx)
{
	struct task_struct *next = (void *)ctx[2];
	struct settings *set = get_settings();
	struct scratch *s = begin_of_current(RECIPE_SWITCH, true);

	if (!s)
		return 0;
	/* Who is outside of the scope is not named. */
	s->args[0] = set && task_in_scope(set, next) ? (s64)next->pid : 0;
	COMPOSE_AND_SEND(s, compose_numbers);
	finish(s);
	return 0;
}

INLINE int page_fault(u64 *ctx, u32 recipe)
{
	struct pt_regs *regs = (void *)ctx[1];
	u64 address = ctx[0], error = ctx[2];
	struct scratch *s = begin_of_current(recipe, true);

	if (!s)
		return 0;
	s->args[0] = address;
	s->args[1] = regs->ip;
	s->args[2] = error;
	COMPOSE_AND_SEND(s, compose_numbers);
	finish(s);
	return 0;
}

SEC("tp_btf/page_fault_user")
int page_fault_user(u64 *ctx)
{
	return page_fault(ctx, RECIPE_FAULT_USER);
}

SEC("tp_btf/page_fault_kernel")
int page_fault_kernel(u64 *ctx)
{
	return page_fault(ctx, RECIPE_FAULT_KERNEL);
}
