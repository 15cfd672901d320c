/* Follows a recipe. */
#pragma once

#include "params/calls.h"
#include "params/data.h"
#include "params/program.h"



/* Ops that append a number which a function finds out. */
INLINE bool number_of(struct scratch *s, struct op *op, u64 *out)
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
	case OP_TASK:
		*out = op->aux == TASK_REAPER ? (u64)reaper(s)
		     : op->aux == TASK_EXE_FLAGS ? exe_flags(s) : task_number(s, op->aux);
		return true;
	case OP_FILE:
		*out = file_number(value, op->aux);
		return true;
	case OP_OPEN_FLAGS:
		*out = translate(op->table, value);
		if ((s64)s->args[RET] >= 0)
			*out |= opened_flags(argument(s, op->aux));
		return true;
	case OP_OPEN_MODE:
		/* O_CREAT, or all of O_TMPFILE */
		*out = op->aux == 255 || argument(s, op->aux) & 0100 ||
			(argument(s, op->aux) & 020200000) == 020200000 ? value & 07777 : 0;
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

/* Ops that append bytes. */
INLINE void append_other(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	switch (op->kind) {
	case OP_BYTES:
		append_bytes(s, value, argument(s, op->aux), true);
		break;
	case OP_OPTIONAL:
		append_bytes(s, value, argument(s, op->aux) < MOST_BYTES ? argument(s, op->aux) : 0, true);
		break;
	case OP_VECTOR:
		append_vectors(s, value, argument(s, op->aux));
		break;
	case OP_SOCKADDR:
		append_sockaddr(s, value, argument(s, op->aux));
		break;
	case OP_TUPLE:
		append_tuple(s, value, op->aux == 255 ? 0 : argument(s, op->aux), op->width);
		break;
	case OP_SOCKOPT:
		append_sockopt(s, value, argument(s, op->aux));
		break;
	case OP_FDS:
		append_fds(s, value, argument(s, op->aux));
		break;
	case OP_EXE:
		append_exe(s);
		break;
	case OP_ARGS:
		append_program_area(s, 0);
		break;
	case OP_ENV:
		append_program_area(s, 1);
		break;
	case OP_ARGV:
		append_argv(s, value, op->aux);
		break;
	case OP_CGROUPS:
		append_groups(s);
		break;
	case OP_PATH:
		if (op->aux)
			append_task_path(s, op->aux);
		else
			append_file_path(s, value);
		break;
	case OP_PTRACE:
		append_ptrace(s, value, op->aux);
		break;
	case OP_KEYCTL:
		append_keyctl(s, value, op->arg);
		break;
	case OP_KERNEL_TEXT:
		append_text(s, value, op->extra, false);
		break;
	case OP_KERNEL_BYTES:
		append_bytes(s, value, argument(s, op->aux), false);
		break;
	case OP_QUOTA_PATH:
		if ((u32)s->args[0] >> 8 == Q_QUOTAON)
			append_text(s, value, op->extra, true);
		else
			append_empty(s);
		break;
	case OP_COMM:
		append_comm(s);
		break;
	case OP_PRCTL:
		append_prctl(s, op->aux);
		break;
	case OP_FSCONFIG:
		append_fsconfig(s, op->aux);
		break;
	default:
		append_empty(s);
	}
}

/* Ops that only prepare others. */
INLINE bool prepare(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	switch (op->kind) {
	case OP_LOAD:
		if (!read_user_number(value + op->extra, op->aux, &value))
			value = (s64)op->otherwise;
		set_argument(s, op->width, value);
		return true;
	case OP_SNAPLEN:
		dynamic_snaplen(s, value, op->aux == 255 ? 0 : argument(s, op->aux), op->extra);
		return true;
	case OP_MESSAGE:
		read_message(s, value);
		return true;
	}
	return false;
}

INLINE void follow_op(struct scratch *s, struct op *op)
{
	u64 value = argument(s, op->arg);

	if (op->when && !condition_holds(s, op->when)) {
		if (op->width && op->kind != OP_TUPLE && op->otherwise != OTHERWISE_EMPTY)
			append_number(s, (u64)(s64)op->otherwise, op->width);
		else
			append_empty(s);
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
	case OP_EMPTY:
		append_empty(s);
		return;
	case OP_TEXT:
		append_text(s, value, op->extra, true);
		return;
	case OP_DATA:
		append_data(s, value, argument(s, op->aux));
		return;
	case OP_USER:
		if (!read_user_number(value + op->extra, op->aux, &value))
			value = (s64)op->otherwise;
		else if (op->table)
			value = translate(op->table, value);
		append_number(s, value, op->width);
		return;
	case OP_NUMBER_IF:
		append_number(s, (u32)argument(s, op->aux) == op->extra ? value : (u64)(s64)op->otherwise, op->width);
		return;
	}
	if (prepare(s, op))
		return;
	if (number_of(s, op, &value)) {
		append_number(s, value, op->width);
		return;
	}
	append_other(s, op);
}

/* Makes the event of the recipe that the scratch names; 0 where there is none. */
GLOBAL int compose(struct scratch *s)
{
	struct recipe *recipe;
	u32 index;

	if (!s)
		return 0;
	index = s->recipe;
	recipe = bpf_map_lookup_elem(&recipes, &index);
	if (!recipe || !recipe->code)
		return 0;
	start_params(s, recipe);
	for (u32 i = 0; i < OPS; i++) {
		if (i >= recipe->count)
			break;
		follow_op(s, &recipe->ops[i]);
	}
	return 1;
}

INLINE void compose_and_send(struct scratch *s)
{
	u32 index = s->recipe;
	struct recipe *recipe = bpf_map_lookup_elem(&recipes, &index);

	if (recipe && compose(s))
		send(s, recipe);
}
