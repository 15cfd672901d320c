/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libsinsp for C: events of a machine or a capture file, with the state of every process around them.
 *
 *     sinsp_inspector_t *inspector = sinsp_create();
 *     if(sinsp_open_savefile(inspector, "trace.scap") != SCAP_SUCCESS) {
 *         fprintf(stderr, "%s\n", sinsp_last_error(inspector).ptr);
 *     }
 *     sinsp_formatter_t *line = sinsp_formatter_compile(inspector, "%proc.name %evt.type", 20);
 *     const sinsp_event_t *event;
 *     int32_t rc;
 *     while((rc = sinsp_next(inspector, &event)) != SCAP_EOF && rc != SCAP_FAILURE) {
 *         sinsp_text text;
 *         if(rc == SCAP_SUCCESS && sinsp_formatter_text(line, event, &text)) {
 *             puts(text.ptr);
 *         }
 *     }
 *     sinsp_formatter_free(line);
 *     sinsp_destroy(inspector);
 *
 * Ownership. What a function named create, compile, parse or keep returns belongs to the caller, who gives it to the
 * free or destroy function of its type. The event of sinsp_next() belongs to the inspector. Structures named _view are
 * filled in the caller's memory and own nothing.
 *
 * Texts are lent: a pointer and a length, UTF-8 not guaranteed, a NUL behind them only where the function says so.
 * Each function says how long a text is good.
 *
 * Failure. Functions return NULL, false or SCAP_FAILURE, and sinsp_last_error() of the inspector has a sentence. NULL
 * handles are failures, never crashes.
 *
 * Threads. An inspector, its events, and the filters, formatters and fields used with them belong to one thread at a
 * time. Different inspectors do not know of each other and can be used in different threads.
 *
 * Plugins. sinsp_plugin_register() loads one, sinsp_plugin_init() starts it; then sinsp_open_plugin() makes it the source
 * of events, or any other source is opened and it reads fields, parses and sends events beside that. sinsp_table_open()
 * gives the tables that plugins share with the library and with each other, described by <plugin/plugin_api.h>.
 *
 * Versions. The interface only grows. Functions that fill a structure take its size, so that a program compiled with
 * an older header keeps working; ask sinsp_abi_version() before using what a newer one has.
 */
#ifndef SYSCAP_SINSP_C_H
#define SYSCAP_SINSP_C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libscap/metrics_v2.h>
#include <libscap/scap_const.h>
#include <libscap/scap_open.h>
#include <libscap/engine/test_input/test_input_public.h>
#include <plugin/plugin_api.h>

/* The version of this header. */
#define SINSP_ABI_VERSION 3

/* Forms of buffers in output: sinsp_set_buffer_format(), sinsp_event_param_text(). */
#define SINSP_BUFFER_NORMAL 0 /* printable characters, a dot for everything else */
#define SINSP_BUFFER_HEX 1
#define SINSP_BUFFER_HEXASCII 2
#define SINSP_BUFFER_EOLS 3 /* printable characters and line ends, after a line end */
#define SINSP_BUFFER_EOLS_COMPACT 4
#define SINSP_BUFFER_BASE64 5
#define SINSP_BUFFER_SIMPLE 6 /* as normal; descriptors without the letters of their kind */

/* Options for sources opened later: sinsp_set_option(). */
#define SINSP_OPTION_IMPORT_USERS 1             /* keep users and groups; 1 */
#define SINSP_OPTION_AUTO_PURGE 2               /* remove threads that have ended; 1 */
#define SINSP_OPTION_PURGE_INTERVAL_NS 3        /* how often idle threads are looked for; 20 minutes */
#define SINSP_OPTION_THREAD_TIMEOUT_NS 4        /* how long a thread may be idle; 30 minutes */
#define SINSP_OPTION_MAX_THREADS 5              /* most threads that are kept; 262144 */
#define SINSP_OPTION_MAX_FDS 6                  /* most descriptors of a process that are kept; 4096 */
#define SINSP_OPTION_BYTE_BUDGET 7              /* bytes for threads and descriptors; 2 GiB */
#define SINSP_OPTION_MACHINE_INFO 8             /* believe what a capture file tells of its machine; 0 */
#define SINSP_OPTION_TRACK_CONNECTION_STATUS 9  /* follow pending and failed connects; 0 */

#define SINSP_OPTION_LEGACY_VIEW 10             /* events as libs 0.18 showed them, see below; 0 */
#define SINSP_OPTION_LARGE_ENVIRONMENTS 11      /* live: read environments over 4096 bytes whole from /proc; 0 */
#define SINSP_OPTION_MAX_LOOKUPS 12             /* most unknown threads that /proc is asked for; UINT64_MAX: any number */
#define SINSP_OPTION_MAX_LOOKUPS_WITH_FDS 13    /* after this many, not for their descriptors; UINT64_MAX: any number */
#define SINSP_OPTION_LOOKUP_PERIOD_NS 14        /* after this time /proc may be asked as often again; 0: never */
#define SINSP_OPTION_PUSHDOWN 15                /* live: what the filter refuses is not copied out of the kernel; 1 */

/*
 * The legacy view. Since libs 0.21 old captures are read in the newest form of each event, and entry events are dropped
 * where their exit tells the same. With SINSP_OPTION_LEGACY_VIEW the state is still made of the newest forms, and the
 * events that sinsp_next() gives are those that were recorded: old codes and layouts, entry events, and descriptors by
 * the rules of 0.18 (an exit belongs to a descriptor only behind its own entry; mkdirat, unlinkat, symlinkat, fchmodat,
 * fchownat, mmap, sendmmsg and recvmmsg to none). Exits of today's probes get an entry event made of their parameters
 * where 0.18 had one with the same: setuid, setresuid, mmap, mmap2.
 */

/* What a running probe is told: sinsp_probe_set. */
#define SINSP_PROBE_SNAPLEN 1         /* most bytes of data that an event carries */
#define SINSP_PROBE_DROP_FAILED 2     /* leave out calls that failed; 0 */
#define SINSP_PROBE_SAMPLING 3        /* of the events that change no state, one in this many of each second; 0, 1: all */
#define SINSP_PROBE_DYNAMIC_SNAPLEN 4 /* more data for descriptors whose ports or data ask for it; 0 */

/* What an event means to listeners: sinsp_notice. */
#define SINSP_NOTICE_READ 1           /* a read succeeded */
#define SINSP_NOTICE_WRITE 2          /* a write succeeded */
#define SINSP_NOTICE_SENDFILE 3       /* a sendfile succeeded */
#define SINSP_NOTICE_CONNECT 4        /* a connect succeeded, or is under way */
#define SINSP_NOTICE_ACCEPT 5         /* a connection was accepted */
#define SINSP_NOTICE_BIND 6           /* a socket was bound */
#define SINSP_NOTICE_OPEN 7           /* a file was opened, or an attempt failed */
#define SINSP_NOTICE_ERROR 8          /* a call on a known descriptor failed */
#define SINSP_NOTICE_ERASE_FD 9       /* a descriptor goes */
#define SINSP_NOTICE_SHUTDOWN 10      /* a socket was shut down */
#define SINSP_NOTICE_EXECVE 11        /* a program was loaded */
#define SINSP_NOTICE_CLONE 12         /* a thread was made */
#define SINSP_NOTICE_SOCKET_STATUS 13 /* a connection came about or failed */

/* Kinds of nodes of a filter: sinsp_ast_node. */
#define SINSP_AST_AND 1
#define SINSP_AST_OR 2
#define SINSP_AST_NOT 3
#define SINSP_AST_IDENTIFIER 4
#define SINSP_AST_VALUE 5
#define SINSP_AST_LIST 6
#define SINSP_AST_TRANSFORMER_LIST 7
#define SINSP_AST_UNARY 8
#define SINSP_AST_BINARY 9
#define SINSP_AST_FIELD 10
#define SINSP_AST_TRANSFORMER 11

/* Flags of descriptors: sinsp_fd_view. */
#define SINSP_FD_FROM_PROC (1u << 0)
#define SINSP_FD_ROLE_CLIENT (1u << 2)
#define SINSP_FD_ROLE_SERVER (1u << 3)
#define SINSP_FD_SOCKET_PIPE (1u << 6)
#define SINSP_FD_SOCKET_CONNECTED (1u << 13)
#define SINSP_FD_CLONED (1u << 14)
#define SINSP_FD_CONNECTION_PENDING (1u << 15)
#define SINSP_FD_CONNECTION_FAILED (1u << 16)
#define SINSP_FD_OVERLAY_UPPER (1u << 17)
#define SINSP_FD_OVERLAY_LOWER (1u << 18)

/* Flags of fields: sinsp_field_row, sinsp_field_view. */
#define SINSP_FIELD_FILTER_ONLY (1u << 0)
#define SINSP_FIELD_PRINT_ONLY (1u << 1)
#define SINSP_FIELD_ARG_REQUIRED (1u << 2)
#define SINSP_FIELD_TABLE_ONLY (1u << 3)
#define SINSP_FIELD_INFO (1u << 4)
#define SINSP_FIELD_CONVERSATION (1u << 5)
#define SINSP_FIELD_IS_LIST (1u << 6)
#define SINSP_FIELD_ARG_ALLOWED (1u << 7)
#define SINSP_FIELD_ARG_INDEX (1u << 8)
#define SINSP_FIELD_ARG_KEY (1u << 9)
#define SINSP_FIELD_DEPRECATED (1u << 10)
#define SINSP_FIELD_NO_TRANSFORMER (1u << 11)
#define SINSP_FIELD_NO_RHS (1u << 12)
#define SINSP_FIELD_FORMAT_SUGGESTED (1u << 14)

#ifdef __cplusplus
extern "C" {
#endif

#include <libsinsp/detail/sinsp_c.h>

#ifdef __cplusplus
}
#endif

#endif /* SYSCAP_SINSP_C_H */
