/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Follows a recipe. */
#pragma once

#include "params/calls.h"
#include "params/data.h"
#include "params/program.h"

/* Which steps a program follows. The verifier looks at every function that a program could call, so that programs
 * which need few steps are made with few. */
#define WITH_TASK 1     /* numbers of the task */
#define WITH_PROGRAM 2  /* its program, paths, control groups */
#define WITH_USER 4     /* user memory: texts, numbers, addresses */
#define WITH_KERNEL 8   /* bytes of kernel memory */
#define WITH_CALLS 16   /* everything else that system calls need */
#define WITH_ALL 31

/* Ops that append a number which a function finds out. */
INLINE bool number_of_call(struct scratch *s, struct op *op, u64 *out)
{
	u64 value = argument(s, op->arg);

	switch (op->kind) {
	case OP_BACKLOG:
		*out = backlog(value, op->aux);
		return true;
	case OP_OPTNAME:
		value = (u32)value;
		*out = (u32)argument(s, op->aux) != SOL_SOCKET ? 0 : value <= 50 ? value : translate(op->table, value);
		return true;
	case OP_TIMESPEC:
		*out = read_timespec(value, s->compat);
		return true;
	case OP_FILE:
		*out = file_number(s, value, op->aux);
		return true;
	case OP_OPEN_FLAGS:
		*out = translate(op->table, value);
		if ((s64)s->args[RET] >= 0)
			*out |= opened_flags(s, argument(s, op->aux));
		return true;
	case OP_DEVICE:
		*out = encode_device((u32)value);
		return true;
	case OP_CLONE_FLAGS:
		*out = translate(op->table, value) | namespace_flag(s);
		return true;
	case OP_QUOTA:
		*out = quota_number(s, op->aux);
		return true;
	case OP_SEMOP:
		*out = semaphore_operation(s, op->aux);
		return true;
	case OP_SOCKETS:
		*out = sock_address(value, op->aux);
		return true;
	case OP_VECTOR_SIZE:
		*out = vectors_size(s, value, argument(s, op->aux));
		return true;
	case OP_MOUNT_FLAGS:
		*out = (value & 0xffff0000) == 0xc0ed0000 ? value & 0xffff : value;
		return true;
	}
	return false;
}

INLINE u64 number_of_task(struct scratch *s, u32 which)
{
	switch (which) {
	case TASK_REAPER:
		return reaper(s);
	case TASK_EXE_FLAGS:
		return exe_flags(s);
	}
	return task_number(s, which);
}

/* Ops of the task's program. */
INLINE bool append_program(struct scratch *s, struct op *op)
{
	switch (op->kind) {
	case OP_EXE:
		append_exe(s);
		return true;
	case OP_ARGS:
		append_program_area(s, 0);
		return true;
	case OP_ENV:
		append_program_area(s, 1);
		return true;
	case OP_CGROUPS:
		append_groups(s);
		return true;
	case OP_COMM:
		append_comm(s);
		return true;
	case OP_PATH:
		if (!op->aux)
			return false;
		append_task_path(s, op->aux);
		return true;
	case OP_KERNEL_TEXT:
		append_text(s, argument(s, op->arg), op->extra, false);
		return true;
	}
	return false;
}

/* Ops that append bytes for calls. */
INLINE bool append_of_call(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	switch (op->kind) {
	case OP_BYTES:
		append_bytes(s, value, argument(s, op->aux), true);
		return true;
	case OP_OPTIONAL:
		append_bytes(s, value, argument(s, op->aux) < MOST_BYTES ? argument(s, op->aux) : 0, true);
		return true;
	case OP_VECTOR:
		append_vectors(s, value, argument(s, op->aux));
		return true;
	case OP_TUPLE:
		append_tuple(s, value, op->aux == 255 ? 0 : argument(s, op->aux), op->width);
		return true;
	case OP_SOCKOPT:
		append_sockopt(s, value, argument(s, op->aux));
		return true;
	case OP_FDS:
		append_fds(s, value, argument(s, op->aux));
		return true;
	case OP_ARGV:
		append_argv(s, value, op->aux);
		return true;
	case OP_PATH:
		if (op->aux)
			return false;
		append_file_path(s, value);
		return true;
	case OP_PTRACE:
		append_ptrace(s, value, op->aux);
		return true;
	case OP_KEYCTL:
		append_keyctl(s, value, op->arg);
		return true;
	case OP_QUOTA_PATH:
		append_text(s, (u32)s->args[0] >> 8 == Q_QUOTAON ? value : 0, op->extra, true);
		return true;
	case OP_PRCTL:
		append_prctl(s, op->aux);
		return true;
	case OP_FSCONFIG:
		append_fsconfig(s, op->aux);
		return true;
	}
	return false;
}

/* Ops that only prepare others for calls. */
INLINE bool prepare_call(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	switch (op->kind) {
	case OP_SNAPLEN:
		dynamic_snaplen(s, value, op->aux == 255 ? 0 : argument(s, op->aux), op->extra);
		return true;
	case OP_MESSAGE:
		read_message(s, value);
		return true;
	}
	return false;
}

/* Ops that read user memory, those of entries among them. */
INLINE bool follow_user(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	switch (op->kind) {
	case OP_TEXT:
		append_text(s, value, op->extra, !s->kernel_names);
		return true;
	case OP_USER:
		if (!read_user_number(value + op->extra, op->aux, &value))
			value = (s64)op->otherwise;
		else if (op->table)
			value = translate(op->table, value);
		append_number(s, value, op->width);
		return true;
	case OP_LOAD:
		if (!read_user_number(value + op->extra, op->aux, &value))
			value = (s64)op->otherwise;
		set_argument(s, op->width, value);
		return true;
	case OP_SOCKADDR:
		append_sockaddr(s, value, argument(s, op->aux));
		return true;
	case OP_OPEN_MODE:
		/* O_CREAT, or all of O_TMPFILE */
		if (op->aux != 255 && !(argument(s, op->aux) & 0100) &&
		    (argument(s, op->aux) & 020200000) != 020200000)
			value = 0;
		append_number(s, value & 07777, op->width);
		return true;
	}
	return false;
}

INLINE void append_otherwise(struct scratch *s, struct op *op)
{
	if (op->width && op->kind != OP_TUPLE && op->otherwise != OTHERWISE_EMPTY)
		append_number(s, (u64)(s64)op->otherwise, op->width);
	else
		append_empty(s);
}

/* Most steps: an argument as it is, or the snaplen where that is the same for all. */
INLINE bool follow_quickly(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	if (op->plain) {
		append_number(s, op->plain == PLAIN_SIGNED ? (u64)(s64)(s32)value : value, op->width);
		return true;
	}
	return op->kind == OP_SNAPLEN && likely(!s->dynamic);
}

INLINE void follow_op(struct scratch *s, struct op *op, u32 with)
{
	u64 value = argument(s, op->arg);

	if (op->when && !condition_holds(s, op->when)) {
		append_otherwise(s, op);
		return;
	}
	if (with & WITH_CALLS && op->kind == OP_DATA) {
		append_data(s, value, argument(s, op->aux));
		return;
	}
	switch (op->kind) {
	case OP_NUMBER:
		if (op->table)
			value = translate(op->table, value);
		append_number(s, value, op->width);
		return;
	case OP_SIGNED:
		append_number(s, (u64)(s64)(s32)value, op->width);
		return;
	case OP_CONST:
		append_number(s, op->extra, op->width);
		return;
	case OP_NUMBER_IF:
		append_number(s, (u32)argument(s, op->aux) == op->extra ? value : (u64)(s64)op->otherwise, op->width);
		return;
	}
	if (with & WITH_USER && follow_user(s, op))
		return;
	if (with & WITH_CALLS) {
		if (prepare_call(s, op) || append_of_call(s, op))
			return;
		if (number_of_call(s, op, &value)) {
			append_number(s, value, op->width);
			return;
		}
	}
	if (with & WITH_TASK && op->kind == OP_TASK) {
		append_number(s, number_of_task(s, op->aux), op->width);
		return;
	}
	if (with & WITH_PROGRAM && append_program(s, op))
		return;
	if (with & WITH_KERNEL && op->kind == OP_KERNEL_BYTES) {
		append_bytes(s, value, argument(s, op->aux), false);
		return;
	}
	append_empty(s);
}

/* The function that follows one step of a recipe: the verifier looks at it once, and not again for each place of a step.
 * Before 5.13 only functions with numbers as arguments allow that. */
#ifdef BEFORE_5_15
#define FOLLOWER(name, with)                                                                                           \
	__attribute__((noinline)) int name##_step(u32 of, u32 step)                                                    \
	{                                                                                                              \
		struct recipe *recipe = bpf_map_lookup_elem(&recipes, &of);                                            \
		struct scratch *s = scratch_for(of);                                                                   \
                                                                                                                       \
		if (s && recipe && step < OPS)                                                                         \
			follow_op(s, &recipe->ops[step], with);                                                        \
		return 0;                                                                                              \
	}
#define FOLLOW(name, s, recipe, step, with) name##_step((s)->recipe, step)
#else
#define FOLLOWER(name, with)                                                                                           \
	GLOBAL int name##_step(struct scratch *s, struct op *op)                                                       \
	{                                                                                                              \
		if (s && op)                                                                                           \
			follow_op(s, op, with);                                                                        \
		return 0;                                                                                              \
	}
#define FOLLOW(name, s, recipe, step, with) name##_step(s, &(recipe)->ops[step])
#endif

/* Declares a function that makes the event of a recipe; 0 where there is none. The scratch names the same recipe. */
#define COMPOSE(name, with)                                                                                            \
	FOLLOWER(name, with)                                                                                           \
	GLOBAL int name##_by(HANDED handed, HANDED_RECIPE of)                                                          \
	{                                                                                                              \
		struct scratch *s = HANDED_OVER(handed);                                                               \
		struct recipe *recipe = RECIPE_HANDED_OVER(of);                                                        \
                                                                                                                       \
		if (!s || !recipe || !recipe->code)                                                                    \
			return 0;                                                                                      \
		start_params(s, recipe);                                                                               \
		for (u32 i = 0; i < OPS; i++) {                                                                        \
			if (i >= recipe->count)                                                                        \
				break;                                                                                 \
			if (!follow_quickly(s, &recipe->ops[i]))                                                       \
				FOLLOW(name, s, recipe, i, with);                                                      \
		}                                                                                                      \
		return 1;                                                                                              \
	}                                                                                                              \
	INLINE int name(struct scratch *s, struct recipe *recipe)                                                      \
	{                                                                                                              \
		return name##_by(HAND_OVER(s), HAND_RECIPE_OVER(s, recipe));                                           \
	}

COMPOSE(compose, WITH_ALL)
COMPOSE(compose_entry, WITH_USER)
COMPOSE(compose_numbers, WITH_TASK)
COMPOSE(compose_program, WITH_TASK | WITH_PROGRAM | WITH_KERNEL)
COMPOSE(compose_file, WITH_KERNEL)

/* Makes the event with one of these functions, and sends it. */
#define COMPOSE_AND_SEND_AS(s, recipe, with)                                                                           \
	do {                                                                                                           \
		if (with(s, recipe))                                                                                   \
			send(s, recipe);                                                                               \
	} while (0)

#define COMPOSE_AND_SEND(s, with)                                                                                      \
	do {                                                                                                           \
		u32 index = (s)->recipe;                                                                               \
		struct recipe *found = bpf_map_lookup_elem(&recipes, &index);                                          \
                                                                                                                       \
		if (found)                                                                                             \
			COMPOSE_AND_SEND_AS(s, found, with);                                                           \
	} while (0)
