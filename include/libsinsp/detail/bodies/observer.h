// SPDX-License-Identifier: Apache-2.0
// Telling an observer what the last event means. Included by sinsp.h only.
#pragma once

inline void sinsp::attend() {
    if(m_isdebug_enabled && m_mode.is_live() && m_evt.get_ts() > m_next_stats_ts) {
        if(m_next_stats_ts != 0) {
            print_capture_stats(sinsp_logger::SEV_DEBUG);
        }
        m_next_stats_ts = m_evt.get_ts() - m_evt.get_ts() % ONE_SECOND_IN_NS + ONE_SECOND_IN_NS;
    }
    if(m_observer != nullptr) {
        tell_observer();
    }
}

inline void sinsp::tell_observer() {
    const auto notices = libsinsp::detail::list<sinsp_notice>(
        [&](sinsp_notice* out, size_t room) { return sinsp_notices(core(), out, room); });
    for(size_t i = 0; i < notices.size(); i++) {
        if(notices[i].kind == SINSP_NOTICE_ERASE_FD) {
            tell_of_erased(notices[i], i);
        } else {
            tell(notices[i]);
        }
    }
}

inline void sinsp::tell_of_erased(const sinsp_notice& notice, size_t index) {
    sinsp_fd_view view;
    if(!sinsp_notice_fd(core(), index, &view, sizeof(view))) {
        return;
    }
    sinsp_fdinfo fd;
    fd.assign(view);
    erase_fd_params params;
    params.m_remove_from_table = notice.flags != 0;
    params.m_fd = notice.fd;
    params.m_fdinfo = &fd;
    const auto thread = m_thread_manager->find_thread(notice.tid, true);
    params.m_tinfo = thread.get();
    m_observer->on_erase_fd(&params);
}

inline void sinsp::tell(const sinsp_notice& notice) {
    const auto data = [&](uint32_t param) {
        return m_evt.get_num_params() > param ? m_evt.get_param(param)->data() : nullptr;
    };
    const auto packed = [&](const char* bytes) { return reinterpret_cast<uint8_t*>(const_cast<char*>(bytes)); };
    const auto returned = [&] { return static_cast<uint32_t>(m_evt.get_syscall_return_value()); };
    switch(notice.kind) {
    case SINSP_NOTICE_READ:
    case SINSP_NOTICE_WRITE: {
        auto* thread = m_evt.get_thread_info();
        const int64_t fd = thread == nullptr ? -1 : thread->m_lastevent_fd;
        const uint32_t len = m_evt.get_param(notice.data)->len();
        const auto method = notice.kind == SINSP_NOTICE_READ ? &sinsp_observer::on_read : &sinsp_observer::on_write;
        (m_observer->*method)(&m_evt, m_evt.get_tid(), fd, m_evt.get_fd_info(), data(notice.data), returned(), len);
        break;
    }
    case SINSP_NOTICE_SENDFILE:
        m_observer->on_sendfile(&m_evt, notice.fd, returned());
        break;
    case SINSP_NOTICE_CONNECT:
        m_observer->on_connect(&m_evt, packed(notice.text.len != 0 ? notice.text.ptr : data(1)));
        break;
    case SINSP_NOTICE_ACCEPT:
        m_observer->on_accept(&m_evt, notice.fd, packed(data(1)), m_evt.get_fd_info());
        break;
    case SINSP_NOTICE_BIND:
        m_observer->on_bind(&m_evt);
        break;
    case SINSP_NOTICE_OPEN:
        m_observer->on_file_open(&m_evt, libsinsp::detail::string(notice.text), notice.flags);
        break;
    case SINSP_NOTICE_ERROR:
        m_observer->on_error(&m_evt);
        break;
    case SINSP_NOTICE_SHUTDOWN:
        m_observer->on_socket_shutdown(&m_evt);
        break;
    case SINSP_NOTICE_EXECVE:
        m_observer->on_execve(&m_evt);
        break;
    case SINSP_NOTICE_CLONE: {
        const auto thread = m_thread_manager->find_thread(notice.tid, true);
        m_observer->on_clone(&m_evt, thread.get(), notice.flags != 0 ? notice.tid : -1);
        break;
    }
    case SINSP_NOTICE_SOCKET_STATUS:
        m_observer->on_socket_status_changed(&m_evt);
        break;
    default:
        break;
    }
}
