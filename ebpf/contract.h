/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Generated from src/capture/contract.rs. */
#pragma once

#include "bpf.h"

/* System call numbers are below this. */
#define SYSCALLS 512
/* Recipes; those of what is not the exit of a system call stand behind the others. */
#define RECIPES (SYSCALLS + 32)
/* Maximum number of steps of a recipe. */
#define OPS 34
/* Arguments that steps work on. */
#define ARGS 16
/* The index of the returned value among the arguments. */
#define RET 6
/* The index of an argument that is always 0. */
#define ZERO 15
/* Maximum number of rules of a translation. */
#define ENTRIES 56
/* Size of the array of translations. */
#define TRANSLATIONS 64
/* Size of the arrays that count by class of loss. */
#define CLASSES 16
/* Most conditions of a pushdown. */
#define CONDITIONS 48
/* Most sets of calls of a pushdown. */
#define CALL_SETS 8
/* Bytes in front of each event in a ring. */
#define PREFIX_SIZE 8

/* The recipe of what is not the exit of a system call. */
enum {
	RECIPE_EXEC = 512,
	RECIPE_PROC_EXIT = 513,
	RECIPE_SIGNAL = 514,
	RECIPE_SWITCH = 515,
	RECIPE_FAULT_USER = 516,
	RECIPE_FAULT_KERNEL = 517,
	RECIPE_TASK = 518,
	RECIPE_OPEN_ENTER = 519,
	RECIPE_OPENAT_ENTER = 520,
	RECIPE_OPENAT2_ENTER = 521,
	RECIPE_CREAT_ENTER = 522,
	RECIPE_CONNECT_ENTER = 523,
	RECIPE_DROP_BEGIN = 524,
	RECIPE_DROP_END = 525,
	RECIPE_HOTPLUG = 526,
	RECIPE_SEND = 528,
	RECIPE_RECV = 529,
	RECIPE_FILE = 530,
	RECIPE_FILE_SOCKET4 = 531,
	RECIPE_FILE_SOCKET6 = 532,
	RECIPE_FILE_UNIX = 533,
	RECIPE_FILE_SOCKET = 534,
};

/* What a step of a recipe does. It appends one parameter, but where something else is said. */
enum {
	/* `args[arg]`, low `width` bytes, translated by `table`. */
	OP_NUMBER = 0,
	/* The same as a signed 32-bit number, widened. */
	OP_SIGNED = 1,
	/* `extra`. */
	OP_CONST = 2,
	/* Nothing. */
	OP_EMPTY = 3,
	/* Appends nothing: `args[width]` = `aux` bytes of user memory at `args[arg]` + extra. */
	OP_LOAD = 4,
	/* A number of `aux` bytes of user memory at `args[arg]` + extra; 128 in aux: signed. */
	OP_USER = 5,
	/* User text at `args[arg]`, at most extra bytes. */
	OP_TEXT = 6,
	/* User bytes at `args[arg]`, `args[aux]` of them. */
	OP_BYTES = 7,
	/* Data of a call at `args[arg]`, `args[aux]` bytes if ret does not say; cut to the snaplen. */
	OP_DATA = 8,
	/* Data of `args[aux]` vectors at `args[arg]`. */
	OP_VECTOR = 9,
	OP_VECTOR_SIZE = 10,
	/* Appends nothing: sets the snaplen for descriptor `args[arg]`; aux: argument of an address. */
	OP_SNAPLEN = 11,
	/* Address at `args[arg]` of `args[aux]` bytes. */
	OP_SOCKADDR = 12,
	/* Both ends of socket `args[arg]`; aux: argument with the user's address; width 1: outwards. */
	OP_TUPLE = 13,
	/* Of socket `args[arg]`; aux: 0 percent, 1 length, 2 most. */
	OP_BACKLOG = 14,
	/* Value at `args[arg]`, length `args[aux]`; level `args[1]`, name `args[2]`. */
	OP_SOCKOPT = 15,
	/* Name `args[arg]`, level `args[aux]`. */
	OP_OPTNAME = 16,
	/* Poll list at `args[arg]`, `args[aux]` of them. */
	OP_FDS = 17,
	/* At `args[arg]`, as nanoseconds. */
	OP_TIMESPEC = 18,
	/* `aux` selects what of the task. */
	OP_TASK = 19,
	/* `aux` selects what of the open file `args[arg]`. */
	OP_FILE = 20,
	/* `args[arg]` with what the open file `args[aux]` adds. */
	OP_OPEN_FLAGS = 21,
	/* `args[arg]` if flags `args[aux]` make a file; aux 255: always. */
	OP_OPEN_MODE = 22,
	/* A device number `args[arg]`. */
	OP_DEVICE = 23,
	/* First argument of the program. */
	OP_EXE = 24,
	/* The others. */
	OP_ARGS = 25,
	OP_ENV = 26,
	/* Strings of the user's array at `args[arg]`; aux: 0 only the first, 1 all but the first, 2 all. */
	OP_ARGV = 27,
	OP_CGROUPS = 28,
	/* Path of the open file `args[arg]`; aux: 0 that, 1 executable, 2 working directory, 3 root. */
	OP_PATH = 29,
	OP_CLONE_FLAGS = 30,
	/* `args[arg]`; aux: 0 address, 1 data. */
	OP_PTRACE = 31,
	/* `args[arg]`. */
	OP_KEYCTL = 32,
	/* `aux` selects which. */
	OP_QUOTA = 33,
	/* `aux`: 0..2 of the first operation, 3..5 of the second. */
	OP_SEMOP = 34,
	/* Aux: 0 sock of `args[arg]`, 1 its peer. */
	OP_SOCKETS = 35,
	OP_MOUNT_FLAGS = 36,
	OP_KERNEL_TEXT = 37,
	/* Appends nothing: reads the msghdr at `args[arg]` into `args[8..13]`. */
	OP_MESSAGE = 39,
	/* Bytes at `args[arg]`, `args[aux]` of them, if fewer than 65536. */
	OP_OPTIONAL = 40,
	/* Aux: 0 text, 1 number. */
	OP_PRCTL = 41,
	/* Aux: 0 bytes, 1 text. */
	OP_FSCONFIG = 42,
	/* `args[arg]` if `args[aux]` equals extra, else `otherwise`. */
	OP_NUMBER_IF = 43,
	/* `args[aux]` bytes of the kernel's memory at `args[arg]`. */
	OP_KERNEL_BYTES = 44,
	OP_QUOTA_PATH = 45,
	OP_COMM = 46,
};

/* When a parameter is given; otherwise it is `otherwise` of its step. */
enum {
	WHEN_ALWAYS = 0,
	WHEN_POSITIVE = 1,
	/* Not negative. */
	WHEN_SUCCESS = 2,
	WHEN_ZERO = 3,
	/* 0 or -EINPROGRESS. */
	WHEN_CONNECTING = 4,
	/* The message header could be read. */
	WHEN_VALID = 5,
	WHEN_VALID_SUCCESS = 6,
};

/* For `otherwise` of a step: an empty parameter. */
#define OTHERWISE_EMPTY -128
/* For `plain` of a step: the argument as it is. */
#define PLAIN_NUMBER 1
/* The same, signed, of 32 bits. */
#define PLAIN_SIGNED 2

/* A number of the task. */
enum {
	TASK_TID = 0,
	TASK_PID = 1,
	TASK_PTID = 2,
	TASK_FDLIMIT = 3,
	TASK_MAJOR = 4,
	TASK_MINOR = 5,
	TASK_VM_SIZE = 6,
	TASK_VM_RSS = 7,
	TASK_VM_SWAP = 8,
	TASK_EUID = 10,
	TASK_EGID = 11,
	TASK_VTID = 12,
	TASK_VPID = 13,
	TASK_PIDNS_START = 14,
	TASK_TTY = 15,
	TASK_VPGID = 16,
	TASK_LOGINUID = 17,
	TASK_EXE_FLAGS = 18,
	TASK_CAP_INHERITABLE = 19,
	TASK_CAP_PERMITTED = 20,
	TASK_CAP_EFFECTIVE = 21,
	TASK_EXE_INO = 22,
	TASK_EXE_CTIME = 23,
	TASK_EXE_MTIME = 24,
	TASK_PGID = 25,
	TASK_SID = 26,
	TASK_START = 27,
	TASK_REAPER = 28,
};

/* What a step reads of an open file. */
enum {
	FILE_DEV = 0,
	FILE_INO = 1,
	/* PPM_FD_UPPER_LAYER_CREAT or PPM_FD_LOWER_LAYER_CREAT. */
	FILE_CREATED_LAYER = 2,
};

/* A parameter of quotactl, by its index in the event. */
#define QUOTA_BLOCKS 1
/* The first of three. */
#define QUOTA_INFO 10
#define QUOTA_FORMAT_OUT 13
#define QUOTA_CMD 14
#define QUOTA_TYPE 15
#define QUOTA_ID 16
#define QUOTA_FORMAT 17

/* Flags of a recipe. Sampling never leaves its event out. */
#define RECIPE_NEVER_DROP 1
/* Sampling always leaves it out. */
#define RECIPE_ALWAYS_DROP 2
/* Sent while sampling only if the call succeeded. */
#define RECIPE_DROP_FAILED 4
/* Sent while sampling only if it changes descriptors. */
#define RECIPE_DROP_FCNTL 8
/* One event for each message of the call. */
#define RECIPE_MESSAGES 16
/* Another hook reports successes. */
#define RECIPE_FAILURES_ONLY 32
/* Made whatever the filter says: the state, or another event, needs it. */
#define RECIPE_FOR_STATE 64
/* The first parameter is the return value of the call. */
#define RECIPE_RETURNS 128

/* A translation of flags or values; 0 is none. */
enum {
	TABLE_LOW32 = 1,
	TABLE_LOW16 = 2,
	TABLE_OPEN = 3,
	TABLE_RESOLVE = 4,
	TABLE_ACCESS = 5,
	TABLE_MODE = 6,
	TABLE_NODE_MODE = 7,
	TABLE_CLOSE_RANGE = 8,
	TABLE_DUP3 = 9,
	TABLE_FCNTL = 10,
	TABLE_FLOCK = 11,
	TABLE_AT_FLAGS = 12,
	TABLE_STAT_FLAGS = 13,
	TABLE_UNLINKAT = 14,
	TABLE_UMOUNT = 15,
	TABLE_WHENCE = 16,
	TABLE_MEMFD = 17,
	TABLE_PIPE2 = 18,
	TABLE_SPLICE = 19,
	TABLE_URING_SETUP = 20,
	TABLE_URING_FEATURES = 21,
	TABLE_URING_ENTER = 22,
	TABLE_NONBLOCK_CLOEXEC = 23,
	TABLE_NONBLOCK = 24,
	TABLE_EPOLL_CREATE1 = 25,
	TABLE_FUTEX = 26,
	TABLE_CLONE = 27,
	TABLE_PROTECTION = 28,
	TABLE_MMAP = 29,
	TABLE_MLOCK2 = 30,
	TABLE_MLOCKALL = 31,
	TABLE_RLIMIT = 32,
	TABLE_FAMILY = 33,
	TABLE_SOCKET_FLAGS = 34,
	TABLE_SOCKET_LEVEL = 35,
	TABLE_SOCKET_OPTION = 36,
	TABLE_SHUTDOWN = 37,
	TABLE_PTRACE = 38,
	TABLE_PIDFD_OPEN = 39,
	TABLE_SEMGET = 40,
	TABLE_SEMCTL = 41,
	TABLE_DELETE_MODULE = 42,
	TABLE_FINIT_MODULE = 43,
	TABLE_PAGE_FAULT = 44,
	TABLE_SEMOP = 58,
	TABLE_QUOTA_CMD = 59,
	TABLE_QUOTA_TYPE = 60,
	TABLE_QUOTA_FORMAT = 61,
	TABLE_CAPABILITIES = 62,
	TABLE_POLL = 63,
};

/* Whose events are made. */
enum {
	SCOPE_ALL = 0,
	SCOPE_PID_NAMESPACE = 1,
	SCOPE_CGROUP = 2,
	SCOPE_TREE = 3,
};

/* A control group whose depth this process cannot see, from within a cgroup namespace. */
#define LEVEL_UNKNOWN 255

/* Which events of a call are made. */
#define WANTED_EXIT 1
#define WANTED_ENTER 2
/* A 32-bit program may mean a wanted call by this system call number. */
#define WANTED_COMPAT 4

/* Classes of loss, in the order of `scap_stats`. */
enum {
	CLASS_OTHER = 0,
	CLASS_CLONE = 1,
	CLASS_EXECVE = 2,
	CLASS_CONNECT_ENTER = 3,
	CLASS_CONNECT = 4,
	CLASS_OPEN_ENTER = 5,
	CLASS_OPEN = 6,
	CLASS_DIR_FILE = 7,
	CLASS_OTHER_INTEREST = 8,
	CLASS_CLOSE = 9,
	CLASS_PROC_EXIT = 10,
};

/* What a condition of a pushdown tests. `And` and `Or` join the two in front of them. */
enum {
	CONDITION_AND = 0,
	CONDITION_OR = 1,
	/* The number of the call is in the set of number `set`. */
	CONDITION_CALLS = 2,
	/* What the call returned, from `low` to `high`. */
	CONDITION_RESULT = 3,
	CONDITION_PID = 4,
	CONDITION_TID = 5,
	CONDITION_UID = 6,
	/* The first `length` bytes of the name. */
	CONDITION_COMM = 7,
};

/* For `marks` of a prefix: an operation of io_uring. */
#define PREFIX_IO_URING 1

/* In front of each event in a ring. */
struct prefix {
	u32 sequence;
	u16 cpu;
	u16 marks;
};

/* A step of a recipe. */
struct op {
	u8 kind;
	u8 arg;
	u8 width;
	u8 when;
	u8 table;
	u8 aux;
	s8 otherwise;
	/* Appends the argument unchanged: 1 an unsigned number, 2 a signed number of 32 bits. */
	u8 plain;
	u32 extra;
};

/* How one event is made. */
struct recipe {
	u16 code;
	u8 count;
	u8 params;
	u8 class;
	u8 flags;
	/* Two constants of two bytes: code and system call number. */
	u8 generic;
	u8 pad;
	struct op ops[OPS];
};

/* A rule of a translation. */
struct entry {
	u32 mask;
	u32 value;
	u32 out;
};

/* A translation of flags or values. */
struct translation {
	u64 copy;
	u32 base;
	u32 otherwise;
	u32 bits;
	u16 count;
	u8 first;
	u8 all;
	struct entry entries[ENTRIES];
};

/* The settings that can change while the probe runs. */
struct settings {
	u64 boot_time;
	u64 scope_cgroup;
	u32 enabled;
	u32 scope;
	u32 scope_level;
	u32 scope_inum;
	u32 self_tgid;
	u32 learn_pid;
	u32 learn_inum;
	u32 tree_root;
	u32 snaplen;
	u32 sampling_ratio;
	u16 port_start;
	u16 port_end;
	u16 statsd_port;
	u8 dropping;
	u8 drop_failed;
	u8 dynamic_snaplen;
	u8 pushdown;
	u8 pad[6];
	u8 wanted[SYSCALLS];
};

/* What the probe found out about the capturing process. */
struct learned {
	u32 tgid;
	u32 level;
	u32 names_unknown;
	u32 dropping;
};

/* Counters of one processor. */
struct counters {
	u64 produced;
	u64 no_room[CLASSES];
	u64 too_big;
	u64 busy;
	u64 unreadable;
	u64 sampled_out;
	u64 sequence;
	u64 refused;
	u64 pad;
};

/* A condition of a filter. */
struct condition {
	u8 kind;
	u8 negated;
	u8 length;
	u8 set;
	u32 pad;
	s64 low;
	s64 high;
	u8 text[16];
};

/* What events must satisfy. */
struct pushdown {
	u32 count;
	u32 pad;
	u64 sets[CALL_SETS][SYSCALLS / 64];
	struct condition conditions[CONDITIONS];
};

_Static_assert(sizeof(struct prefix) == PREFIX_SIZE, "as in Rust");
_Static_assert(sizeof(struct op) == 12, "as in Rust");
_Static_assert(sizeof(struct recipe) == 8 + 12 * OPS, "as in Rust");
_Static_assert(sizeof(struct translation) == 24 + 12 * ENTRIES, "as in Rust");
_Static_assert(__builtin_offsetof(struct settings, port_start) == 56, "as in Rust");
_Static_assert(__builtin_offsetof(struct settings, wanted) == 72, "as in Rust");
_Static_assert(sizeof(struct settings) == 72 + SYSCALLS, "as in Rust");
_Static_assert(sizeof(struct learned) == 16, "as in Rust");
_Static_assert(sizeof(struct counters) == 8 * (CLASSES + 8), "as in Rust");
_Static_assert(sizeof(struct condition) == 40, "as in Rust");
_Static_assert(sizeof(struct pushdown) == 8 + SYSCALLS / 8 * CALL_SETS + 40 * CONDITIONS, "as in Rust");
