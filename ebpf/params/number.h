/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Numbers, flags and texts. */
#pragma once

#include "../event.h"

/* Translates flags or a value of the kernel to portable ones. */
GLOBAL u64 translate(u32 table, u64 value)
{
	struct translation *t = bpf_map_lookup_elem(&translations, &table);
	u64 out;
	u32 left;

	if (!t)
		return value;
	out = t->base | (value & t->copy);
	left = (u32)value & t->bits;
	for (u32 i = 0; i < ENTRIES; i++) {
		if (i >= t->count || (!left && i >= t->all))
			break;
		if (((u32)value & t->entries[i].mask) != t->entries[i].value)
			continue;
		out |= t->entries[i].out;
		left &= ~t->entries[i].value;
		if (t->first)
			return out;
	}
	return t->first ? out | t->otherwise : out;
}

INLINE u64 argument(struct scratch *s, u32 index)
{
	return s->args[index & (ARGS - 1)];
}

INLINE void set_argument(struct scratch *s, u32 index, u64 value)
{
	s->args[index & (ARGS - 1)] = value;
}

/* Reads a number of user memory; false where it cannot be read. */
INLINE bool read_user_number(u64 from, u32 size, u64 *out)
{
	u64 value = 0;
	long failed;

	switch (size & 127) {
	case 1:
		failed = bpf_probe_read_user(&value, 1, (void *)from);
		break;
	case 2:
		failed = bpf_probe_read_user(&value, 2, (void *)from);
		break;
	case 4:
		failed = bpf_probe_read_user(&value, 4, (void *)from);
		break;
	default:
		failed = bpf_probe_read_user(&value, 8, (void *)from);
	}
	if (failed) {
		count_unreadable();
		return false;
	}
	if (size == 132)
		value = (u64)(s64)(s32)value;
	if (size == 130)
		value = (u64)(s64)(s16)value;
	*out = value;
	return true;
}

INLINE bool condition_holds(struct scratch *s, u32 when)
{
	s64 ret = (s64)s->args[RET];

	switch (when) {
	case WHEN_POSITIVE:
		return ret > 0;
	case WHEN_SUCCESS:
		return ret >= 0;
	case WHEN_ZERO:
		return ret == 0;
	case WHEN_CONNECTING:
		return ret == 0 || ret == -115;
	case WHEN_VALID:
		return s->args[14] != 0;
	case WHEN_VALID_SUCCESS:
		return s->args[14] != 0 && ret >= 0;
	}
	return true;
}

/* The seconds and nanoseconds of a user's timespec, as nanoseconds. */
GLOBAL u64 read_timespec(u64 from, u32 compat)
{
	u64 parts[2] = {0, 0};

	if (!from)
		return 0;
	if (compat) {
		s32 narrow[2] = {0, 0};

		if (bpf_probe_read_user(narrow, sizeof(narrow), (void *)from))
			return 0;
		return (s64)narrow[0] * 1000000000ll + narrow[1];
	}
	if (bpf_probe_read_user(parts, sizeof(parts), (void *)from))
		return 0;
	return parts[0] * 1000000000ull + parts[1];
}
