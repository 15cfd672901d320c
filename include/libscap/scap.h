/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libscap: system events of a live machine or of a capture file, and the processes, fds, users and interfaces
 * that they refer to.
 *
 * A handle is used by one thread at a time. Unless said otherwise a call returns an SCAP_ result, and a handle's
 * error text is at scap_getlasterr(). Buffers for error texts have SCAP_LASTERR_SIZE bytes.
 */
#pragma once

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <driver/capture_macro.h>
#include <driver/ppm_api_version.h>
#include <driver/ppm_events_public.h>
#include <libscap/metrics_v2.h>
#include <libscap/scap_cgroup_set.h>
#include <libscap/scap_const.h>
#include <libscap/scap_limits.h>
#include <libscap/scap_machine_info.h>
#include <libscap/scap_open.h>
#include <libscap/scap_platform_api.h>
#include <libscap/scap_procs.h>
#include <libscap/uthash_ext.h>

#include <libscap/engine/kmod/kmod_public.h>
#include <libscap/engine/modern_bpf/modern_bpf_public.h>
#include <libscap/engine/nodriver/nodriver_public.h>
#include <libscap/engine/savefile/savefile_public.h>
#include <libscap/engine/source_plugin/source_plugin_public.h>
#include <libscap/engine/test_input/test_input_public.h>

#ifdef __cplusplus
extern "C" {
#endif

struct scap_platform;
struct scap_vtable;

/* A capture. */
typedef struct scap scap_t;

/* An event: header, lengths, parameters. */
typedef struct ppm_evt_hdr scap_evt;

/* Oldest driver API and event schema that a driver may have. */
#define SCAP_MINIMUM_DRIVER_API_VERSION PPM_API_VERSION(10, 0, 0)
#define SCAP_MINIMUM_DRIVER_SCHEMA_VERSION PPM_API_VERSION(4, 3, 0)

/* Usual size of a ring of a live engine, in bytes. */
#define DEFAULT_DRIVER_BUFFER_BYTES_DIM (8 * 1024 * 1024)

/* scap_open_args: no limit on the scan of processes; no log messages about it. */
#define SCAP_PROC_SCAN_TIMEOUT_NONE 0
#define SCAP_PROC_SCAN_LOG_NONE 0

/* Counts since the capture was opened. */
typedef struct scap_stats {
    uint64_t n_evts;                             /* events that the driver saw */
    uint64_t n_drops;                            /* events lost, for whatever reason */
    uint64_t n_drops_buffer;                     /* lost because a ring was full; by kind: */
    uint64_t n_drops_buffer_clone_fork_exit;     /* clone, fork and vfork exits */
    uint64_t n_drops_buffer_execve_exit;         /* execve and execveat exits */
    uint64_t n_drops_buffer_connect_enter;       /* connect entries */
    uint64_t n_drops_buffer_connect_exit;        /* connect exits */
    uint64_t n_drops_buffer_open_enter;          /* open-like entries */
    uint64_t n_drops_buffer_open_exit;           /* open-like exits */
    uint64_t n_drops_buffer_dir_file_exit;       /* exits that change directories and names */
    uint64_t n_drops_buffer_other_interest_exit; /* other exits that matter to the state */
    uint64_t n_drops_buffer_close_exit;          /* close exits */
    uint64_t n_drops_buffer_proc_exit;           /* ends of processes */
    uint64_t n_drops_scratch_map;                /* lost because the BPF programs had no room to work in */
    uint64_t n_drops_pf;                         /* lost to unreadable user memory */
    uint64_t n_drops_bug;                        /* lost to an error of the driver */
    uint64_t n_preemptions;                      /* lost because the writer was preempted */
    uint64_t n_suppressed;                       /* left out because their thread is suppressed */
    uint64_t n_tids_suppressed;                  /* threads suppressed now */
} scap_stats;

/* What an fd is. The numbers are those of capture files. */
typedef enum scap_fd_type {
    SCAP_FD_UNINITIALIZED = -1,
    SCAP_FD_UNKNOWN = 0,
    SCAP_FD_FILE = 1,          /* regular file, of old capture files: no device known */
    SCAP_FD_DIRECTORY = 2,     /* directory */
    SCAP_FD_IPV4_SOCK = 3,     /* connected IPv4 socket */
    SCAP_FD_IPV6_SOCK = 4,     /* connected IPv6 socket */
    SCAP_FD_IPV4_SERVSOCK = 5, /* listening IPv4 socket */
    SCAP_FD_IPV6_SERVSOCK = 6, /* listening IPv6 socket */
    SCAP_FD_FIFO = 7,          /* pipe */
    SCAP_FD_UNIX_SOCK = 8,     /* unix socket */
    SCAP_FD_EVENT = 9,         /* eventfd */
    SCAP_FD_UNSUPPORTED = 10,  /* something that has no value of its own */
    SCAP_FD_SIGNALFD = 11,     /* signalfd */
    SCAP_FD_EVENTPOLL = 12,    /* epoll */
    SCAP_FD_INOTIFY = 13,      /* inotify */
    SCAP_FD_TIMERFD = 14,      /* timerfd */
    SCAP_FD_NETLINK = 15,      /* netlink socket */
    SCAP_FD_FILE_V2 = 16,      /* regular file with open flags and device */
    SCAP_FD_BPF = 17,          /* BPF program, map, ... */
    SCAP_FD_USERFAULTFD = 18,  /* userfaultfd */
    SCAP_FD_IOURING = 19,      /* io_uring */
    SCAP_FD_MEMFD = 20,        /* file in memory */
    SCAP_FD_PIDFD = 21         /* handle of a process */
} scap_fd_type;

/* Transport protocol of a socket. */
typedef enum scap_l4_proto {
    SCAP_L4_UNKNOWN = 0, /* not known */
    SCAP_L4_NA = 1,      /* does not apply */
    SCAP_L4_TCP = 2,
    SCAP_L4_UDP = 3,
    SCAP_L4_ICMP = 4,
    SCAP_L4_RAW = 5 /* raw IP */
} scap_l4_proto;

/* An open fd. IPv4 addresses are in network byte order, ports in host byte order; texts are closed by NUL. */
typedef struct scap_fdinfo {
    int64_t fd;        /* its number */
    uint64_t ino;      /* inode of the file or socket */
    scap_fd_type type; /* tells which member of `info` is meant */
    union {
        struct {
            uint32_t sip;    /* source address */
            uint32_t dip;    /* destination address */
            uint16_t sport;  /* source port */
            uint16_t dport;  /* destination port */
            uint8_t l4proto; /* scap_l4_proto */
        } ipv4info;          /* SCAP_FD_IPV4_SOCK */
        struct {
            uint32_t sip[4]; /* source address, bytes in order */
            uint32_t dip[4]; /* destination address */
            uint16_t sport;  /* source port */
            uint16_t dport;  /* destination port */
            uint8_t l4proto; /* scap_l4_proto */
        } ipv6info;          /* SCAP_FD_IPV6_SOCK */
        struct {
            uint32_t ip;     /* address listened on */
            uint16_t port;   /* port listened on */
            uint8_t l4proto; /* scap_l4_proto */
        } ipv4serverinfo;    /* SCAP_FD_IPV4_SERVSOCK */
        struct {
            uint32_t ip[4];  /* address listened on */
            uint16_t port;   /* port listened on */
            uint8_t l4proto; /* scap_l4_proto */
        } ipv6serverinfo;    /* SCAP_FD_IPV6_SERVSOCK */
        struct {
            uint64_t source;                /* kernel address of this end */
            uint64_t destination;           /* kernel address of the other end */
            char fname[SCAP_MAX_PATH_SIZE]; /* path, if it is bound to one */
        } unix_socket_info;                 /* SCAP_FD_UNIX_SOCK */
        struct {
            uint32_t open_flags;            /* PPM_O_ flags */
            char fname[SCAP_MAX_PATH_SIZE]; /* path */
            uint32_t mount_id;              /* mount that holds it */
            uint32_t dev;                   /* device number */
        } regularinfo;                      /* SCAP_FD_FILE_V2 */
        char fname[SCAP_MAX_PATH_SIZE];     /* path or name, for all other types */
    } info;
    UT_hash_handle hh; /* links of the table in scap_threadinfo::fdlist; its key is `fd` */
} scap_fdinfo;

/* A thread. Texts are closed by NUL. */
typedef struct scap_threadinfo {
    uint64_t tid;   /* thread number */
    uint64_t pid;   /* process number; equal to `tid` for a main thread */
    uint64_t ptid;  /* number of the parent */
    uint64_t sid;   /* session */
    uint64_t vpgid; /* process group, as seen in its own PID namespace */
    uint64_t pgid;  /* process group */
    char comm[SCAP_MAX_PATH_SIZE + 1];    /* name */
    char exe[SCAP_MAX_PATH_SIZE + 1];     /* first argument of the command line */
    char exepath[SCAP_MAX_PATH_SIZE + 1]; /* path of the program file */
    bool exe_writable;                    /* its user may write the program file */
    bool exe_upper_layer;                 /* program file is in the writable layer of an overlay filesystem */
    bool exe_lower_layer;                 /* ... in a read-only layer */
    bool exe_from_memfd;                  /* ... only in memory */
    char args[SCAP_MAX_ARGS_SIZE + 1];    /* other arguments, one after another, each closed by NUL */
    uint16_t args_len;                    /* bytes of `args` in use */
    char env[SCAP_MAX_ENV_SIZE + 1];      /* environment, in the same form */
    uint16_t env_len;                     /* bytes of `env` in use */
    char cwd[SCAP_MAX_PATH_SIZE + 1];     /* working directory */
    int64_t fdlimit;                      /* most fds it may have; -1 if not known */
    uint32_t flags;                       /* PPM_CL_ flags */
    uint32_t uid;                         /* effective user */
    uint32_t gid;                         /* effective group */
    uint64_t cap_permitted;               /* capabilities, PPM_CAP_ flags: permitted */
    uint64_t cap_effective;               /* effective */
    uint64_t cap_inheritable;             /* inheritable */
    uint64_t exe_ino;                     /* inode of the program file */
    uint64_t exe_ino_ctime;               /* its last change of inode, nanoseconds since 1970 */
    uint64_t exe_ino_mtime;               /* its last change of content, nanoseconds since 1970 */
    uint64_t exe_ino_ctime_duration_clone_ts;    /* from that change of inode to `clone_ts`, nanoseconds */
    uint64_t exe_ino_ctime_duration_pidns_start; /* from the PID namespace's start to it, nanoseconds */
    uint32_t vmsize_kb;                          /* virtual memory, kibibytes */
    uint32_t vmrss_kb;                           /* resident memory, kibibytes */
    uint32_t vmswap_kb;                          /* swapped memory, kibibytes */
    uint64_t pfmajor;                            /* page faults that read from disk */
    uint64_t pfminor;                            /* other page faults */
    int64_t vtid;                                /* thread number in its own PID namespace */
    int64_t vpid;                                /* process number in its own PID namespace */
    uint64_t pidns_init_start_ts;                /* start of its PID namespace, nanoseconds since 1970 */
    struct scap_cgroup_set cgroups;
    char root[SCAP_MAX_PATH_SIZE + 1]; /* root directory */
    int filtered_out;                  /* 1: not to be written to capture files */
    scap_fdinfo* fdlist;               /* its fds, a hash table linked through `hh`; NULL if none */
    uint64_t clone_ts;                 /* start, nanoseconds since 1970 */
    uint32_t tty;                      /* controlling terminal's number; 0 if none */
    uint32_t loginuid;                 /* user who logged in; 4294967295 if not set */
    UT_hash_handle hh;                 /* links of the table of threads; its key is `tid` */
} scap_threadinfo;

/* A mount. */
typedef struct scap_mountinfo {
    uint64_t mount_id;
    uint32_t dev;      /* device number */
    UT_hash_handle hh; /* links of the table of mounts; its key is `mount_id` */
} scap_mountinfo;

/* Kind of a network interface address. */
typedef enum scap_ifinfo_type {
    SCAP_II_UNKNOWN = 0,
    SCAP_II_IPV4 = 1,
    SCAP_II_IPV6 = 2,
    SCAP_II_IPV4_NOLINKSPEED = 3, /* in capture files: structure without `linkspeed` */
    SCAP_II_IPV6_NOLINKSPEED = 4
} scap_ifinfo_type;

#pragma pack(push, 1)
/* An IPv4 address of an interface; addresses in network byte order. */
typedef struct scap_ifinfo_ipv4 {
    uint16_t type;      /* SCAP_II_IPV4 */
    uint16_t ifnamelen; /* bytes of `ifname` in use */
    uint32_t addr;
    uint32_t netmask;
    uint32_t bcast;     /* broadcast address */
    uint64_t linkspeed; /* reserved */
    char ifname[SCAP_MAX_PATH_SIZE];
} scap_ifinfo_ipv4;

/* An IPv6 address of an interface. */
typedef struct scap_ifinfo_ipv6 {
    uint16_t type;      /* SCAP_II_IPV6 */
    uint16_t ifnamelen; /* bytes of `ifname` in use */
    char addr[SCAP_IPV6_ADDR_LEN];
    char netmask[SCAP_IPV6_ADDR_LEN];
    char bcast[SCAP_IPV6_ADDR_LEN]; /* broadcast address */
    uint64_t linkspeed;             /* reserved */
    char ifname[SCAP_MAX_PATH_SIZE];
} scap_ifinfo_ipv6;
#pragma pack(pop)

/* The addresses of a machine. Lists belong to whoever gave the structure. */
typedef struct scap_addrlist {
    uint32_t n_v4_addrs; /* entries of `v4list` */
    uint32_t n_v6_addrs; /* entries of `v6list` */
    uint32_t totlen;     /* bytes that the list takes in a capture file */
    scap_ifinfo_ipv4* v4list;
    scap_ifinfo_ipv6* v6list;
} scap_addrlist;

/* Bytes of a user or group name, closing NUL included. */
#define MAX_CREDENTIALS_STR_LEN 256

/* Kind of an entry of a user list in a capture file. */
#define USERBLOCK_TYPE_USER 0
#define USERBLOCK_TYPE_GROUP 1

/* A user; texts are closed by NUL. */
typedef struct scap_userinfo {
    uint32_t uid;
    uint32_t gid; /* main group */
    char name[MAX_CREDENTIALS_STR_LEN];
    char homedir[SCAP_MAX_PATH_SIZE];
    char shell[SCAP_MAX_PATH_SIZE];
} scap_userinfo;

/* A group; the text is closed by NUL. */
typedef struct scap_groupinfo {
    uint32_t gid;
    char name[MAX_CREDENTIALS_STR_LEN];
} scap_groupinfo;

/* The users and groups of a machine. Lists belong to whoever gave the structure. */
typedef struct scap_userlist {
    uint32_t nusers;     /* entries of `users` */
    uint32_t ngroups;    /* entries of `groups` */
    uint32_t totsavelen; /* bytes that the list takes in a capture file */
    scap_userinfo* users;
    scap_groupinfo* groups;
} scap_userlist;

/* Entry or exit of a system call. */
typedef enum event_direction { SCAP_ED_IN = 0, SCAP_ED_OUT = 1 } event_direction;

/* Flags of an event as it comes from a capture file or goes to one; a bit set. */
typedef enum scap_dump_flags {
    SCAP_DF_NONE = 0,
    SCAP_DF_STATE_ONLY = 1, /* only there to keep the state right: not to be shown */
    SCAP_DF_LARGE = 4       /* has EF_LARGE_PAYLOAD */
} scap_dump_flags;

/* Bytes of someone else; `buf` may be NULL when `size` is 0. */
struct scap_sized_buffer {
    void* buf;
    size_t size; /* bytes */
};
typedef struct scap_sized_buffer scap_sized_buffer;

/* The same, read only. */
struct scap_const_sized_buffer {
    const void* buf;
    size_t size; /* bytes */
};
typedef struct scap_const_sized_buffer scap_const_sized_buffer;

/* Parameters that are left empty when an event is made: bit n stands for parameter n. */
typedef uint64_t scap_empty_params_set;

/*
 * Defines a variable of type scap_empty_params_set with the given parameters in it.
 * Example: SCAP_EMPTY_PARAMS_SET(set, 2, 5);
 */
#define SCAP_EMPTY_PARAMS_SET(set_name, ...)                                                                 \
    const int set_name##_members[] = {__VA_ARGS__};                                                          \
    scap_empty_params_set set_name = 0;                                                                      \
    {                                                                                                        \
        scap_empty_params_set_init(                                                                          \
            &set_name, (int)(sizeof set_name##_members / sizeof set_name##_members[0]), __VA_ARGS__);        \
    }

/* Adds the `n` parameters that follow to `set`; each is an int below 64. */
void scap_empty_params_set_init(scap_empty_params_set* set, int n, ...);

/*
 * Writes the parameters of an event into `event_buf`, after a header whose length and type are filled in too.
 *
 * The `n` values that follow are in the order of the event table. Numbers are passed by value, texts as
 * const char*, everything else as struct scap_const_sized_buffer. A parameter in `empty_params_set` (may be NULL)
 * is written with length 0, but its value is passed all the same. The event's bytes are stored in `*event_size`
 * (if not NULL), also with SCAP_INPUT_TOO_SMALL, which means that the buffer must have that size.
 */
int32_t scap_event_encode_params(struct scap_sized_buffer event_buf,
                                 size_t* event_size,
                                 char* error,
                                 ppm_event_code event_type,
                                 uint32_t n,
                                 ...);
int32_t scap_event_encode_params_with_empty_params(struct scap_sized_buffer event_buf,
                                                   size_t* event_size,
                                                   char* error,
                                                   ppm_event_code event_type,
                                                   const scap_empty_params_set* empty_params_set,
                                                   uint32_t n,
                                                   ...);
int32_t scap_event_encode_params_v(struct scap_sized_buffer event_buf,
                                   size_t* event_size,
                                   char* error,
                                   ppm_event_code event_type,
                                   const scap_empty_params_set* empty_params_set,
                                   uint32_t n,
                                   va_list args);

/* Makes an event from the values that follow, as above, for the caller to free(); NULL with a text in `error`. */
scap_evt* scap_create_event(char* error,
                            uint64_t ts,
                            uint64_t tid,
                            ppm_event_code event_type,
                            uint32_t n,
                            ...);
scap_evt* scap_create_event_with_empty_params(char* error,
                                              uint64_t ts,
                                              uint64_t tid,
                                              ppm_event_code event_type,
                                              const scap_empty_params_set* empty_params_set,
                                              uint32_t n,
                                              ...);
scap_evt* scap_create_event_v(char* error,
                              uint64_t ts,
                              uint64_t tid,
                              ppm_event_code event_type,
                              const scap_empty_params_set* empty_params_set,
                              uint32_t n,
                              va_list args);

#include <libscap/detail/scap.h>

#ifdef __cplusplus
}
#endif
