// SPDX-License-Identifier: Apache-2.0
// What threads and their table do that needs all classes to be known. Included by sinsp.h only.
#pragma once

inline void sinsp_threadinfo::take(const sinsp_thread_view* old) {
    namespace d = libsinsp::detail;
    const auto& v = view();
    m_tid = v.tid;
    m_pid = v.pid;
    m_ptid = v.ptid;
    m_reaper_tid = v.reaper_tid;
    m_sid = v.sid;
    m_flags = v.flags;
    m_fdlimit = v.fdlimit;
    m_uid = v.uid;
    m_gid = v.gid;
    m_loginuid = v.loginuid;
    m_cap_permitted = v.cap_permitted;
    m_cap_effective = v.cap_effective;
    m_cap_inheritable = v.cap_inheritable;
    m_exe_writable = v.exe_writable;
    m_exe_upper_layer = v.exe_upper_layer;
    m_exe_lower_layer = v.exe_lower_layer;
    m_exe_from_memfd = v.exe_from_memfd;
    m_exe_ino = v.exe_ino;
    m_exe_ino_ctime = v.exe_ino_ctime;
    m_exe_ino_mtime = v.exe_ino_mtime;
    m_exe_ino_ctime_duration_clone_ts = v.exe_ino_ctime_duration_clone_ts;
    m_exe_ino_ctime_duration_pidns_start = v.exe_ino_ctime_duration_pidns_start;
    m_vmsize_kb = v.vmsize_kb;
    m_vmrss_kb = v.vmrss_kb;
    m_vmswap_kb = v.vmswap_kb;
    m_pfmajor = v.pfmajor;
    m_pfminor = v.pfminor;
    m_vtid = v.vtid;
    m_vpid = v.vpid;
    m_vpgid = v.vpgid;
    m_pgid = v.pgid;
    m_pidns_init_start_ts = v.pidns_init_start_ts;
    m_tty = v.tty;
    m_filtered_out = v.filtered_out;
    m_lastevent_fd = v.lastevent_fd;
    m_lastevent_ts = v.lastevent_ts;
    m_prevevent_ts = v.prevevent_ts;
    m_lastaccess_ts = v.lastaccess_ts;
    m_clone_ts = v.clone_ts;
    m_lastexec_ts = v.lastexec_ts;
    const auto changed = [&](sinsp_text sinsp_thread_view::*text) {
        return old == nullptr || (old->*text).ptr != (v.*text).ptr || (old->*text).len != (v.*text).len;
    };
    if(changed(&sinsp_thread_view::comm)) {
        m_comm = d::string(v.comm);
    }
    if(changed(&sinsp_thread_view::exe)) {
        m_exe = d::string(v.exe);
    }
    if(changed(&sinsp_thread_view::exepath)) {
        m_exepath = d::string(v.exepath);
    }
    if(changed(&sinsp_thread_view::args)) {
        m_args = d::pieces(v.args);
    }
    if(changed(&sinsp_thread_view::env)) {
        m_env = v.is_main ? d::pieces(v.env) : std::vector<std::string>();
    }
    if(changed(&sinsp_thread_view::root)) {
        m_root = d::string(v.root);
    }
    if(changed(&sinsp_thread_view::cgroups)) {
        m_cgroups.clear();
        for(const auto& entry : d::pieces(v.cgroups)) {
            const auto eq = entry.find('=');
            m_cgroups.emplace_back(entry.substr(0, eq), eq == std::string::npos ? "" : entry.substr(eq + 1));
        }
        m_container_id = d::string(v.container_id);
    }
#ifdef SYSCAP_LIBS_API
    // Names are those that were known when the thread took the id: none, for threads in the list at the start of a
    // capture, which the list of users follows.
    const bool found = old == nullptr && m_inspector->is_capture() && v.clone_ts < m_inspector->first_ts();
    const auto name = [found](const auto* known) -> std::string {
        return found || known == nullptr || strcmp(known->name, "<NA>") == 0 ? "" : known->name;
    };
    if(old == nullptr || old->uid != v.uid) {
        m_user = {v.uid, name(m_inspector->m_usergroup_manager->get_user(m_container_id, v.uid))};
    }
    if(old == nullptr || old->gid != v.gid) {
        m_group = {v.gid, name(m_inspector->m_usergroup_manager->get_group(m_container_id, v.gid))};
    }
#endif
}

inline bool sinsp_threadinfo::refresh() {
    if(m_read_at == m_inspector->generation()) {
        return true;
    }
    const sinsp_thread_view old = view();
    if(!sinsp_thread_refresh(m_kept.get(), m_inspector->core())) {
        return false;
    }
    m_read_at = m_inspector->generation();
    take(&old);
    return true;
}

inline const std::vector<std::string>& sinsp_threadinfo::get_env() {
    auto* main = get_main_thread();
    return main == nullptr ? m_env : main->m_env;
}

inline std::string sinsp_threadinfo::get_env(const std::string& name) {
    for(const auto& entry : get_env()) {
        if(entry.size() > name.size() && entry[name.size()] == '=' && entry.compare(0, name.size(), name) == 0) {
            auto value = trim_sv(std::string_view(entry).substr(name.size() + 1));
            return std::string(value);
        }
    }
    return "";
}

inline sinsp_threadinfo* sinsp_threadinfo::get_main_thread() {
    if(is_main_thread()) {
        return this;
    }
    const int64_t tid = sinsp_thread_main(m_inspector->core(), m_tid);
    return tid < 0 ? nullptr : m_inspector->m_thread_manager->find_thread(tid, true).get();
}

inline sinsp_threadinfo* sinsp_threadinfo::get_parent_thread() {
    return m_inspector->m_thread_manager->find_thread(m_ptid, true).get();
}

inline sinsp_fdinfo& sinsp_threadinfo::fd_slot(int64_t number) {
    if(m_fds_at != m_inspector->generation()) {
        m_fds_at = m_inspector->generation();
        // Nobody may point at them any more; those of busy processes are kept for the sake of their memory.
        if(m_fds.size() > 64) {
            m_fds.clear();
        }
    }
    auto& slot = m_fds[number];
    if(slot == nullptr) {
        slot = std::make_unique<sinsp_fdinfo>();
    }
    return *slot;
}

inline sinsp_fdinfo* sinsp_threadinfo::get_fd(int64_t fd) {
    sinsp_fd_view view;
    if(!sinsp_fd_get(m_inspector->core(), m_tid, fd, &view, sizeof(view))) {
        return nullptr;
    }
    auto& slot = fd_slot(fd);
    slot.assign(view);
    slot.m_oldname = slot.m_name;
    return &slot;
}

inline bool sinsp_threadinfo::loop_fds(std::function<bool(int64_t, const sinsp_fdinfo&)> visitor) {
    const auto numbers = libsinsp::detail::list<int64_t>(
        [&](int64_t* out, size_t room) { return sinsp_fd_numbers(m_inspector->core(), m_tid, out, room); });
    for(const int64_t number : numbers) {
        const auto* fd = get_fd(number);
        if(fd != nullptr && !visitor(number, *fd)) {
            return false;
        }
    }
    return true;
}

inline bool sinsp_threadinfo::is_bound_to_port(uint16_t number) const {
    return !const_cast<sinsp_threadinfo*>(this)->loop_fds([&](int64_t, const sinsp_fdinfo& fd) {
        return !((fd.m_type == SCAP_FD_IPV4_SOCK && fd.m_sockinfo.m_ipv4info.m_fields.m_dport == number) ||
                 (fd.m_type == SCAP_FD_IPV4_SERVSOCK && fd.m_sockinfo.m_ipv4serverinfo.m_port == number));
    });
}

inline bool sinsp_threadinfo::uses_client_port(uint16_t number) const {
    return !const_cast<sinsp_threadinfo*>(this)->loop_fds([&](int64_t, const sinsp_fdinfo& fd) {
        return !(fd.m_type == SCAP_FD_IPV4_SOCK && fd.m_sockinfo.m_ipv4info.m_fields.m_sport == number);
    });
}

inline uint64_t sinsp_threadinfo::get_fd_limit() {
    const auto* main = get_main_thread();
    return main == nullptr ? 0 : static_cast<uint64_t>(main->m_fdlimit);
}

inline double sinsp_threadinfo::get_fd_usage_pct_d() {
    const auto limit = static_cast<int64_t>(get_fd_limit());
    if(limit <= 0) {
        return 0;
    }
    return std::min(100.0, static_cast<double>(get_fd_opencount()) * 100 / static_cast<double>(limit));
}

inline std::string sinsp_threadinfo::get_path_for_dir_fd(int64_t dir_fd) {
    const auto* fd = get_fd(dir_fd);
    if(fd == nullptr || fd->m_name.empty()) {
        return "";
    }
    return fd->m_name.back() == '/' ? fd->m_name : fd->m_name + "/";
}

inline const threadinfo_map_t::ptr_t& threadinfo_map_t::get_ref(uint64_t tid) {
    return m_manager->find_thread(static_cast<int64_t>(tid), true);
}

inline bool threadinfo_map_t::const_loop_shared_pointer(const_shared_ptr_visitor_t callback) {
    for(const int64_t tid : m_manager->ids()) {
        const ptr_t thread = m_manager->find_thread(tid, true);
        if(thread != nullptr && !callback(thread)) {
            return false;
        }
    }
    return true;
}

inline size_t threadinfo_map_t::size() const {
    return m_manager->get_thread_count();
}

inline const threadinfo_map_t::ptr_t& sinsp_thread_manager::find_thread(int64_t tid, bool) {
    const auto found = m_read.find(tid);
    if(found != m_read.end()) {
        if(found->second->refresh()) {
            return found->second;
        }
        m_gone.push_back(std::move(found->second));
        m_read.erase(found);
    }
    libsinsp::detail::thread_ptr kept(sinsp_thread_keep(m_inspector->core(), tid));
    if(kept == nullptr) {
        return m_none;
    }
    auto& thread = m_read[tid];
    thread = std::make_shared<sinsp_threadinfo>(m_inspector, std::move(kept));
    thread->m_read_at = m_inspector->generation();
    return thread;
}

inline sinsp_threadinfo* sinsp_thread_manager::get_ancestor_process(sinsp_threadinfo& tinfo, uint32_t n) {
    const int64_t tid = sinsp_thread_ancestor(m_inspector->core(), tinfo.m_tid, n);
    return tid < 0 ? nullptr : find_thread(tid, true).get();
}

inline void sinsp_thread_manager::traverse_parent_state(sinsp_threadinfo& tinfo, visitor_func_t& visitor) {
    const auto ancestors = libsinsp::detail::list<int64_t>([&](int64_t* out, size_t room) {
        return sinsp_thread_ancestors(m_inspector->core(), tinfo.m_tid, out, room);
    });
    for(const int64_t tid : ancestors) {
        auto* thread = find_thread(tid, true).get();
        if(thread != nullptr && !visitor(thread)) {
            return;
        }
    }
}

inline uint32_t sinsp_thread_manager::get_thread_count() {
    return static_cast<uint32_t>(sinsp_thread_ids(m_inspector->core(), nullptr, 0));
}

inline std::vector<int64_t> sinsp_thread_manager::ids() {
    return libsinsp::detail::list<int64_t>(
        [&](int64_t* out, size_t room) { return sinsp_thread_ids(m_inspector->core(), out, room); });
}

inline void sinsp_thread_manager::set_max_thread_table_size(uint32_t value) {
    m_max = value;
    sinsp_set_option(m_inspector->core(), SINSP_OPTION_MAX_THREADS, value);
}

inline void sinsp_thread_manager::sweep() {
    m_gone.clear();
    if(m_read.size() < m_sweep_at) {
        return;
    }
    for(auto it = m_read.begin(); it != m_read.end();) {
        it = it->second->refresh() ? std::next(it) : m_read.erase(it);
    }
    m_sweep_at = std::max<size_t>(1024, m_read.size() * 2);
}

inline void sinsp_thread_manager::clear() {
    m_read.clear();
    m_gone.clear();
}
