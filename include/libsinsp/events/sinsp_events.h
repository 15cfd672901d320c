// SPDX-License-Identifier: Apache-2.0
// Event types and system calls: what they are, and sets of them.
#pragma once

#include <libsinsp/detail/plugin_core.h>
#include <libsinsp/events/sinsp_events_set.h>
#include <string>
#include <unordered_set>

namespace libsinsp {
namespace events {

// The row of the event table.
inline const ppm_event_info* info(ppm_event_code event_type) {
    return &scap_get_event_info_table()[event_type];
}

inline bool is_generic(ppm_event_code event_type) {
    return event_type == PPME_GENERIC_E || event_type == PPME_GENERIC_X;
}
inline bool is_unused_event(ppm_event_code event_type) {
    return (info(event_type)->flags & EF_UNUSED) != 0;
}
inline bool is_skip_parse_reset_event(ppm_event_code event_type) {
    return (info(event_type)->flags & EF_SKIPPARSERESET) != 0;
}
inline bool is_old_version_event(ppm_event_code event_type) {
    return (info(event_type)->flags & EF_OLD_VERSION) != 0;
}
inline bool is_syscall_event(ppm_event_code event_type) {
    return (info(event_type)->category & EC_SYSCALL) != 0;
}
inline bool is_tracepoint_event(ppm_event_code event_type) {
    return (info(event_type)->category & EC_TRACEPOINT) != 0;
}
inline bool is_metaevent(ppm_event_code event_type) {
    return (info(event_type)->category & EC_METAEVENT) != 0;
}
inline bool is_iter_event(ppm_event_code event_type) {
    return (info(event_type)->category & EC_ITER) != 0;
}
inline bool is_unknown_event(ppm_event_code event_type) {
    return info(event_type)->category == EC_UNKNOWN;
}
inline bool is_plugin_event(ppm_event_code event_type) {
    return (info(event_type)->category & EC_PLUGIN) != 0;
}

namespace detail {

inline set<ppm_sc_code> marked_sc(const std::vector<uint8_t>& marks) {
    set<ppm_sc_code> ret;
    for(size_t i = 0; i < marks.size(); i++) {
        if(marks[i] != 0) {
            ret.insert(static_cast<ppm_sc_code>(i));
        }
    }
    return ret;
}

// The system calls of the events in these syscall categories.
inline set<ppm_sc_code> of_categories(std::initializer_list<ppm_event_category> categories) {
    std::vector<uint8_t> events(PPM_EVENT_MAX, 0), marks(PPM_SC_MAX, 0);
    for(int code = 0; code < PPM_EVENT_MAX; code++) {
        const auto category = scap_get_syscall_category_from_event(static_cast<ppm_event_code>(code));
        for(auto wanted : categories) {
            events[code] |= category == wanted;
        }
    }
    scap_get_ppm_sc_from_events(events.data(), marks.data());
    return marked_sc(marks);
}

}  // namespace detail

// The system calls that the state of threads and descriptors depends on.
inline set<ppm_sc_code> sinsp_state_sc_set() {
    std::vector<uint8_t> marks(PPM_SC_MAX, 0);
    scap_get_modifies_state_ppm_sc(marks.data());
    return detail::marked_sc(marks);
}

// The system calls that matter for security, those of the state, and `ppm_sc_set`.
inline set<ppm_sc_code> enforce_simple_sc_set(set<ppm_sc_code> ppm_sc_set = {}) {
    const set<ppm_sc_code> simple = {
        PPM_SC_ACCEPT, PPM_SC_ACCEPT4, PPM_SC_BIND, PPM_SC_BPF, PPM_SC_CAPSET, PPM_SC_CHDIR, PPM_SC_CHMOD,
        PPM_SC_CHROOT, PPM_SC_CLONE, PPM_SC_CLONE3, PPM_SC_CLOSE, PPM_SC_CONNECT, PPM_SC_CREAT, PPM_SC_DUP,
        PPM_SC_DUP2, PPM_SC_DUP3, PPM_SC_EVENTFD, PPM_SC_EVENTFD2, PPM_SC_EXECVE, PPM_SC_EXECVEAT, PPM_SC_FCHDIR,
        PPM_SC_FCHMOD, PPM_SC_FCHMODAT, PPM_SC_FCNTL, PPM_SC_FCNTL64, PPM_SC_FLOCK, PPM_SC_FORK, PPM_SC_GETSOCKOPT,
        PPM_SC_INOTIFY_INIT, PPM_SC_INOTIFY_INIT1, PPM_SC_IOCTL, PPM_SC_IO_URING_SETUP, PPM_SC_KILL, PPM_SC_LINK,
        PPM_SC_LINKAT, PPM_SC_LISTEN, PPM_SC_MKDIR, PPM_SC_MKDIRAT, PPM_SC_MOUNT, PPM_SC_OPEN,
        PPM_SC_OPEN_BY_HANDLE_AT, PPM_SC_OPENAT, PPM_SC_OPENAT2, PPM_SC_PIPE, PPM_SC_PIPE2, PPM_SC_PRLIMIT64,
        PPM_SC_PTRACE, PPM_SC_QUOTACTL, PPM_SC_RECVFROM, PPM_SC_RECVMSG, PPM_SC_RENAME, PPM_SC_RENAMEAT,
        PPM_SC_RENAMEAT2, PPM_SC_RMDIR, PPM_SC_SECCOMP, PPM_SC_SENDMSG, PPM_SC_SENDTO, PPM_SC_SETGID,
        PPM_SC_SETGID32, PPM_SC_SETNS, PPM_SC_SETPGID, PPM_SC_SETREGID, PPM_SC_SETRESGID, PPM_SC_SETRESGID32,
        PPM_SC_SETRESUID, PPM_SC_SETRESUID32, PPM_SC_SETREUID, PPM_SC_SETRLIMIT, PPM_SC_SETSID, PPM_SC_SETUID,
        PPM_SC_SETUID32, PPM_SC_SHUTDOWN, PPM_SC_SIGNALFD, PPM_SC_SIGNALFD4, PPM_SC_SOCKET, PPM_SC_SOCKETPAIR,
        PPM_SC_SYMLINK, PPM_SC_SYMLINKAT, PPM_SC_TGKILL, PPM_SC_TIMERFD_CREATE, PPM_SC_TKILL, PPM_SC_UMOUNT,
        PPM_SC_UMOUNT2, PPM_SC_UNLINK, PPM_SC_UNLINKAT, PPM_SC_UNSHARE, PPM_SC_USERFAULTFD, PPM_SC_VFORK,
    };
    return ppm_sc_set.merge(simple).merge(sinsp_state_sc_set());
}

inline set<ppm_sc_code> io_sc_set() {
    return detail::of_categories({EC_IO_READ, EC_IO_WRITE});
}
inline set<ppm_sc_code> io_other_sc_set() {
    return detail::of_categories({EC_IO_OTHER});
}
inline set<ppm_sc_code> file_sc_set() {
    return detail::of_categories({EC_FILE});
}
inline set<ppm_sc_code> net_sc_set() {
    return detail::of_categories({EC_NET});
}
inline set<ppm_sc_code> proc_sc_set() {
    return detail::of_categories({EC_PROCESS});
}
inline set<ppm_sc_code> sys_sc_set() {
    return detail::of_categories({EC_SYSTEM, EC_MEMORY, EC_SIGNAL});
}

// Every system call and trace point that has a name.
inline set<ppm_sc_code> all_sc_set() {
    set<ppm_sc_code> ret;
    for(int code = 1; code < PPM_SC_MAX; code++) {
        if(scap_get_ppm_sc_name(static_cast<ppm_sc_code>(code))[0] != 0) {
            ret.insert(static_cast<ppm_sc_code>(code));
        }
    }
    return ret;
}

inline set<ppm_event_code> all_event_set() {
    set<ppm_event_code> ret;
    for(int code = 0; code < PPM_EVENT_MAX; code++) {
        ret.insert(static_cast<ppm_event_code>(code));
    }
    return ret;
}

// The system calls that make these events. One that makes a generic event stands for all generic ones.
inline set<ppm_sc_code> event_set_to_sc_set(const set<ppm_event_code>& events_of_interest) {
    std::vector<uint8_t> marks(PPM_SC_MAX, 0);
    scap_get_ppm_sc_from_events(events_of_interest.data(), marks.data());
    return detail::marked_sc(marks);
}

// The events that these system calls make.
inline set<ppm_event_code> sc_set_to_event_set(const set<ppm_sc_code>& ppm_sc_of_interest) {
    std::vector<uint8_t> marks(PPM_EVENT_MAX, 0);
    scap_get_events_from_ppm_sc(ppm_sc_of_interest.data(), marks.data());
    set<ppm_event_code> ret;
    for(int code = 0; code < PPM_EVENT_MAX; code++) {
        if(marks[code] != 0) {
            ret.insert(static_cast<ppm_event_code>(code));
        }
    }
    return ret;
}

inline std::unordered_set<std::string> sc_set_to_sc_names(const set<ppm_sc_code>& ppm_sc_set) {
    std::unordered_set<std::string> ret;
    for(auto code : ppm_sc_set) {
        if(const char* name = scap_get_ppm_sc_name(code); name[0] != 0) {
            ret.insert(name);
        }
    }
    return ret;
}

// Names of events; with `resolve_generic` a generic event stands for the names of all its system calls.
inline std::unordered_set<std::string> event_set_to_names(const set<ppm_event_code>& events_set,
                                                          bool resolve_generic = true) {
    std::unordered_set<std::string> ret;
    bool generic = false;
    for(auto code : events_set) {
        if(is_generic(code)) {
            generic = true;
        } else {
            ret.insert(info(code)->name);
        }
    }
    if(generic && resolve_generic) {
        auto names = sc_set_to_sc_names(event_set_to_sc_set({PPME_GENERIC_E, PPME_GENERIC_X}));
        names.erase("unknown");
        ret.insert(names.begin(), names.end());
    }
    return ret;
}

// Events by name, asynchronous ones of loaded plugins among them. A name that only a system call has stands for the generic events.
inline set<ppm_event_code> names_to_event_set(const std::unordered_set<std::string>& events) {
    std::unordered_set<std::string> rest = events;
    set<ppm_event_code> ret;
    for(int code = 2; code < PPM_EVENT_MAX; code++) {
        const char* name = info(static_cast<ppm_event_code>(code))->name;
        if(events.count(name) != 0) {
            ret.insert(static_cast<ppm_event_code>(code));
            rest.erase(name);
        }
    }
    for(const auto& name : events) {
        if(libsinsp::detail::async_event_names::has(name)) {
            ret.insert(PPME_ASYNCEVENT_E);
            rest.erase(name);
        }
    }
    for(int code = 0; code < PPM_SC_MAX && !rest.empty(); code++) {
        if(rest.count(scap_get_ppm_sc_name(static_cast<ppm_sc_code>(code))) != 0) {
            ret.insert(PPME_GENERIC_E);
            ret.insert(PPME_GENERIC_X);
            break;
        }
    }
    return ret;
}

inline set<ppm_sc_code> sc_names_to_sc_set(const std::unordered_set<std::string>& syscalls) {
    set<ppm_sc_code> ret;
    for(const auto& name : syscalls) {
        if(const auto code = scap_ppm_sc_from_name(name.c_str()); code != PPM_SC_UNKNOWN) {
            ret.insert(code);
        }
    }
    return ret;
}

// System calls by the names of their events, as evt.type shows them.
inline set<ppm_sc_code> event_names_to_sc_set(const std::unordered_set<std::string>& events) {
    const set<ppm_event_code> generic = {PPME_GENERIC_E, PPME_GENERIC_X};
    const auto named = names_to_event_set(events);
    auto ret = event_set_to_sc_set(named.diff(generic));
    if(!named.intersect(generic).empty()) {
        for(auto code : event_set_to_sc_set(generic)) {
            if(events.count(scap_get_ppm_sc_name(code)) != 0) {
                ret.insert(code);
            }
        }
    }
    return ret;
}

// Names as evt.type shows them.
inline std::unordered_set<std::string> sc_set_to_event_names(const set<ppm_sc_code>& ppm_sc_set) {
    auto events = sc_set_to_event_set(ppm_sc_set);
    events.remove(PPME_GENERIC_E);
    events.remove(PPME_GENERIC_X);
    auto ret = event_set_to_names(events);
    const auto others = sc_set_to_sc_names(ppm_sc_set.diff(event_set_to_sc_set(events)));
    ret.insert(others.begin(), others.end());
    return ret;
}

// `ppm_sc_set` with the system calls that state about its subjects cannot do without.
inline set<ppm_sc_code> sinsp_repair_state_sc_set(const set<ppm_sc_code>& ppm_sc_set) {
    const auto has = [&](const set<ppm_sc_code>& some) { return !some.intersect(ppm_sc_set).empty(); };
    set<ppm_sc_code> ret = {
        PPM_SC_CLONE, PPM_SC_CLONE3, PPM_SC_FORK, PPM_SC_VFORK, PPM_SC_EXECVE, PPM_SC_EXECVEAT, PPM_SC_FCHDIR,
        PPM_SC_CHDIR, PPM_SC_CHROOT, PPM_SC_CAPSET, PPM_SC_SETGID, PPM_SC_SETGID32, PPM_SC_SETPGID,
        PPM_SC_SETRESGID, PPM_SC_SETRESGID32, PPM_SC_SETRESUID, PPM_SC_SETRESUID32, PPM_SC_SETSID, PPM_SC_SETUID,
        PPM_SC_SETUID32, PPM_SC_PRCTL, PPM_SC_SCHED_PROCESS_EXIT,
    };
    if(has(net_sc_set())) {
        ret.insert(PPM_SC_SOCKET);
        ret.insert(PPM_SC_GETSOCKOPT);
        ret.insert(PPM_SC_CLOSE);
    }
    if(has({PPM_SC_ACCEPT, PPM_SC_ACCEPT4, PPM_SC_LISTEN})) {
        ret.insert(PPM_SC_BIND);
    }
    if(has(file_sc_set()) || has(io_sc_set()) || has(io_other_sc_set())) {
        ret.insert(PPM_SC_CLOSE);
    }
    return ret.merge(ppm_sc_set);
}

// The events that the state depends on, those about the machine included.
inline set<ppm_event_code> sinsp_state_event_set() {
    auto ret = sc_set_to_event_set(sinsp_state_sc_set());
    for(int number = 2; number < PPM_EVENT_MAX; number++) {
        const auto code = static_cast<ppm_event_code>(number);
        if(!is_unused_event(code) && !is_unknown_event(code) && is_metaevent(code)) {
            ret.insert(code);
        }
    }
    return ret;
}

}  // namespace events
}  // namespace libsinsp
