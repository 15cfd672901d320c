// SPDX-License-Identifier: Apache-2.0
// File descriptors.
#pragma once

#include <libsinsp/detail/core.h>
#include <libsinsp/sinsp_public.h>
#include <libsinsp/tuples.h>
#include <cstring>
#include <memory>
#include <string>

#define CHAR_FD_FILE 'f'
#define CHAR_FD_IPV4_SOCK '4'
#define CHAR_FD_IPV6_SOCK '6'
#define CHAR_FD_DIRECTORY 'd'
#define CHAR_FD_IPV4_SERVSOCK '4'
#define CHAR_FD_IPV6_SERVSOCK '6'
#define CHAR_FD_FIFO 'p'
#define CHAR_FD_UNIX_SOCK 'u'
#define CHAR_FD_EVENT 'e'
#define CHAR_FD_UNKNOWN 'o'
#define CHAR_FD_UNSUPPORTED 'X'
#define CHAR_FD_SIGNAL 's'
#define CHAR_FD_EVENTPOLL 'l'
#define CHAR_FD_INOTIFY 'i'
#define CHAR_FD_TIMERFD 't'
#define CHAR_FD_NETLINK 'n'
#define CHAR_FD_BPF 'b'
#define CHAR_FD_USERFAULTFD 'u'
#define CHAR_FD_IO_URING 'r'
#define CHAR_FD_MEMFD 'm'
#define CHAR_FD_PIDFD 'P'

// The ends of a socket; the kind of the descriptor says which member is valid.
union sinsp_sockinfo {
    ipv4tuple m_ipv4info;
    ipv6tuple m_ipv6info;
    ipv4serverinfo m_ipv4serverinfo;
    ipv6serverinfo m_ipv6serverinfo;
    unix_tuple m_unixinfo;
};
static_assert(sizeof(sinsp_sockinfo) == 40, "laid out as the C interface lays it out");

// What is known of an open file descriptor, as it was when it was asked for. It belongs to its thread and is good
// until the next event.
class SINSP_PUBLIC sinsp_fdinfo {
public:
    enum flags {
        FLAGS_NONE = 0,
        FLAGS_FROM_PROC = (1 << 0),  // found in the system, not seen being opened
        FLAGS_ROLE_CLIENT = (1 << 2),
        FLAGS_ROLE_SERVER = (1 << 3),
        FLAGS_IS_SOCKET_PIPE = (1 << 6),
        FLAGS_IN_BASELINE_R = (1 << 10),
        FLAGS_IN_BASELINE_RW = (1 << 11),
        FLAGS_IN_BASELINE_OTHER = (1 << 12),
        FLAGS_SOCKET_CONNECTED = (1 << 13),
        FLAGS_IS_CLONED = (1 << 14),  // came by a fork
        FLAGS_CONNECTION_PENDING = (1 << 15),
        FLAGS_CONNECTION_FAILED = (1 << 16),
        FLAGS_OVERLAY_UPPER = (1 << 17),
        FLAGS_OVERLAY_LOWER = (1 << 18),
    };

    sinsp_fdinfo() = default;
    virtual ~sinsp_fdinfo() = default;
    sinsp_fdinfo(const sinsp_fdinfo&) = default;
    sinsp_fdinfo(sinsp_fdinfo&&) = default;
    sinsp_fdinfo& operator=(const sinsp_fdinfo&) = default;
    sinsp_fdinfo& operator=(sinsp_fdinfo&&) = default;

    virtual std::unique_ptr<sinsp_fdinfo> clone() const { return std::make_unique<sinsp_fdinfo>(*this); }

    // The character and the word for the kind.
    char get_typechar() const { return static_cast<char>(sinsp_fd_type_char(m_type)); }
    const char* get_typestring() const { return sinsp_fd_type_name(m_type).ptr; }

    // The name without unprintable bytes.
    std::string tostring_clean() const {
        std::string name;
        for(const char c : m_name) {
            if(static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f) {
                name += c;
            }
        }
        return name;
    }

    bool is_syslog() const { return m_name.find("/dev/log") != std::string::npos; }
    bool is_unix_socket() const { return m_type == SCAP_FD_UNIX_SOCK; }
    bool is_ipv4_socket() const { return m_type == SCAP_FD_IPV4_SOCK; }
    bool is_ipv6_socket() const { return m_type == SCAP_FD_IPV6_SOCK; }
    bool is_udp_socket() const { return is_ipv4_socket() && m_sockinfo.m_ipv4info.m_fields.m_l4proto == SCAP_L4_UDP; }
    bool is_tcp_socket() const { return is_ipv4_socket() && m_sockinfo.m_ipv4info.m_fields.m_l4proto == SCAP_L4_TCP; }
    bool is_pipe() const { return m_type == SCAP_FD_FIFO; }
    bool is_file() const { return m_type == SCAP_FD_FILE || m_type == SCAP_FD_FILE_V2; }
    bool is_directory() const { return m_type == SCAP_FD_DIRECTORY; }
    bool is_pidfd() const { return m_type == SCAP_FD_PIDFD; }

    uint16_t get_serverport() const {
        switch(m_type) {
        case SCAP_FD_IPV4_SOCK: return m_sockinfo.m_ipv4info.m_fields.m_dport;
        case SCAP_FD_IPV6_SOCK: return m_sockinfo.m_ipv6info.m_fields.m_dport;
        default: return 0;
        }
    }

    uint32_t get_device() const { return m_dev; }
    uint32_t get_device_major() const { return (m_dev & 0xfff00) >> 8; }
    uint32_t get_device_minor() const { return (m_dev & 0xff) | ((m_dev >> 12) & 0xfff00); }
    uint64_t get_ino() const { return m_ino; }
    int64_t get_pid() const { return m_pid; }

    scap_l4_proto get_l4proto() const {
        switch(m_type) {
        case SCAP_FD_IPV4_SOCK:
        case SCAP_FD_IPV6_SOCK: {
            const auto proto = static_cast<scap_l4_proto>(is_ipv4_socket() ? m_sockinfo.m_ipv4info.m_fields.m_l4proto
                                                                          : m_sockinfo.m_ipv6info.m_fields.m_l4proto);
            return is_role_none() && proto != SCAP_L4_RAW ? SCAP_L4_NA : proto;
        }
        case SCAP_FD_IPV4_SERVSOCK: return static_cast<scap_l4_proto>(m_sockinfo.m_ipv4serverinfo.m_l4proto);
        case SCAP_FD_IPV6_SERVSOCK: return static_cast<scap_l4_proto>(m_sockinfo.m_ipv6serverinfo.m_l4proto);
        default: return SCAP_L4_NA;
        }
    }

    bool is_role_server() const { return has(FLAGS_ROLE_SERVER); }
    bool is_role_client() const { return has(FLAGS_ROLE_CLIENT); }
    bool is_role_none() const { return (m_flags & (FLAGS_ROLE_CLIENT | FLAGS_ROLE_SERVER)) == 0; }
    bool has_no_role() const { return is_role_none(); }
    bool is_socket_connected() const { return has(FLAGS_SOCKET_CONNECTED); }
    bool is_socket_pending() const { return has(FLAGS_CONNECTION_PENDING); }
    bool is_socket_failed() const { return has(FLAGS_CONNECTION_FAILED); }
    bool is_cloned() const { return has(FLAGS_IS_CLONED); }
    bool is_overlay_upper() const { return has(FLAGS_OVERLAY_UPPER); }
    bool is_overlay_lower() const { return has(FLAGS_OVERLAY_LOWER); }
    bool is_socketpipe() const { return has(FLAGS_IS_SOCKET_PIPE); }
    bool is_close_on_exec() const {
        return (m_openflags & PPM_O_CLOEXEC) != 0 ||
               (m_type == SCAP_FD_EVENTPOLL && (m_openflags & PPM_EPOLL_CLOEXEC) != 0) ||
               (m_type == SCAP_FD_MEMFD && (m_openflags & PPM_MFD_CLOEXEC) != 0);
    }

    scap_fd_type m_type = SCAP_FD_UNINITIALIZED;
    uint32_t m_openflags = 0;  // PPM_O_, or the flags of the call that made it
    sinsp_sockinfo m_sockinfo = {};
    std::string m_name;      // as it is shown: full path, socket ends, ...
    std::string m_name_raw;  // the path as the process gave it
    std::string m_oldname;   // the name before the event
    uint32_t m_flags = FLAGS_NONE;
    uint32_t m_dev = 0;
    uint32_t m_mount_id = 0;
    uint64_t m_ino = 0;
    int64_t m_pid = 0;  // of a pidfd
    int64_t m_fd = -1;

    // Takes over what the library says.
    void assign(const sinsp_fd_view& view) {
        m_type = static_cast<scap_fd_type>(view.ty);
        m_openflags = view.open_flags;
        memcpy(static_cast<void*>(&m_sockinfo), view.socket, sizeof(m_sockinfo));
        m_name.assign(libsinsp::detail::view(view.name));
        m_name_raw.assign(libsinsp::detail::view(view.name_raw));
        m_flags = view.flags;
        m_dev = view.dev;
        m_mount_id = view.mount_id;
        m_ino = view.ino;
        m_pid = view.pid;
        m_fd = view.number;
    }

private:
    bool has(uint32_t flag) const { return (m_flags & flag) != 0; }
};
