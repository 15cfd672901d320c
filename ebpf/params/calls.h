/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Parameters whose form depends on the request: ptrace, keyctl, quotactl, semop, prctl, fsconfig. */
#pragma once

#include "number.h"

#define VALUE_NUMBER 0
#define VALUE_SIGNAL 1

/* 0: the address, 1: the data. */
GLOBAL_ON int append_ptrace(struct scratch *s, u64 value, u32 data)
{
	u64 before, word = 0;

	if (!s)
		return 0;
	before = s->pos;
	if ((s64)s->args[RET] < 0) {
		value = 0;
	} else if (data) {
		switch (s->args[0]) {
		case 1: /* PEEKTEXT */
		case 2: /* PEEKDATA */
		case 3: /* PEEKUSR */
			bpf_probe_read_user(&word, sizeof(word), (void *)value);
			value = word;
			break;
		case 7:  /* CONT */
		case 9:  /* SINGLESTEP */
		case 17: /* DETACH */
		case 24: /* SYSCALL */
			put(s, VALUE_SIGNAL, 1);
			put(s, value, 1);
			append_length(s, 2);
			return 0;
		}
	}
	put(s, VALUE_NUMBER, 1);
	put(s, value, 8);
	append_length(s, s->pos - before);
	return 0;
}

/* Which arguments of a keyctl operation are texts: bit n for argument n + 1; and how many it has. */
GLOBAL u32 keyctl_form(u64 operation)
{
	switch (operation) {
	case 18: /* SESSION_TO_PARENT */
		return 0;
	case 1: /* JOIN_SESSION_KEYRING */
		return 1 | 1 << 4;
	case 3: case 7: case 14: case 16: case 21: /* REVOKE CLEAR SET_REQKEY_KEYRING ASSUME_AUTHORITY INVALIDATE */
		return 1;
	case 0: case 5: case 8: case 9: case 15: case 22: case 31:
		return 2;
	case 2: case 4: case 6: case 11: case 13: case 17: case 32:
		return 3;
	case 29: /* RESTRICT_KEYRING */
		return 3 | 6 << 4;
	case 24: /* PKEY_QUERY */
		return 3 | 4 << 4;
	case 10: /* SEARCH */
		return 4 | 6 << 4;
	case 12: case 19: case 20: case 23: case 30: /* INSTANTIATE REJECT INSTANTIATE_IOV DH_COMPUTE MOVE */
		return 4;
	case 25: case 26: case 27: case 28: /* PKEY_ ENCRYPT DECRYPT SIGN VERIFY */
		return 4 | 2 << 4;
	}
	return 0;
}

/* Argument `which`, 1 to 4, of keyctl. */
GLOBAL_ON int append_keyctl(struct scratch *s, u64 value, u32 which)
{
	u32 form, at = (which - 1) & 3;
	u64 before;

	if (!s)
		return 0;
	before = s->pos;
	form = keyctl_form((u32)s->args[0]);
	if (at >= (form & 15)) {
		put(s, 0, 1);
		put(s, 0, 8);
	} else if (form >> (4 + at) & 1) {
		put(s, 1, 1);
		put_text(s, value, 4096, true);
	} else {
		put(s, 0, 1);
		put(s, value, 8);
	}
	append_length(s, s->pos - before);
	return 0;
}

#define Q_QUOTAON 0x800002
#define Q_GETFMT 0x800004
#define Q_GETINFO 0x800005
#define Q_SETINFO 0x800006
#define Q_GETQUOTA 0x800007
#define Q_SETQUOTA 0x800008
#define Q_XGETQUOTA (('X' << 8) + 3)
#define Q_XSETQLIM (('X' << 8) + 4)

/* A number of struct if_dqblk, where the bit of `valid` behind it is set. */
INLINE u64 quota_block(u64 from, u32 which)
{
	u64 value = 0;
	u32 valid = 0, offset, bit;

	switch (which) {
	case 0: offset = 0; bit = 1; break;
	case 1: offset = 8; bit = 1; break;
	case 2: offset = 16; bit = 2; break;
	case 3: offset = 24; bit = 4; break;
	case 4: offset = 32; bit = 4; break;
	case 5: offset = 48; bit = 16; break;
	default: offset = 56; bit = 32;
	}
	if (bpf_probe_read_user(&valid, 4, (void *)(from + 64)) || !(valid & bit))
		return 0;
	bpf_probe_read_user(&value, 8, (void *)(from + offset));
	return value;
}

/* A number of struct if_dqinfo, likewise. */
INLINE u64 quota_info(u64 from, u32 which)
{
	u64 value = 0;
	u32 valid = 0;

	if (bpf_probe_read_user(&valid, 4, (void *)(from + 20)) || !(valid & 1u << which))
		return 0;
	if (which == 2)
		bpf_probe_read_user(&value, 4, (void *)(from + 16));
	else
		bpf_probe_read_user(&value, 8, (void *)(from + 8 * which));
	return value;
}

GLOBAL_ON u64 quota_number(struct scratch *s, u32 which)
{
	u32 cmd, full, format = 0;

	if (!s)
		return 0;
	full = (u32)s->args[0];
	cmd = full >> 8;
	switch (which) {
	case QUOTA_CMD:
		return translate(TABLE_QUOTA_CMD, full);
	case QUOTA_TYPE:
		return translate(TABLE_QUOTA_TYPE, full & 255);
	case QUOTA_ID:
		return cmd == Q_GETQUOTA || cmd == Q_SETQUOTA || cmd == Q_XGETQUOTA || cmd == Q_XSETQLIM
			       ? (u32)s->args[2] : 0;
	case QUOTA_FORMAT:
		return cmd == Q_QUOTAON ? translate(TABLE_QUOTA_FORMAT, s->args[2]) : 1;
	case QUOTA_FORMAT_OUT:
		if (cmd != Q_GETFMT)
			return 1;
		bpf_probe_read_user(&format, 4, (void *)s->args[3]);
		return translate(TABLE_QUOTA_FORMAT, format);
	}
	if (which >= QUOTA_INFO)
		return cmd == Q_GETINFO || cmd == Q_SETINFO ? quota_info(s->args[3], which - QUOTA_INFO) : 0;
	return cmd == Q_GETQUOTA || cmd == Q_SETQUOTA ? quota_block(s->args[3], which - QUOTA_BLOCKS) : 0;
}

/* 0 to 2: number, operation, flags of the first operation; 3 to 5 of the second. */
GLOBAL_ON u64 semaphore_operation(struct scratch *s, u32 which)
{
	u16 operation[3] = {0, 0, 0};
	u32 second = which >= 3;

	if (!s || s->args[RET] != 0 || (u32)s->args[2] <= second)
		return 0;
	if (bpf_probe_read_user(operation, sizeof(operation), (void *)(s->args[1] + 6 * second)))
		return 0;
	switch (which) {
	case 0: case 3:
		return operation[0];
	case 1: case 4:
		return operation[1];
	}
	return translate(TABLE_SEMOP, operation[2]);
}

#define PR_SET_NAME 15
#define PR_GET_NAME 16
#define PR_GET_CHILD_SUBREAPER 37

GLOBAL_ON int append_prctl(struct scratch *s, u32 number)
{
	u64 option, value;

	if (!s)
		return 0;
	option = (u32)s->args[0];
	value = s->args[1];
	if (!number) {
		if (option == PR_SET_NAME || option == PR_GET_NAME)
			append_text(s, value, 4096, true);
		else
			append_empty(s);
		return 0;
	}
	if (option == PR_SET_NAME || option == PR_GET_NAME)
		value = 0;
	else if (option == PR_GET_CHILD_SUBREAPER && !read_user_number(value, 132, &value))
		value = 0;
	append_number(s, value, 8);
	return 0;
}

/* Commands: 0 set flag, 1 string, 2 binary, 3 path, 4 empty path. */
GLOBAL_ON int append_fsconfig(struct scratch *s, u32 text)
{
	u64 command;

	if (!s)
		return 0;
	command = (u32)s->args[1];
	if ((s64)s->args[RET] < 0)
		append_empty(s);
	else if (!text && command == 2)
		append_bytes(s, s->args[3], (u32)s->args[4], true);
	else if (text && (command == 1 || command == 3 || command == 4))
		append_text(s, s->args[3], 4096, true);
	else
		append_empty(s);
	return 0;
}
