/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Sockets: addresses, both ends, backlogs, options. */
#pragma once

#include "file.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define UNIX_PATH 109
#define S_IFSOCK 0140000

INLINE u16 host_order(u16 port)
{
	return __builtin_bswap16(port);
}

INLINE struct sock *sock_of_file(struct file *file)
{
	struct socket *socket;

	if (!file || (LOAD(LOAD(file, f_inode), i_mode) & S_IFMT_MASK) != S_IFSOCK)
		return NULL;
	socket = LOAD(file, private_data);
	return socket ? LOAD(socket, sk) : NULL;
}

INLINE struct sock *sock_of(s32 fd)
{
	return sock_of_file(file_of(fd));
}

/* Reads a user's address into `side`; returns its family, 0 where it cannot be read. */
GLOBAL_ON u32 read_address(struct scratch *s, u64 from, u64 length)
{
	length &= 0xffff;
	if (!s || !from || !length)
		return 0;
	if (length > 128)
		length = 128;
	*(u64 *)&s->side[0] = 0;
	OPAQUE(length);
	if (length > 128)
		return 0;
	if (bpf_probe_read_user(&s->side[0], length, (void *)from)) {
		count_unreadable();
		return 0;
	}
	s->side[length] = 0;
	return *(u16 *)&s->side[0];
}

/* Puts the path of an address that read_address() read; abstract names lose their leading NUL. */
INLINE u64 put_unix_path(struct scratch *s)
{
	return put_side_text(s, s->side[2] ? 2 : 3, UNIX_PATH);
}

GLOBAL_ON int append_sockaddr(struct scratch *s, u64 from, u64 length)
{
	u64 before;

	if (!s)
		return 0;
	before = s->pos;
	switch (read_address(s, from, length)) {
	case AF_INET:
		put(s, AF_INET, 1);
		put(s, *(u32 *)&s->side[4], 4);
		put(s, host_order(*(u16 *)&s->side[2]), 2);
		break;
	case AF_INET6:
		put(s, AF_INET6, 1);
		put(s, *(u64 *)&s->side[8], 8);
		put(s, *(u64 *)&s->side[16], 8);
		put(s, host_order(*(u16 *)&s->side[2]), 2);
		break;
	case AF_UNIX:
		put(s, AF_UNIX, 1);
		put_unix_path(s);
		break;
	}
	append_length(s, s->pos - before);
	return 0;
}

struct end4 {
	u32 ip;
	u16 port;
};

INLINE void put_end4(struct scratch *s, u32 ip, u16 port)
{
	put(s, ip, 4);
	put(s, host_order(port), 2);
}

INLINE void put_end6(struct scratch *s, u64 high, u64 low, u16 port)
{
	put(s, high, 8);
	put(s, low, 8);
	put(s, host_order(port), 2);
}

INLINE void put_tuple4(struct scratch *s, struct sock *sk, u64 user, bool outwards)
{
	struct inet_sock *inet = (void *)sk;
	u32 local = LOAD(inet, inet_saddr), remote = LOAD(sk, __sk_common.skc_daddr);
	u16 local_port = LOAD(inet, inet_sport), remote_port = LOAD(sk, __sk_common.skc_dport);

	if (!remote_port && user && read_address(s, user, 16) == AF_INET) {
		remote = *(u32 *)&s->side[4];
		remote_port = *(u16 *)&s->side[2];
	}
	put(s, AF_INET, 1);
	if (outwards)
		put_end4(s, local, local_port);
	put_end4(s, remote, remote_port);
	if (!outwards)
		put_end4(s, local, local_port);
}

INLINE void put_tuple6(struct scratch *s, struct sock *sk, u64 user, bool outwards)
{
	struct inet_sock *inet = (void *)sk;
	struct ipv6_pinfo *own = LOAD((struct inet_sock___v6 *)inet, pinet6);
	u64 local[2] = {0, 0}, remote[2] = {0, 0};
	u16 local_port = LOAD(inet, inet_sport), remote_port = LOAD(sk, __sk_common.skc_dport);

	bpf_probe_read_kernel(local, 16, &own->saddr);
	bpf_probe_read_kernel(remote, 16, &sk->__sk_common.skc_v6_daddr);
	if (!remote_port && user && read_address(s, user, 28) == AF_INET6) {
		remote[0] = *(u64 *)&s->side[8];
		remote[1] = *(u64 *)&s->side[16];
		remote_port = *(u16 *)&s->side[2];
	}
	put(s, AF_INET6, 1);
	if (outwards)
		put_end6(s, local[0], local[1], local_port);
	put_end6(s, remote[0], remote[1], remote_port);
	if (!outwards)
		put_end6(s, local[0], local[1], local_port);
}

/* The path of a unix socket's address; abstract names lose their leading NUL, and nothing ends them but their length. */
GLOBAL_ON u64 put_sock_path(struct scratch *s, u64 sk)
{
	struct unix_sock *sock = (void *)sk;
	struct unix_address *address = sock ? LOAD(sock, addr) : NULL;
	u64 from, length;

	if (!s)
		return 0;
	/* The family stands in front of the path. */
	length = address ? (u32)LOAD(address, len) : 0;
	if (length <= 2 || length > UNIX_PATH + 2) {
		/* Readers look for the NUL of a path, also of one without a letter. */
		put(s, 0, 1);
		return 1;
	}
	from = (u64)&address->name + 2;
	length -= 2;
	s->side[0] = 0;
	bpf_probe_read_kernel(&s->side[0], 1, (void *)from);
	if (!s->side[0]) {
		from++;
		length--;
	}
	/* Room for the NUL that the helper puts behind. */
	return put_text(s, from, length + 1, false);
}

INLINE void put_tuple_unix(struct scratch *s, struct sock *sk, u64 user, bool outwards)
{
	struct unix_sock *local = (void *)sk, *peer = (void *)LOAD(local, peer);

	put(s, AF_UNIX, 1);
	if (outwards) {
		put(s, (u64)peer, 8);
		put(s, (u64)local, 8);
		if (!peer && user) {
			if (read_address(s, user, UNIX_PATH + 2) == AF_UNIX)
				put_unix_path(s);
		} else {
			put_sock_path(s, (u64)peer);
		}
	} else {
		put(s, (u64)local, 8);
		put(s, (u64)peer, 8);
		put_sock_path(s, (u64)local);
	}
}

GLOBAL_ON int append_tuple(struct scratch *s, u64 fd, u64 user, u32 outwards)
{
	struct sock *sk;
	u64 before;

	if (!s)
		return 0;
	before = s->pos;
	sk = sock_of((s32)fd);
	if (sk) {
		switch (LOAD(sk, __sk_common.skc_family)) {
		case AF_INET:
			put_tuple4(s, sk, user, outwards);
			break;
		case AF_INET6:
			put_tuple6(s, sk, user, outwards);
			break;
		case AF_UNIX:
			put_tuple_unix(s, sk, user, outwards);
			break;
		}
	}
	append_length(s, s->pos - before);
	return 0;
}

/* 0: how full the queue of a listening socket is, percent; 1: its length; 2: the most it takes. */
GLOBAL u64 backlog(u64 fd, u32 which)
{
	struct sock *sk = sock_of((s32)fd);
	u64 now, most;

	if (!sk)
		return 0;
	now = LOAD(sk, sk_ack_backlog);
	most = LOAD(sk, sk_max_ack_backlog);
	if (which == 1)
		return now;
	if (which == 2)
		return most;
	return now && most ? now * 100 / most : 0;
}

/* The kernel's address of a socket, or of its peer. */
GLOBAL u64 sock_address(u64 fd, u32 peer)
{
	struct sock *sk = sock_of((s32)fd);

	if (!sk || !peer)
		return (u64)sk;
	return (u64)LOAD((struct unix_sock *)sk, peer);
}

#define SOL_SOCKET 1
#define SO_ERROR 4
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_RCVTIMEO_NEW 66
#define SO_SNDTIMEO_NEW 67
#define SO_COOKIE 57
#define VALUE_UNKNOWN 0
#define VALUE_ERRNO 1
#define VALUE_U32 2
#define VALUE_U64 3
#define VALUE_TIME 4

/* Options whose value is a number of 32 bits, by number. */
INLINE bool is_number_option(u64 name)
{
	/* Without 13 linger, 17 peer credentials, 20 21 times, 26 filter, 28 peer name, 59 peer groups. */
	u64 numbers = 0x0003ffffffffffffull & ~(1ull << 0 | 1ull << 4 | 1ull << 13 | 1ull << 17 | 1ull << 20 |
						  1ull << 21 | 1ull << 26 | 1ull << 28);

	return name < 50 && (numbers >> name & 1);
}

GLOBAL_ON int append_sockopt(struct scratch *s, u64 from, u64 length)
{
	u64 before, level, name, parts[2] = {0, 0};

	if (!s)
		return 0;
	before = s->pos;
	level = (u32)s->args[1];
	name = (u32)s->args[2];
	if (level == SOL_SOCKET && name == SO_ERROR) {
		s32 error = 0;

		bpf_probe_read_user(&error, 4, (void *)from);
		put(s, VALUE_ERRNO, 1);
		put(s, (u64)(s64)-error, 8);
	} else if (level == SOL_SOCKET && (name == SO_RCVTIMEO || name == SO_SNDTIMEO ||
					   name == SO_RCVTIMEO_NEW || name == SO_SNDTIMEO_NEW)) {
		bpf_probe_read_user(parts, sizeof(parts), (void *)from);
		put(s, VALUE_TIME, 1);
		put(s, parts[0] * 1000000000ull + parts[1] * 1000, 8);
	} else if (level == SOL_SOCKET && name == SO_COOKIE) {
		bpf_probe_read_user(parts, 8, (void *)from);
		put(s, VALUE_U64, 1);
		put(s, parts[0], 8);
	} else if (level == SOL_SOCKET && is_number_option(name)) {
		bpf_probe_read_user(parts, 4, (void *)from);
		put(s, VALUE_U32, 1);
		put(s, parts[0], 4);
	} else {
		put(s, VALUE_UNKNOWN, 1);
		put_bytes(s, from, length & 0xffff, true);
	}
	append_length(s, s->pos - before);
	return 0;
}
