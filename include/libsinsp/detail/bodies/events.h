// SPDX-License-Identifier: Apache-2.0
// What events do that needs all classes to be known. Included by sinsp.h only.
#pragma once

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

inline const sinsp_event_t* sinsp_evt::own_core() const {
    if(m_own == nullptr && m_inspector != nullptr) {
        m_own.reset(sinsp_event_create(m_inspector->core()));
        m_stale = true;
    }
    if(m_stale && m_pevt != nullptr) {
        // A length of 0 is that of a header which a program filled in part: an event without parameters.
        ppm_evt_hdr header = *m_pevt;
        const bool bare = header.len == 0;
        header.len = sizeof(header);
        header.nparams = 0;
        const auto* bytes = reinterpret_cast<const uint8_t*>(bare ? &header : m_pevt);
        sinsp_event_assign(m_own.get(), bytes, bare ? header.len : m_pevt->len, m_view.num, m_view.cpu);
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
        const int64_t tid = m_view.thread >= 0 ? m_view.thread : sinsp_event_thread_id(core());
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
