// SPDX-License-Identifier: Apache-2.0
// Observing what events do: sinsp::set_observer(). Included by sinsp.h only.
#pragma once

// A descriptor that goes. m_remove_from_table: it was closed; else it gave way to a copy of another one, or went with
// its process. The thread is NULL where it is not known any more; the descriptor is as it was.
struct erase_fd_params {
    bool m_remove_from_table = false;
    int64_t m_fd = -1;
    sinsp_threadinfo* m_tinfo = nullptr;
    sinsp_fdinfo* m_fdinfo = nullptr;
};

// What a program derives. All methods are called from within sinsp::next(), after the event has taken effect; also for
// events that the filter refuses only then. Data and addresses are bytes of the event.
class sinsp_observer {
public:
    virtual ~sinsp_observer() = default;

    virtual void on_read(sinsp_evt* evt,
                         int64_t tid,
                         int64_t fd,
                         sinsp_fdinfo* fdinfo,
                         const char* data,
                         uint32_t original_len,
                         uint32_t len) = 0;
    virtual void on_write(sinsp_evt* evt,
                          int64_t tid,
                          int64_t fd,
                          sinsp_fdinfo* fdinfo,
                          const char* data,
                          uint32_t original_len,
                          uint32_t len) = 0;
    virtual void on_sendfile(sinsp_evt* evt, int64_t fdin, uint32_t len) = 0;
    virtual void on_connect(sinsp_evt* evt, uint8_t* packed_data) = 0;
    virtual void on_accept(sinsp_evt* evt, int64_t newfd, uint8_t* packed_data, sinsp_fdinfo* new_fdinfo) = 0;
    virtual void on_file_open(sinsp_evt* evt, const std::string& fullpath, uint32_t flags) = 0;
    virtual void on_error(sinsp_evt* evt) = 0;
    virtual void on_erase_fd(erase_fd_params* params) = 0;
    virtual void on_socket_shutdown(sinsp_evt* evt) = 0;
    virtual void on_execve(sinsp_evt* evt) = 0;
    // `tid_collision`: the id of the new thread where an older one had it, else -1.
    virtual void on_clone(sinsp_evt* evt, sinsp_threadinfo* newtinfo, int64_t tid_collision) = 0;
    virtual void on_bind(sinsp_evt* evt) = 0;
    virtual void on_socket_status_changed(sinsp_evt* evt) = 0;
};
