/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: types and functions of <libsinsp/sinsp_c.h>. */

#pragma once

/* The version of this header. */
#define SINSP_ABI_VERSION 3

/* Kinds of nodes of a filter, `sinsp_ast_node`: a conjunction of its children. */
#define SINSP_AST_AND 1

/* Kind of node: a disjunction of its children. */
#define SINSP_AST_OR 2

/* Kind of node: the negation of its child. */
#define SINSP_AST_NOT 3

/* Kind of node: the name of a macro or list. */
#define SINSP_AST_IDENTIFIER 4

/* Kind of node: a value. */
#define SINSP_AST_VALUE 5

/* Kind of node: a list of values. */
#define SINSP_AST_LIST 6

/* Kind of node: arguments of a transformer. */
#define SINSP_AST_TRANSFORMER_LIST 7

/* Kind of node: a check that has no right side. */
#define SINSP_AST_UNARY 8

/* Kind of node: a check of a left and a right side. */
#define SINSP_AST_BINARY 9

/* Kind of node: a field. */
#define SINSP_AST_FIELD 10

/* Kind of node: a transformer of its children. */
#define SINSP_AST_TRANSFORMER 11

/* Flags of fields, `sinsp_field_row` and `sinsp_field_view`: can stand in filters, not in output. */
#define SINSP_FIELD_FILTER_ONLY (1u << 0)

/* Field: can stand in output, not in filters. */
#define SINSP_FIELD_PRINT_ONLY (1u << 1)

/* Field: needs an argument. */
#define SINSP_FIELD_ARG_REQUIRED (1u << 2)

/* Field: made for tables; left out of lists. */
#define SINSP_FIELD_TABLE_ONLY (1u << 3)

/* Field: carries summary information. */
#define SINSP_FIELD_INFO (1u << 4)

/* Field: identifies a conversation. */
#define SINSP_FIELD_CONVERSATION (1u << 5)

/* Field: yields a list of values. */
#define SINSP_FIELD_IS_LIST (1u << 6)

/* Field: takes an argument or none. */
#define SINSP_FIELD_ARG_ALLOWED (1u << 7)

/* Field: the argument may be a number. */
#define SINSP_FIELD_ARG_INDEX (1u << 8)

/* Field: the argument may be a text. */
#define SINSP_FIELD_ARG_KEY (1u << 9)

/* Field: kept for old filters. */
#define SINSP_FIELD_DEPRECATED (1u << 10)

/* Field: no transformer can be put around it. */
#define SINSP_FIELD_NO_TRANSFORMER (1u << 11)

/* Field: cannot be compared with another field. */
#define SINSP_FIELD_NO_RHS (1u << 12)

/* Field: suggested for output. */
#define SINSP_FIELD_FORMAT_SUGGESTED (1u << 14)

/* Formats of buffers in output, `sinsp_set_buffer_format` and `sinsp_event_param_text`: printable characters, a dot
 * for everything else. */
#define SINSP_BUFFER_NORMAL 0

/* Buffer: hexadecimal digits. */
#define SINSP_BUFFER_HEX 1

/* Buffer: hexadecimal digits and characters. */
#define SINSP_BUFFER_HEXASCII 2

/* Buffer: printable characters and line ends, after a line end. */
#define SINSP_BUFFER_EOLS 3

/* Buffer: printable characters and line ends. */
#define SINSP_BUFFER_EOLS_COMPACT 4

/* Buffer: base64. */
#define SINSP_BUFFER_BASE64 5

/* Buffer: as normal; descriptors without the letters of their kind. */
#define SINSP_BUFFER_SIMPLE 6

/* Flags of descriptors, `sinsp_fd_view`: found in the system, not seen being opened. */
#define SINSP_FD_FROM_PROC (1u << 0)

/* Descriptor: client end of a connection. */
#define SINSP_FD_ROLE_CLIENT (1u << 2)

/* Descriptor: server end of a connection, or listening. */
#define SINSP_FD_ROLE_SERVER (1u << 3)

/* Descriptor: a socket used as a pipe. */
#define SINSP_FD_SOCKET_PIPE (1u << 6)

/* Descriptor: a connected socket. */
#define SINSP_FD_SOCKET_CONNECTED (1u << 13)

/* Descriptor: came by a fork. */
#define SINSP_FD_CLONED (1u << 14)

/* Descriptor: a connect is under way. */
#define SINSP_FD_CONNECTION_PENDING (1u << 15)

/* Descriptor: a connect failed. */
#define SINSP_FD_CONNECTION_FAILED (1u << 16)

/* Descriptor: the file is in the upper layer of an overlay file system. */
#define SINSP_FD_OVERLAY_UPPER (1u << 17)

/* Descriptor: the file is in a lower layer of an overlay file system. */
#define SINSP_FD_OVERLAY_LOWER (1u << 18)

/* Settings of a running probe, `sinsp_probe_set`: most bytes of data that an event carries. */
#define SINSP_PROBE_SNAPLEN 1

/* Probe: leave out calls that failed; 0. */
#define SINSP_PROBE_DROP_FAILED 2

/* Probe: of the events that change no state, one in this many of each second; 0, 1: all. */
#define SINSP_PROBE_SAMPLING 3

/* Probe: more data for descriptors whose ports or data ask for it; 0. */
#define SINSP_PROBE_DYNAMIC_SNAPLEN 4

/* What an event means, `sinsp_notice`: a read succeeded. */
#define SINSP_NOTICE_READ 1

/* Notice: a write succeeded. */
#define SINSP_NOTICE_WRITE 2

/* Notice: a sendfile succeeded. */
#define SINSP_NOTICE_SENDFILE 3

/* Notice: a connect succeeded, or is under way. */
#define SINSP_NOTICE_CONNECT 4

/* Notice: a connection was accepted. */
#define SINSP_NOTICE_ACCEPT 5

/* Notice: a socket was bound. */
#define SINSP_NOTICE_BIND 6

/* Notice: a file was opened, or an attempt failed. */
#define SINSP_NOTICE_OPEN 7

/* Notice: a call on a known descriptor failed. */
#define SINSP_NOTICE_ERROR 8

/* Notice: a descriptor is removed. */
#define SINSP_NOTICE_ERASE_FD 9

/* Notice: a socket was shut down. */
#define SINSP_NOTICE_SHUTDOWN 10

/* Notice: a program was loaded. */
#define SINSP_NOTICE_EXECVE 11

/* Notice: a thread was created. */
#define SINSP_NOTICE_CLONE 12

/* Notice: a connection came about or failed. */
#define SINSP_NOTICE_SOCKET_STATUS 13

/* Options for sources opened later, `sinsp_set_option`: keep users and groups; 1. */
#define SINSP_OPTION_IMPORT_USERS 1

/* Option: remove threads that have ended; 1. */
#define SINSP_OPTION_AUTO_PURGE 2

/* Option: how often idle threads are looked for; 20 minutes. */
#define SINSP_OPTION_PURGE_INTERVAL_NS 3

/* Option: how long a thread may be idle; 30 minutes. */
#define SINSP_OPTION_THREAD_TIMEOUT_NS 4

/* Option: most threads that are kept; 262144. */
#define SINSP_OPTION_MAX_THREADS 5

/* Option: most descriptors of a process that are kept; 4096. */
#define SINSP_OPTION_MAX_FDS 6

/* Option: bytes for threads and descriptors; 2 GiB. */
#define SINSP_OPTION_BYTE_BUDGET 7

/* Option: use the machine information in a capture file; 0. */
#define SINSP_OPTION_MACHINE_INFO 8

/* Option: follow pending and failed connects; 0. */
#define SINSP_OPTION_TRACK_CONNECTION_STATUS 9

/* Option: events as libs 0.18 showed them, see above; 0. */
#define SINSP_OPTION_LEGACY_VIEW 10

/* Option: live: read environments over 4096 bytes whole from /proc; 0. */
#define SINSP_OPTION_LARGE_ENVIRONMENTS 11

/* Option: most unknown threads that /proc is asked for; `UINT64_MAX`: any number. */
#define SINSP_OPTION_MAX_LOOKUPS 12

/* Option: after this many, not for their descriptors; `UINT64_MAX`: any number. */
#define SINSP_OPTION_MAX_LOOKUPS_WITH_FDS 13

/* Option: after this time /proc may be asked as often again; 0: never. */
#define SINSP_OPTION_LOOKUP_PERIOD_NS 14

/* Option: live: what the filter refuses is not copied out of the kernel; 1. */
#define SINSP_OPTION_PUSHDOWN 15

/* A parsed filter. */
typedef struct sinsp_ast_t sinsp_ast_t;

/* Fields that filters and templates may name. */
typedef struct sinsp_catalogue_t sinsp_catalogue_t;

/* A capture file that is being written. */
typedef struct sinsp_dumper_t sinsp_dumper_t;

/* An event with its number, processor, thread and descriptor.
 *
 * The current event of an inspector is not copied: its bytes are where the source has them until that reads on, and
 * what is known around it is looked up once, when it is first asked for. */
typedef struct sinsp_event_t sinsp_event_t;

/* A field, or a transformer around one, ready to be read. */
typedef struct sinsp_field_t sinsp_field_t;

/* A compiled filter. */
typedef struct sinsp_filter_t sinsp_filter_t;

/* A compiled output template. */
typedef struct sinsp_formatter_t sinsp_formatter_t;

/* An inspector: settings, a source of events once one is open, and the current event. */
typedef struct sinsp_inspector_t sinsp_inspector_t;

/* A plugin that an inspector has loaded. Several handles may stand for one; its library is unloaded when the inspector
 * and all handles, filters, fields and formatters that name a field of it have gone. */
typedef struct sinsp_plugin_t sinsp_plugin_t;

/* A thread that was read and is kept: its texts stay valid, whatever becomes of the thread. */
typedef struct sinsp_thread_t sinsp_thread_t;

/* Bytes with a length; UTF-8 not guaranteed. Where nothing else is said there is no NUL behind them. */
typedef struct sinsp_text {
    /* The first byte; NULL for an empty text. */
    const char *ptr;
    /* Bytes. */
    size_t len;
} sinsp_text;

/* A field that a program brings. Texts are copied. */
typedef struct sinsp_field_spec {
    /* Name without argument, such as `my.field`. */
    struct sinsp_text name;
    /* What it says. */
    struct sinsp_text doc;
    /* Type of its values (`enum ppm_param_type`). */
    uint32_t ty;
    /* How numbers are printed (`enum ppm_print_format`). */
    uint32_t format;
    /* `SINSP_FIELD_`. */
    uint32_t flags;
} sinsp_field_spec;

/* A value of a field, as bytes. */
typedef struct sinsp_value {
    /* A number in native order and as wide as its type (`bool` 4 bytes), an address of 4 or 16 bytes, or a text.
     * Aligned to 8 bytes. Behind a text follows a NUL that is not counted. Valid as long as the event. */
    const uint8_t *data;
    /* Bytes. */
    size_t len;
    /* How the bytes are to be read (`enum ppm_param_type`). */
    uint32_t ty;
} sinsp_value;

/* Reads a field for an event: `user` as it was given, the event, the index of the field among those that were added
 * with it, its argument in brackets (empty without one). Fills `values` with up to `room` values and returns how many
 * there are, -1 where the field does not exist for the event; with more than there is room for it is called again.
 * What the values point at is copied before anything else is called. */
typedef int64_t (*sinsp_extract_fn)(void *user,
                                    const struct sinsp_event_t *event,
                                    size_t field,
                                    struct sinsp_text arg,
                                    struct sinsp_value *values,
                                    size_t room);

/* One node. Its `nchildren` children follow it, each with all below it. */
typedef struct sinsp_ast_node {
    /* One of `SINSP_AST_`. */
    uint32_t kind;
    /* Number of children. */
    uint32_t nchildren;
    /* Where the node begins: bytes before it. */
    uint32_t index;
    /* Line, from 1. */
    uint32_t line;
    /* Column, from 1. */
    uint32_t column;
    /* True where there is an argument in brackets, be it empty. */
    bool has_arg;
    /* Name of a field or transformer, the value, or the name of an identifier; the operator of a check. */
    struct sinsp_text text;
    /* What stands in brackets behind a field or transformer. */
    struct sinsp_text arg;
} sinsp_ast_node;

/* A group of fields. */
typedef struct sinsp_field_class {
    /* Name, such as `process`. This and all texts here are static. */
    struct sinsp_text name;
    /* What the fields are about, in a few words. */
    struct sinsp_text summary;
    /* What the fields are about, in a sentence or two. */
    struct sinsp_text doc;
    /* Fields of the group. */
    uint32_t count;
    /* True for groups that lists leave out. */
    bool hidden;
} sinsp_field_class;

/* A row of the catalogue. */
typedef struct sinsp_field_row {
    /* Name without argument, such as `proc.name`. This and all texts here are static. */
    struct sinsp_text name;
    /* What the field says. */
    struct sinsp_text doc;
    /* Type of the value, or of each element of a list (`enum ppm_param_type`). */
    uint32_t ty;
    /* How numbers are printed (`enum ppm_print_format`). */
    uint32_t format;
    /* `SINSP_FIELD_`. */
    uint32_t flags;
    /* True for a list of values. */
    bool is_list;
    /* True where an argument is possible, be it in brackets or behind a dot. */
    bool takes_arg;
} sinsp_field_row;

/* An event: its header, and what it belongs to. */
typedef struct sinsp_event_view {
    /* Number since the source was opened, from 1. */
    uint64_t num;
    /* Nanoseconds since the epoch. */
    uint64_t ts;
    /* Thread, by its id in the initial pid namespace; -1 none. */
    int64_t tid;
    /* The thread that the event belongs to; -1 unknown here: `sinsp_event_thread_id` also looks for the
     * thread of its id. */
    int64_t thread;
    /* Descriptor that it works on; -100000 none. */
    int64_t fd;
    /* Header and parameters (`struct ppm_evt_hdr`); 8 bytes more can be read. Valid as long as the event. */
    const uint8_t *raw;
    /* Bytes of `raw`, without those 8. */
    uint32_t raw_len;
    /* Dump flags of the capture file (`SCAP_DF_`). */
    uint32_t flags;
    /* The error that the call returned, positive; 0 none. */
    int32_t error;
    /* Index of the event source among those of the inspector; -1 unknown. */
    int32_t source;
    /* Parameters that the event has. */
    uint32_t nparams;
    /* A PPME_ code. */
    uint16_t code;
    /* Processor. */
    uint16_t cpu;
    /* True when the event changed the name of its descriptor. */
    bool fd_name_changed;
} sinsp_event_view;

/* A parameter of an event. */
typedef struct sinsp_param {
    /* Its bytes, within the event; NULL for none. Valid as long as the event. */
    const uint8_t *data;
    /* Bytes. */
    uint32_t len;
    /* How the bytes are to be read (`enum ppm_param_type`). */
    uint32_t ty;
    /* Its name; static. */
    struct sinsp_text name;
} sinsp_param;

/* What is known of a descriptor. */
typedef struct sinsp_fd_view {
    /* Its fd number; -1 unknown. */
    int64_t number;
    /* The process of a pidfd, else 0. */
    int64_t pid;
    /* Inode; 0 unknown. */
    uint64_t ino;
    /* Kind (`scap_fd_type`). */
    uint32_t ty;
    /* Portable open flags (`PPM_O_`), or those of the call that made it. */
    uint32_t open_flags;
    /* Role and condition (`SINSP_FD_`). */
    uint32_t flags;
    /* Device, as the kernel encodes it in events; 0 unknown. */
    uint32_t dev;
    /* Id of its mount; 0 unknown. */
    uint32_t mount_id;
    /* Layer 4 protocol (`scap_l4_proto`), 0 where it is not known. */
    uint32_t l4proto;
    /* The ends of a socket, ports in host order. Connections over IPv4: source 0..4, destination 4..8, source port
     * 8..10, destination port 10..12, protocol 12; over IPv6: 0..16, 16..32, 32..34, 34..36, 36; IPv4 servers:
     * address 0..4, port 4..6, protocol 6; IPv6 servers: 0..16, 16..18, 18; unix sockets: 0..8 and 8..16. */
    uint8_t socket[40];
    /* The displayed name: full path, socket ends, ... */
    struct sinsp_text name;
    /* The path as the process passed it; empty where it passed none. */
    struct sinsp_text name_raw;
    /* The word that stands for the kind. Static. */
    struct sinsp_text type_name;
    /* The character for the kind. */
    uint8_t type_char;
} sinsp_fd_view;

/* What a compiled field yields. */
typedef struct sinsp_field_view {
    /* The name as it was compiled. Valid as long as the field. */
    struct sinsp_text name;
    /* Name of the row of the catalogue, without argument; empty for transformers of several values. Static. */
    struct sinsp_text row;
    /* Type of the values (`enum ppm_param_type`). */
    uint32_t ty;
    /* How numbers are printed (`enum ppm_print_format`). */
    uint32_t format;
    /* Flags of the row (`SINSP_FIELD_`). */
    uint32_t flags;
    /* True for a list of values. */
    bool is_list;
} sinsp_field_view;

/* A constant in a filter that may have been meant differently. */
typedef struct sinsp_filter_warning {
    /* What it is. */
    struct sinsp_text text;
    /* Bytes before the place. */
    uint32_t index;
    /* Line, from 1. */
    uint32_t line;
    /* Column, from 1. */
    uint32_t column;
} sinsp_filter_warning;

/* How live capture is opened. What is 0, NULL or empty is as usual. */
typedef struct sinsp_live_options {
    /* Whose events are made: `machine` (as usual), `pidns` for the own PID namespace, `cgroup=PATH`, `tree=PID`.
     * Tested in the kernel, before anything of an event is read. */
    struct sinsp_text scope;
    /* The system calls and trace points that are wanted (PPM_SC_ codes): code `c` is bit `c % 64` of
     * `sc_codes[c / 64]`. NULL for all but context switches and page faults. */
    const uint64_t *sc_codes;
    /* Words of `sc_codes`. */
    size_t sc_words;
    /* Bytes of each ring, a power of two. */
    uint64_t buffer_bytes;
    /* Most bytes of data that an event carries. */
    uint32_t snaplen;
    /* Processors that share a ring; `UINT16_MAX`: all share one. */
    uint16_t cpus_per_ring;
    /* Rings for processors that do not run now, too; else they share those of others when they come up. */
    bool all_cpus;
    /* Also what is submitted through rings of io_uring, as the system calls that would do the same; the field
     * `syscap.io_uring` marks them. */
    bool io_uring;
    /* The processes at the start are read from /proc, even where the kernel has iterators. */
    bool no_iterators;
} sinsp_live_options;

/* What the probe counts. */
typedef struct sinsp_probe_view {
    /* Events that were to be delivered, lost ones among them. */
    uint64_t produced;
    /* Lost because a ring was full. */
    uint64_t lost_no_room;
    /* Lost because they were larger than 64 KiB. */
    uint64_t lost_too_big;
    /* Lost because another event was being made on the same processor. */
    uint64_t lost_busy;
    /* Parameters that are empty because the memory could not be read. */
    uint64_t unreadable;
    /* Not made because the filter rejects them; not among those produced. */
    uint64_t refused;
} sinsp_probe_view;

/* What is called with a message: `user` as it was given, the severity (`enum falcosecurity_log_severity`, 3 error to
 * 7 debug), and the text, a C string that is valid during the call. It may not call back into the inspector. */
typedef void (*sinsp_log_fn)(void *user, uint32_t severity, const char *text);

/* The machine that made the events. Texts are valid until the next call that reads an event or closes the source. */
typedef struct sinsp_machine_view {
    /* Memory in bytes. */
    uint64_t memory_size_bytes;
    /* Largest process id possible. */
    uint64_t max_pid;
    /* Boot time, nanoseconds since the epoch. */
    uint64_t boot_ts_epoch;
    /* Flags of the writer. */
    uint64_t flags;
    /* Processors; `UINT32_MAX` unknown. */
    uint32_t num_cpus;
    /* Host name. */
    struct sinsp_text hostname;
} sinsp_machine_view;

/* The program that recorded. Texts as in `sinsp_machine_view`. */
typedef struct sinsp_agent_view {
    /* Start of the program, nanoseconds since the epoch. */
    uint64_t start_ts_epoch;
    /* Start of the program, seconds since boot. */
    double start_time;
    /* Kernel release. */
    struct sinsp_text uname_r;
} sinsp_agent_view;

/* An address of a network interface, in network order: the first 4 bytes for IPv4. IPv6 masks are those of the
 * system, often empty. */
typedef struct sinsp_interface_view {
    /* Name, such as `eth0`. */
    struct sinsp_text name;
    /* True for IPv6. */
    bool is_v6;
    /* Address. */
    uint8_t addr[16];
    /* Network mask. */
    uint8_t netmask[16];
    /* Broadcast address. */
    uint8_t broadcast[16];
} sinsp_interface_view;

/* What the library counts about its state, since the source was opened. */
typedef struct sinsp_counters_view {
    /* Threads that are known. */
    uint64_t threads;
    /* Descriptors that are known. */
    uint64_t fds;
    /* Bytes that both take. */
    uint64_t bytes;
    /* Descriptor look-ups that searched a table. */
    uint64_t noncached_fd_lookups;
    /* Descriptor look-ups answered by the previous one. */
    uint64_t cached_fd_lookups;
    /* Descriptor look-ups that found nothing. */
    uint64_t failed_fd_lookups;
    /* Descriptors added. */
    uint64_t added_fds;
    /* Descriptors removed. */
    uint64_t removed_fds;
    /* Descriptors refused because their table was full. */
    uint64_t drops_full_fdtable;
    /* Enter events kept for their exit events. */
    uint64_t stored_events;
    /* Enter events lost because their thread is unknown. */
    uint64_t store_event_drops;
    /* Kept enter events that were used. */
    uint64_t retrieved_events;
    /* Exit events whose enter event was missing. */
    uint64_t retrieve_event_drops;
    /* Thread look-ups that searched the table. */
    uint64_t noncached_thread_lookups;
    /* Thread look-ups answered by the previous one. */
    uint64_t cached_thread_lookups;
    /* Thread look-ups that found nothing. */
    uint64_t failed_thread_lookups;
    /* Threads added. */
    uint64_t added_threads;
    /* Threads removed. */
    uint64_t removed_threads;
    /* Threads refused because the table was full. */
    uint64_t drops_full_threadtable;
    /* Threads looked up in the running system. */
    uint64_t proc_lookups;
    /* Threads removed to keep the memory budget. */
    uint64_t evicted_threads;
    /* Descriptors removed to keep the memory budget. */
    uint64_t evicted_fds;
    /* Events whose parameters contradict their table row; they changed nothing. */
    uint64_t malformed_events;
    /* Events left out by command name or thread. */
    uint64_t suppressed_events;
} sinsp_counters_view;

/* Something that the last event means. */
typedef struct sinsp_notice {
    /* What: one of `SINSP_NOTICE_`. */
    uint32_t kind;
    /* Opened: portable open flags (`PPM_O_`). Descriptor erased: 1 where it was closed, and is in the table until the
     * next event. Thread created: 1 where it replaced an older one with its id. */
    uint32_t flags;
    /* The thread whose descriptor is erased, and the thread that was created; else -1. */
    int64_t tid;
    /* The descriptor that is erased, that was accepted, that sendfile read; else -1. */
    int64_t fd;
    /* Index of the parameter of the event that has the data that was read or written; else `UINT32_MAX`. */
    uint32_t data;
    /* Opened: the full path. Connected: the address of the enter event, where the event has no tuple. Valid as long as
     * the event. */
    struct sinsp_text text;
} sinsp_notice;

/* How a plugin describes itself. Texts are valid as long as the handle. */
typedef struct sinsp_plugin_view {
    /* Its name, which no other plugin of the inspector has. */
    struct sinsp_text name;
    /* What it does. */
    struct sinsp_text description;
    /* Contact of its authors. */
    struct sinsp_text contact;
    /* Name of its source of events; empty for none of its own. */
    struct sinsp_text source;
    /* Its file; a word for one that has none. */
    struct sinsp_text path;
    /* Its version: major, minor, patch. */
    uint32_t version[3];
    /* The version of the plugin API that it was made for. */
    uint32_t api_version[3];
    /* Its id in its events in captures; 0 where it makes none. */
    uint32_t id;
    /* What it can do: 1 makes events, 2 reads fields, 4 parses events, 8 makes asynchronous events, 16 is notified
     * when a capture begins and ends. */
    uint32_t capabilities;
    /* True once it was started and works. */
    bool running;
} sinsp_plugin_view;

/* What a source can be opened with. */
typedef struct sinsp_open_param {
    /* The text. */
    struct sinsp_text value;
    /* What it stands for; may be empty. */
    struct sinsp_text description;
    /* What separates it from others in one text; may be empty. */
    struct sinsp_text separator;
} sinsp_open_param;

/* What is known of a thread. Ids are those of the initial pid namespace where nothing else is said; -1 stands for
 * an id that is unknown, and times are in nanoseconds since the epoch, 0 for none. */
typedef struct sinsp_thread_view {
    /* Identifies it among all threads; a later one with the same id has another. */
    uint64_t key;
    /* Thread id. */
    int64_t tid;
    /* Id of its process. */
    int64_t pid;
    /* Id of its parent; 0 none. */
    int64_t ptid;
    /* Thread that takes its children when it dies. */
    int64_t reaper_tid;
    /* Session id. */
    int64_t sid;
    /* Process group id in its own pid namespace. */
    int64_t vpgid;
    /* Process group id. */
    int64_t pgid;
    /* Thread id in its own pid namespace. */
    int64_t vtid;
    /* Process id in its own pid namespace. */
    int64_t vpid;
    /* Descriptor of its last event; -1 none. */
    int64_t lastevent_fd;
    /* Most descriptors the process may have. */
    int64_t fdlimit;
    /* Permitted capabilities (`PPM_CAP_`). */
    uint64_t cap_permitted;
    /* Effective capabilities. */
    uint64_t cap_effective;
    /* Inheritable capabilities. */
    uint64_t cap_inheritable;
    /* Major page faults since start. */
    uint64_t pfmajor;
    /* Minor page faults since start. */
    uint64_t pfminor;
    /* Inode of the executable. */
    uint64_t exe_ino;
    /* Last status change of the executable. */
    uint64_t exe_ino_ctime;
    /* Last modification of the executable. */
    uint64_t exe_ino_mtime;
    /* From the last status change of the executable to the start of the thread, nanoseconds. */
    uint64_t exe_ino_ctime_duration_clone_ts;
    /* From the start of the pid namespace to the last status change of the executable, nanoseconds. */
    uint64_t exe_ino_ctime_duration_pidns_start;
    /* Start of the init process of its pid namespace. */
    uint64_t pidns_init_start_ts;
    /* Start of the thread. */
    uint64_t clone_ts;
    /* Its last execve. */
    uint64_t lastexec_ts;
    /* Its last event. */
    uint64_t lastevent_ts;
    /* The event before the last. */
    uint64_t prevevent_ts;
    /* When it was last used, in event time. */
    uint64_t lastaccess_ts;
    /* Threads of the process that are alive. */
    uint64_t nthreads;
    /* Descriptors of the process that are open. */
    uint64_t nfds;
    /* `PPM_CL_`. */
    uint32_t flags;
    /* User id; `UINT32_MAX` unknown. */
    uint32_t uid;
    /* Group id; `UINT32_MAX` unknown. */
    uint32_t gid;
    /* Login user id; `UINT32_MAX` unset. */
    uint32_t loginuid;
    /* Controlling terminal; 0 none. */
    uint32_t tty;
    /* Virtual memory, KiB. */
    uint32_t vmsize_kb;
    /* Resident memory, KiB. */
    uint32_t vmrss_kb;
    /* Swapped memory, KiB. */
    uint32_t vmswap_kb;
    /* Code of its last enter event; `UINT16_MAX` none. */
    uint16_t lastevent_type;
    /* True for the main thread of its process. */
    bool is_main;
    /* True when its exit was seen. */
    bool is_dead;
    /* True when it is in a pid namespace other than the initial one. */
    bool is_in_pid_namespace;
    /* The executable can be written by the user of the thread. */
    bool exe_writable;
    /* The executable is in the upper layer of an overlay file system. */
    bool exe_upper_layer;
    /* The executable is in a lower layer of an overlay file system. */
    bool exe_lower_layer;
    /* The executable is an anonymous memory file. */
    bool exe_from_memfd;
    /* A filter on the inspector keeps it out of capture files. */
    bool filtered_out;
    /* Command name. */
    struct sinsp_text comm;
    /* First argument of the command line. */
    struct sinsp_text exe;
    /* Full path of the executable. */
    struct sinsp_text exepath;
    /* Arguments after the first, a NUL between them. */
    struct sinsp_text args;
    /* Environment of the process, a NUL between entries. */
    struct sinsp_text env;
    /* Working directory of the process, with a `/` at its end. */
    struct sinsp_text cwd;
    /* Root directory. */
    struct sinsp_text root;
    /* Control groups as `subsystem=path`, a NUL between them. */
    struct sinsp_text cgroups;
    /* The container it is in, by its control groups, in the short form; empty outside. */
    struct sinsp_text container_id;
} sinsp_thread_view;

/* A user. Texts are valid until the next call that reads an event or closes the source. */
typedef struct sinsp_user_view {
    /* User id. */
    uint32_t uid;
    /* Primary group id. */
    uint32_t gid;
    /* Name. */
    struct sinsp_text name;
    /* Home directory. */
    struct sinsp_text home;
    /* Login shell. */
    struct sinsp_text shell;
    /* The container whose user it is; empty for the machine. */
    struct sinsp_text container;
} sinsp_user_view;

/* A group. Texts are valid until the next call that reads an event or closes the source. */
typedef struct sinsp_group_view {
    /* Group id. */
    uint32_t gid;
    /* Name. */
    struct sinsp_text name;
    /* The container whose group it is; empty for the machine. */
    struct sinsp_text container;
} sinsp_group_view;

/* What a capture records of a container. Texts that are not recorded are empty; they are valid until the next call
 * that reads an event or closes the source. */
typedef struct sinsp_container_details {
    /* Its id in the short form. */
    struct sinsp_text id;
    /* Its whole id. */
    struct sinsp_text full_id;
    /* Name. */
    struct sinsp_text name;
    /* Image as it was requested, such as `nginx:1.27`. */
    struct sinsp_text image;
    /* Id of the image. */
    struct sinsp_text image_id;
    /* Image without tag and digest. */
    struct sinsp_text image_repository;
    /* Tag of the image. */
    struct sinsp_text image_tag;
    /* Digest of the image. */
    struct sinsp_text image_digest;
    /* Address. */
    struct sinsp_text ip;
    /* Its runtime: a value of `sinsp_container_type`, -1 unknown. */
    int32_t ty;
    /* 1 with all privileges, 0 without, -1 unknown. */
    int32_t privileged;
} sinsp_container_details;

/* A container that a capture describes. What it does not record is empty. */
typedef struct sinsp_container_view {
    /* Its id in the short form. */
    struct sinsp_text id;
    /* What the capture records, a JSON text. */
    struct sinsp_text json;
} sinsp_container_view;

/* The version of this interface that the library has. A program can use it when it is at least the
 * `SINSP_ABI_VERSION` it was compiled with. */
uint32_t sinsp_abi_version(void);

/* Makes a catalogue: with the fields of the library, or empty. Free it with `sinsp_catalogue_free` after every
 * filter and formatter that was compiled with fields added to it. */
struct sinsp_catalogue_t *sinsp_catalogue_create(bool with_library);

/* Frees a catalogue. NULL is allowed. */
void sinsp_catalogue_free(struct sinsp_catalogue_t *catalogue);

/* Adds a group of fields, in front of those that are there. `extract` is called while a filter or formatter that
 * names one of them looks at an event. `SCAP_FAILURE` for NULL and for a type or format that is none. */
int32_t sinsp_catalogue_add(struct sinsp_catalogue_t *catalogue,
                            struct sinsp_text name,
                            const struct sinsp_field_spec *fields,
                            size_t count,
                            sinsp_extract_fn extract,
                            void *user);

/* As `sinsp_filter_compile_nodes`, with the fields of a catalogue in place of those of the inspector. */
struct sinsp_filter_t *sinsp_filter_compile_with(struct sinsp_inspector_t *inspector,
                                                 const struct sinsp_catalogue_t *catalogue,
                                                 const struct sinsp_ast_node *nodes,
                                                 size_t count);

/* As `sinsp_formatter_compile`, with the fields of a catalogue in place of those of the inspector. */
struct sinsp_formatter_t *sinsp_formatter_compile_with(struct sinsp_inspector_t *inspector,
                                                       const struct sinsp_catalogue_t *catalogue,
                                                       const char *template_,
                                                       size_t len);

/* As `sinsp_field_compile`, with the fields of a catalogue in place of those of the inspector. */
struct sinsp_field_t *sinsp_field_compile_with(struct sinsp_inspector_t *inspector,
                                               const struct sinsp_catalogue_t *catalogue,
                                               const char *name,
                                               size_t len);

/* Parses a filter without asking whether its fields exist; NULL when it is wrong: `sinsp_last_error` says why,
 * `sinsp_last_error_position` where. With `partial`, text may follow. `max_nesting` limits parentheses, 0 for the
 * most there is. Free it with `sinsp_ast_free`. */
struct sinsp_ast_t *sinsp_ast_parse(struct sinsp_inspector_t *inspector,
                                    const char *filter,
                                    size_t len,
                                    bool partial,
                                    uint32_t max_nesting);

/* Parses what can stand on the left of a comparison: a field, or a transformer. Text may follow it. As
 * `sinsp_ast_parse`. */
struct sinsp_ast_t *sinsp_ast_parse_field(struct sinsp_inspector_t *inspector, const char *text, size_t len);

/* A tree of nodes that the caller made, to be shown or asked; NULL when they are none. As `sinsp_ast_parse`. */
struct sinsp_ast_t *sinsp_ast_from_nodes(struct sinsp_inspector_t *inspector,
                                         const struct sinsp_ast_node *nodes,
                                         size_t count);

/* Frees a tree. NULL is allowed. */
void sinsp_ast_free(struct sinsp_ast_t *ast);

/* The nodes of a tree, each followed by its children; `*count` is how many there are. Valid as long as the tree. */
const struct sinsp_ast_node *sinsp_ast_nodes(const struct sinsp_ast_t *ast,
                                             size_t *count);

/* The tree as a filter in its canonical form. Valid as long as the tree. */
struct sinsp_text sinsp_ast_text(const struct sinsp_ast_t *ast);

/* Where the filter ended in its text: bytes before the end, its line and column from 1. */
void sinsp_ast_end(const struct sinsp_ast_t *ast, uint32_t *index, uint32_t *line, uint32_t *column);

/* Writes the codes of the events that the tree names through `evt.type`, as `sinsp_filter_codes` does. 0 for NULL
 * and where the tree cannot be understood. */
size_t sinsp_ast_event_codes(const struct sinsp_ast_t *ast,
                             uint64_t *words,
                             size_t room);

/* Writes the system calls and trace points (PPM_SC_ codes) that the tree names, as `sinsp_ast_event_codes` does. */
size_t sinsp_ast_sc_codes(const struct sinsp_ast_t *ast,
                          uint64_t *words,
                          size_t room);

/* How many groups of fields there are; 0 for NULL. */
size_t sinsp_field_class_count(const struct sinsp_inspector_t *inspector);

/* A group by its index. False past the last one. `size` is `sizeof(sinsp_field_class)`. */
bool sinsp_field_class_get(const struct sinsp_inspector_t *inspector,
                           size_t class_,
                           struct sinsp_field_class *out,
                           size_t size);

/* A field by the indices of its group and within it. False past the last one. `size` is `sizeof(sinsp_field_row)`. */
bool sinsp_field_row_get(const struct sinsp_inspector_t *inspector,
                         size_t class_,
                         size_t field,
                         struct sinsp_field_row *out,
                         size_t size);

/* Begins a capture file with the machine as the inspector knows it now. NULL when it cannot be written or nothing is
 * open: `sinsp_last_error` says why. Close it with `sinsp_dumper_close`; it does not need the inspector any more. */
struct sinsp_dumper_t *sinsp_dumper_open(struct sinsp_inspector_t *inspector,
                                         const char *path,
                                         bool compress);

/* As `sinsp_dumper_open`, into an open descriptor from where it stands. The descriptor stays the caller's. */
struct sinsp_dumper_t *sinsp_dumper_open_fd(struct sinsp_inspector_t *inspector, int32_t fd, bool compress);

/* As `sinsp_dumper_open`, into `size` bytes of memory, not compressed: the first `sinsp_dumper_written_bytes` of it
 * are the capture so far. A block that it has no room for is not begun: NULL for those in front of all events, and
 * `sinsp_dumper_dump` fails for an event; smaller ones may still go in. The memory stays the caller's, who leaves it
 * alone until the dumper is closed. */
struct sinsp_dumper_t *sinsp_dumper_open_memory(struct sinsp_inspector_t *inspector,
                                                uint8_t *memory,
                                                size_t size);

/* Writes an event. `SCAP_SUCCESS` or `SCAP_FAILURE`: `sinsp_dumper_last_error` says why. */
int32_t sinsp_dumper_dump(struct sinsp_dumper_t *dumper, const struct sinsp_event_t *event);

/* Brings everything written so far into the file, such that a reader gets all of it. As `sinsp_dumper_dump`. */
int32_t sinsp_dumper_flush(struct sinsp_dumper_t *dumper);

/* Bytes of the file as it is stored; those of a compressed file lag behind. */
uint64_t sinsp_dumper_written_bytes(const struct sinsp_dumper_t *dumper);

/* Events written so far. */
uint64_t sinsp_dumper_written_events(const struct sinsp_dumper_t *dumper);

/* The text of the last failed call on this dumper; empty when none failed. A NUL follows it. Valid until the next call
 * that fails. */
struct sinsp_text sinsp_dumper_last_error(const struct sinsp_dumper_t *dumper);

/* Ends the file and frees the dumper. `SCAP_FAILURE` when its last bytes could not be written. NULL is allowed. */
int32_t sinsp_dumper_close(struct sinsp_dumper_t *dumper);

/* Says what an event is; `size` is `sizeof(sinsp_event_view)`. False for NULL and where there is no event. */
bool sinsp_event_get(const struct sinsp_event_t *event, struct sinsp_event_view *view, size_t size);

/* Makes an event that is not from a source, empty at first; to be freed with `sinsp_event_free` before the inspector
 * is destroyed. NULL for NULL. */
sinsp_event_t *sinsp_event_create(struct sinsp_inspector_t *inspector);

/* Frees an event made by `sinsp_event_create`. NULL is allowed; the current event of an inspector is not. */
void sinsp_event_free(sinsp_event_t *event);

/* Puts the bytes of an event (header and parameters, copied) into one made by `sinsp_event_create`. `SCAP_FAILURE`:
 * they are not an event, `sinsp_last_error` of the inspector says why. */
int32_t sinsp_event_assign(sinsp_event_t *event,
                           const uint8_t *raw,
                           size_t len,
                           uint64_t num,
                           uint16_t cpu);

/* Name of the event, such as `openat`. Static. */
struct sinsp_text sinsp_event_name(const struct sinsp_event_t *event);

/* A parameter, by its index. False past the last one. */
bool sinsp_event_param(const struct sinsp_event_t *event, uint32_t index, struct sinsp_param *param);

/* The index of the parameter with this name; -1 none. */
int32_t sinsp_event_param_index(const struct sinsp_event_t *event, const char *name, size_t len);

/* A parameter as text: the raw form, and the resolved one that says more (empty where there is none). `format` is
 * one of `SINSP_BUFFER_`. Valid as long as the event; a NUL follows each. False past the last parameter. */
bool sinsp_event_param_text(const struct sinsp_event_t *event,
                            uint32_t index,
                            uint32_t format,
                            struct sinsp_text *raw,
                            struct sinsp_text *resolved);

/* The code of an event and what its row says: `EventFlags` bits and the category; false for numbers without a row. */
bool sinsp_event_row(uint16_t code,
                     struct sinsp_text *name,
                     uint32_t *category,
                     uint32_t *flags,
                     uint32_t *nparams);

/* Reads the descriptor of an event. False where it has none. Texts are valid until the next call that reads an event
 * or closes the source. `size` is `sizeof(sinsp_fd_view)`. */
bool sinsp_event_fd(const struct sinsp_event_t *event,
                    struct sinsp_fd_view *view,
                    size_t size);

/* Reads a descriptor of a thread by its number, otherwise as `sinsp_event_fd`. */
bool sinsp_fd_get(const struct sinsp_inspector_t *inspector,
                  int64_t tid,
                  int64_t number,
                  struct sinsp_fd_view *view,
                  size_t size);

/* Writes the numbers of the descriptors of a thread; returns how many there are. */
size_t sinsp_fd_numbers(const struct sinsp_inspector_t *inspector,
                        int64_t tid,
                        int64_t *numbers,
                        size_t room);

/* The character that stands for a kind of descriptor (`scap_fd_type`); `?` for numbers that are no kind. */
uint8_t sinsp_fd_type_char(int32_t ty);

/* The word that stands for a kind of descriptor. Static; a NUL follows it. */
struct sinsp_text sinsp_fd_type_name(int32_t ty);

/* Compiles the name of a field with its argument, or a transformer around one, such as `proc.name`,
 * `proc.aname[2]`, `toupper(fd.name)`. NULL when there is none: `sinsp_last_error` says why. Free it with
 * `sinsp_field_free`; it may outlive the inspector. */
struct sinsp_field_t *sinsp_field_compile(struct sinsp_inspector_t *inspector, const char *name, size_t len);

/* The length of the longest name of a field, with its argument, that a text begins with; 0 where there is none. */
size_t sinsp_field_prefix(const struct sinsp_inspector_t *inspector, const char *text, size_t len);

/* Frees a field. NULL is allowed. */
void sinsp_field_free(struct sinsp_field_t *field);

/* Says what a field yields. False for NULL. */
bool sinsp_field_get(const struct sinsp_field_t *field, struct sinsp_field_view *view, size_t size);

/* Reads the field. Returns how many values there are, 1 for a field that is no list; -1 where the field does not
 * exist for this event. `*values` is valid until the field is read again, their bytes as long as the event. */
int64_t sinsp_field_extract(struct sinsp_field_t *field,
                            const struct sinsp_event_t *event,
                            const struct sinsp_value **values);

/* Reads the field as text, lists as `(a,b)`. False where it does not exist for this event. `*out` is valid as long
 * as the event; a NUL follows it. */
bool sinsp_field_text(const struct sinsp_field_t *field,
                      const struct sinsp_event_t *event,
                      struct sinsp_text *out);

/* Reads the field as JSON; otherwise as `sinsp_field_text`. */
bool sinsp_field_json(const struct sinsp_field_t *field,
                      const struct sinsp_event_t *event,
                      struct sinsp_text *out);

/* Compiles a filter; NULL when it is wrong: `sinsp_last_error` says why, `sinsp_last_error_position` where. Free it
 * with `sinsp_filter_free`; it may outlive the inspector. */
struct sinsp_filter_t *sinsp_filter_compile(struct sinsp_inspector_t *inspector,
                                            const char *filter,
                                            size_t len);

/* Compiles a filter from its tree: `count` nodes, each followed by its children, as `sinsp_ast_nodes` gives them.
 * Otherwise as `sinsp_filter_compile`. */
struct sinsp_filter_t *sinsp_filter_compile_nodes(struct sinsp_inspector_t *inspector,
                                                  const struct sinsp_ast_node *nodes,
                                                  size_t count);

/* Frees a filter. NULL is allowed. */
void sinsp_filter_free(struct sinsp_filter_t *filter);

/* True when the event matches. */
bool sinsp_filter_matches(struct sinsp_filter_t *filter, const struct sinsp_event_t *event);

/* Writes the codes of the events that can match, a bit for each: code `c` is bit `c % 64` of `words[c / 64]`.
 * Returns how many words there are. */
size_t sinsp_filter_codes(const struct sinsp_filter_t *filter, uint64_t *words, size_t room);

/* Writes what may have been meant differently; returns how many there are. Texts are valid as long as the filter. */
size_t sinsp_filter_warnings(const struct sinsp_filter_t *filter,
                             struct sinsp_filter_warning *warnings,
                             size_t room);

/* Sets the filter of an inspector: events that do not match are not delivered. It counts for the source that is open
 * and for those opened in its place, or else from the next one on, until `sinsp_close`. An empty text removes it.
 * `SCAP_FAILURE`: it is wrong, and the one before stays. */
int32_t sinsp_set_filter(struct sinsp_inspector_t *inspector,
                         const char *filter,
                         size_t len);

/* As `sinsp_set_filter`, with a filter that was compiled before, which the inspector copies. `SCAP_FAILURE`: fields of
 * the program's own are in it, which can only be asked about events that were delivered. */
int32_t sinsp_set_compiled_filter(struct sinsp_inspector_t *inspector,
                                  const struct sinsp_filter_t *filter);

/* As `sinsp_set_filter`, from a tree: see `sinsp_filter_compile_nodes`. `sinsp_get_filter` has no text for it. */
int32_t sinsp_set_filter_nodes(struct sinsp_inspector_t *inspector,
                               const struct sinsp_ast_node *nodes,
                               size_t count);

/* The text of the filter that was set; empty for none. Valid until another one is set. */
struct sinsp_text sinsp_get_filter(const struct sinsp_inspector_t *inspector);

/* Compiles an output template; NULL when it is wrong: `sinsp_last_error` says why. Free it with
 * `sinsp_formatter_free`; it may outlive the inspector. */
struct sinsp_formatter_t *sinsp_formatter_compile(struct sinsp_inspector_t *inspector,
                                                  const char *template_,
                                                  size_t len);

/* Frees a formatter. NULL is allowed. */
void sinsp_formatter_free(struct sinsp_formatter_t *formatter);

/* Writes the event as text. False when a value that the template needs is missing: then the text ends before it.
 * `out` is valid until the formatter is used again; a NUL follows it. */
bool sinsp_formatter_text(struct sinsp_formatter_t *formatter,
                          const struct sinsp_event_t *event,
                          struct sinsp_text *out);

/* Writes the event as a JSON object of the template's fields; otherwise as `sinsp_formatter_text`. */
bool sinsp_formatter_json(struct sinsp_formatter_t *formatter,
                          const struct sinsp_event_t *event,
                          struct sinsp_text *out);

/* Whether JSON shows transformers by their text, beside the fields in them, which it shows as they are; off
 * by default. NULL is allowed. */
void sinsp_formatter_show_transformers(struct sinsp_formatter_t *formatter, bool show);

/* True when the name at `index` of `sinsp_formatter_fields` is the text of a transformer. */
bool sinsp_formatter_is_transformer(const struct sinsp_formatter_t *formatter, size_t index);

/* Writes the names of the fields of the template, of its transformers (their text) and of the fields in those, in
 * the order of the template; returns how many there are. Valid as long as the formatter. */
size_t sinsp_formatter_fields(const struct sinsp_formatter_t *formatter,
                              struct sinsp_text *names,
                              size_t room);

/* Makes an inspector; NULL when it cannot be made. Free it with `sinsp_destroy`. */
struct sinsp_inspector_t *sinsp_create(void);

/* Closes and frees an inspector with its current event. NULL is allowed. Handles made from it (filters, formatters,
 * fields, threads) stay and are freed separately; events made by `sinsp_event_create` have to be freed before. */
void sinsp_destroy(struct sinsp_inspector_t *inspector);

/* The text of the last failed call on this inspector; empty when none failed. A NUL follows it. Valid until the next
 * call that fails. */
struct sinsp_text sinsp_last_error(const struct sinsp_inspector_t *inspector);

/* Where in its text the filter that failed last is wrong: bytes before the place, its line and column from 1. */
void sinsp_last_error_position(const struct sinsp_inspector_t *inspector,
                               uint32_t *index,
                               uint32_t *line,
                               uint32_t *column);

/* Closes the source and forgets its state, and the filter; settings stay. Opening another source in its place keeps
 * the filter. NULL is allowed. */
void sinsp_close(struct sinsp_inspector_t *inspector);

/* True while a source is open. */
bool sinsp_is_open(const struct sinsp_inspector_t *inspector);

/* Reads the next event. `SCAP_SUCCESS`: `*event` is it, valid until the next call of this function or of
 * `sinsp_close`. `SCAP_TIMEOUT` and `SCAP_FILTERED_EVENT`: none this time, call again; `*event` is NULL, except for
 * events with notices (`sinsp_set_notices`). `SCAP_EOF`: the source has ended. `SCAP_FAILURE`: `sinsp_last_error` says
 * why. `event` may be NULL. */
int32_t sinsp_next(struct sinsp_inspector_t *inspector,
                   const struct sinsp_event_t **event);

/* As `sinsp_next`, and on success fills `view` with what `sinsp_event_get` says. */
int32_t sinsp_next_view(struct sinsp_inspector_t *inspector,
                        const struct sinsp_event_t **event,
                        struct sinsp_event_view *view,
                        size_t size);

/* Number of the last event that was read, delivered or not; 0 before the first. Opening a capture reads the events at
 * its start that describe users and containers. */
uint64_t sinsp_num_events(const struct sinsp_inspector_t *inspector);

/* Bytes of the source that were read, and all it has as it is stored; 0 for what has no size. */
void sinsp_progress(const struct sinsp_inspector_t *inspector, uint64_t *read, uint64_t *total);

/* Captures on the running machine with the library's probe, in place of whatever was open. `options` may be NULL;
 * `size` is `sizeof(sinsp_live_options)`. `sinsp_get_fd` gives a descriptor to wait for. `SCAP_SUCCESS` or
 * `SCAP_FAILURE`: `sinsp_last_error` names what the machine or this process lacks. */
int32_t sinsp_open_live(struct sinsp_inspector_t *inspector,
                        const struct sinsp_live_options *options,
                        size_t size);

/* Reads what the probe counts. False for sources without one. `size` is `sizeof(sinsp_probe_view)`. */
bool sinsp_probe_get(const struct sinsp_inspector_t *inspector, struct sinsp_probe_view *view, size_t size);

/* Changes a setting of the running probe, one of `SINSP_PROBE_`. `SCAP_NOT_SUPPORTED` for sources without one;
 * `SCAP_FAILURE`: `sinsp_last_error` says why it refuses. */
int32_t sinsp_probe_set(struct sinsp_inspector_t *inspector, uint32_t setting, uint64_t value);

/* Sends messages of this inspector (calls that failed, sources that were opened) to `callback`; NULL for nowhere, as
 * default. */
void sinsp_set_log_callback(struct sinsp_inspector_t *inspector,
                            sinsp_log_fn callback,
                            void *user);

/* Reads the machine. False where the source does not record it. */
bool sinsp_machine_get(const struct sinsp_inspector_t *inspector,
                       struct sinsp_machine_view *view,
                       size_t size);

/* Reads the program that recorded. False where the source does not record it. */
bool sinsp_agent_get(const struct sinsp_inspector_t *inspector, struct sinsp_agent_view *view, size_t size);

/* Writes the addresses of the machine, those of IPv4 first; returns how many there are. Texts are valid until the
 * source is closed. */
size_t sinsp_interfaces(const struct sinsp_inspector_t *inspector,
                        struct sinsp_interface_view *interfaces,
                        size_t room);

/* Reads the counters; walks over all threads to count descriptors and bytes. False where nothing is open. */
bool sinsp_counters_get(const struct sinsp_inspector_t *inspector,
                        struct sinsp_counters_view *view,
                        size_t size);

/* Writes the metrics of the groups `flags` (`METRICS_V2_`, joined); returns how many there are. State counters need an
 * open source, those of a driver one that is live. */
size_t sinsp_metrics(const struct sinsp_inspector_t *inspector,
                     uint32_t flags,
                     metrics_v2 *metrics,
                     size_t room);

/* The name of an error number, such as `ENOENT`; empty for numbers without one. */
struct sinsp_text sinsp_errno_name(uint32_t number);

/* The name of a signal, such as `SIGTERM`; empty for numbers without one. */
struct sinsp_text sinsp_signal_name(uint32_t number);

/* The name of a type of parameters and fields (`enum ppm_param_type`), such as `CHARBUF`; empty for numbers without
 * one. */
struct sinsp_text sinsp_param_type_name(uint32_t number);

/* Whether events are looked at for what they mean to listeners, from the next one on; they are not at first.
 * `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_set_notices(struct sinsp_inspector_t *inspector, bool wanted);

/* Writes what the last event means, in the order in which it came about; returns how many there are. Threads and
 * descriptors are as they are after the event; what an earlier event left to be removed is removed first, and a thread
 * that was removed with its descriptors can still be read. Events that the filter rejects are reported where they
 * changed something: `sinsp_next` then returns them with `SCAP_FILTERED_EVENT`. Texts are valid as long as the event. */
size_t sinsp_notices(const struct sinsp_inspector_t *inspector,
                     struct sinsp_notice *notices,
                     size_t room);

/* Reads the descriptor that is erased, as it was, by the index of its notice. False for notices of other kinds.
 * `size` is `sizeof(sinsp_fd_view)`. */
bool sinsp_notice_fd(const struct sinsp_inspector_t *inspector,
                     size_t index,
                     struct sinsp_fd_view *view,
                     size_t size);

/* Opens a capture file, in place of whatever was open. `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_open_savefile(struct sinsp_inspector_t *inspector, const char *path);

/* Looks at the running machine without a driver, in place of whatever was open: its users and interfaces and, with
 * `processes`, its processes, from /proc below `HOST_ROOT`. `sinsp_next` then waits 100 ms each time and gives an
 * event that says nothing. `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_open_nodriver(struct sinsp_inspector_t *inspector,
                            bool processes);

/* Reads events from memory, in place of whatever was open: for tests. Threads and descriptors are read now. Events
 * are taken from the structure while they are read, whose `events` and `event_count` then advance: more can be added.
 * Without events `sinsp_next` gives `SCAP_TIMEOUT`. The structure stays until the source is closed. `SCAP_SUCCESS` or
 * `SCAP_FAILURE`. */
int32_t sinsp_open_test_input(struct sinsp_inspector_t *inspector,
                              scap_test_input_data *data);

/* Loads a plugin from a shared library. Its fields can be named from now on, and its source is one of the inspector's;
 * `sinsp_plugin_init` has to follow before it does anything. NULL where it cannot be loaded, is no plugin for this
 * version of the plugin API, or has the name or id of one that is loaded: `sinsp_last_error` names its path and the
 * function at fault. Free it with `sinsp_plugin_free`; the inspector keeps the plugin all the same. For a file
 * `libcontainer.so` that does not exist the library itself stands in, with its fields of containers. */
struct sinsp_plugin_t *sinsp_plugin_register(struct sinsp_inspector_t *inspector,
                                             const char *path);

/* As `sinsp_plugin_register`, for functions that the program has itself. Tables of older versions of the plugin API
 * are understood: `get_required_api_version` returns the version. The table is copied. */
struct sinsp_plugin_t *sinsp_plugin_register_api(struct sinsp_inspector_t *inspector,
                                                 const plugin_api *api);

/* Frees a handle. NULL is allowed. */
void sinsp_plugin_free(struct sinsp_plugin_t *plugin);

/* How many plugins the inspector has. */
size_t sinsp_plugin_count(const struct sinsp_inspector_t *inspector);

/* A plugin by its index, in the order of registration. NULL past the last one. Free it with `sinsp_plugin_free`. */
struct sinsp_plugin_t *sinsp_plugin_at(const struct sinsp_inspector_t *inspector,
                                       size_t index);

/* Says what a plugin is; `size` is `sizeof(sinsp_plugin_view)`. False for NULL. */
bool sinsp_plugin_get(const struct sinsp_plugin_t *plugin, struct sinsp_plugin_view *view, size_t size);

/* Starts a plugin with a configuration. `SCAP_SUCCESS`, or `SCAP_FAILURE` where the configuration is not what the
 * plugin's schema asks for, the plugin says that it failed, or it was started before: `sinsp_plugin_error` says why.
 * While it runs it may use the tables; those of the host are empty then. */
int32_t sinsp_plugin_init(struct sinsp_plugin_t *plugin,
                          const char *config,
                          size_t len);

/* Gives a running plugin a new configuration. `SCAP_SUCCESS`, or `SCAP_FAILURE`: it takes none while it runs, refuses
 * this one, or its schema does; `sinsp_plugin_error` says which. */
int32_t sinsp_plugin_set_config(struct sinsp_plugin_t *plugin,
                                const char *config,
                                size_t len);

/* The text of the last failed call with this handle; empty when none failed. A NUL follows it. Valid until the next
 * call with it that fails. */
struct sinsp_text sinsp_plugin_error(const struct sinsp_plugin_t *plugin);

/* What the plugin itself says of its last failure, as the text that `sinsp_plugin_error` then has. */
struct sinsp_text sinsp_plugin_own_error(struct sinsp_plugin_t *plugin);

/* The schema that a plugin declares for its configuration: `*language` is 1 for JSON schema, 0 for none. Valid until
 * it is asked for again. */
struct sinsp_text sinsp_plugin_schema(struct sinsp_plugin_t *plugin,
                                      uint32_t *language);

/* Asks a running plugin what its source can be opened with, and writes it; returns how many there are, -1 where it
 * fails: `sinsp_plugin_error` says why. Texts are valid until it is asked again. */
int64_t sinsp_plugin_open_params(struct sinsp_plugin_t *plugin,
                                 struct sinsp_open_param *params,
                                 size_t room);

/* Whether a plugin reads events of this version of the event schema. Plugins that read none but their own read any.
 * False: `sinsp_plugin_error` says why not. */
bool sinsp_plugin_check_schema(struct sinsp_plugin_t *plugin,
                               uint32_t major,
                               uint32_t minor,
                               uint32_t patch);

/* What a plugin says of an event of its own, or the first bytes of the event. False for events of others. `*out` is valid as
 * long as the event; a NUL follows it. */
bool sinsp_plugin_event_text(const struct sinsp_plugin_t *plugin,
                             const struct sinsp_event_t *event,
                             struct sinsp_text *out);

/* How many fields a plugin reads. */
size_t sinsp_plugin_field_count(const struct sinsp_plugin_t *plugin);

/* A field of a plugin by its index, and in `*display` a short name to show; texts are valid as long as the handle.
 * False past the last one. `size` is `sizeof(sinsp_field_row)`. */
bool sinsp_plugin_field_get(const struct sinsp_plugin_t *plugin,
                            size_t index,
                            struct sinsp_field_row *out,
                            size_t size,
                            struct sinsp_text *display);

/* Writes names that a plugin lists: of the sources whose events it reads fields of (0), parses (1), adds asynchronous
 * events to (2) - where there are none, all - or of its asynchronous events (3). Returns how many there are. Valid as
 * long as the handle. */
size_t sinsp_plugin_names(const struct sinsp_plugin_t *plugin,
                          uint32_t kind,
                          struct sinsp_text *names,
                          size_t room);

/* Writes the codes of the events that a running plugin reads fields of (0) or parses (1); returns how many there are. */
size_t sinsp_plugin_codes(const struct sinsp_plugin_t *plugin,
                          uint32_t kind,
                          uint16_t *codes,
                          size_t room);

/* Asks a running plugin for fields of an event, whatever the event's source and code. Each request names a field by
 * `field_id`, its index, and has what `plugin/plugin_types.h` says; values in it are the plugin's, until it is asked
 * for fields again, by whatever way. `offsets` may be NULL. `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_plugin_extract(struct sinsp_plugin_t *plugin,
                             const struct sinsp_event_t *event,
                             uint32_t count,
                             ss_plugin_extract_field *requests,
                             ss_plugin_extract_value_offsets *offsets);

/* Adds the fields of a plugin to a catalogue, in front of those that are there, and the names of its asynchronous
 * events. `SCAP_FAILURE` for NULL and for a plugin that reads no fields. */
int32_t sinsp_catalogue_add_plugin(struct sinsp_catalogue_t *catalogue,
                                   const struct sinsp_plugin_t *plugin);

/* As `sinsp_field_prefix`, with the fields of a catalogue. */
size_t sinsp_field_prefix_with(const struct sinsp_catalogue_t *catalogue, const char *text, size_t len);

/* Adds a group of the library's fields, such as `evt`, to a catalogue: of several of the name the first one, which for
 * `evt` is that of all events. `SCAP_FAILURE` where there is none. */
int32_t sinsp_catalogue_add_class(struct sinsp_catalogue_t *catalogue,
                                  struct sinsp_text name);

/* Takes events from a plugin that was started, in place of whatever was open. `platform` is what is known of the
 * machine: 0 nothing, 1 the machine and its interfaces, 2 its processes and users, too, read from /proc.
 * `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_open_plugin(struct sinsp_inspector_t *inspector,
                          const char *name,
                          const char *params,
                          uint32_t platform);

/* How many sources of events the inspector knows: system calls, and one for each name that plugins have. */
size_t sinsp_source_count(const struct sinsp_inspector_t *inspector);

/* The name of a source by its index; empty past the last one. Index 0 is `syscall`. Valid as long as the inspector. */
struct sinsp_text sinsp_source_name(const struct sinsp_inspector_t *inspector,
                                    size_t index);

/* The index of the source of a plugin, by the number that its events have; -1 where there is none. */
int64_t sinsp_source_of_plugin(const struct sinsp_inspector_t *inspector, uint32_t id);

/* How much the open source has read by its own account, per cent and in words. False for sources that do not tell.
 * `*words` is valid until the next call. */
bool sinsp_source_progress(struct sinsp_inspector_t *inspector,
                           double *percent,
                           struct sinsp_text *words);

/* How many routines of plugins run on threads of the library. */
size_t sinsp_routine_count(const struct sinsp_inspector_t *inspector);

/* Sends what plugins of this inspector say to `callback`; NULL for nowhere, as at first. It is called from any thread;
 * the severity is 1 fatal to 8 trace. */
void sinsp_set_plugin_log_callback(struct sinsp_inspector_t *inspector,
                                   sinsp_log_fn callback,
                                   void *user);

/* A descriptor for poll, select and epoll that is readable while `sinsp_next` has something to say without waiting. It
 * belongs to the inspector and is valid until the source is closed; nothing may be read from it. Once it was asked
 * for, `sinsp_next` of live capture does not wait any more: it gives `SCAP_TIMEOUT` where nothing has come. For
 * capture files and test input, which never wait, the descriptor is always readable. -1 where nothing is open and for
 * sources that cannot tell (no driver): then `sinsp_last_error` says so. */
int32_t sinsp_get_fd(struct sinsp_inspector_t *inspector);

/* How buffers are written out, one of `SINSP_BUFFER_`. */
int32_t sinsp_set_buffer_format(struct sinsp_inspector_t *inspector, uint32_t format);

/* Most bytes of a buffer in the normal form; longer ones end in dots. 0 for no limit. */
int32_t sinsp_set_max_buffer_text(struct sinsp_inspector_t *inspector, size_t len);

/* What `evt.outputtime` shows: `h` local time of day, `a` seconds since the epoch, `r` since the first event, `d`
 * between entry and exit, `D` since the event before. */
int32_t sinsp_set_time_output(struct sinsp_inspector_t *inspector,
                              char form);

/* Local times are those of the environment (`TZ`, else the system's) as it is now. An inspector starts with those of
 * the moment when it was made. */
int32_t sinsp_refresh_time_zone(struct sinsp_inspector_t *inspector);

/* A number that decides what is kept, by one of `SINSP_OPTION_`; counts for sources that are opened from now on. */
int32_t sinsp_set_option(struct sinsp_inspector_t *inspector,
                         uint32_t option,
                         uint64_t value);

/* Leaves out threads with this command name from now on, and from the start of sources opened later. */
int32_t sinsp_suppress_comm(struct sinsp_inspector_t *inspector, const char *comm, size_t len);

/* Leaves out a thread, as `sinsp_suppress_comm`. */
int32_t sinsp_suppress_tid(struct sinsp_inspector_t *inspector, int64_t tid);

/* Leaves out no more threads by command name. */
void sinsp_clear_suppressed_comms(struct sinsp_inspector_t *inspector);

/* Leaves out no more threads by id. */
void sinsp_clear_suppressed_tids(struct sinsp_inspector_t *inspector);

/* True when this thread is left out. */
bool sinsp_is_suppressed(const struct sinsp_inspector_t *inspector, int64_t tid);

/* Writes the names of the tables and the types of their keys (`enum ss_plugin_state_type`); returns how many there
 * are. The first is the host's `threads`, then follow those of plugins. Names are valid until the next call; a NUL
 * follows them. Tables in entries of others are read as fields of these. */
size_t sinsp_table_list(struct sinsp_inspector_t *inspector,
                        struct sinsp_text *names,
                        uint32_t *key_types,
                        size_t room);

/* A table by its name and the type of its keys; NULL where there is none: `sinsp_last_error` says why. Valid as long
 * as the inspector, and a table of a plugin as long as the plugin. It points at an `ss_plugin_table_input`, as the
 * handles that plugins get do.
 *
 * State tables belong to one thread at a time, as the inspector does. The functions below may be called from within
 * `sinsp_table_iterate`, but not from the callbacks of fields that a program brings. A table in an entry, and a text
 * that was read, are valid until the next `sinsp_next`, opening or closing; an entry until it is released, also beyond
 * its removal, from when on its fields cannot be read. */
void *sinsp_table_open(struct sinsp_inspector_t *inspector,
                       const char *name,
                       uint32_t key_type);

/* How many entries a table has; `UINT64_MAX` where it fails. */
uint64_t sinsp_table_size(struct sinsp_inspector_t *inspector, void *table);

/* The fields of a table's entries, `*count` of them; NULL where it fails. Valid until the fields of a table are asked
 * again. */
const ss_plugin_table_fieldinfo *sinsp_table_fields(struct sinsp_inspector_t *inspector,
                                                    void *table,
                                                    uint32_t *count);

/* The way to a field of a table's entries, by its name and type; NULL where there is none. Valid as long as the
 * inspector, for all tables of the kind. */
void *sinsp_table_field(struct sinsp_inspector_t *inspector, void *table, const char *name, uint32_t ty);

/* As `sinsp_table_field`, for a field that is added where it is missing. */
void *sinsp_table_add_field(struct sinsp_inspector_t *inspector, void *table, const char *name, uint32_t ty);

/* Calls `each` with `user` and every entry of a table until it returns 0; true where it saw all. Entries are valid
 * during the call and are not released. */
bool sinsp_table_iterate(struct sinsp_inspector_t *inspector,
                         void *table,
                         ss_plugin_table_iterator_func_t each,
                         void *user);

/* Removes every entry of a table. `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_table_clear(struct sinsp_inspector_t *inspector, void *table);

/* The entry of a key, which is in the member of the union for the type of the table's keys; NULL where there is none.
 * Release it with `sinsp_table_release`. */
void *sinsp_table_get_entry(struct sinsp_inspector_t *inspector,
                            void *table,
                            const ss_plugin_state_data *key);

/* Gives an entry back that `sinsp_table_get_entry` or `sinsp_table_add` gave. NULL is allowed. */
void sinsp_table_release(struct sinsp_inspector_t *inspector, void *table, void *entry);

/* Reads a field of an entry into the member of the union for its type. Texts end with a NUL. `SCAP_SUCCESS` or
 * `SCAP_FAILURE`. */
int32_t sinsp_table_read(struct sinsp_inspector_t *inspector,
                         void *table,
                         void *entry,
                         void *field,
                         ss_plugin_state_data *out);

/* Writes a field of an entry. Texts are copied. `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_table_write(struct sinsp_inspector_t *inspector,
                          void *table,
                          void *entry,
                          void *field,
                          const ss_plugin_state_data *value);

/* A new entry that is in no table yet: to be given to `sinsp_table_add` or `sinsp_table_destroy`. */
void *sinsp_table_create(struct sinsp_inspector_t *inspector, void *table);

/* Destroys a new entry that was not added. NULL is allowed. */
void sinsp_table_destroy(struct sinsp_inspector_t *inspector, void *table, void *entry);

/* Adds a new entry, in place of the one that has the key. Returns it, to be given to `sinsp_table_release`; NULL where
 * it fails, and the entry has gone. */
void *sinsp_table_add(struct sinsp_inspector_t *inspector,
                      void *table,
                      const ss_plugin_state_data *key,
                      void *entry);

/* Removes the entry of a key. `SCAP_SUCCESS` or `SCAP_FAILURE`. */
int32_t sinsp_table_erase(struct sinsp_inspector_t *inspector, void *table, const ss_plugin_state_data *key);

/* Reads a thread by its id. False where it is unknown. Texts are valid until the next call that reads an event or
 * closes the source. `size` is `sizeof(sinsp_thread_view)`. */
bool sinsp_thread_get(const struct sinsp_inspector_t *inspector,
                      int64_t tid,
                      struct sinsp_thread_view *view,
                      size_t size);

/* Reads the thread of an event, as `sinsp_thread_get`. */
bool sinsp_event_thread(const struct sinsp_event_t *event, struct sinsp_thread_view *view, size_t size);

/* The id of the thread of an event as the state has it; -1 where there is none. */
int64_t sinsp_event_thread_id(const struct sinsp_event_t *event);

/* The thread that stands for the process of a thread; -1 unknown. */
int64_t sinsp_thread_main(const struct sinsp_inspector_t *inspector, int64_t tid);

/* The parent of a thread; -1 unknown. */
int64_t sinsp_thread_parent(const struct sinsp_inspector_t *inspector, int64_t tid);

/* The process `n` generations above that of a thread, by its main thread: 0 is the own one; -1 unknown. */
int64_t sinsp_thread_ancestor(const struct sinsp_inspector_t *inspector, int64_t tid, uint32_t n);

/* Writes the ids of the ancestors of a thread, from its parent up; returns how many there are. Ends where one is
 * unknown and where the line comes back to itself. */
size_t sinsp_thread_ancestors(const struct sinsp_inspector_t *inspector,
                              int64_t tid,
                              int64_t *tids,
                              size_t room);

/* Writes the ids of the known children of a thread, the youngest first; returns how many there are. */
size_t sinsp_thread_children(const struct sinsp_inspector_t *inspector,
                             int64_t tid,
                             int64_t *tids,
                             size_t room);

/* Writes the ids of all threads, in no order; returns how many there are. */
size_t sinsp_thread_ids(const struct sinsp_inspector_t *inspector, int64_t *tids, size_t room);

/* Reads a thread and keeps it; NULL where it is unknown. Free it with `sinsp_thread_free`; it may outlive the
 * inspector. */
struct sinsp_thread_t *sinsp_thread_keep(const struct sinsp_inspector_t *inspector, int64_t tid);

/* Reads a kept thread again. A text that did not change keeps its address, one that did has
 * another. False when the thread no longer exists; then everything stays as it was. */
bool sinsp_thread_refresh(struct sinsp_thread_t *thread, const struct sinsp_inspector_t *inspector);

/* What is known of a kept thread. Good, with its texts, until it is refreshed or freed. NULL for NULL. */
const struct sinsp_thread_view *sinsp_thread_kept_view(const struct sinsp_thread_t *thread);

/* Frees a kept thread. NULL is allowed. */
void sinsp_thread_free(struct sinsp_thread_t *thread);

/* Reads a user of a container (an empty text for the machine). False where there is none. */
bool sinsp_user_get(const struct sinsp_inspector_t *inspector,
                    const char *container,
                    size_t len,
                    uint32_t uid,
                    struct sinsp_user_view *view,
                    size_t size);

/* Reads a group of a container, as `sinsp_user_get`. */
bool sinsp_group_get(const struct sinsp_inspector_t *inspector,
                     const char *container,
                     size_t len,
                     uint32_t gid,
                     struct sinsp_group_view *view,
                     size_t size);

/* Writes all users; returns how many there are. */
size_t sinsp_users(const struct sinsp_inspector_t *inspector, struct sinsp_user_view *users, size_t room);

/* Writes all groups; returns how many there are. */
size_t sinsp_groups(const struct sinsp_inspector_t *inspector, struct sinsp_group_view *groups, size_t room);

/* Reads what is known of a container by its short id. False where it is unknown. `size` is
 * `sizeof(sinsp_container_details)`. */
bool sinsp_container_get(const struct sinsp_inspector_t *inspector,
                         const char *id,
                         size_t len,
                         struct sinsp_container_details *view,
                         size_t size);

/* Writes all containers; returns how many there are. Texts are valid until the next call that reads an event or
 * closes the source. */
size_t sinsp_containers(const struct sinsp_inspector_t *inspector,
                        struct sinsp_container_view *containers,
                        size_t room);

/* The JSON text of a container; empty where it is unknown. */
struct sinsp_text sinsp_container_json(const struct sinsp_inspector_t *inspector, const char *id, size_t len);
