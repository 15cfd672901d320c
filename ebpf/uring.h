/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Operations that programs submit through rings of io_uring, reported as the system calls that would do the same. What an
 * operation works on is taken when it is submitted, what it returned when it completes. */
#pragma once

#include "interpret.h"
#include "scope.h"

#define URING_NAME 1024
#define REQ_F_FIXED_FILE 1
#define CQE_F_MORE 2
#define KERNEL_O_LARGEFILE 0100000

/* An operation on its way. */
struct uring_call {
	u64 tid;
	u64 args[6];
	u32 number; /* of the system call that does the same */
	u32 names;  /* how many */
	u8 name[2][URING_NAME];
};

/* By address of the request. */
struct {
	UINT(type, BPF_MAP_TYPE_HASH);
	UINT(max_entries, 4096);
	UINT(map_flags, 1); /* no memory before it is needed */
	TYPE(key, u64);
	TYPE(value, struct uring_call);
} uring_calls SEC(".maps");

/* What a new entry is made of. */
struct {
	UINT(type, BPF_MAP_TYPE_ARRAY);
	UINT(max_entries, 1);
	TYPE(key, u32);
	TYPE(value, struct uring_call);
} uring_blank SEC(".maps");

/* Number of the system call for an operation; SYSCALLS for those that are not reported. */
INLINE u32 uring_number(u32 operation, s64 offset)
{
	switch (operation) {
	case 1: return offset == -1 ? 19 : 295;
	case 2: return offset == -1 ? 20 : 296;
	case 4: case 22: return offset == -1 ? 0 : 17;
	case 5: case 23: return offset == -1 ? 1 : 18;
	case 9: return 46;
	case 10: return 47;
	case 13: return 288;
	case 16: return 42;
	case 18: case 28: return 257;
	case 19: return 3;
	case 26: return 44;
	case 27: return 45;
	case 34: return 48;
	case 35: return 316;
	case 36: return 263;
	case 37: return 258;
	case 45: return 41;
	}
	return SYSCALLS;
}

INLINE void take_name(struct uring_call *call, u32 which, struct filename *name)
{
	if (name)
		bpf_probe_read_kernel_str(call->name[which & 1], URING_NAME, LOAD(name, name));
	call->names = which + 1;
}

/* The arguments that the system call would have had. */
INLINE void take_uring_arguments(struct uring_call *call, struct io_kiocb *request, u32 operation)
{
	u64 *args = call->args;

	args[0] = LOAD((struct io_kiocb___flags *)request, flags) & REQ_F_FIXED_FILE ? (u64)-1 : (u64)(s64)LOAD(request, cqe.fd);
	switch (operation) {
	case 1: case 2: case 4: case 5: case 22: case 23:
		args[1] = LOAD((struct io_rw *)request, addr);
		args[2] = LOAD((struct io_rw *)request, len);
		args[3] = LOAD((struct io_rw *)request, kiocb.ki_pos);
		break;
	case 9: case 10:
		args[1] = (u64)LOAD((struct io_sr_msg *)request, umsg);
		args[2] = LOAD((struct io_sr_msg *)request, msg_flags);
		break;
	case 26: case 27:
		args[1] = (u64)LOAD((struct io_sr_msg *)request, buf);
		args[2] = (u32)LOAD((struct io_sr_msg *)request, len);
		args[3] = LOAD((struct io_sr_msg *)request, msg_flags);
		break;
	case 13:
		args[1] = (u64)LOAD((struct io_accept *)request, addr);
		args[2] = (u64)LOAD((struct io_accept *)request, addr_len);
		args[3] = LOAD((struct io_accept *)request, flags);
		break;
	case 16:
		args[1] = (u64)LOAD((struct io_connect *)request, addr);
		args[2] = LOAD((struct io_connect *)request, addr_len);
		break;
	case 18: case 28:
		args[0] = (s64)LOAD((struct io_open *)request, dfd);
		/* The kernel adds one that callers of 64 bits do not give. */
		args[2] = LOAD((struct io_open *)request, how.flags) & ~(u64)KERNEL_O_LARGEFILE;
		args[3] = LOAD((struct io_open *)request, how.mode);
		take_name(call, 0, LOAD((struct io_open *)request, filename));
		break;
	case 19:
		args[0] = (s64)LOAD((struct io_close *)request, fd);
		break;
	case 34:
		args[1] = LOAD((struct io_shutdown *)request, how);
		break;
	case 35:
		args[0] = (s64)LOAD((struct io_rename *)request, old_dfd);
		args[2] = (s64)LOAD((struct io_rename *)request, new_dfd);
		args[4] = LOAD((struct io_rename *)request, flags);
		take_name(call, 0, LOAD((struct io_rename *)request, oldpath));
		take_name(call, 1, LOAD((struct io_rename *)request, newpath));
		break;
	case 36:
		args[0] = (s64)LOAD((struct io_unlink *)request, dfd);
		args[2] = LOAD((struct io_unlink *)request, flags);
		take_name(call, 0, LOAD((struct io_unlink *)request, filename));
		break;
	case 37:
		args[0] = (s64)LOAD((struct io_mkdir *)request, dfd);
		args[2] = LOAD((struct io_mkdir *)request, mode);
		take_name(call, 0, LOAD((struct io_mkdir *)request, filename));
		break;
	case 45:
		args[0] = LOAD((struct io_socket *)request, domain);
		args[1] = LOAD((struct io_socket *)request, type) | (u32)LOAD((struct io_socket *)request, flags);
		args[2] = LOAD((struct io_socket *)request, protocol);
		break;
	}
}

SEC("tp_btf/io_uring_submit_req")
int uring_submit(u64 *ctx)
{
	struct io_kiocb *request = (void *)ctx[0];
	struct settings *set = get_settings();
	struct uring_call *call;
	u64 key = (u64)request;
	u32 zero = 0, number, operation;

	if (!set || !set->enabled || !current_in_scope(set, bpf_get_current_task()))
		return 0;
	/* Not by LOAD: where the trace point does not say of which type its argument is, the verifier refuses this. */
	operation = request->opcode;
	number = uring_number(operation, LOAD((struct io_rw *)request, kiocb.ki_pos));
	if (number >= SYSCALLS || !(set->wanted[number & (SYSCALLS - 1)] & WANTED_EXIT))
		return 0;
	call = bpf_map_lookup_elem(&uring_blank, &zero);
	if (!call)
		return 0;
	if (bpf_map_update_elem(&uring_calls, &key, call, BPF_ANY)) {
		struct counters *c = get_counters();

		/* Too many at once: lost like one for which there is no room. */
		if (c) {
			c->produced++;
			c->busy++;
			c->sequence++;
		}
		return 0;
	}
	call = bpf_map_lookup_elem(&uring_calls, &key);
	if (!call)
		return 0;
	call->tid = (u32)bpf_get_current_pid_tgid();
	call->number = number;
	take_uring_arguments(call, request, operation);
	return 0;
}

INLINE void complete(u64 key, s64 result, u32 flags)
{
	struct uring_call *call = bpf_map_lookup_elem(&uring_calls, &key);
	struct settings *set = get_settings();
	struct scratch *s;

	if (!call || !set)
		return;
	s = set->enabled && !(set->drop_failed && result < 0) ? begin(call->number, set, bpf_get_current_task()) : NULL;
	if (s) {
		s->compat = 0;
		s->snaplen = set->snaplen;
		s->dynamic = set->dynamic_snaplen;
		s->tid = call->tid;
		s->marks = PREFIX_IO_URING;
		s->args[RET] = result;
		for (int i = 0; i < 6; i++)
			s->args[i] = call->args[i];
		if (call->names) {
			u32 second = call->number == 316 ? 3 : 1;

			s->kernel_names = 1;
			s->args[1] = AS_NUMBER(s, call->name[0]);
			if (call->names > 1)
				s->args[second & (ARGS - 1)] = AS_NUMBER(s, call->name[1]);
		}
		COMPOSE_AND_SEND(s, compose);
		s->kernel_names = 0;
		s->marks = 0;
		finish(s);
	}
	if (!(flags & CQE_F_MORE))
		bpf_map_delete_elem(&uring_calls, &key);
}

SEC("tp_btf/io_uring_complete")
int uring_complete(u64 *ctx)
{
	struct io_uring_cqe *cqe = (void *)ctx[2];

	complete(ctx[1], cqe->res, cqe->flags);
	return 0;
}

/* Before Linux 6.9: the parts of the completion are arguments. */
SEC("tp_btf/io_uring_complete")
int uring_complete_old(u64 *ctx)
{
	complete(ctx[1], (s32)ctx[3], (u32)ctx[4]);
	return 0;
}
