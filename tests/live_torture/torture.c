/* SPDX-License-Identifier: Apache-2.0 */
/* Processes and threads that do at random what changes the state of a task: torture SHARED FOLDER SEED.
 *
 * Threads are made by the bare system call, so that each combination of flags can be had. They share the C library's
 * thread-local storage; hence bare system calls, no memory from malloc, and no use of errno. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Memory that all tasks and the test share. */
struct shared {
	_Atomic int population; /* tasks; the test corrects it at each stop */
	_Atomic int limit;      /* no more are made then */
	_Atomic uint64_t actions;
	_Atomic uint64_t seed;
	_Atomic int namespaces; /* a lock: no two namespaces begin within a clock tick of /proc */
	_Atomic uint32_t turn;  /* odd while a task does something, and one more each time */
};

static struct shared *shared;
static char *shared_path, *folder, self[512];

/* Of each thread its own, on its stack. */
struct walk {
	uint64_t random;
	int nested; /* PID namespaces below that of the test */
	int jailed;
	int first; /* of the first process, which stays */
};

static uint64_t next(struct walk *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random >> 8;
}

static uint64_t below(struct walk *w, uint64_t limit) { return next(w) % limit; }

static uint64_t fresh_seed(void)
{
	uint64_t n = atomic_fetch_add(&shared->seed, 1) * 0x9e3779b97f4a7c15ull;

	n = (n ^ n >> 31) * 0xbf58476d1ce4e5b9ull;
	return (n ^ n >> 29) | 1;
}

static long sys(long number, long a, long b, long c, long d, long e, long f)
{
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}
#define SYS_6(n, a, b, c, d, e, f, ...) sys(SYS_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define CALL(...) SYS_6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

static void rest(long microseconds)
{
	struct timespec t = { 0, microseconds * 1000 };

	CALL(nanosleep, &t, 0);
}

/* One action at a time: which of two tasks that share descriptors was first to change one, events do not say exactly.
 * A task that was killed by another thread of its process leaves its turn behind. */
static void take_turn(void)
{
	uint32_t seen = atomic_load(&shared->turn), now;

	for (int waited = 0;;) {
		if (!(seen & 1) || waited > 3000) {
			now = seen;
			if (atomic_compare_exchange_strong(&shared->turn, &now, (seen + 1) | 1))
				return;
		}
		rest(20);
		now = atomic_load(&shared->turn);
		waited = now == seen ? waited + 1 : 0;
		seen = now;
	}
}

static void end_turn(void)
{
	uint32_t seen = atomic_load(&shared->turn);

	if (seen & 1)
		atomic_compare_exchange_strong(&shared->turn, &seen, seen + 1);
}

static int any_fd(struct walk *w) { return 3 + (int)below(w, 24); }

/* Descriptors above the numbers that any_fd() gives are not used, so that tables stay small. */
static void keep_small(long fd)
{
	if (fd >= 27)
		CALL(close, fd);
}

static void append_number(char *to, uint64_t n)
{
	char digits[24];
	int len = 0;

	to += strlen(to);
	do {
		digits[len++] = '0' + n % 10;
		n /= 10;
	} while (n);
	while (len)
		*to++ = digits[--len];
	*to = 0;
}

/* A file or directory below the folder, absolute or as it is seen from the root of the folder's inner directories. */
static void any_path(struct walk *w, char *to, int directory)
{
	*to = 0;
	if (!w->jailed)
		strcpy(to, folder);
	strcat(to, "/d");
	append_number(to, below(w, 3));
	if (below(w, 2)) {
		strcat(to, "/e");
		append_number(to, below(w, 3));
	}
	if (!directory) {
		strcat(to, "/f");
		append_number(to, below(w, 4));
	}
}

static void open_file(struct walk *w)
{
	char path[512], *name = path;
	long flags = below(w, 2) ? O_CLOEXEC : 0, fd;

	switch (below(w, 6)) {
	case 0:
		any_path(w, path, 1);
		fd = CALL(open, path, O_RDONLY | O_DIRECTORY | flags);
		break;
	case 1: /* relative to where the task is */
		strcpy(path, "f");
		append_number(path, below(w, 4));
		fd = CALL(open, path, O_RDWR | O_CREAT | flags, 0666);
		break;
	case 2:
		any_path(w, path, 0);
		fd = CALL(creat, path, 0666);
		break;
	case 3: {
		long dir;

		any_path(w, path, 1);
		dir = CALL(openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
		name = below(w, 2) ? "../f1" : "./f2";
		fd = CALL(openat, dir, name, O_RDWR | O_CREAT | flags, 0666);
		if (dir >= 0 && below(w, 3))
			CALL(close, dir);
		else
			keep_small(dir);
		break;
	}
	case 4:
		fd = CALL(open, "/dev/null", O_WRONLY | flags);
		break;
	default:
		any_path(w, path, 0);
		fd = CALL(openat, AT_FDCWD, path, O_RDWR | O_CREAT | flags, 0666);
	}
	keep_small(fd);
}

static void copy_fd(struct walk *w)
{
	int from = any_fd(w), to = any_fd(w);
	long fd = -1;

	switch (below(w, 6)) {
	case 0: fd = CALL(dup, from); break;
	case 1: CALL(dup2, from, to); break;
	case 2: CALL(dup3, from, to, below(w, 2) ? O_CLOEXEC : 0); break;
	case 3: fd = CALL(fcntl, from, F_DUPFD, 3); break;
	case 4: fd = CALL(fcntl, from, F_DUPFD_CLOEXEC, 5); break;
	default: CALL(fcntl, from, F_SETFD, below(w, 2) ? FD_CLOEXEC : 0);
	}
	keep_small(fd);
}

static void close_some(struct walk *w)
{
	int first = any_fd(w);

	switch (below(w, 12)) {
	case 0: CALL(close_range, first, first + below(w, 4), 0); break;
	case 1: CALL(close_range, first, first + below(w, 8), CLOSE_RANGE_CLOEXEC); break;
	case 2: CALL(close_range, first, first + below(w, 2), CLOSE_RANGE_UNSHARE); break;
	case 3: CALL(close_range, first, ~0u, 0); break;
	default: CALL(close, first);
	}
}

static void make_special(struct walk *w)
{
	int cloexec = (int)below(w, 2), pair[2] = { -1, -1 };
	uint64_t mask = 1 << (SIGUSR2 - 1);
	char name[16] = "m";
	long fd = -1;

	switch (below(w, 11)) {
	case 0: CALL(pipe2, pair, cloexec ? O_CLOEXEC : 0); break;
	case 1: CALL(pipe, pair); break;
	case 2: CALL(socketpair, AF_UNIX, SOCK_STREAM | (cloexec ? SOCK_CLOEXEC : 0), 0, pair); break;
	case 3: CALL(socketpair, AF_UNIX, SOCK_DGRAM, 0, pair); break;
	case 4:
		append_number(name, below(w, 100));
		fd = CALL(memfd_create, name, cloexec ? MFD_CLOEXEC : 0);
		break;
	case 5: fd = CALL(eventfd2, 0, cloexec ? EFD_CLOEXEC : 0); break;
	case 6: fd = CALL(epoll_create1, cloexec ? EPOLL_CLOEXEC : 0); break;
	case 7: fd = CALL(timerfd_create, CLOCK_MONOTONIC, cloexec ? TFD_CLOEXEC : 0); break;
	case 8: fd = CALL(signalfd4, -1, &mask, 8, cloexec ? SFD_CLOEXEC : 0); break;
	case 9: fd = CALL(inotify_init1, cloexec ? IN_CLOEXEC : 0); break;
	default: fd = CALL(pidfd_open, CALL(getpid), 0);
	}
	keep_small(fd);
	keep_small(pair[0]);
	keep_small(pair[1]);
}

/* A listening socket, a connection to it, and what accept() gives. */
static void connect_stream(struct walk *w, int family)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un un;
	} a, got;
	socklen_t len, got_len = sizeof(got);
	long flags = below(w, 2) ? SOCK_CLOEXEC : 0, server, client, peer;

	memset(&a, 0, sizeof(a));
	a.any.sa_family = family;
	if (family == AF_INET) {
		a.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		a.v4.sin_port = htons(20000 + below(w, 20000));
		len = sizeof(a.v4);
	} else if (family == AF_INET6) {
		a.v6.sin6_addr = in6addr_loopback;
		a.v6.sin6_port = htons(20000 + below(w, 20000));
		len = sizeof(a.v6);
	} else {
		char name[64] = "torture";

		append_number(name, next(w));
		if (below(w, 2)) {
			memcpy(a.un.sun_path + 1, name, strlen(name));
			len = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
		} else {
			*a.un.sun_path = 0;
			if (!w->jailed)
				strcpy(a.un.sun_path, folder);
			strcat(a.un.sun_path, "/");
			strcat(a.un.sun_path, name);
			len = offsetof(struct sockaddr_un, sun_path) + strlen(a.un.sun_path) + 1;
		}
	}
	server = CALL(socket, family, SOCK_STREAM | flags, 0);
	if (server < 0)
		return;
	if (CALL(bind, server, &a, len) < 0 || CALL(listen, server, 4) < 0) {
		keep_small(server);
		return;
	}
	/* Not to wait for ever if the other end was closed by another thread. */
	client = CALL(socket, family, SOCK_STREAM | SOCK_NONBLOCK | flags, 0);
	CALL(connect, client, &a, len);
	CALL(fcntl, server, F_SETFL, O_NONBLOCK);
	peer = CALL(accept4, server, &got, &got_len, flags);
	if (below(w, 2))
		CALL(close, server);
	else
		keep_small(server);
	keep_small(client);
	keep_small(peer);
}

static void use_datagrams(struct walk *w)
{
	struct sockaddr_in a = { AF_INET, htons(40000 + below(w, 20000)), { htonl(INADDR_LOOPBACK) }, { 0 } };
	struct sockaddr_in6 b = { AF_INET6, a.sin_port, 0, in6addr_loopback, 0 };
	int v6 = (int)below(w, 2);
	void *address = v6 ? (void *)&b : (void *)&a;
	long len = v6 ? sizeof(b) : sizeof(a), fd = CALL(socket, v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);

	switch (below(w, 4)) {
	case 0: CALL(bind, fd, address, len); break;
	case 1: CALL(connect, fd, address, len); break;
	case 2: CALL(sendto, fd, "x", 1, MSG_DONTWAIT, address, len); break;
	default:;
	}
	keep_small(fd);
}

static void other_sockets(struct walk *w)
{
	long fd;

	switch (below(w, 5)) {
	case 0: fd = CALL(socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE); break;
	case 1: fd = CALL(socket, AF_PACKET, SOCK_RAW, 0); break;
	case 2: fd = CALL(socket, AF_INET, SOCK_RAW, IPPROTO_ICMP); break;
	case 3: fd = CALL(socket, AF_INET6, SOCK_STREAM, 0); break;
	default: fd = CALL(socket, AF_UNIX, SOCK_DGRAM, 0);
	}
	keep_small(fd);
}

/* A descriptor goes through a socket and comes back under another number. */
static void pass_fd(struct walk *w)
{
	char data = 'x', control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(8)));
	struct iovec vector = { &data, 1 };
	struct msghdr message = { 0, 0, &vector, 1, control, sizeof(control), 0 };
	struct cmsghdr *header = (void *)control;
	int pair[2], fd = any_fd(w);

	if (CALL(socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return;
	memset(control, 0, sizeof(control));
	header->cmsg_len = CMSG_LEN(sizeof(int));
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (CALL(sendmsg, pair[0], &message, MSG_DONTWAIT) == 1) {
		message.msg_controllen = sizeof(control);
		if (CALL(recvmsg, pair[1], &message, MSG_DONTWAIT) == 1 && message.msg_controllen) {
			memcpy(&fd, CMSG_DATA(header), sizeof(fd));
			/* The receiver is looked at a moment later. */
			rest(40000);
			keep_small(fd);
		}
	}
	CALL(close, pair[0]);
	CALL(close, pair[1]);
}

static void go_somewhere(struct walk *w)
{
	char path[512];
	long fd;

	switch (below(w, 5)) {
	case 0: CALL(chdir, ".."); break;
	case 1: CALL(chdir, below(w, 2) ? "e1" : "d1"); break;
	case 2:
		any_path(w, path, 1);
		fd = CALL(open, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		CALL(fchdir, fd);
		CALL(close, fd);
		break;
	default:
		any_path(w, path, 1);
		CALL(chdir, path);
	}
}

static void rename_self(struct walk *w)
{
	char name[32] = "name";
	long fd;

	append_number(name, below(w, 1000));
	if (below(w, 8) == 0)
		strcat(name, "-longer-than-it-may-be");
	switch (below(w, 3)) {
	case 0:
		fd = CALL(open, below(w, 2) ? "/proc/thread-self/comm" : "/proc/self/comm", O_WRONLY | O_CLOEXEC);
		CALL(write, fd, name, strlen(name));
		CALL(close, fd);
		break;
	default: CALL(prctl, PR_SET_NAME, name);
	}
}

static void change_ids(struct walk *w)
{
	long id = below(w, 2) ? 0 : 1000 + below(w, 3);

	switch (below(w, 9)) {
	case 0: CALL(setresuid, -1, id, -1); break;
	case 1: CALL(setreuid, -1, id); break;
	case 2: CALL(setresgid, -1, id, -1); break;
	case 3: CALL(setregid, -1, id); break;
	case 4: CALL(setresuid, -1, -1, -1); break;
	case 5: CALL(setgid, id); break;
	case 6: CALL(setsid); break;
	case 7: CALL(setpgid, 0, 0); break;
	default: CALL(setpgid, 0, CALL(getppid));
	}
	/* Most of what follows needs rights. */
	if (below(w, 4))
		CALL(setresuid, -1, 0, -1);
}

static void unshare_some(struct walk *w)
{
	static const int kinds[] = { CLONE_FILES, CLONE_FS, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWUTS, CLONE_NEWIPC,
				     CLONE_FILES | CLONE_FS };

	CALL(unshare, kinds[below(w, sizeof(kinds) / sizeof(*kinds))]);
}

static void enter_namespace(struct walk *w)
{
	static const char *const names[] = { "/proc/self/ns/uts", "/proc/self/ns/net", "/proc/self/ns/ipc",
					     "/proc/self/ns/mnt" };
	int which = (int)below(w, 4);
	long fd;

	if (w->jailed)
		return;
	fd = CALL(open, names[which], O_RDONLY | O_CLOEXEC);
	CALL(setns, fd, 0);
	CALL(close, fd);
}

static void work(struct walk *w, long actions);

/* Loads this program anew: it continues as a process of its own. */
static void exec_self(struct walk *w)
{
	char seed[24] = "", jailed[4] = "", nested[4] = "", extra[16] = "arg";
	char *const arguments[] = { below(w, 2) ? self : "other-name", shared_path, folder, seed, nested, jailed,
				    extra, 0 };
	char *const environment[] = { "A=1", 0 };

	append_number(seed, fresh_seed());
	append_number(nested, w->nested);
	append_number(jailed, w->jailed);
	append_number(extra, below(w, 1000));
	if (w->jailed || w->first)
		return;
	CALL(execve, self, arguments, environment);
}

static void leave(int whole)
{
	take_turn();
	atomic_fetch_sub(&shared->population, 1);
	/* The end itself needs no turn, but none of its threads has one then. */
	end_turn();
	if (whole)
		CALL(exit_group, 0);
	CALL(exit, 0);
}

#define STACK (128 << 10)

static int thread_main(void *argument)
{
	struct walk w = *(struct walk *)argument;

	w.random = fresh_seed();
	work(&w, 20 + below(&w, 100));
	/* The stack stays: it is in use until the end. */
	leave(0);
	return 0;
}

static int may_make(void)
{
	if (atomic_fetch_add(&shared->population, 1) < atomic_load(&shared->limit))
		return 1;
	atomic_fetch_sub(&shared->population, 1);
	return 0;
}

static void make_thread(struct walk *w)
{
	int flags = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND | CLONE_SYSVSEM;
	char *stack;
	struct walk *copy;

	if (!may_make())
		return;
	if (below(w, 4))
		flags |= CLONE_FILES;
	if (below(w, 4))
		flags |= CLONE_FS;
	stack = mmap(0, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	copy = (void *)stack;
	*copy = *w;
	if (stack == MAP_FAILED || clone(thread_main, stack + STACK, flags, copy) < 0)
		atomic_fetch_sub(&shared->population, 1);
}

static void make_process(struct walk *w)
{
	int flags = SIGCHLD;
	long pid;

	if (!may_make())
		return;
	if (below(w, 4) == 0)
		flags |= CLONE_FILES;
	if (below(w, 4) == 0)
		flags |= CLONE_FS;
	if (below(w, 6) == 0 && !w->nested)
		flags |= CLONE_PARENT;
	if (below(w, 12) == 0 && w->nested < 2 && !(flags & (CLONE_FS | CLONE_PARENT))) {
		flags |= CLONE_NEWPID | CLONE_NEWNS;
		if (atomic_exchange(&shared->namespaces, 1)) {
			atomic_fetch_sub(&shared->population, 1);
			return;
		}
	}
	pid = below(w, 3) || flags != SIGCHLD ? CALL(clone, flags, 0, 0, 0, 0) : CALL(fork);
	if (pid < 0) {
		atomic_fetch_sub(&shared->population, 1);
		if (flags & CLONE_NEWPID)
			atomic_store(&shared->namespaces, 0);
		return;
	}
	if (pid) {
		if (flags & CLONE_NEWPID) {
			rest(25000);
			atomic_store(&shared->namespaces, 0);
		}
		return;
	}
	w->random = fresh_seed();
	w->first = 0;
	if (flags & CLONE_NEWPID) {
		w->nested++;
		CALL(mount, "none", "/", 0, 0x84000 /* MS_REC | MS_PRIVATE */, 0);
		CALL(mount, "proc", "/proc", "proc", 0, 0);
		/* The first process of a namespace stays longer. */
		work(w, 400 + below(w, 400));
		leave(1);
	}
	work(w, 40 + below(w, 200));
	leave(1);
}

static void vfork_and_exec(struct walk *w)
{
	char seed[24] = "", nested[4] = "";
	char *const arguments[] = { "vforked", shared_path, folder, seed, nested, "0", 0 };
	char *const environment[] = { 0 };
	pid_t pid;

	if (w->jailed || !may_make())
		return;
	append_number(seed, fresh_seed());
	append_number(nested, w->nested);
	pid = vfork();
	if (pid == 0) {
		execve(self, arguments, environment);
		_exit(1);
	}
}

static void jail(struct walk *w)
{
	if (w->jailed || w->first || CALL(chroot, folder) < 0)
		return;
	/* Most go inside; some stay outside of their root. */
	w->jailed = 1;
	CALL(chdir, "/");
}

static void reuse_number(struct walk *w)
{
	long fd;

	if (w->jailed)
		return;
	fd = CALL(open, "/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
	CALL(write, fd, "40", 2);
	CALL(close, fd);
}

static void work(struct walk *w, long actions)
{
	while (actions-- > 0) {
		uint64_t kind = below(w, 200);

		atomic_fetch_add(&shared->actions, 1);
		take_turn();
		if (kind < 40)
			open_file(w);
		else if (kind < 60)
			copy_fd(w);
		else if (kind < 85)
			close_some(w);
		else if (kind < 105)
			make_special(w);
		else if (kind < 109)
			connect_stream(w, AF_INET);
		else if (kind < 112)
			connect_stream(w, AF_INET6);
		else if (kind < 116)
			connect_stream(w, AF_UNIX);
		else if (kind < 120)
			use_datagrams(w);
		else if (kind < 123)
			other_sockets(w);
		else if (kind < 126)
			pass_fd(w);
		else if (kind < 140)
			go_somewhere(w);
		else if (kind < 146)
			rename_self(w);
		else if (kind < 154)
			change_ids(w);
		else if (kind < 159)
			unshare_some(w);
		else if (kind < 161)
			enter_namespace(w);
		else if (kind < 168)
			make_thread(w);
		else if (kind < 178)
			make_process(w);
		else if (kind < 181)
			vfork_and_exec(w);
		else if (kind < 183)
			exec_self(w);
		else if (kind == 183)
			reuse_number(w);
		else if (kind == 184 && below(w, 4) == 0)
			jail(w);
		end_turn();
		rest(below(w, 1000));
	}
}

static int make_tree(const char *at, int depth)
{
	char path[512];

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%c%d", at, depth ? 'e' : 'd', i);
		mkdir(path, 0777);
		chmod(path, 0777);
		if (depth < 1)
			make_tree(path, depth + 1);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct walk w = { 0 };
	int fd;

	if (argc < 4)
		return 2;
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 3;
	shared_path = argv[1];
	folder = argv[2];
	w.random = strtoull(argv[3], 0, 10) | 1;
	if (argc > 5) {
		w.nested = atoi(argv[4]);
		w.jailed = atoi(argv[5]);
	}
	fd = open(shared_path, O_RDWR | O_CLOEXEC);
	shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || shared == MAP_FAILED)
		return 3;
	close(fd);
	umask(0);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (argc > 6)
		/* That of whoever loaded this program. */
		end_turn();
	if (argc == 4) {
		/* Started before the capture, so that it has nothing of the capturing process. */
		while (!atomic_load(&shared->limit))
			rest(1000);
		/* The first one: it never ends, and makes others where there are none. */
		atomic_store(&shared->seed, w.random);
		w.first = 1;
		make_tree(folder, 0);
		for (;;) {
			make_process(&w);
			make_thread(&w);
			work(&w, 5);
		}
	}
	work(&w, 40 + below(&w, 200));
	leave(1);
}
