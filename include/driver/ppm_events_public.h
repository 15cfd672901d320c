/* SPDX-License-Identifier: Apache-2.0 */
/* Events as the driver writes them and capture files keep them, and the types of the table that describes them. */
#ifndef EVENTS_PUBLIC_H_
#define EVENTS_PUBLIC_H_

#include <stdint.h>

#include <driver/feature_gates.h>
#include <driver/ppm_fillers.h>

/* Most parameters that an event can have. */
#define PPM_MAX_EVENT_PARAMS 32

/* Size of a name in the event table, in bytes, with its closing NUL. */
#define PPM_MAX_NAME_LEN 32

/* Longest variable-size parameter that the driver writes, in bytes. */
#define PPM_MAX_ARG_SIZE 65000

/* Longest event that a BPF iterator writes, in bytes. */
#define MAX_ITER_EVENT_SIZE (64 * 1024)

/* Entries of the table from system call number to events. */
#define SYSCALL_TABLE_SIZE 512

/* Entry (even) and exit (odd) event types. */
#define PPME_DIRECTION_FLAG 1
#define PPME_IS_ENTER(x) (((x) & PPME_DIRECTION_FLAG) == 0)
#define PPME_IS_EXIT(x) ((x) & PPME_DIRECTION_FLAG)
#define PPME_MAKE_EXIT(x) ((x) | PPME_DIRECTION_FLAG)

#ifndef _STK_LIM_MAX
#define _STK_LIM_MAX (~0UL)
#endif

/* ppm_event_code, ppm_sc_code and the values of flag and enumeration parameters. */
#include <driver/detail/ppm_events.h>

/* What caused an event, as the kernel module distinguishes its sources. */
enum ppm_capture_category {
    PPMC_NONE = 0,
    PPMC_SYSCALL = 1,
    PPMC_CONTEXT_SWITCH = 2,
    PPMC_SIGNAL = 3,
    PPMC_PAGE_FAULT = 4,
    PPMC_SCHED_PROC_EXEC = 5,
    PPMC_SCHED_PROC_FORK = 6
};

/* Where a file on an overlay filesystem comes from. */
enum ppm_overlay {
    PPM_NOT_OVERLAY_FS = 0, /* not on an overlay filesystem */
    PPM_OVERLAY_UPPER = 1,  /* the writable layer */
    PPM_OVERLAY_LOWER = 2   /* a read-only layer */
};

/* Tail calls that finish long system call exits in the modern BPF probe. */
enum sys_exit_extra_code {
    T1_EXECVE_X = 0,
    T1_EXECVEAT_X = 1,
    T1_CLONE_X = 2,
    T1_CLONE3_X = 3,
    T1_FORK_X = 4,
    T1_VFORK_X = 5,
    T2_CLONE_X = 6,
    T2_CLONE3_X = 7,
    T2_FORK_X = 8,
    T2_VFORK_X = 9,
    T1_OPEN_BY_HANDLE_AT_X = 10,
    T2_EXECVE_X = 11,
    T2_EXECVEAT_X = 12,
    T3_EXECVE_X = 13,
    T3_EXECVEAT_X = 14,
    SYS_EXIT_EXTRA_CODE_MAX = 15 /* count */
};

/* What an event is about (values below EC_SYSCALL) joined with where it comes from (EC_SYSCALL and above). */
enum ppm_event_category {
    EC_UNKNOWN = 0,      /* not known */
    EC_OTHER = 1,        /* fits nowhere else */
    EC_FILE = 2,         /* files and directories, other than reading and writing data */
    EC_NET = 3,          /* sockets, other than sending and receiving data */
    EC_IPC = 4,          /* pipes, shared memory, semaphores, ... */
    EC_MEMORY = 5,       /* mappings and allocation */
    EC_PROCESS = 6,      /* start, end and attributes of processes */
    EC_SLEEP = 7,        /* sleeping */
    EC_SYSTEM = 8,       /* administration of the machine */
    EC_SIGNAL = 9,       /* signals */
    EC_USER = 10,        /* identities of users */
    EC_TIME = 11,        /* clocks and timers */
    EC_PROCESSING = 12,  /* time spent computing */
    EC_IO_BASE = 32,     /* first of the input and output kinds */
    EC_IO_READ = 32,     /* data read; the fd says whether from file, network or pipe */
    EC_IO_WRITE = 33,    /* data written */
    EC_IO_OTHER = 34,    /* other operations on an fd with data */
    EC_WAIT = 64,        /* waiting for something; may be joined with another kind */
    EC_SCHEDULER = 128,  /* scheduler */
    EC_INTERNAL = 256,   /* about the capture itself */
    EC_SYSCALL = 512,    /* from a system call */
    EC_TRACEPOINT = 1024, /* from another kernel tracepoint */
    EC_PLUGIN = 2048,    /* from a plugin */
    EC_METAEVENT = 4096, /* made by the library */
    EC_ITER = 8192       /* from a BPF iterator: state found at start */
};

/* Properties of an event type; a bit set. */
enum ppm_event_flags {
    EF_NONE = 0,
    EF_CREATES_FD = 1,          /* makes a new fd */
    EF_DESTROYS_FD = 2,         /* closes an fd */
    EF_USES_FD = 4,             /* works on an fd that is one of its parameters */
    EF_READS_FROM_FD = 8,       /* carries data read from an fd */
    EF_WRITES_TO_FD = 16,       /* carries data written to an fd */
    EF_MODIFIES_STATE = 32,     /* changes what is known about threads and fds: must not be filtered out early */
    EF_UNUSED = 64,             /* no longer made by any driver */
    EF_WAITS = 128,             /* may block the thread */
    EF_SKIPPARSERESET = 256,    /* does not end a pending pair of entry and exit */
    EF_OLD_VERSION = 512,       /* an older form of an event that has a newer one */
    EF_LARGE_PAYLOAD = 2048,    /* parameter lengths take four bytes each, not two */
    EF_CONVERTER_MANAGED = 4096 /* rewritten to a newer form when read from a capture file */
};

/* Type of a parameter: how its bytes are laid out and what they mean. Numbers are little-endian. */
enum ppm_param_type {
    PT_NONE = 0,                /* nothing */
    PT_INT8 = 1,                /* signed numbers */
    PT_INT16 = 2,
    PT_INT32 = 3,
    PT_INT64 = 4,
    PT_UINT8 = 5,               /* unsigned numbers */
    PT_UINT16 = 6,
    PT_UINT32 = 7,
    PT_UINT64 = 8,
    PT_CHARBUF = 9,             /* text closed by NUL */
    PT_BYTEBUF = 10,            /* bytes */
    PT_ERRNO = 11,              /* 8 bytes; a negative value is an error number */
    PT_SOCKADDR = 12,           /* family byte, then an address */
    PT_SOCKTUPLE = 13,          /* family byte, then source and destination */
    PT_FD = 14,                 /* fd number, 8 bytes */
    PT_PID = 15,                /* process or thread number, 8 bytes */
    PT_FDLIST = 16,             /* 2-byte count, then pairs of fd number (8) and poll flags (2) */
    PT_FSPATH = 17,             /* path, text closed by NUL */
    PT_SYSCALLID = 18,          /* system call, a ppm_sc_code in 2 bytes */
    PT_SIGTYPE = 19,            /* signal number, 1 byte */
    PT_RELTIME = 20,            /* duration in nanoseconds, 8 bytes */
    PT_ABSTIME = 21,            /* time since 1970 in nanoseconds, 8 bytes */
    PT_PORT = 22,               /* port, 2 bytes, host byte order */
    PT_L4PROTO = 23,            /* transport protocol, 1 byte */
    PT_SOCKFAMILY = 24,         /* socket family, a PPM_AF_ value in 1 byte */
    PT_BOOL = 25,               /* truth value, 4 bytes */
    PT_IPV4ADDR = 26,           /* 4 bytes, network byte order */
    PT_DYN = 27,                /* one byte names the real type, then the value */
    PT_FLAGS8 = 28,             /* bit sets; the table's `info` names the bits */
    PT_FLAGS16 = 29,
    PT_FLAGS32 = 30,
    PT_UID = 31,                /* user number, 4 bytes */
    PT_GID = 32,                /* group number, 4 bytes */
    PT_DOUBLE = 33,             /* 8-byte floating point */
    PT_SIGSET = 34,             /* set of signals, 4 bytes */
    PT_CHARBUFARRAY = 35,       /* many texts; made by the library only */
    PT_CHARBUF_PAIR_ARRAY = 36, /* many pairs of texts; made by the library only */
    PT_IPV4NET = 37,            /* address and netmask */
    PT_IPV6ADDR = 38,           /* 16 bytes */
    PT_IPV6NET = 39,            /* address and netmask */
    PT_IPADDR = 40,             /* 4 or 16 bytes: the size says which */
    PT_IPNET = 41,              /* address and netmask of either kind */
    PT_MODE = 42,               /* file mode bits, 4 bytes */
    PT_FSRELPATH = 43,          /* path relative to the directory fd named by the table's `info` */
    PT_ENUMFLAGS8 = 44,         /* one of a set of values; the table's `info` names them */
    PT_ENUMFLAGS16 = 45,
    PT_ENUMFLAGS32 = 46,
    PT_FD32 = 47,               /* fd number, 4 bytes */
    PT_PID32 = 48,              /* process or thread number, 4 bytes */
    PT_MAX = 49                 /* count, not a type */
};

/* How a number is printed. */
enum ppm_print_format {
    PF_NA = 0,            /* does not apply */
    PF_DEC = 1,           /* decimal */
    PF_HEX = 2,           /* hexadecimal */
    PF_10_PADDED_DEC = 3, /* decimal, padded with zeros to ten digits */
    PF_ID = 4,            /* decimal, an identifier that is no quantity */
    PF_DIR = 5,           /* direction of the event */
    PF_OCT = 6            /* octal */
};

/* A value of a flag or enumeration parameter and its name. Tables end with a NULL name. */
struct ppm_name_value {
    const char* name; /* static text */
    uint32_t value;
};

/* For a PT_FSRELPATH parameter, `info` is the position of the directory fd among the parameters. */
#define DIRFD_PARAM(_param_num) ((void*)_param_num)

/* A parameter of an event type. */
struct ppm_param_info {
    char name[PPM_MAX_NAME_LEN]; /* closed by NUL */
    enum ppm_param_type type;
    enum ppm_print_format fmt;
    const void* info; /* names of flag values (ppm_name_value), forms of a PT_DYN (ppm_param_info), or DIRFD_PARAM */
    uint8_t ninfo;    /* forms of a PT_DYN; 0 otherwise */
};

/* An event type. */
struct ppm_event_info {
    char name[PPM_MAX_NAME_LEN]; /* closed by NUL */
    enum ppm_event_category category;
    enum ppm_event_flags flags;
    uint32_t nparams; /* entries of `params` in use */
    struct ppm_param_info params[PPM_MAX_EVENT_PARAMS];
};

#pragma pack(push, 1)
/*
 * Header of an event. `nparams` lengths follow (2 bytes each, 4 with EF_LARGE_PAYLOAD), then the parameters,
 * one after another without padding.
 */
struct ppm_evt_hdr {
    uint64_t ts;      /* time since 1970, nanoseconds */
    uint64_t tid;     /* thread that caused the event */
    uint32_t len;     /* bytes of the whole event, header included */
    uint16_t type;    /* a ppm_event_code */
    uint32_t nparams; /* parameters that follow */
};
#pragma pack(pop)

/* CPU times of a task, as the kernel module reports them. */
struct ppm_proc_info {
    uint64_t pid;   /* thread number */
    uint64_t utime; /* time in user mode, clock ticks */
    uint64_t stime; /* time in the kernel, clock ticks */
};

/* C++ has no arrays of open size; the compilers do. */
#if defined(__clang__) && defined(__cplusplus)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc99-extensions"
#endif

/* List of tasks that the kernel module fills. */
struct ppm_proclist_info {
    int64_t n_entries;   /* entries filled */
    int64_t max_entries; /* entries that fit */
#ifdef __GNUC__
    __extension__
#endif
    struct ppm_proc_info entries[];
};

#if defined(__clang__) && defined(__cplusplus)
#pragma clang diagnostic pop
#endif

/* Properties of a system call in the driver; a bit set. */
enum syscall_flags {
    UF_NONE = 0,
    UF_USED = 1,        /* has events of its own */
    UF_NEVER_DROP = 2,  /* kept when the driver drops events to keep up */
    UF_ALWAYS_DROP = 4, /* the first to be dropped */
    UF_ATOMIC = 16      /* runs in atomic context */
};

#pragma pack(push, 1)
/* The events of a system call. */
struct syscall_evt_pair {
    int flags;                       /* syscall_flags */
    ppm_event_code enter_event_type; /* event at entry */
    ppm_event_code exit_event_type;  /* event at exit */
    ppm_sc_code ppm_sc;              /* the system call */
};
#pragma pack(pop)

/* Most parameters that the driver's generic routine copies from system call arguments. */
#define PPM_MAX_AUTOFILL_ARGS 4

/* Special sources of a generic parameter: the return value; a fixed value. */
#define AF_ID_RETVAL (-1)
#define AF_ID_USEDEFAULT (-2)

/* State of a routine that writes parameters; known to drivers only. */
struct event_filler_arguments;

/* A routine that writes the parameters of an event; NULL in user space. */
typedef int (*filler_callback_t)(struct event_filler_arguments* args);

/* Where a system call takes its arguments from. */
enum autofill_paramtype {
    APT_REG = 0, /* registers */
    APT_SOCK = 1 /* memory block of a socketcall */
};

#pragma pack(push, 1)
/* One parameter copied by the driver's generic routine. */
struct ppm_autofill_arg {
    int16_t id;       /* position of the argument, or AF_ID_ value */
    long default_val; /* value for AF_ID_USEDEFAULT */
};

/* How the driver writes one event type. */
struct ppm_event_entry {
    filler_callback_t filler_callback;
    enum ppm_filler_id filler_id;
    uint16_t n_autofill_args; /* entries of `autofill_args` in use */
    enum autofill_paramtype paramtype;
    struct ppm_autofill_arg autofill_args[PPM_MAX_AUTOFILL_ARGS];
};
#pragma pack(pop)

/* What is written to the ring: the event's size, its data, both; whether for writing. */
#define PRB_FLAG_PUSH_SIZE 1
#define PRB_FLAG_PUSH_DATA 2
#define PRB_FLAG_PUSH_ALL (PRB_FLAG_PUSH_SIZE | PRB_FLAG_PUSH_DATA)
#define PRB_FLAG_IS_WRITE 4

/* Results of writing an event in the driver. */
#define PPM_SUCCESS 0
#define PPM_FAILURE_BUFFER_FULL (-1)            /* no room in the ring */
#define PPM_FAILURE_INVALID_USER_MEMORY (-2)    /* user memory could not be read */
#define PPM_FAILURE_BUG (-3)                    /* should not happen */
#define PPM_SKIP_EVENT (-4)                     /* not wanted */
#define PPM_FAILURE_FRAME_SCRATCH_MAP_FULL (-5) /* no room in the scratch map */

/* Kinds of fd without a file behind them, as a BPF iterator distinguishes them. */
enum anon_inode_fd_type {
    ANON_INODE_FD_TYPE_UNKNOWN = 0,
    ANON_INODE_FD_TYPE_EVENTFD = 1,
    ANON_INODE_FD_TYPE_EVENTPOLL = 2,
    ANON_INODE_FD_TYPE_INOTIFY = 3,
    ANON_INODE_FD_TYPE_SIGNALFD = 4,
    ANON_INODE_FD_TYPE_TIMERFD = 5,
    ANON_INODE_FD_TYPE_IO_URING = 6,
    ANON_INODE_FD_TYPE_USERFAULTFD = 7,
    ANON_INODE_FD_TYPE_PIDFD = 8,
    ANON_INODE_FD_TYPE_BPF_MAP = 9,
    ANON_INODE_FD_TYPE_BPF_PROG = 10,
    ANON_INODE_FD_TYPE_BPF_LINK = 11,
    ANON_INODE_FD_TYPE_BPF_ITER = 12,
    ANON_INODE_FD_TYPE_PERF_EVENT = 13
};

/* Requests to the kernel module's devices (ioctl numbers without size or direction). */
#define PPM_IOCTL_MAGIC 's'
#define PPM_IOCTL_NUMBER(number) ((PPM_IOCTL_MAGIC << 8) | (number))
#define PPM_IOCTL_DISABLE_DROPPING_MODE PPM_IOCTL_NUMBER(2)
#define PPM_IOCTL_ENABLE_DROPPING_MODE PPM_IOCTL_NUMBER(3)
#define PPM_IOCTL_SET_SNAPLEN PPM_IOCTL_NUMBER(4)
#define PPM_IOCTL_DISABLE_DYNAMIC_SNAPLEN PPM_IOCTL_NUMBER(8)
#define PPM_IOCTL_ENABLE_DYNAMIC_SNAPLEN PPM_IOCTL_NUMBER(9)
#define PPM_IOCTL_GET_VTID PPM_IOCTL_NUMBER(10)
#define PPM_IOCTL_GET_VPID PPM_IOCTL_NUMBER(11)
#define PPM_IOCTL_GET_CURRENT_TID PPM_IOCTL_NUMBER(12)
#define PPM_IOCTL_GET_CURRENT_PID PPM_IOCTL_NUMBER(13)
#define PPM_IOCTL_GET_PROCLIST PPM_IOCTL_NUMBER(16)
#define PPM_IOCTL_GET_N_TRACEPOINT_HIT PPM_IOCTL_NUMBER(20)
#define PPM_IOCTL_GET_DRIVER_VERSION PPM_IOCTL_NUMBER(21)
#define PPM_IOCTL_SET_FULLCAPTURE_PORT_RANGE PPM_IOCTL_NUMBER(22)
#define PPM_IOCTL_SET_STATSD_PORT PPM_IOCTL_NUMBER(23)
#define PPM_IOCTL_GET_API_VERSION PPM_IOCTL_NUMBER(24)
#define PPM_IOCTL_GET_SCHEMA_VERSION PPM_IOCTL_NUMBER(25)
#define PPM_IOCTL_ENABLE_SYSCALL PPM_IOCTL_NUMBER(29)
#define PPM_IOCTL_DISABLE_SYSCALL PPM_IOCTL_NUMBER(30)
#define PPM_IOCTL_ENABLE_TP PPM_IOCTL_NUMBER(31)
#define PPM_IOCTL_DISABLE_TP PPM_IOCTL_NUMBER(32)
#define PPM_IOCTL_ENABLE_DROPFAILED PPM_IOCTL_NUMBER(33)
#define PPM_IOCTL_DISABLE_DROPFAILED PPM_IOCTL_NUMBER(34)

#ifdef __cplusplus
extern "C" {
#endif

/* Names of the values of flag and enumeration parameters; each table ends with a NULL name. */
extern const struct ppm_name_value access_flags[];
extern const struct ppm_name_value anon_inode_fd_types[];
extern const struct ppm_name_value bpf_commands[];
extern const struct ppm_name_value chmod_mode[];
extern const struct ppm_name_value clone_flags[];
extern const struct ppm_name_value close_range_flags[];
extern const struct ppm_name_value creat_flags[];
extern const struct ppm_name_value delete_module_flags[];
extern const struct ppm_name_value epoll_create1_flags[];
extern const struct ppm_name_value execve_flags[];
extern const struct ppm_name_value execveat_flags[];
extern const struct ppm_name_value fchownat_flags[];
extern const struct ppm_name_value fcntl_commands[];
extern const struct ppm_name_value file_flags[];
extern const struct ppm_name_value finit_module_flags[];
extern const struct ppm_name_value flock_flags[];
extern const struct ppm_name_value fsconfig_cmds[];
extern const struct ppm_name_value futex_operations[];
extern const struct ppm_name_value io_uring_enter_flags[];
extern const struct ppm_name_value io_uring_register_opcodes[];
extern const struct ppm_name_value io_uring_setup_feats[];
extern const struct ppm_name_value io_uring_setup_flags[];
extern const struct ppm_name_value keyctl_operations[];
extern const struct ppm_name_value linkat_flags[];
extern const struct ppm_name_value lseek_whence[];
extern const struct ppm_name_value memfd_create_flags[];
extern const struct ppm_name_value mknod_mode[];
extern const struct ppm_name_value mlock2_flags[];
extern const struct ppm_name_value mlockall_flags[];
extern const struct ppm_name_value mmap_flags[];
extern const struct ppm_name_value mount_flags[];
extern const struct ppm_name_value newfstatat_flags[];
extern const struct ppm_name_value openat2_flags[];
extern const struct ppm_name_value pf_flags[];
extern const struct ppm_name_value pidfd_open_flags[];
extern const struct ppm_name_value poll_flags[];
extern const struct ppm_name_value prctl_options[];
extern const struct ppm_name_value prot_flags[];
extern const struct ppm_name_value ptrace_requests[];
extern const struct ppm_name_value quotactl_cmds[];
extern const struct ppm_name_value quotactl_dqi_flags[];
extern const struct ppm_name_value quotactl_quota_fmts[];
extern const struct ppm_name_value quotactl_types[];
extern const struct ppm_name_value renameat2_flags[];
extern const struct ppm_name_value rlimit_resources[];
extern const struct ppm_name_value semctl_commands[];
extern const struct ppm_name_value semget_flags[];
extern const struct ppm_name_value semop_flags[];
extern const struct ppm_name_value shutdown_how[];
extern const struct ppm_name_value socket_families[];
extern const struct ppm_name_value sockopt_levels[];
extern const struct ppm_name_value sockopt_options[];
extern const struct ppm_name_value splice_flags[];
extern const struct ppm_name_value umount_flags[];
extern const struct ppm_name_value unlinkat_flags[];

/* Forms of parameters of type PT_DYN, by the PPM_..._IDX_ values. */
extern const struct ppm_param_info sockopt_dynamic_param[];
extern const struct ppm_param_info ptrace_dynamic_param[];
extern const struct ppm_param_info bpf_dynamic_param[];
extern const struct ppm_param_info keyctl_dynamic_param[];

#ifdef __cplusplus
}
#endif

#endif
