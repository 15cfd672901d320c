/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The data of calls that read, write, send and receive: buffers and vectors, cut to the snaplen. */
#pragma once

#include "socket.h"

#define SNAPLEN_FULL 16000
#define SNAPLEN_EXTENDED 2000
#define SNAPLEN_DNS 512
#define VECTORS 32
#define MOST_VECTORS 1024 /* of a call; the kernel refuses more without a look at them */

INLINE void raise_snaplen(struct scratch *s, u64 to)
{
	if (s->snaplen < to)
		s->snaplen = to;
}

INLINE bool in_range(struct settings *set, u16 port)
{
	return port >= set->port_start && port <= set->port_end;
}

/* Data that begin like a protocol worth seeing more of. The bytes are in `side`. */
INLINE bool is_protocol(struct scratch *s, u16 local, u16 remote, u32 size)
{
	u8 *b = s->side;
	u32 begin = *(u32 *)&b[0];
	s32 mongo = *(s32 *)&b[12];

	if ((local == 3306 || remote == 3306) && size >= 5)
		return b[0] == 3 || b[1] == 3 || b[2] == 3 || b[3] == 3 || b[4] == 3 || (b[2] == 0 && b[3] == 0);
	if ((local == 5432 || remote == 5432) && size >= 7)
		return (b[0] == 'Q' && b[1] == 0) || (b[0] == 'P' && b[1] == 0) ||
		       (b[4] == 0 && b[5] == 3 && b[6] == 0) || (b[0] == 'E' && b[1] == 0);
	if (local == 27017 || remote == 27017 || (size >= 16 && (mongo == 1 || (mongo >= 2001 && mongo <= 2007))))
		return true;
	if (size < 5)
		return false;
	switch (begin) {
	case 0x20544547: /* GET and a blank */
	case 0x54534f50: /* POST */
	case 0x20545550: /* PUT and a blank */
	case 0x454c4544: /* DELE */
	case 0x43415254: /* TRAC */
	case 0x4e4e4f43: /* CONN */
	case 0x4954504f: /* OPTI */
		return true;
	case 0x50545448: /* HTTP */
		return b[4] == '/';
	}
	return false;
}

/* Raises the snaplen for descriptors whose ports or data ask for it. `ports_only`: the data are in vectors. */
GLOBAL_ON int dynamic_snaplen(struct scratch *s, u64 fd, u64 address, u32 ports_only)
{
	struct settings *set = get_settings();
	struct sock *sk;
	u16 family, local = 0, remote = 0;

	if (!s || !set || !set->dynamic_snaplen)
		return 0;
	sk = sock_of((s32)fd);
	if (!sk)
		return 0;
	family = LOAD(sk, __sk_common.skc_family);
	if (family == AF_INET || family == AF_INET6) {
		local = host_order(LOAD((struct inet_sock *)sk, inet_sport));
		remote = host_order(LOAD(sk, __sk_common.skc_dport));
		if (!remote && address && read_address(s, address, 16))
			remote = host_order(*(u16 *)&s->side[2]);
	}
	if (set->port_end && (in_range(set, local) || in_range(set, remote)))
		raise_snaplen(s, SNAPLEN_FULL);
	else if (remote == set->statsd_port)
		raise_snaplen(s, SNAPLEN_EXTENDED);
	else if (remote == 53)
		raise_snaplen(s, SNAPLEN_DNS);
	else if (!ports_only && !bpf_probe_read_user(&s->side[0], 16, (void *)s->args[1]) &&
		 is_protocol(s, local, remote, (u32)s->args[2]))
		raise_snaplen(s, SNAPLEN_EXTENDED);
	return 0;
}

/* Data of a call: as many bytes as it returned, or as it was asked for. */
INLINE void append_data(struct scratch *s, u64 from, u64 asked)
{
	s64 ret = (s64)s->args[RET];
	u64 length = ret > 0 ? (u64)ret : asked;

	if (length > s->snaplen)
		length = s->snaplen;
	append_bytes(s, from, length, true);
}

/* Reads vector `i` at `from`; false where it cannot be read. */
INLINE bool read_vector(struct scratch *s, u64 from, u32 i, u64 *base, u64 *length)
{
	if (s->compat) {
		u32 narrow[2];

		if (bpf_probe_read_user(narrow, sizeof(narrow), (void *)(from + 8 * i)))
			return false;
		*base = narrow[0];
		*length = narrow[1];
	} else {
		u64 wide[2];

		if (bpf_probe_read_user(wide, sizeof(wide), (void *)(from + 16 * i)))
			return false;
		*base = wide[0];
		*length = wide[1];
	}
	return true;
}

/* Bytes that vectors hold together, of at most 32. */
GLOBAL_ON u64 vectors_size(struct scratch *s, u64 from, u64 count)
{
	u64 total = 0;

	if (!s || count > MOST_VECTORS)
		return 0;
	for (u32 i = 0; i < VECTORS && i < count; i++) {
		u64 base, length;

		if (!read_vector(s, from, i, &base, &length))
			return 0;
		total += length;
	}
	return (u32)total;
}

/* What vectors hold, cut to the returned value where that is positive, and to the snaplen. */
GLOBAL_ON int append_vectors(struct scratch *s, u64 from, u64 count)
{
	u64 before;
	s64 ret;

	if (!s)
		return 0;
	before = s->pos;
	ret = (s64)s->args[RET];
	s->work[3] = s->snaplen;
	if (ret > 0 && (u64)ret < s->snaplen)
		s->work[3] = ret;
	if (count > MOST_VECTORS)
		count = 0;
	for (u32 i = 0; i < VECTORS && i < count; i++) {
		u64 base, length, left = s->work[3];

		if (!left || !read_vector(s, from, i, &base, &length))
			break;
		if (length > left)
			length = left;
		if (length && !put_bytes(s, base, length, true))
			break;
		s->work[3] = left - length;
	}
	append_length(s, s->pos - before);
	return 0;
}

/* Takes a msghdr apart into args[8..13]: address, its length, vectors, their count, control data, their length. */
GLOBAL_ON int read_message(struct scratch *s, u64 from)
{
	u64 wide[6];
	u32 narrow[6];
	long failed;

	if (!s)
		return 0;
	if (s->compat) {
		failed = bpf_probe_read_user(narrow, sizeof(narrow), (void *)from);
		for (u32 i = 0; i < 6; i++)
			s->args[8 + i] = failed ? 0 : narrow[i];
	} else {
		failed = bpf_probe_read_user(wide, sizeof(wide), (void *)from);
		for (u32 i = 0; i < 6; i++)
			s->args[8 + i] = failed ? 0 : wide[i];
		s->args[9] = (u32)s->args[9];
	}
	s->args[14] = !failed;
	return 0;
}

#define POLL_FDS 16

/* A poll list: count, then each descriptor with what happened to it. */
GLOBAL_ON int append_fds(struct scratch *s, u64 from, u64 count)
{
	u64 before;
	u32 shown = count > POLL_FDS ? POLL_FDS : (u32)count;

	if (!s)
		return 0;
	before = s->pos;
	if (!shown || !from || bpf_probe_read_user(&s->side[0], 8 * shown, (void *)from)) {
		put(s, 0, 2);
	} else {
		put(s, shown, 2);
		for (u32 i = 0; i < POLL_FDS && i < shown; i++) {
			put(s, (u64)(s64)*(s32 *)&s->side[8 * i], 8);
			put(s, translate(TABLE_POLL, *(u16 *)&s->side[8 * i + 6]), 2);
		}
	}
	append_length(s, s->pos - before);
	return 0;
}
