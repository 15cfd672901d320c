// SPDX-License-Identifier: Apache-2.0
// The inspector. Included by sinsp.h only.
#pragma once

#ifdef SYSCAP_LIBS_API
#include <libsinsp/detail/compatibility.h>
#endif

// Reads events from a source and knows, after each, every thread, descriptor, user and group of the machine. An
// inspector and all that came from it belong to one thread at a time; different ones do not know of each other.
class SINSP_PUBLIC sinsp : public capture_stats_source {
public:
    explicit sinsp(bool with_metrics = false):
        m_core(sinsp_create()),
        m_evt(this),
        m_stats(with_metrics ? std::make_shared<sinsp_stats_v2>() : nullptr),
        m_plugin_manager(std::make_shared<sinsp_plugin_manager>(this)),
        m_thread_manager(std::make_shared<sinsp_thread_manager>(this)),
        m_usergroup_manager(std::make_shared<sinsp_usergroup_manager>(this))
#ifdef SYSCAP_LIBS_API
        ,
        m_container_manager(m_core.get())
#endif
    {
        if(m_core == nullptr) {
            throw sinsp_exception("no memory for an inspector");
        }
#ifdef SYSCAP_LIBS_API
        set_legacy_view(true);
#endif
    }
    ~sinsp() override = default;
    sinsp(const sinsp&) = delete;
    sinsp& operator=(const sinsp&) = delete;

    // Opens a capture file. With `fd` other than 0 the file behind that descriptor is read.
    virtual void open_savefile(const std::string& filename, int fd = 0) {
        const std::string path = fd == 0 ? filename : "/proc/self/fd/" + std::to_string(fd);
        opened(sinsp_open_savefile(core(), path.c_str()), SINSP_MODE_CAPTURE);
        m_input_filename = filename;
    }

    // Loads a plugin and makes its source and fields known; throws where that cannot be.
    std::shared_ptr<sinsp_plugin> register_plugin(const std::string& filepath);
    std::shared_ptr<sinsp_plugin> register_plugin(const plugin_api* api);
    std::shared_ptr<const sinsp_plugin_manager> get_plugin_manager() const { return m_plugin_manager; }
    const char* get_plugin_api_version() const { return PLUGIN_API_VERSION_STR; }
    // Takes events from a plugin that was started.
    virtual void open_plugin(const std::string& plugin_name,
                             const std::string& plugin_open_params,
                             sinsp_plugin_platform platform_type = sinsp_plugin_platform::SINSP_PLATFORM_GENERIC);
    const std::shared_ptr<libsinsp::state::table_registry>& get_table_registry() const;

    // Looks at the running machine without a driver: users, interfaces and, with `full_proc_scan`, processes.
    virtual void open_nodriver(bool full_proc_scan = false) {
        opened(sinsp_open_nodriver(core(), full_proc_scan), SINSP_MODE_NODRIVER);
    }
    // Reads events from memory, for tests. They are taken out of `data` while they are read.
    virtual void open_test_input(scap_test_input_data* data, sinsp_mode_t mode = SINSP_MODE_TEST) {
        opened(sinsp_open_test_input(core(), data), mode);
    }
    // Capture with the modern probe. Throws where the library cannot.
    virtual void open_modern_bpf(unsigned long driver_buffer_bytes_dim = DEFAULT_DRIVER_BUFFER_BYTES_DIM,
                                 uint16_t cpus_for_each_buffer = DEFAULT_CPU_FOR_EACH_BUFFER,
                                 bool online_only = true,
                                 const libsinsp::events::set<ppm_sc_code>& ppm_sc_of_interest = {},
                                 bool disable_iterators = false) {
        std::vector<uint64_t> codes(ppm_sc_of_interest.empty() ? 0 : PPM_SC_MAX / 64 + 1);
        for(const auto code : ppm_sc_of_interest) {
            codes[code / 64] |= uint64_t(1) << (code % 64);
        }
        sinsp_live_options options = {};
        options.scope = libsinsp::detail::text(m_capture_scope);
        options.sc_codes = codes.empty() ? nullptr : codes.data();
        options.sc_words = codes.size();
        options.buffer_bytes = driver_buffer_bytes_dim;
        options.snaplen = m_snaplen;
        options.cpus_per_ring = cpus_for_each_buffer == 0 ? UINT16_MAX : cpus_for_each_buffer;
        options.all_cpus = !online_only;
        options.io_uring = m_io_uring;
        options.no_iterators = disable_iterators;
        opened(sinsp_open_live(core(), &options, sizeof(options)), SINSP_MODE_LIVE);
    }
    // Whose events are made by live capture that is opened from now on: "machine", "pidns", "cgroup=PATH", "tree=PID".
    void set_capture_scope(const std::string& scope) { m_capture_scope = scope; }
    // Whether live capture that is opened from now on also reports what is submitted through rings of io_uring.
    void set_io_uring(bool enable) { m_io_uring = enable; }
    // Whether live capture that is opened from now on leaves in the kernel what the filter refuses; it does by itself.
    void set_pushdown(bool enable) { option(SINSP_OPTION_PUSHDOWN, enable); }
    // There is no kernel module: throws.
    virtual void open_kmod(unsigned long driver_buffer_bytes_dim = DEFAULT_DRIVER_BUFFER_BYTES_DIM,
                           const libsinsp::events::set<ppm_sc_code>& ppm_sc_of_interest = {}) {
        (void)driver_buffer_bytes_dim, (void)ppm_sc_of_interest;
        throw scap_open_exception("there is no kernel module; open_modern_bpf() captures", SCAP_NOT_SUPPORTED);
    }
#ifdef SYSCAP_LIBS_API
    virtual void open_bpf(const std::string& bpf_path,
                          unsigned long driver_buffer_bytes_dim = DEFAULT_DRIVER_BUFFER_BYTES_DIM,
                          const libsinsp::events::set<ppm_sc_code>& ppm_sc_of_interest = {}) {
        (void)bpf_path;
        open_modern_bpf(driver_buffer_bytes_dim, DEFAULT_CPU_FOR_EACH_BUFFER, true, ppm_sc_of_interest);
    }
    // Containers are known from the events alone: there is nobody to ask.
    void set_cri_socket_path(const std::string& path) { (void)path; }
    void set_cri_timeout(int64_t timeout_ms) { (void)timeout_ms; }
#endif
    // State events between others are as in the capture.
    void set_internal_events_mode(bool enable) { (void)enable; }

    // Events begin with opening. These throw where nothing is open, and for a source that cannot be halted.
    void start_capture() {
        if(!sinsp_is_open(core())) {
            throw sinsp_exception("the inspector is not open yet");
        }
    }
    void stop_capture() { start_capture(); }
    // Whether the source is one of this engine: its name as in libscap's headers.
    bool check_current_engine(const std::string& engine_name) const {
        return (m_mode.is_capture() && engine_name == SAVEFILE_ENGINE) ||
               (m_mode.is_live() && engine_name == MODERN_BPF_ENGINE) ||
               (m_mode.is_nodriver() && engine_name == NODRIVER_ENGINE) ||
               (m_mode.is_test() && engine_name == TEST_INPUT_ENGINE) ||
               (is_plugin() && engine_name == SOURCE_PLUGIN_ENGINE);
    }
    // libscap's handle of the machine below. The inspector has none of that form: always NULL, as in the original while
    // nothing is open.
    scap_platform* get_scap_platform() const { return nullptr; }
    // Settings of a driver. As in the original there is nothing to do where events come from elsewhere; the snaplen
    // is kept for live capture that is opened later. Throw where the probe refuses.
    void set_snaplen(uint32_t snaplen) {
        m_snaplen = snaplen;
        tell_probe(SINSP_PROBE_SNAPLEN, snaplen);
    }
    void set_dropfailed(bool dropfailed) { tell_probe(SINSP_PROBE_DROP_FAILED, dropfailed); }
    void start_dropping_mode(uint32_t sampling_ratio) { tell_probe(SINSP_PROBE_SAMPLING, sampling_ratio); }
    void stop_dropping_mode() { tell_probe(SINSP_PROBE_SAMPLING, 1); }

    // Environments over 4096 bytes are read whole from /proc; of sources that are opened from now on.
    void set_large_envs(bool enable) {
        m_large_envs = enable;
        option(SINSP_OPTION_LARGE_ENVIRONMENTS, enable);
    }
    bool large_envs_enabled() const { return m_large_envs && m_mode.is_live(); }

    // A descriptor for poll and epoll that is readable while next() does not wait; throws where there is none.
    int get_event_fd() {
        const int fd = sinsp_get_fd(core());
        if(fd < 0) {
            fail();
        }
        return fd;
    }

    // Events as libs 0.18 showed them; see SINSP_OPTION_LEGACY_VIEW. Counts for sources that are opened from now on.
    void set_legacy_view(bool enable) { option(SINSP_OPTION_LEGACY_VIEW, enable); }

    // Closes the source and forgets the state.
    void close() {
        m_thread_manager->clear();
        sinsp_close(core());
        m_mode = SINSP_MODE_NONE;
        m_input_filename.clear();
        m_filter.reset();
        m_has_filter = m_asks_filter = false;
    }

    // Reads the next event; `*evt` is good until the next call. SCAP_SUCCESS, SCAP_TIMEOUT, SCAP_FILTERED_EVENT,
    // SCAP_EOF, or SCAP_FAILURE with the reason in getlasterr().
    virtual int32_t next(sinsp_evt** evt) {
        m_thread_manager->sweep();
        m_generation++;
        const sinsp_event_t* event = nullptr;
        const int32_t rc = sinsp_next_view(core(), &event, m_evt.view(), sizeof(sinsp_event_view));
        *evt = nullptr;
        if(rc == SCAP_SUCCESS) {
            m_evt.show(event);
            if(m_evt.get_source_idx() > 0 && m_evt.get_source_idx() < m_event_sources.size()) {
                m_evt.set_source_name(m_event_sources[m_evt.get_source_idx()].c_str());
            }
            m_first_ts = m_first_ts == 0 ? m_evt.get_ts() : m_first_ts;
            *evt = &m_evt;
            if(m_attentive) {
                attend();
            }
            if(m_asks_filter && !passes_filter()) {
                return SCAP_FILTERED_EVENT;
            }
        } else if(rc == SCAP_EOF) {
            // Programs look at the last event once more.
            m_evt.show_last();
            *evt = &m_evt;
        } else if(rc == SCAP_FAILURE) {
            m_lasterr = libsinsp::detail::string(sinsp_last_error(core()));
        } else if(event != nullptr && m_observer != nullptr) {
            m_evt.show(event);
            tell_observer();
        }
        return rc;
    }

    // The observer of what events do, from the next one on; nullptr for nobody. It stays the caller's.
    void set_observer(sinsp_observer* observer) {
        m_observer = observer;
        m_attentive = m_observer != nullptr || m_isdebug_enabled;
        sinsp_set_notices(core(), observer != nullptr);
    }
    sinsp_observer* get_observer() const { return m_observer; }

    // In debug mode live capture logs its statistics once in each second of the events' time.
    void set_debug_mode(bool enable_debug) {
        m_isdebug_enabled = enable_debug;
        m_attentive = m_observer != nullptr || m_isdebug_enabled;
    }
    bool is_debug_enabled() const { return m_isdebug_enabled; }

    uint64_t get_num_events() const { return sinsp_num_events(core()); }
    std::string getlasterr() const { return m_lasterr; }

    // Sets the filter: events that do not match are not delivered. Throws when it is wrong. It stays for sources that are
    // opened over the one before, until close(); get_filter() still returns it then.
    void set_filter(const std::string& filter) {
        if(m_has_filter) {
            throw sinsp_exception("a filter is set already");
        }
        if(sinsp_set_filter(core(), filter.data(), filter.size()) != SCAP_SUCCESS) {
            fail();
        }
        m_has_filter = !filter.empty();
        m_filterstring = filter;
        m_internal_flt_ast = libsinsp::filter::parser(filter).parse();
    }
    // The same with a filter that was compiled or put together before.
    void set_filter(std::unique_ptr<sinsp_filter> filter, const std::string& filterstring = "");
    std::string get_filter() const { return m_filterstring; }
    const std::shared_ptr<libsinsp::filter::ast::expr>& get_filter_ast() { return m_internal_flt_ast; }

    // Where messages of the library and of programs go.
    void set_log_callback(sinsp_logger_callback cb) {
        if(cb != nullptr) {
            libsinsp_logger()->add_callback_log(cb);
        } else {
            libsinsp_logger()->remove_callback_log();
        }
    }
    void set_log_file(const std::string& filename) { libsinsp_logger()->add_file_log(filename); }
    void set_log_stderr() { libsinsp_logger()->add_stderr_log(); }
    void set_min_log_severity(sinsp_logger::severity sev) { libsinsp_logger()->set_severity(sev); }

    // How parameters and fields are written.
    void set_buffer_format(sinsp_evt::param_fmt format) {
        m_buffer_format = format;
        sinsp_set_buffer_format(core(), libsinsp::detail::buffer_format(format));
    }
    sinsp_evt::param_fmt get_buffer_format() const { return m_buffer_format; }
    void set_max_evt_output_len(uint32_t len) {
        m_max_evt_output_len = len;
        sinsp_set_max_buffer_text(core(), len);
    }
    uint32_t get_max_evt_output_len() const { return m_max_evt_output_len; }
    void set_time_output_mode(char flag) {
        m_output_time_flag = flag;
        if(sinsp_set_time_output(core(), flag) != SCAP_SUCCESS) {
            fail();
        }
    }
    char get_time_output_mode() const { return m_output_time_flag; }
    // Names of hosts and services are not looked up; asking for them is refused.
    void set_hostname_and_port_resolution_mode(bool enable) {
        if(enable) {
            throw sinsp_exception("names of hosts and services are not looked up");
        }
    }
    bool is_hostname_and_port_resolution_enabled() const { return false; }

    // What is kept; for sources opened later.
    void set_import_users(bool import_users) {
        m_usergroup_manager->m_import_users = import_users;
        option(SINSP_OPTION_IMPORT_USERS, import_users);
    }
    void set_auto_threads_purging(bool enabled) { option(SINSP_OPTION_AUTO_PURGE, enabled); }
    void set_auto_threads_purging_interval_s(uint32_t val) {
        option(SINSP_OPTION_PURGE_INTERVAL_NS, val * static_cast<uint64_t>(ONE_SECOND_IN_NS));
    }
    void set_thread_timeout_s(uint32_t val) {
        option(SINSP_OPTION_THREAD_TIMEOUT_NS, val * static_cast<uint64_t>(ONE_SECOND_IN_NS));
    }
    void set_track_connection_status(bool enabled) { option(SINSP_OPTION_TRACK_CONNECTION_STATUS, enabled); }

    // Threads to leave out.
    bool suppress_events_comm(const std::string& comm) {
        return sinsp_suppress_comm(core(), comm.data(), comm.size()) == SCAP_SUCCESS;
    }
    bool suppress_events_tid(int64_t tid) { return sinsp_suppress_tid(core(), tid) == SCAP_SUCCESS; }
    void clear_suppress_events_comm() { sinsp_clear_suppressed_comms(core()); }
    void clear_suppress_events_tid() { sinsp_clear_suppressed_tids(core()); }
    bool check_suppressed(int64_t tid) const { return sinsp_is_suppressed(core(), tid); }

    // The machine that made the events; nullptr where the source has none. What 0.25.4 does not keep of capture
    // files is zero: see set_machine_info_of_files().
    const scap_machine_info* get_machine_info() const;
    // Keep what capture files say of their machine. To be called before one is opened.
    void set_machine_info_of_files(bool keep) { option(SINSP_OPTION_MACHINE_INFO, keep); }
    const scap_agent_info* get_agent_info() const;
    const sinsp_network_interfaces& get_ifaddr_list() const { return const_cast<sinsp*>(this)->get_ifaddr_list(); }
    sinsp_network_interfaces& get_ifaddr_list();

    sinsp_evttables* get_event_info_tables() { return &g_infotables; }

    bool is_capture() const { return m_mode.is_capture(); }
    bool is_offline() const { return m_mode.is_offline(); }
    bool is_live() const { return m_mode.is_live(); }
    bool is_nodriver() const { return m_mode.is_nodriver(); }
    bool is_plugin() const { return m_mode.is_plugin() && m_input_plugin != nullptr; }
    bool is_syscall_plugin() const { return is_plugin() && m_input_plugin->id() == 0; }
    std::string get_input_filename() const { return m_input_filename; }
    // How much of a file was read, percent.
    double get_read_progress() const {
        double percent = 0;
        if(sinsp_source_progress(core(), &percent, nullptr)) {
            return percent;
        }
        uint64_t read = 0, total = 0;
        sinsp_progress(core(), &read, &total);
        return total == 0 ? 0 : std::min(100.0, static_cast<double>(read) * 100 / static_cast<double>(total));
    }
    double get_read_progress_with_str(std::string* progress_str) const {
        char text[32];
        const double progress = get_read_progress();
        sinsp_text words;
        if(sinsp_source_progress(core(), nullptr, &words)) {
            *progress_str = libsinsp::detail::string(words);
            return progress;
        }
        snprintf(text, sizeof(text), "%.2lf", progress);
        *progress_str = text;
        return progress;
    }
    uint64_t get_bytes_read() const {
        uint64_t read = 0;
        sinsp_progress(core(), &read, nullptr);
        return read;
    }

    // Counters of the state as they are now; empty unless the inspector was made with metrics.
    const std::shared_ptr<sinsp_stats_v2>& get_sinsp_stats_v2();
    void get_capture_stats(scap_stats* stats) const override;
    void print_capture_stats(sinsp_logger::severity sev) const override {
        libsinsp_logger()->log("events read: " + std::to_string(get_num_events()), sev);
    }
    // The metrics of the driver, of the groups METRICS_V2_; nullptr for sources without one. Good until the next call.
    const struct metrics_v2* get_capture_stats_v2(uint32_t flags, uint32_t* nstats, int32_t* rc) const override;

    uint64_t get_scap_api_version() const { return SCAP_MINIMUM_DRIVER_API_VERSION; }
    uint64_t get_scap_schema_version() const { return SCAP_MINIMUM_DRIVER_SCHEMA_VERSION; }

    const std::vector<std::string>& event_sources() const { return m_event_sources; }
    // The group `evt`, for lists of fields of other sources than system calls.
    static std::unique_ptr<sinsp_filter_check> new_generic_filtercheck();

    // A thread as sinsp_thread_manager::get_thread() finds it.
    std::shared_ptr<sinsp_threadinfo> get_thread_ref(int64_t tid, bool query_os = false, bool lookup_only = true) {
        (void)query_os;
        return m_thread_manager->find_thread(tid, lookup_only);
    }

    // The inspector as the C interface knows it.
    sinsp_inspector_t* core() const { return m_core.get(); }
    // Counts up with each event.
    uint64_t generation() const { return m_generation; }
    // Time of the first event; 0 before it.
    uint64_t first_ts() const { return m_first_ts; }

private:
    std::shared_ptr<sinsp_plugin> take_in(sinsp_plugin_t* registered, const std::string& what);
    void opened(int32_t rc, sinsp_mode_t mode) {
        m_thread_manager->clear();
        m_generation++;
        m_first_ts = 0;
        if(rc != SCAP_SUCCESS) {
            m_lasterr = libsinsp::detail::string(sinsp_last_error(core()));
            throw scap_open_exception(m_lasterr, rc);
        }
        m_mode = mode;
    }
    void attend();
    void tell_observer();
    void tell_of_erased(const sinsp_notice& notice, size_t index);
    void tell(const sinsp_notice& notice);
    void tell_probe(uint32_t setting, uint64_t value) {
        if(m_mode.is_live() && sinsp_probe_set(core(), setting, value) != SCAP_SUCCESS) {
            fail();
        }
    }
    [[noreturn]] void fail() {
        m_lasterr = libsinsp::detail::string(sinsp_last_error(core()));
        throw sinsp_exception(m_lasterr);
    }
    void option(uint32_t option, uint64_t value) { sinsp_set_option(core(), option, value); }

    // The last to go: what else is here refers to it.
    libsinsp::detail::inspector_ptr m_core;
    uint64_t m_generation = 0;
    uint64_t m_first_ts = 0;
    sinsp_mode m_mode = SINSP_MODE_NONE;
    sinsp_observer* m_observer = nullptr;
    bool m_isdebug_enabled = false;
    // There is an observer.
    bool m_attentive = false;
    uint64_t m_next_stats_ts = 0;
    sinsp_evt m_evt;
    std::string m_lasterr;
    std::string m_input_filename;
    sinsp_evt::param_fmt m_buffer_format = sinsp_evt::PF_NORMAL;
    uint32_t m_max_evt_output_len = 0;
    char m_output_time_flag = 'h';
    uint32_t m_snaplen = 0;
    bool m_large_envs = false;
    mutable std::vector<metrics_v2> m_driver_metrics;
    std::string m_capture_scope;
    bool m_io_uring = false;
    std::shared_ptr<sinsp_stats_v2> m_stats;
    sinsp_network_interfaces m_network_interfaces;
    mutable scap_machine_info m_machine_info = {};
    mutable scap_agent_info m_agent_info = {};
    std::vector<std::string> m_event_sources = {sinsp_syscall_event_source_name};
    std::shared_ptr<sinsp_plugin_manager> m_plugin_manager;
    std::shared_ptr<sinsp_plugin> m_input_plugin;
    mutable std::shared_ptr<libsinsp::state::table_registry> m_table_registry;

public:
    std::shared_ptr<sinsp_thread_manager> m_thread_manager;
#ifdef SYSCAP_LIBS_API
    libsinsp::detail::usergroup_manager_ptr m_usergroup_manager;
    sinsp_container_manager m_container_manager;
#else
    std::shared_ptr<sinsp_usergroup_manager> m_usergroup_manager;
#endif
    bool passes_filter();

    std::unique_ptr<sinsp_filter> m_filter;
    // The filter can only be asked about events that were delivered.
    bool m_asks_filter = false;
    bool m_has_filter = false;
    std::string m_filterstring;
    std::shared_ptr<libsinsp::filter::ast::expr> m_internal_flt_ast;
};
