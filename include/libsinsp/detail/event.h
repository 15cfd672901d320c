// SPDX-License-Identifier: Apache-2.0
// Events and their parameters.
#pragma once

#include <libsinsp/detail/fdinfo.h>
#include <libsinsp/sinsp_event_source.h>
#include <libsinsp/sinsp_inet.h>
#include <libsinsp/settings.h>
#include <libsinsp/utils.h>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <unordered_map>

class sinsp;
class sinsp_evt;
class sinsp_threadinfo;

#define MAX_EVENTINFO_SIZE 1024

// The event table.
class SINSP_PUBLIC sinsp_evttables {
public:
    const ppm_event_info* m_event_info = scap_get_event_info_table();
    size_t m_event_size = PPM_EVENT_MAX;
};

inline sinsp_evttables g_infotables;

template<class T>
T get_event_param_as(const class sinsp_evt_param& param);

// One parameter of an event. Its bytes are those of the event, good until the next one; at least 8 can be read.
class SINSP_PUBLIC sinsp_evt_param {
#ifdef SYSCAP_LIBS_API
public:
    const char* m_val;
    uint32_t m_len;

private:
#else
    const char* m_val;
    uint32_t m_len;
#endif

public:
    sinsp_evt_param(const sinsp_evt* evt, const uint32_t idx, const char* data, const uint32_t len):
        m_val(data),
        m_len(len),
        m_evt(evt),
        m_idx(idx) {}

    const char* data() const { return m_val; }
    uint32_t len() const { return m_len; }
    bool empty() const { return m_len == 0; }

    // True for a text that is not there: empty, or "(NULL)" as old captures have it.
    bool used_legacy_null_encoding() const {
        const auto type = get_info()->type;
        return (type == PT_CHARBUF || type == PT_FSRELPATH || type == PT_FSPATH) &&
               (m_len == 0 || (m_len == 7 && strncmp(m_val, "(NULL)", 7) == 0));
    }
    // The bytes; "<NA>" for a text that is not there.
    std::pair<const char*, uint32_t> data_and_len_with_legacy_null_encoding() const {
        return used_legacy_null_encoding() ? std::pair<const char*, uint32_t>("<NA>", 5)
                                           : std::pair<const char*, uint32_t>(m_val, m_len);
    }

    const sinsp_evt* m_evt;
    uint32_t m_idx;

    // The value: a number of the parameter's own size, std::string_view, std::string, std::vector<std::string> for
    // lists of texts, std::vector<uint8_t> for bytes. Throws when the parameter is of another size.
    template<class T>
    T as() const {
        return get_event_param_as<T>(*this);
    }

    const ppm_param_info* get_info() const;

    [[noreturn]] void throw_invalid_len_error(size_t requested_len) const;
};

template<class T>
T get_event_param_as(const sinsp_evt_param& param) {
    static_assert(std::is_fundamental_v<T>, "parameters are numbers, texts, lists of texts or bytes");
    T ret;
    const auto [data, len] = param.data_and_len_with_legacy_null_encoding();
    if(len != sizeof(T)) {
        param.throw_invalid_len_error(sizeof(T));
    }
    memcpy(&ret, data, sizeof(T));
    return ret;
}

template<>
inline std::string_view get_event_param_as<std::string_view>(const sinsp_evt_param& param) {
    const auto [data, len] = param.data_and_len_with_legacy_null_encoding();
    if(len == 0) {
        return {};
    }
    const size_t length = strnlen(data, len);
    if(len != length + 1) {
        param.throw_invalid_len_error(length + 1);
    }
    return {data, length};
}

template<>
inline std::string get_event_param_as<std::string>(const sinsp_evt_param& param) {
    return std::string(get_event_param_as<std::string_view>(param));
}

template<>
inline std::vector<std::string> get_event_param_as<std::vector<std::string>>(const sinsp_evt_param& param) {
    const auto [data, len] = param.data_and_len_with_legacy_null_encoding();
    const bool terminated = len > 0 && data[len - 1] == 0;
    return sinsp_split({data, terminated ? len - 1 : len}, '\0');
}

template<>
inline std::vector<uint8_t> get_event_param_as<std::vector<uint8_t>>(const sinsp_evt_param& param) {
    const auto [data, len] = param.data_and_len_with_legacy_null_encoding();
    return std::vector<uint8_t>(data, data + len);
}

// An event. The one that sinsp::next() gives is good until its next call.
class SINSP_PUBLIC sinsp_evt {
public:
    // How a parameter is written as text. The forms with JSON in their name write the same text as those without.
    enum param_fmt {
        PF_NORMAL = 1 << 0,
        PF_JSON = 1 << 1,
        PF_SIMPLE = 1 << 2,
        PF_HEX = 1 << 3,
        PF_HEXASCII = 1 << 4,
        PF_EOLS = 1 << 5,
        PF_EOLS_COMPACT = 1 << 6,
        PF_BASE64 = 1 << 7,
        PF_JSONEOLS = 1 << 8,
        PF_JSONHEX = 1 << 9,
        PF_JSONHEXASCII = 1 << 10,
        PF_JSONBASE64 = 1 << 11,
    };

    enum subcategory { SC_UNKNOWN = 0, SC_NONE = 1, SC_OTHER = 2, SC_FILE = 3, SC_NET = 4, SC_IPC = 5 };

    enum fd_number_type { INVALID_FD_NUM = -100000 };

    // The category of an event, and for input, output and waiting what it works on.
    struct category {
        ppm_event_category m_category;
        subcategory m_subcategory;
    };

    enum flags { SINSP_EF_NONE = 0, SINSP_EF_PARAMS_LOADED = 1 };

    sinsp_evt() = default;
    // An event to be filled by hand: see init_from_raw().
    explicit sinsp_evt(sinsp* inspector): m_inspector(inspector) {}
    virtual ~sinsp_evt() { delete[] m_pevt_storage; }
    sinsp_evt(const sinsp_evt&) = delete;
    sinsp_evt& operator=(const sinsp_evt&) = delete;

    void set_inspector(sinsp* value) { m_inspector = value; }
    sinsp* get_inspector() { return m_inspector; }
    const sinsp* get_inspector() const { return m_inspector; }

    // Number since the source was opened, from 1.
    uint64_t get_num() const { return m_view.num; }
    void set_num(const uint64_t evtnum) {
        m_view.num = evtnum;
        m_stale = true;
    }
    uint16_t get_cpuid() const { return m_view.cpu; }
    void set_cpuid(const uint16_t v) {
        m_view.cpu = v;
        m_stale = true;
    }
    // A PPME_ code.
    virtual uint16_t get_type() const { return m_pevt->type; }
    size_t get_source_idx() const { return m_source_idx; }
    void set_source_idx(const size_t v) { m_source_idx = v; }
    const char* get_source_name() const { return m_source_name; }
    void set_source_name(const char* v) { m_source_name = v; }
    // The row of the event table.
    const ppm_event_info* get_info() const { return m_info; }
    void set_info(const ppm_event_info* v) { m_info = v; }
    ppm_event_flags get_info_flags() const { return m_info->flags; }
    event_direction get_direction() const { return static_cast<event_direction>(m_pevt->type & PPME_DIRECTION_FLAG); }
    // Nanoseconds since the epoch.
    virtual uint64_t get_ts() const { return m_pevt->ts; }
    const char* get_name() const { return m_info->name; }
    // The syscall category, without the class bits.
    ppm_event_category get_category() const { return static_cast<ppm_event_category>(m_info->category & (EC_SYSCALL - 1)); }
    void get_category(category* cat) const;
    int64_t get_tid() const { return m_view.thread >= 0 ? m_view.thread : static_cast<int64_t>(m_pevt->tid); }

    // The thread of the event; nullptr where none is known. 0.18 programs may ask to look further; the state has it
    // all.
    sinsp_threadinfo* get_thread_info(bool query_os_if_not_found = false);
    // The descriptor that the event works on; nullptr where there is none.
    sinsp_fdinfo* get_fd_info();
    const sinsp_fdinfo* get_fd_info() const { return const_cast<sinsp_evt*>(this)->get_fd_info(); }
    void set_fd_info(sinsp_fdinfo* v) {
        m_fdinfo = v;
        m_fd_asked = true;
    }
    bool fdinfo_name_changed() const { return m_view.fd_name_changed; }
    void set_fdinfo_name_changed(const bool changed) { m_view.fd_name_changed = changed; }
    int64_t get_fd_num() const { return m_view.fd; }

    uint32_t get_num_params() { return static_cast<uint32_t>(params().size()); }
    const char* get_param_name(uint32_t id) { return m_info->params[id].name; }
    const ppm_param_info* get_param_info(uint32_t id) { return &m_info->params[id]; }
    // Throws past the last parameter.
    const sinsp_evt_param* get_param(uint32_t id) { return &params().at(id); }
    // nullptr where there is none.
    const sinsp_evt_param* get_param_by_name(const char* name) {
        for(auto& param : params()) {
            if(strcmp(name, m_info->params[param.m_idx].name) == 0) {
                return &param;
            }
        }
        return nullptr;
    }

    // A parameter as text; with `resolved` the form that says more (the file behind a descriptor), where there is one.
    std::string get_param_value_str(std::string_view name, bool resolved = true);
    std::string get_param_value_str(uint32_t id, bool resolved);
    const char* get_param_value_str(std::string_view name, const char** resolved_str, param_fmt fmt = PF_NORMAL);
    // Both forms; good until the event changes.
    const char* get_param_as_str(uint32_t id, const char** resolved_str, param_fmt fmt = PF_NORMAL);

    bool is_filtered_out() const { return m_filtered_out; }
    void set_filtered_out(const bool v) { m_filtered_out = v; }

    // True when the call returned an error; the others say what kind of call it was.
    bool is_syscall_error() const {
        return m_view.error != 0 && m_view.error != EINPROGRESS && m_view.error != EAGAIN && m_view.error != ETIMEDOUT;
    }
    bool is_file_open_error() const {
        const auto type = get_type();
        return get_fd_info() == nullptr &&
               (type == PPME_SYSCALL_OPEN_X || type == PPME_SYSCALL_CREAT_X || type == PPME_SYSCALL_OPENAT_2_X ||
                type == PPME_SYSCALL_OPENAT2_X || type == PPME_SYSCALL_OPEN_BY_HANDLE_AT_X);
    }
    bool is_file_error() const { return is_file_open_error() || (get_fd_info() != nullptr && get_fd_info()->is_file()); }
    bool is_network_error() const {
        if(const auto* fd = get_fd_info()) {
            return fd->is_ipv4_socket() || fd->is_ipv6_socket();
        }
        const auto type = get_type();
        return type == PPME_SOCKET_ACCEPT_5_X || type == PPME_SOCKET_ACCEPT4_6_X || type == PPME_SOCKET_CONNECT_X ||
               type == PPME_SOCKET_BIND_X;
    }
    int32_t get_errorcode() const { return m_view.error; }
    void set_errorcode(const int32_t v) { m_view.error = v; }

    uint64_t get_lastevent_ts() const;
    void set_iosize(uint32_t size) { m_iosize = size; }
    uint32_t get_iosize() const { return m_iosize; }
    // The directory that a path parameter is relative to.
    std::string get_base_dir(uint32_t id, sinsp_threadinfo*);

    // Makes this event one of the bytes at `evdata`, which stay with the caller.
    void init_from_raw(uint8_t* evdata, const uint16_t cpuid) {
        set_scap_evt(reinterpret_cast<scap_evt*>(evdata));
        init();
        m_view.cpu = cpuid;
    }
    void init(uint8_t* evdata, uint16_t cpuid) { init_from_raw(evdata, cpuid); }
    void init() {
        m_info = &scap_get_event_info_table()[m_pevt->type];
        m_source_idx = sinsp_no_event_source_idx;
        m_source_name = sinsp_no_event_source_name;
        m_iosize = 0;
        forget();
    }
    static std::unique_ptr<sinsp_evt> from_scap_evt(std::unique_ptr<uint8_t[]> scap_event) {
        auto ret = std::make_unique<sinsp_evt>();
        ret->m_pevt_storage = reinterpret_cast<char*>(scap_event.release());
        ret->init_from_raw(reinterpret_cast<uint8_t*>(ret->m_pevt_storage), 0);
        return ret;
    }
    void load_params();

    uint32_t get_dump_flags() const { return m_view.flags; }
    void set_dump_flags(const uint32_t v) { m_view.flags = v; }
    const scap_evt* get_scap_evt() const { return m_pevt; }
    scap_evt* get_scap_evt() { return m_pevt; }
    void set_scap_evt(scap_evt* v) {
        m_pevt = v;
        m_core = nullptr;
        m_stale = true;
        m_view.fd = INVALID_FD_NUM;
        m_view.thread = -1;
        forget();
    }
    const char* get_scap_evt_storage() const { return m_pevt_storage; }
    char* get_scap_evt_storage() { return m_pevt_storage; }
    void set_scap_evt_storage(char* v) { m_pevt_storage = v; }
    uint32_t get_flags() const { return m_params_loaded ? SINSP_EF_PARAMS_LOADED : SINSP_EF_NONE; }
    void set_flags(const uint32_t v) { m_params_loaded = (v & SINSP_EF_PARAMS_LOADED) != 0; }

    const sinsp_threadinfo* get_tinfo() const { return const_cast<sinsp_evt*>(this)->get_thread_info(); }
    sinsp_threadinfo* get_tinfo() { return get_thread_info(); }
    void set_tinfo(sinsp_threadinfo* v) {
        m_tinfo = v;
        m_thread_asked = true;
    }
    std::shared_ptr<sinsp_threadinfo> get_tinfo_ref() const;
    void set_tinfo_ref(const std::shared_ptr<sinsp_threadinfo>& v) {
        m_tinfo_ref = v;
        set_tinfo(v.get());
    }
    std::shared_ptr<sinsp_fdinfo> get_fdinfo_ref() const { return m_fdinfo_ref; }
    void set_fdinfo_ref(const std::shared_ptr<sinsp_fdinfo>& v) {
        m_fdinfo_ref = v;
        set_fd_info(v.get());
    }

    const std::vector<sinsp_evt_param>& get_params() const { return m_params; }
    std::vector<sinsp_evt_param>& get_params() { return params(); }

    bool is_syscall_event() const { return (m_info->category & EC_SYSCALL) != 0; }
    bool has_return_value() {
        return get_type() != PPME_GENERIC_X && is_syscall_event() && PPME_IS_EXIT(get_type()) && get_num_params() > 0;
    }
    int64_t get_syscall_return_value() {
        if(!has_return_value()) {
            throw sinsp_exception("event of type " + std::to_string(get_type()) + " has no return value");
        }
        const auto* param = get_param(0);
        switch(param->len()) {
        case sizeof(int32_t): return param->as<int32_t>();
        case sizeof(int64_t): return param->as<int64_t>();
        default: return 0;
        }
    }
    bool uses_fd() const { return (get_info_flags() & EF_USES_FD) != 0; }
    bool creates_fd() const { return (get_info_flags() & EF_CREATES_FD) != 0; }
    // The character for the kind of descriptor that an event makes.
    char extract_typechar() const {
        switch(PPME_MAKE_EXIT(get_type())) {
        case PPME_SYSCALL_OPENAT_2_X:
        case PPME_SYSCALL_OPENAT2_X:
        case PPME_SYSCALL_CREAT_X: return CHAR_FD_FILE;
        case PPME_SOCKET_SOCKET_X:
        case PPME_SOCKET_ACCEPT_5_X:
        case PPME_SOCKET_ACCEPT4_6_X: return CHAR_FD_IPV4_SOCK;
        case PPME_SYSCALL_PIPE_X:
        case PPME_SYSCALL_PIPE2_X: return CHAR_FD_FIFO;
        case PPME_SYSCALL_EVENTFD_X:
        case PPME_SYSCALL_EVENTFD2_X: return CHAR_FD_EVENT;
        case PPME_SYSCALL_SIGNALFD_X:
        case PPME_SYSCALL_SIGNALFD4_X: return CHAR_FD_SIGNAL;
        case PPME_SYSCALL_TIMERFD_CREATE_X: return CHAR_FD_TIMERFD;
        case PPME_SYSCALL_INOTIFY_INIT_X:
        case PPME_SYSCALL_INOTIFY_INIT1_X: return CHAR_FD_INOTIFY;
        default: return 'o';
        }
    }

    // The event as the C interface knows it.
    const sinsp_event_t* core() const { return m_core != nullptr && !m_stale ? m_core : own_core(); }

    // Shows the current event of the inspector.
    void show(const sinsp_event_t* core) {
        m_core = core;
        m_stale = false;
        m_pevt = reinterpret_cast<scap_evt*>(const_cast<uint8_t*>(m_view.raw));
        m_info = &g_infotables.m_event_info[m_view.code];
        m_source_idx = m_view.source < 0 ? sinsp_no_event_source_idx : static_cast<size_t>(m_view.source);
        m_source_name = m_view.source == 0 ? sinsp_syscall_event_source_name : sinsp_no_event_source_name;
        m_iosize = 0;
        forget();
    }
    sinsp_event_view* view() { return &m_view; }

    // Keeps the header of the last event, past the end of the source, whose bytes are gone then.
    void show_last() {
        m_last = {};
        m_last.ts = m_view.ts;
        m_last.tid = static_cast<uint64_t>(m_view.tid);
        m_last.len = sizeof(m_last);
        m_last.type = m_view.code;
        m_pevt = &m_last;
        m_info = &g_infotables.m_event_info[m_view.code];
        m_core = nullptr;
        m_stale = true;
        m_view.thread = -1;
        m_view.fd = INVALID_FD_NUM;
        forget();
    }

private:
    const sinsp_event_t* own_core() const;
    std::vector<sinsp_evt_param>& params() {
        if(!m_params_loaded) {
            load_params();
        }
        return m_params;
    }
    void forget() {
        m_params_loaded = m_thread_asked = m_fd_asked = false;
        m_tinfo = nullptr;
        m_fdinfo = nullptr;
        m_tinfo_ref.reset();
        m_fdinfo_ref.reset();
    }

    sinsp* m_inspector = nullptr;
    const sinsp_event_t* m_core = nullptr;
    mutable libsinsp::detail::event_ptr m_own;
    // True when m_own does not say what the bytes say.
    mutable bool m_stale = true;
    bool m_params_loaded = false;
    bool m_thread_asked = false;
    bool m_fd_asked = false;
    bool m_filtered_out = false;
    sinsp_event_view m_view = {};
    scap_evt* m_pevt = nullptr;
    scap_evt m_last = {};
    char* m_pevt_storage = nullptr;
    const ppm_event_info* m_info = nullptr;
    std::vector<sinsp_evt_param> m_params;
    sinsp_threadinfo* m_tinfo = nullptr;
    sinsp_fdinfo* m_fdinfo = nullptr;
    std::shared_ptr<sinsp_threadinfo> m_tinfo_ref;
    std::shared_ptr<sinsp_fdinfo> m_fdinfo_ref;
    uint32_t m_iosize = 0;
    size_t m_source_idx = sinsp_no_event_source_idx;
    const char* m_source_name = sinsp_no_event_source_name;
};

namespace libsinsp {
namespace detail {

// The form of buffers that a param_fmt asks for, as the C interface numbers them.
inline uint32_t buffer_format(sinsp_evt::param_fmt fmt) {
    switch(fmt) {
    case sinsp_evt::PF_HEX:
    case sinsp_evt::PF_JSONHEX: return SINSP_BUFFER_HEX;
    case sinsp_evt::PF_HEXASCII:
    case sinsp_evt::PF_JSONHEXASCII: return SINSP_BUFFER_HEXASCII;
    case sinsp_evt::PF_EOLS:
    case sinsp_evt::PF_JSONEOLS: return SINSP_BUFFER_EOLS;
    case sinsp_evt::PF_EOLS_COMPACT: return SINSP_BUFFER_EOLS_COMPACT;
    case sinsp_evt::PF_BASE64:
    case sinsp_evt::PF_JSONBASE64: return SINSP_BUFFER_BASE64;
    case sinsp_evt::PF_SIMPLE: return SINSP_BUFFER_SIMPLE;
    default: return SINSP_BUFFER_NORMAL;
    }
}

}  // namespace detail
}  // namespace libsinsp
