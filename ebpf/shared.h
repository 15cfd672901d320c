/* What the probe and src/capture/layout.rs agree on. */
#pragma once

#include "bpf.h"

#define SYSCALLS 512
/* Recipes of what is not an exit of a system call stand behind those of system calls. */
#define RECIPE_EXEC (SYSCALLS + 0)
#define RECIPE_PROC_EXIT (SYSCALLS + 1)
#define RECIPE_SIGNAL (SYSCALLS + 2)
#define RECIPE_SWITCH (SYSCALLS + 3)
#define RECIPE_FAULT_USER (SYSCALLS + 4)
#define RECIPE_FAULT_KERNEL (SYSCALLS + 5)
#define RECIPE_TASK (SYSCALLS + 6)
#define RECIPE_OPEN_ENTER (SYSCALLS + 7)
#define RECIPE_OPENAT_ENTER (SYSCALLS + 8)
#define RECIPE_OPENAT2_ENTER (SYSCALLS + 9)
#define RECIPE_CREAT_ENTER (SYSCALLS + 10)
#define RECIPE_CONNECT_ENTER (SYSCALLS + 11)
#define RECIPE_DROP_BEGIN (SYSCALLS + 12)
#define RECIPE_DROP_END (SYSCALLS + 13)
#define RECIPE_HOTPLUG (SYSCALLS + 14)
#define RECIPE_SEND (SYSCALLS + 16)
#define RECIPE_RECV (SYSCALLS + 17)
#define RECIPE_FILE (SYSCALLS + 18)
#define RECIPE_FILE_SOCKET4 (SYSCALLS + 19)
#define RECIPE_FILE_SOCKET6 (SYSCALLS + 20)
#define RECIPE_FILE_UNIX (SYSCALLS + 21)
#define RECIPE_FILE_SOCKET (SYSCALLS + 22)
#define RECIPES (SYSCALLS + 32)
#define OPS 34
#define ARGS 16
/* The place of the returned value among the arguments. */
#define RET 6

/* One step of a recipe: takes an argument (or more) and appends a parameter. */
struct op {
	u8 kind;
	u8 arg;
	u8 width;    /* bytes of a number */
	u8 when;     /* a condition on the returned value */
	u8 table;    /* translation of flags; 0 none */
	u8 aux;
	s8 otherwise; /* the number where the condition does not hold; other parameters are empty then */
	u8 plain;     /* appends the argument as it is */
	u32 extra;
};

struct recipe {
	u16 code; /* of the event */
	u8 count; /* ops */
	u8 params;
	u8 class; /* of loss */
	u8 flags;
	u8 generic; /* two constants of two bytes: code and number of the call */
	u8 pad;
	struct op ops[OPS];
};

/* Sampling: what may be left out. */
#define RECIPE_NEVER_DROP 1
#define RECIPE_ALWAYS_DROP 2
/* Sent while sampling only if it succeeded (close, bind) or, for fcntl, if it changes descriptors. */
#define RECIPE_DROP_FAILED 4
#define RECIPE_DROP_FCNTL 8
/* One event for each message of the call. */
#define RECIPE_MESSAGES 16
/* Successes are told by another hook. */
#define RECIPE_FAILURES_ONLY 32
/* Made whatever the filter says: the state needs it. */
#define RECIPE_FOR_STATE 64
/* The first parameter is what the call returned. */
#define RECIPE_RETURNS 128
#define ZERO 15 /* the place of an argument that is 0 */

struct entry {
	u32 mask, value, out;
};
#define PLAIN_NUMBER 1
#define PLAIN_SIGNED 2 /* of 32 bits */

#define ENTRIES 56
/* A translation of the kernel's flags or values to portable ones. */
struct translation {
	u64 copy;      /* bits that keep their places */
	u32 base;      /* always set */
	u32 otherwise; /* where no entry fits; `first` only */
	u32 bits;      /* that entries ask for which stand behind those that ask for none */
	u16 count;
	u8 first;      /* the first entry that fits is the result, otherwise all that fit are joined */
	u8 all;        /* entries that are looked at whatever the bits */
	struct entry entries[ENTRIES];
};
#define TRANSLATIONS 64

#define SCOPE_ALL 0
#define SCOPE_PID_NAMESPACE 1
#define SCOPE_CGROUP 2
#define SCOPE_TREE 3
/* A control group whose depth this process cannot see, from within a cgroup namespace. */
#define LEVEL_UNKNOWN 255

#define WANTED_EXIT 1
#define WANTED_ENTER 2
#define WANTED_COMPAT 4 /* a 32-bit program may mean a wanted call by this number */

struct settings {
	u64 boot_time; /* of the epoch, ns */
	u64 scope_cgroup;
	u32 enabled;
	u32 scope;
	u32 scope_level;
	u32 scope_inum;
	u32 self_tgid;    /* left out; 0 nobody */
	u32 learn_pid;    /* number of the capturing process in its own pid namespace */
	u32 learn_inum;   /* that namespace */
	u32 tree_root;    /* number of the root of a process tree in that namespace */
	u32 snaplen;
	u32 sampling_ratio;
	u16 port_start, port_end, statsd_port;
	u8 dropping;
	u8 drop_failed;
	u8 dynamic_snaplen;
	u8 pushdown; /* 0 none, else the place of the conditions plus one */
	u8 pad[6];
	u8 wanted[SYSCALLS];
};

/* What the probe finds out: about the capturing process, and what it must remember. */
struct learned {
	u32 tgid;
	u32 level; /* of its pid namespace */
	u32 names_unknown; /* more tasks were renamed than can be remembered */
	u32 dropping;      /* sampling leaves events out now, as was told */
};

/* Causes and classes of loss, in the order of scap_stats. */
#define CLASS_OTHER 0
#define CLASS_CLONE 1
#define CLASS_EXECVE 2
#define CLASS_CONNECT_ENTER 3
#define CLASS_CONNECT 4
#define CLASS_OPEN_ENTER 5
#define CLASS_OPEN 6
#define CLASS_DIR_FILE 7
#define CLASS_OTHER_INTEREST 8
#define CLASS_CLOSE 9
#define CLASS_PROC_EXIT 10
#define CLASSES 16

struct counters {
	u64 produced;           /* events that were to be written, lost ones among them */
	u64 no_room[CLASSES];   /* lost: the ring was full */
	u64 too_big;            /* lost: over 64 KiB */
	u64 busy;               /* lost: made while another event was made on the same processor */
	u64 unreadable;         /* parameters left empty: the memory could not be read */
	u64 sampled_out;
	u64 sequence;           /* of events of this processor, lost ones among them */
	u64 refused;            /* not made: the filter cannot hold */
	u64 pad;
};

/* In front of each event in a ring. */
struct prefix {
	u32 sequence;
	u16 cpu;
	u16 marks; /* 1: an operation of io_uring */
};

struct event_header {
	u64 ts;
	u64 tid;
	u32 len;
	u16 type;
	u32 nparams;
} __attribute__((packed));

/* A generic event as it lies in a ring. Members of two bytes, as the kernel's records are aligned so that the compiler
 * would store larger ones byte by byte. */
struct generic_event {
	struct prefix prefix;
	u64 ts;
	u64 tid;
	u32 len;
	u16 type;
	u16 nparams, nparams_high;
	u16 lengths[2];
	u16 code, number;
	u16 end[3];
};
#define GENERIC_LENGTH 42

#define PREFIX_SIZE 8
#define HEADER_SIZE 26
#define LENGTHS (PREFIX_SIZE + HEADER_SIZE)
#define MOST_BYTES 65536
#define SCRATCH_BYTES (2 * MOST_BYTES + 4096)

/* Where an event is made: one per processor. */
struct scratch {
	u64 pos;    /* end of the parameters in data */
	u32 params; /* appended so far */
	u32 busy;
	u64 now;      /* since boot */
	u64 time;     /* since the epoch */
	u32 recipe;
	u32 compat; /* a 32-bit system call */
	u64 task;   /* the task that the event tells of */
	u64 tid;
	u64 snaplen;
	u32 kernel_names; /* texts are in kernel memory */
	u32 marks;        /* for the prefix */
	u32 cpu;
	u32 dynamic;      /* the snaplen depends on the descriptor */
	/* What was found out about an open file, by its number plus one: several steps tell of the same. */
	u64 file;
	u64 file_inode;
	u32 file_device, file_mode, file_layer;
	u32 pad;
	u64 work[8];
	u64 args[ARGS];
	u8 side[8192]; /* for lists and paths */
	u8 data[SCRATCH_BYTES];
};
