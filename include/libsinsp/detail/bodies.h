// SPDX-License-Identifier: Apache-2.0
// What needs all classes to be known. Included by sinsp.h only.
#pragma once

// ---- events

inline const ppm_param_info* sinsp_evt_param::get_info() const {
    return &m_evt->get_info()->params[m_idx];
}

inline void sinsp_evt_param::throw_invalid_len_error(size_t requested_len) const {
    throw sinsp_exception("parameter " + std::to_string(m_idx) + " (" + get_info()->name + ") of event " +
                          std::to_string(m_evt->get_num()) + " (" + m_evt->get_name() + ", type " +
                          std::to_string(m_evt->get_type()) + ", thread " + std::to_string(m_evt->get_tid()) +
                          ") has " + std::to_string(m_len) + " bytes, " + std::to_string(requested_len) +
                          " were expected");
}

inline const sinsp_event_t* sinsp_evt::core() const {
    if(m_core != nullptr && !m_stale) {
        return m_core;
    }
    if(m_own == nullptr && m_inspector != nullptr) {
        m_own.reset(sinsp_event_create(m_inspector->core()));
        m_stale = true;
    }
    if(m_stale && m_pevt != nullptr) {
        sinsp_event_assign(m_own.get(), reinterpret_cast<const uint8_t*>(m_pevt), m_pevt->len, m_view.num, m_view.cpu);
        m_stale = false;
    }
    return m_own.get();
}

inline void sinsp_evt::load_params() {
    m_params.clear();
    m_params_loaded = true;
    const auto* bytes = reinterpret_cast<const char*>(m_pevt);
    const size_t width = (m_info->flags & EF_LARGE_PAYLOAD) != 0 ? 4 : 2;
    const size_t count = std::min<size_t>(m_pevt->nparams, m_info->nparams);
    size_t start = sizeof(ppm_evt_hdr) + m_pevt->nparams * width;
    if(start > m_pevt->len) {
        return;
    }
    for(size_t i = 0; i < count; i++) {
        uint32_t size = 0;
        memcpy(&size, bytes + sizeof(ppm_evt_hdr) + i * width, width);
        if(size > m_pevt->len - start) {
            return;
        }
        m_params.emplace_back(this, static_cast<uint32_t>(i), bytes + start, size);
        start += size;
    }
}

inline sinsp_threadinfo* sinsp_evt::get_thread_info(bool) {
    if(!m_thread_asked) {
        m_thread_asked = true;
        const int64_t tid = m_core != nullptr ? m_view.thread : sinsp_event_thread_id(core());
        m_tinfo = m_inspector == nullptr ? nullptr : m_inspector->m_thread_manager->find_thread(tid, true).get();
    }
    return m_tinfo;
}

inline std::shared_ptr<sinsp_threadinfo> sinsp_evt::get_tinfo_ref() const {
    auto* thread = const_cast<sinsp_evt*>(this)->get_thread_info();
    if(m_tinfo_ref != nullptr || thread == nullptr) {
        return m_tinfo_ref;
    }
    return m_inspector->m_thread_manager->find_thread(thread->m_tid, true);
}

inline sinsp_fdinfo* sinsp_evt::get_fd_info() {
    if(!m_fd_asked) {
        m_fd_asked = true;
        m_fdinfo = nullptr;
        sinsp_fd_view view;
        if(m_view.fd != INVALID_FD_NUM && sinsp_event_fd(core(), &view, sizeof(view))) {
            view.number = m_view.fd;
            if(auto* thread = get_thread_info()) {
                m_fdinfo = &thread->fd_slot(m_view.fd);
                m_fdinfo->assign(view);
            }
        }
    }
    return m_fdinfo;
}

inline const char* sinsp_evt::get_param_as_str(uint32_t id, const char** resolved_str, param_fmt fmt) {
    sinsp_text raw, resolved;
    if(!sinsp_event_param_text(core(), id, libsinsp::detail::buffer_format(fmt), &raw, &resolved)) {
        throw sinsp_exception("event " + std::string(get_name()) + " has no parameter " + std::to_string(id));
    }
    *resolved_str = resolved.ptr;
    return raw.ptr;
}

inline const char* sinsp_evt::get_param_value_str(std::string_view name, const char** resolved_str, param_fmt fmt) {
    const int32_t id = sinsp_event_param_index(core(), name.data(), name.size());
    if(id < 0) {
        *resolved_str = nullptr;
        return nullptr;
    }
    return get_param_as_str(static_cast<uint32_t>(id), resolved_str, fmt);
}

inline std::string sinsp_evt::get_param_value_str(uint32_t id, bool resolved) {
    const char* more = nullptr;
    const char* raw = get_param_as_str(id, &more);
    return resolved && *more != 0 ? more : raw;
}

inline std::string sinsp_evt::get_param_value_str(std::string_view name, bool resolved) {
    const int32_t id = sinsp_event_param_index(core(), name.data(), name.size());
    return id < 0 ? std::string() : get_param_value_str(static_cast<uint32_t>(id), resolved);
}

inline void sinsp_evt::get_category(category* cat) const {
    cat->m_category = get_category();
    cat->m_subcategory = SC_NONE;
    if((cat->m_category & EC_IO_BASE) == 0) {
        return;
    }
    const auto* fd = get_fd_info();
    if(fd == nullptr) {
        cat->m_subcategory = SC_UNKNOWN;
        return;
    }
    switch(fd->m_type) {
    case SCAP_FD_FILE:
    case SCAP_FD_FILE_V2:
    case SCAP_FD_DIRECTORY: cat->m_subcategory = SC_FILE; break;
    case SCAP_FD_IPV4_SOCK:
    case SCAP_FD_IPV6_SOCK: cat->m_subcategory = SC_NET; break;
    case SCAP_FD_IPV4_SERVSOCK:
    case SCAP_FD_IPV6_SERVSOCK: cat->m_subcategory = SC_NET; break;
    case SCAP_FD_FIFO:
    case SCAP_FD_UNIX_SOCK:
    case SCAP_FD_EVENT:
    case SCAP_FD_SIGNALFD:
    case SCAP_FD_INOTIFY:
    case SCAP_FD_USERFAULTFD: cat->m_subcategory = SC_IPC; break;
    case SCAP_FD_UNSUPPORTED:
    case SCAP_FD_EVENTPOLL:
    case SCAP_FD_TIMERFD:
    case SCAP_FD_BPF:
    case SCAP_FD_IOURING:
    case SCAP_FD_NETLINK:
    case SCAP_FD_MEMFD:
    case SCAP_FD_PIDFD: cat->m_subcategory = SC_OTHER; break;
    default: cat->m_subcategory = SC_UNKNOWN; break;
    }
}

inline uint64_t sinsp_evt::get_lastevent_ts() const {
    const auto* thread = get_tinfo();
    return thread == nullptr ? 0 : thread->m_lastevent_ts;
}

inline std::string sinsp_evt::get_base_dir(uint32_t id, sinsp_threadinfo* tinfo) {
    const auto& info = m_info->params[id];
    const auto dirfd_id = reinterpret_cast<uintptr_t>(info.info);
    if(info.type != PT_FSRELPATH || dirfd_id >= m_info->nparams || m_info->params[dirfd_id].type != PT_FD) {
        return tinfo->get_cwd();
    }
    const int64_t dirfd = get_param(static_cast<uint32_t>(dirfd_id))->as<int64_t>();
    return dirfd == PPM_AT_FDCWD ? tinfo->get_cwd() : tinfo->get_path_for_dir_fd(dirfd);
}

// ---- threads

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

// ---- users

inline const std::unordered_map<uint32_t, scap_userinfo>* sinsp_usergroup_manager::get_userlist(
    const std::string& container_id) {
    auto& known = m_users[container_id];
    known.clear();
    const auto all = libsinsp::detail::list<sinsp_user_view>(
        [&](sinsp_user_view* out, size_t room) { return sinsp_users(m_inspector->core(), out, room); });
    for(const auto& view : all) {
        if(libsinsp::detail::view(view.container) == container_id) {
            known[view.uid] = user(view);
        }
    }
    return known.empty() ? nullptr : &known;
}

inline const std::unordered_map<uint32_t, scap_groupinfo>* sinsp_usergroup_manager::get_grouplist(
    const std::string& container_id) {
    auto& known = m_groups[container_id];
    known.clear();
    const auto all = libsinsp::detail::list<sinsp_group_view>(
        [&](sinsp_group_view* out, size_t room) { return sinsp_groups(m_inspector->core(), out, room); });
    for(const auto& view : all) {
        if(libsinsp::detail::view(view.container) == container_id) {
            known[view.gid] = group(view);
        }
    }
    return known.empty() ? nullptr : &known;
}

inline scap_userinfo* sinsp_usergroup_manager::get_user(const std::string& container_id, uint32_t uid) {
    sinsp_user_view view;
    if(!sinsp_user_get(m_inspector->core(), container_id.data(), container_id.size(), uid, &view, sizeof(view))) {
        return nullptr;
    }
    return &(m_users[container_id][uid] = user(view));
}

inline scap_groupinfo* sinsp_usergroup_manager::get_group(const std::string& container_id, uint32_t gid) {
    sinsp_group_view view;
    if(!sinsp_group_get(m_inspector->core(), container_id.data(), container_id.size(), gid, &view, sizeof(view))) {
        return nullptr;
    }
    return &(m_groups[container_id][gid] = group(view));
}

// ---- fields and filters

inline int32_t sinsp_filter_check::parse_field_name(std::string_view str, bool, bool) {
    if(m_info != nullptr && !is_of_library()) {
        return parse_own_field(str);
    }
    return parse_with(nullptr, str);
}

inline int32_t sinsp_filter_check::parse_with(const sinsp_catalogue_t* catalogue, std::string_view str) {
    auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
    const size_t length = catalogue == nullptr ? sinsp_field_prefix(core, str.data(), str.size())
                                               : sinsp_field_prefix_with(catalogue, str.data(), str.size());
    if(length == 0) {
        return -1;
    }
    take_field(catalogue, str.substr(0, length));
    return static_cast<int32_t>(length);
}

inline void sinsp_filter_check::take_field(const sinsp_catalogue_t* catalogue, std::string_view name) {
    auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
    m_core.reset(catalogue == nullptr ? sinsp_field_compile(core, name.data(), name.size())
                                      : sinsp_field_compile_with(core, catalogue, name.data(), name.size()));
    if(m_core == nullptr) {
        libsinsp::detail::raise(core);
    }
    m_name = std::string(name);
    sinsp_field_view view;
    sinsp_field_get(m_core.get(), &view, sizeof(view));
    const auto [group, row] = libsinsp::detail::library_field(libsinsp::detail::view(view.row));
    m_info = group != nullptr ? group : m_info;
    if(row != nullptr) {
        m_own_field = *row;
    }
    m_own_field.m_type = static_cast<ppm_param_type>(view.ty);
    m_own_field.m_print_format = static_cast<ppm_print_format>(view.format);
    m_field = &m_own_field;
    m_compiled.reset();
}

// Of the fields that the class of a program has, the one with the longest name.
inline int32_t sinsp_filter_check::parse_own_field(std::string_view str) {
    m_field = nullptr;
    size_t length = 0;
    for(int32_t i = 0; i < m_info->m_nfields; i++) {
        const auto& row = m_info->m_fields[i];
        if(row.m_name.size() > length && str.compare(0, row.m_name.size(), row.m_name) == 0) {
            m_field = &row;
            m_field_id = static_cast<uint32_t>(i);
            length = row.m_name.size();
        }
    }
    if(m_field == nullptr) {
        return -1;
    }
    if(m_field->is_arg_supported() && length < str.size() && str[length] == '[') {
        const auto end = str.find(']', length);
        length = end == std::string_view::npos ? length : end + 1;
    }
    m_name = std::string(str.substr(0, length));
    m_compiled.reset();
    m_asked.reset();
    return static_cast<int32_t>(length);
}

inline bool sinsp_filter_check::extract_nocache(sinsp_evt* evt,
                                                std::vector<extract_value_t>& values,
                                                std::vector<extract_offset_t>*,
                                                bool sanitize_strings) {
    values.clear();
    if(!is_of_library()) {
        extract_value_t value;
        value.ptr = extract_single(evt, &value.len, sanitize_strings);
        if(value.ptr != nullptr) {
            values.push_back(value);
        }
        return value.ptr != nullptr;
    }
    const sinsp_value* found = nullptr;
    const int64_t count = sinsp_field_extract(m_core.get(), evt->core(), &found);
    for(int64_t i = 0; i < count; i++) {
        extract_value_t value;
        value.ptr = const_cast<uint8_t*>(found[i].data);
        value.len = static_cast<uint32_t>(found[i].len);
        values.push_back(value);
    }
    return count >= 0;
}

inline bool sinsp_filter_check::compare(sinsp_evt* evt) {
    namespace ast = libsinsp::filter::ast;
    if(m_compiled == nullptr) {
        auto left = libsinsp::filter::parser(m_name).parse_field_or_transformer();
        std::string op;
        cmpop_to_str(m_cmp, op);
        std::unique_ptr<ast::expr> check;
        if(m_cmp.op == CO_EXISTS) {
            check = ast::unary_check_expr::create(std::move(left), op);
        } else if(m_cmp.op == CO_IN || m_cmp.op == CO_INTERSECTS || m_cmp.op == CO_PMATCH || m_cmp.mod != CMPOP_MOD_NONE) {
            check = ast::binary_check_expr::create(std::move(left), op, ast::list_expr::create(m_operands));
        } else if(!m_operands.empty()) {
            check = ast::binary_check_expr::create(std::move(left), op, ast::value_expr::create(m_operands[0]));
        } else {
            throw sinsp_exception("field '" + m_name + "' has no value to be compared with");
        }
        const auto nodes = ast::detail::flatten(check.get());
        auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
        const auto* catalogue = m_list == nullptr ? own_catalogue() : m_list->core(m_inspector);
        m_compiled.reset(catalogue == nullptr
                             ? sinsp_filter_compile_nodes(core, nodes.data(), nodes.size())
                             : sinsp_filter_compile_with(core, catalogue, nodes.data(), nodes.size()));
        if(m_compiled == nullptr) {
            libsinsp::detail::raise(core);
        }
    }
    const libsinsp::detail::asking about(evt);
    const bool matches = sinsp_filter_matches(m_compiled.get(), evt->core());
    libsinsp::detail::asking::rethrow();
    return matches;
}

// What writes the field: the library, which asks the fields of a program through the list that they are in.
inline const sinsp_field_t* sinsp_filter_check::shown() {
    if(is_of_library()) {
        return m_core.get();
    }
    if(m_asked == nullptr) {
        auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
        if(m_list == nullptr) {
            throw sinsp_exception("field '" + m_name + "' is not in a list of fields");
        }
        m_asked.reset(sinsp_field_compile_with(core, m_list->core(m_inspector), m_name.data(), m_name.size()));
        if(m_asked == nullptr) {
            libsinsp::detail::raise(core);
        }
    }
    return m_asked.get();
}

inline char* sinsp_filter_check::tostring(sinsp_evt* evt) {
    sinsp_text text;
    const libsinsp::detail::asking about(evt);
    const bool exists = sinsp_field_text(shown(), evt->core(), &text);
    libsinsp::detail::asking::rethrow();
    if(!exists) {
        return nullptr;
    }
    m_text = libsinsp::detail::string(text);
    return m_text.data();
}

inline std::string sinsp_filter_check::tojson_text(sinsp_evt* evt) {
    sinsp_text text;
    const libsinsp::detail::asking about(evt);
    const bool exists = sinsp_field_json(shown(), evt->core(), &text);
    libsinsp::detail::asking::rethrow();
    return exists ? libsinsp::detail::string(text) : "null";
}

inline std::unique_ptr<sinsp_filter_check> filter_check_list::new_filter_check_from_fldname(std::string_view name,
                                                                                            sinsp* inspector,
                                                                                            bool do_exact_check) const {
    const auto takes = [&](sinsp_filter_check& check) {
        check.set_inspector(inspector);
        const int32_t length = check.parse_field_name(name, false, true);
        return length > 0 && (!do_exact_check || static_cast<size_t>(length) == name.size());
    };
    for(const auto& added : m_added) {
        if(takes(*added->prototype)) {
            auto check = added->prototype->allocate_new();
            check->set_inspector(inspector);
            check->parse_field_name(name, true, true);
            check->m_name = std::string(name);
            check->m_list = this;
            return check;
        }
    }
    if(m_catalogue) {
        auto check = std::make_unique<sinsp_filter_check>();
        if(takes(*check)) {
            return check;
        }
    }
    return nullptr;
}

inline const sinsp_catalogue_t* filter_check_list::core(sinsp* inspector) const {
    if(m_catalogue && m_added.empty()) {
        return nullptr;
    }
    for(const auto& added : m_added) {
        added->inspector = inspector;
    }
    if(m_catalogue_core == nullptr) {
        m_catalogue_core.reset(sinsp_catalogue_create(m_catalogue));
        // The first one added wins: the library puts each in front.
        for(auto added = m_added.rbegin(); added != m_added.rend(); ++added) {
            const auto* info = (*added)->prototype->get_fields();
            if((*added)->prototype->add_to(m_catalogue_core.get())) {
                continue;
            }
            std::vector<sinsp_field_spec> fields;
            for(int32_t i = 0; i < info->m_nfields; i++) {
                const auto& row = info->m_fields[i];
                fields.push_back({libsinsp::detail::text(row.m_name), libsinsp::detail::text(row.m_description),
                                  static_cast<uint32_t>(row.m_type), static_cast<uint32_t>(row.m_print_format),
                                  row.m_flags});
            }
            const auto name = libsinsp::detail::text(info->m_name);
            if(sinsp_catalogue_add(m_catalogue_core.get(), name, fields.data(), fields.size(), extract,
                                   added->get()) != SCAP_SUCCESS) {
                throw sinsp_exception("the fields of '" + info->m_name + "' have no type");
            }
        }
    }
    return m_catalogue_core.get();
}

inline int64_t filter_check_list::extract(void* user,
                                          const sinsp_event_t*,
                                          size_t field,
                                          sinsp_text arg,
                                          sinsp_value* values,
                                          size_t room) {
    auto& state = libsinsp::detail::asked::current();
    try {
        auto& added = *static_cast<addition*>(user);
        if(state.event == nullptr) {
            return -1;
        }
        std::string name = added.prototype->get_fields()->m_fields[field].m_name;
        if(arg.len != 0) {
            name += "[" + libsinsp::detail::string(arg) + "]";
        }
        auto& check = added.made[name];
        if(check == nullptr) {
            check = added.prototype->allocate_new();
            check->set_inspector(added.inspector);
            check->parse_field_name(name, true, true);
        }
        if(!check->extract(state.event, check->m_extracted_values)) {
            return -1;
        }
        const auto& found = check->m_extracted_values;
        for(size_t i = 0; i < found.size() && i < room; i++) {
            values[i] = {found[i].ptr, found[i].len, 0};
        }
        return static_cast<int64_t>(found.size());
    } catch(...) {
        state.thrown = std::current_exception();
        return -1;
    }
}

inline std::list<sinsp_filter_factory::filter_fieldclass_info> sinsp_filter_factory::check_infos_to_fieldclass_infos(
    const std::vector<const filter_check_info*>& fc_plugins) {
    static const std::pair<uint32_t, const char*> names[] = {
        {EPF_FILTER_ONLY, "FILTER_ONLY"},   {EPF_PRINT_ONLY, "EPF_PRINT_ONLY"}, {EPF_ARG_REQUIRED, "ARG_REQUIRED"},
        {EPF_TABLE_ONLY, "EPF_TABLE_ONLY"}, {EPF_INFO, "EPF_INFO"},             {EPF_CONVERSATION, "EPF_CONVERSATION"},
        {EPF_IS_LIST, "EPF_IS_LIST"},       {EPF_ARG_ALLOWED, "ARG_ALLOWED"},   {EPF_ARG_INDEX, "ARG_INDEX"},
        {EPF_ARG_KEY, "ARG_KEY"},           {EPF_DEPRECATED, "EPF_DEPRECATED"}, {EPF_NO_TRANSFORMER, "EPF_NO_TRANSFORMER"},
        {EPF_NO_RHS, "EPF_NO_RHS"},         {EPF_FORMAT_SUGGESTED, "EPF_FORMAT_SUGGESTED"},
    };
    std::list<filter_fieldclass_info> ret;
    for(const auto* group : fc_plugins) {
        if((group->m_flags & filter_check_info::FL_HIDDEN) != 0) {
            continue;
        }
        filter_fieldclass_info info;
        info.name = group->m_name;
        info.desc = group->m_desc;
        info.shortdesc = group->m_shortdesc;
        for(int32_t i = 0; i < group->m_nfields; i++) {
            const auto& row = group->m_fields[i];
            filter_field_info field;
            field.name = row.m_name;
            field.desc = row.m_description;
            field.data_type = param_type_to_string(row.m_type);
            for(const auto& [flag, name] : names) {
                if((row.m_flags & flag) != 0) {
                    field.tags.insert(name);
                }
            }
            info.fields.push_back(std::move(field));
        }
        ret.push_back(std::move(info));
    }
    return ret;
}

inline std::unique_ptr<sinsp_filter> sinsp_filter_compiler::compile() {
    namespace d = libsinsp::detail;
    auto* core = m_inspector != nullptr ? m_inspector->core() : d::library();
    const auto* tree = m_tree;
    if(tree == nullptr) {
        libsinsp::filter::parser parser(m_text);
        try {
            m_parsed = parser.parse();
        } catch(const sinsp_exception& e) {
            m_pos = parser.get_pos();
            throw sinsp_exception("filter error at " + m_pos.as_string() + ": " + e.what());
        }
        tree = m_parsed.get();
    }
    const auto nodes = libsinsp::filter::ast::detail::flatten(tree);
    const auto* catalogue = m_factory == nullptr ? nullptr : m_factory->checks().core(m_inspector);
    d::filter_ptr filter(catalogue == nullptr
                             ? sinsp_filter_compile_nodes(core, nodes.data(), nodes.size())
                             : sinsp_filter_compile_with(core, catalogue, nodes.data(), nodes.size()));
    if(filter == nullptr) {
        sinsp_last_error_position(core, &m_pos.idx, &m_pos.line, &m_pos.col);
        d::raise(core);
    }
    const auto warnings = d::list<sinsp_filter_warning>(
        [&](sinsp_filter_warning* out, size_t room) { return sinsp_filter_warnings(filter.get(), out, room); });
    for(const auto& warning : warnings) {
        m_warnings.push_back({d::string(warning.text), {warning.index, warning.line, warning.column}});
    }
    return std::make_unique<sinsp_filter>(std::move(filter));
}

// ---- output

inline sinsp_evt_formatter::sinsp_evt_formatter(sinsp* inspector,
                                                const std::string& fmt,
                                                filter_check_list& available_checks):
    sinsp_evt_formatter(inspector, available_checks) {
    const auto buffers = inspector->get_buffer_format();
    const bool json = buffers == sinsp_evt::PF_JSON || buffers == sinsp_evt::PF_JSONEOLS ||
                      buffers == sinsp_evt::PF_JSONHEX || buffers == sinsp_evt::PF_JSONHEXASCII ||
                      buffers == sinsp_evt::PF_JSONBASE64;
    set_format(json ? OF_JSON : OF_NORMAL, fmt);
}

inline void sinsp_evt_formatter::set_format(output_format of, const std::string& fmt) {
    namespace d = libsinsp::detail;
    auto* core = m_inspector->core();
    const auto* catalogue = m_available_checks.core(m_inspector);
    d::formatter_ptr compiled(catalogue == nullptr
                                  ? sinsp_formatter_compile(core, fmt.data(), fmt.size())
                                  : sinsp_formatter_compile_with(core, catalogue, fmt.data(), fmt.size()));
    if(compiled == nullptr) {
        d::raise(core);
    }
    m_core = std::move(compiled);
    m_output_format = of;
    m_require_all_values = fmt[0] != '*';
    m_fields.clear();
    const auto names = d::list<sinsp_text>(
        [&](sinsp_text* out, size_t room) { return sinsp_formatter_fields(m_core.get(), out, room); });
    for(const auto& name : names) {
        m_fields.emplace_back(d::string(name),
                              d::field_ptr(catalogue == nullptr
                                               ? sinsp_field_compile(core, name.ptr, name.len)
                                               : sinsp_field_compile_with(core, catalogue, name.ptr, name.len)));
    }
}

inline bool sinsp_evt_formatter::resolve_tokens(sinsp_evt* evt, std::map<std::string, std::string>& values) {
    const libsinsp::detail::asking about(evt);
    for(const auto& [name, field] : m_fields) {
        sinsp_text text;
        if(sinsp_field_text(field.get(), evt->core(), &text)) {
            values[name] = libsinsp::detail::string(text);
        } else if(m_require_all_values) {
            return false;
        } else {
            values[name] = "<NA>";
        }
    }
    return true;
}

// ---- capture files that are written

inline void sinsp_dumper::take(sinsp* inspector, sinsp_dumper_t* made) {
    if(made == nullptr) {
        libsinsp::detail::raise(inspector->core());
    }
    sinsp_dumper_close(std::exchange(m_core, made));
}

inline void sinsp_dumper::open(sinsp* inspector, const std::string& filename, bool compress) {
    take(inspector, sinsp_dumper_open(inspector->core(), filename.c_str(), compress));
}

inline void sinsp_dumper::fdopen(sinsp* inspector, int fd, bool compress) {
    take(inspector, sinsp_dumper_open_fd(inspector->core(), fd, compress));
}

inline void sinsp_dumper::dump(sinsp_evt* evt) {
    auto* dumper = opened();
    if(!evt->is_filtered_out()) {
        check(sinsp_dumper_dump(dumper, evt->core()));
    }
}

// ---- the inspector

inline const scap_machine_info* sinsp::get_machine_info() const {
    sinsp_machine_view view;
    if(!sinsp_machine_get(core(), &view, sizeof(view))) {
        return nullptr;
    }
    m_machine_info = {};
    m_machine_info.num_cpus = view.num_cpus;
    m_machine_info.memory_size_bytes = view.memory_size_bytes;
    m_machine_info.max_pid = view.max_pid;
    m_machine_info.boot_ts_epoch = view.boot_ts_epoch;
    m_machine_info.flags = view.flags;
    const auto name = libsinsp::detail::view(view.hostname);
    memcpy(m_machine_info.hostname, name.data(), std::min(name.size(), sizeof(m_machine_info.hostname) - 1));
    return &m_machine_info;
}

inline const scap_agent_info* sinsp::get_agent_info() const {
    sinsp_agent_view view;
    if(!sinsp_agent_get(core(), &view, sizeof(view))) {
        return nullptr;
    }
    m_agent_info = {};
    m_agent_info.start_ts_epoch = view.start_ts_epoch;
    m_agent_info.start_time = view.start_time;
    const auto release = libsinsp::detail::view(view.uname_r);
    memcpy(m_agent_info.uname_r, release.data(), std::min(release.size(), sizeof(m_agent_info.uname_r) - 1));
    return &m_agent_info;
}

inline sinsp_network_interfaces& sinsp::get_ifaddr_list() {
    m_network_interfaces.clear();
    const auto all = libsinsp::detail::list<sinsp_interface_view>(
        [&](sinsp_interface_view* out, size_t room) { return sinsp_interfaces(core(), out, room); });
    for(const auto& view : all) {
        if(view.is_v6) {
            sinsp_ipv6_ifinfo info;
            memcpy(info.m_net.m_b, view.addr, sizeof(info.m_net.m_b));
            info.m_name = libsinsp::detail::string(view.name);
            m_network_interfaces.import_ipv6_interface(info);
        } else {
            sinsp_ipv4_ifinfo info;
            memcpy(&info.m_addr, view.addr, sizeof(info.m_addr));
            memcpy(&info.m_netmask, view.netmask, sizeof(info.m_netmask));
            memcpy(&info.m_bcast, view.broadcast, sizeof(info.m_bcast));
            info.m_name = libsinsp::detail::string(view.name);
            m_network_interfaces.import_ipv4_interface(info);
        }
    }
    return m_network_interfaces;
}

inline const std::shared_ptr<sinsp_stats_v2>& sinsp::get_sinsp_stats_v2() {
    sinsp_counters_view c;
    if(m_stats != nullptr && sinsp_counters_get(core(), &c, sizeof(c))) {
        m_stats->m_n_noncached_fd_lookups = c.noncached_fd_lookups;
        m_stats->m_n_cached_fd_lookups = c.cached_fd_lookups;
        m_stats->m_n_failed_fd_lookups = c.failed_fd_lookups;
        m_stats->m_n_added_fds = c.added_fds;
        m_stats->m_n_removed_fds = c.removed_fds;
        m_stats->m_n_stored_evts = c.stored_events;
        m_stats->m_n_store_evts_drops = c.store_event_drops;
        m_stats->m_n_retrieved_evts = c.retrieved_events;
        m_stats->m_n_retrieve_evts_drops = c.retrieve_event_drops;
        m_stats->m_n_noncached_thread_lookups = c.noncached_thread_lookups;
        m_stats->m_n_cached_thread_lookups = c.cached_thread_lookups;
        m_stats->m_n_failed_thread_lookups = c.failed_thread_lookups;
        m_stats->m_n_added_threads = c.added_threads;
        m_stats->m_n_removed_threads = c.removed_threads;
        m_stats->m_n_drops_full_threadtable = static_cast<uint32_t>(c.drops_full_threadtable);
    }
    return m_stats;
}

inline void sinsp::get_capture_stats(scap_stats* stats) const {
    *stats = {};
    sinsp_counters_view c;
    if(sinsp_counters_get(core(), &c, sizeof(c))) {
        stats->n_evts = get_num_events();
        stats->n_suppressed = c.suppressed_events;
    }
    sinsp_probe_view probe;
    if(sinsp_probe_get(core(), &probe, sizeof(probe))) {
        stats->n_evts = probe.produced;
        stats->n_drops_buffer = probe.lost_no_room;
        stats->n_drops_scratch_map = probe.lost_too_big;
        stats->n_drops_bug = probe.lost_busy;
        stats->n_drops = probe.lost_no_room + probe.lost_too_big + probe.lost_busy;
    }
}
