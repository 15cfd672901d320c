// SPDX-License-Identifier: Apache-2.0
// Threads and processes.
#pragma once

#include <libsinsp/detail/event.h>
#include <sys/uio.h>
#include <functional>
#include <list>
#include <map>
#include <memory>

class sinsp_thread_manager;

// What is known of a thread; the leader stands for its process. The members are those at the moment when the thread
// was asked for last, through an event or the thread manager, in the course of the current event. Pointers are good
// until the next event, and the same thread has the same pointer.
class SINSP_PUBLIC sinsp_threadinfo {
public:
    using cgroups_t = std::vector<std::pair<std::string, std::string>>;

    sinsp_threadinfo(sinsp* inspector, libsinsp::detail::thread_ptr kept): m_inspector(inspector), m_kept(std::move(kept)) {
        take(nullptr);
    }
    virtual ~sinsp_threadinfo() = default;
    sinsp_threadinfo(const sinsp_threadinfo&) = delete;
    sinsp_threadinfo& operator=(const sinsp_threadinfo&) = delete;

    std::string get_comm() const { return m_comm; }
    std::string get_exe() const { return m_exe; }
    std::string get_exepath() const { return m_exepath; }
    // Working directory of the process, with a '/' at its end.
    std::string get_cwd() const { return libsinsp::detail::string(view().cwd); }
    // Environment of the process.
    const std::vector<std::string>& get_env();
    std::string get_env(const std::string& name);
    std::string concatenate_all_env() {
        const auto& env = get_env();
        return sinsp_join(env.begin(), env.end(), ' ');
    }

    bool is_main_thread() const { return m_tid == m_pid || (m_flags & PPM_CL_IS_MAIN_THREAD) != 0; }
    bool is_in_pid_namespace() const { return (m_flags & PPM_CL_CHILD_IN_PIDNS) != 0 || (m_tid != m_vtid && m_vtid >= 0); }
    bool is_invalid() const { return m_tid < 0 || m_pid < 0 || m_ptid < 0; }
    bool is_dead() const { return (m_flags & PPM_CL_CLOSED) != 0; }

    // Threads of the process that are alive, with and without the leader.
    uint64_t get_num_threads() const { return view().nthreads; }
    uint64_t get_num_not_leader_threads() const {
        const auto* main = get_main_thread();
        const auto all = get_num_threads();
        return main != nullptr && !main->is_dead() ? all - 1 : all;
    }

    // The leader of the process; nullptr unknown.
    sinsp_threadinfo* get_main_thread();
    const sinsp_threadinfo* get_main_thread() const { return const_cast<sinsp_threadinfo*>(this)->get_main_thread(); }
    // The parent, alive or not; nullptr unknown.
    sinsp_threadinfo* get_parent_thread();

    // A descriptor by its number; nullptr where there is none.
    sinsp_fdinfo* get_fd(int64_t fd);
    // Calls `visitor` for each descriptor until it returns false; whether it never did.
    bool loop_fds(std::function<bool(int64_t, const sinsp_fdinfo&)> visitor);

    bool is_bound_to_port(uint16_t number) const;
    bool uses_client_port(uint16_t number) const;
    uint64_t get_fd_usage_pct() { return static_cast<uint64_t>(get_fd_usage_pct_d()); }
    // Open descriptors in percent of the limit.
    double get_fd_usage_pct_d();
    uint64_t get_fd_opencount() const { return view().nfds; }
    uint64_t get_fd_limit();

    // The path of the control group in a subsystem.
    const std::string& get_cgroup(const std::string& subsys) const {
        static const std::string root = "/";
        for(const auto& [name, path] : cgroups()) {
            if(name == subsys) {
                return path;
            }
        }
        return root;
    }
    bool get_cgroup(const std::string& subsys, std::string& cgroup) const {
        for(const auto& [name, path] : cgroups()) {
            if(name == subsys) {
                cgroup = path;
                return true;
            }
        }
        return false;
    }
    const cgroups_t& cgroups() const { return m_cgroups; }

    static void populate_cmdline(std::string& cmdline, const sinsp_threadinfo* tinfo) {
        cmdline = tinfo->m_comm;
        for(const auto& arg : tinfo->m_args) {
            cmdline += " " + arg;
        }
    }
    static void populate_args(std::string& args, const sinsp_threadinfo* tinfo) {
        args = sinsp_join(tinfo->m_args.begin(), tinfo->m_args.end(), ' ');
    }

    // The path of a directory descriptor, with a '/' at its end; empty where it is unknown.
    std::string get_path_for_dir_fd(int64_t dir_fd);

    uint16_t get_lastevent_type() const { return view().lastevent_type; }

    int64_t m_tid = -1;
    int64_t m_pid = -1;
    int64_t m_ptid = -1;
    int64_t m_reaper_tid = -1;
    int64_t m_sid = -1;
    std::string m_comm;
    std::string m_exe;      // first argument of the command line
    std::string m_exepath;  // full path of the executable
    bool m_exe_writable = false;
    bool m_exe_upper_layer = false;
    bool m_exe_lower_layer = false;
    bool m_exe_from_memfd = false;
    std::vector<std::string> m_args;  // without the first
    std::vector<std::string> m_env;   // of a leader; see get_env()
    cgroups_t m_cgroups;
    std::string m_container_id;  // short form, from the control groups; empty outside containers
    uint32_t m_flags = 0;        // PPM_CL_
    int64_t m_fdlimit = -1;
    uint32_t m_uid = UINT32_MAX;
    uint32_t m_gid = UINT32_MAX;
    uint32_t m_loginuid = UINT32_MAX;
    uint64_t m_cap_permitted = 0;
    uint64_t m_cap_effective = 0;
    uint64_t m_cap_inheritable = 0;
    uint64_t m_exe_ino = 0;
    uint64_t m_exe_ino_ctime = 0;
    uint64_t m_exe_ino_mtime = 0;
    uint64_t m_exe_ino_ctime_duration_clone_ts = 0;
    uint64_t m_exe_ino_ctime_duration_pidns_start = 0;
    uint32_t m_vmsize_kb = 0;
    uint32_t m_vmrss_kb = 0;
    uint32_t m_vmswap_kb = 0;
    uint64_t m_pfmajor = 0;
    uint64_t m_pfminor = 0;
    int64_t m_vtid = -1;
    int64_t m_vpid = -1;
    int64_t m_vpgid = -1;
    int64_t m_pgid = -1;
    uint64_t m_pidns_init_start_ts = 0;
    std::string m_root;
    uint32_t m_tty = 0;
    bool m_filtered_out = false;
    int64_t m_lastevent_fd = -1;
    uint64_t m_lastevent_ts = 0;
    uint64_t m_prevevent_ts = 0;
    uint64_t m_lastaccess_ts = 0;
    uint64_t m_clone_ts = 0;
    uint64_t m_lastexec_ts = 0;

#ifdef SYSCAP_LIBS_API
    // The user and group of libs 0.18.
    class sinsp_userinfo {
    public:
        uint32_t uid() const { return m_uid; }
        std::string name() const { return !m_name.empty() ? m_name : m_uid == 0 ? "root" : "<NA>"; }

        uint32_t m_uid = UINT32_MAX;
        std::string m_name;
    };
    class sinsp_groupinfo {
    public:
        uint32_t gid() const { return m_gid; }
        std::string name() const { return !m_name.empty() ? m_name : m_gid == 0 ? "root" : "<NA>"; }

        uint32_t m_gid = UINT32_MAX;
        std::string m_name;
    };
    sinsp_userinfo m_user;
    sinsp_groupinfo m_group;
#endif

    // Distinguishes it from every other thread, also from a later one with the same id.
    uint64_t key() const { return view().key; }
    // Reads the thread again; false when it is gone.
    bool refresh();

private:
    friend class sinsp_thread_manager;
    friend class sinsp_evt;

    const sinsp_thread_view& view() const { return *sinsp_thread_kept_view(m_kept.get()); }

    // Takes over what changed since `old`. A text that did not change is where it was.
    void take(const sinsp_thread_view* old);
    // The mirror of a descriptor, to be filled.
    sinsp_fdinfo& fd_slot(int64_t number);

    sinsp* m_inspector;
    libsinsp::detail::thread_ptr m_kept;
    uint64_t m_read_at = UINT64_MAX;
    uint64_t m_fds_at = UINT64_MAX;
    std::map<int64_t, std::unique_ptr<sinsp_fdinfo>> m_fds;
};

// All threads, as a table.
class threadinfo_map_t {
public:
    typedef std::function<bool(const std::shared_ptr<sinsp_threadinfo>&)> const_shared_ptr_visitor_t;
    typedef std::function<bool(const sinsp_threadinfo&)> const_visitor_t;
    typedef std::function<bool(sinsp_threadinfo&)> visitor_t;
    typedef std::shared_ptr<sinsp_threadinfo> ptr_t;

    explicit threadinfo_map_t(sinsp_thread_manager* manager): m_manager(manager) {}

    sinsp_threadinfo* get(uint64_t tid) { return get_ref(tid).get(); }
    const ptr_t& get_ref(uint64_t tid);
    // Call `callback` for each thread until it returns false; whether it never did.
    bool const_loop_shared_pointer(const_shared_ptr_visitor_t callback);
    bool const_loop(const_visitor_t callback) const {
        return const_cast<threadinfo_map_t*>(this)->const_loop_shared_pointer(
            [&](const ptr_t& thread) { return callback(*thread); });
    }
    bool loop(visitor_t callback) {
        return const_loop_shared_pointer([&](const ptr_t& thread) { return callback(*thread); });
    }
    size_t size() const;

private:
    sinsp_thread_manager* m_manager;
};

// Finds threads, and keeps what was read of them.
class SINSP_PUBLIC sinsp_thread_manager {
public:
    explicit sinsp_thread_manager(sinsp* inspector): m_inspector(inspector), m_table(this) {}
    sinsp_thread_manager(const sinsp_thread_manager&) = delete;
    sinsp_thread_manager& operator=(const sinsp_thread_manager&) = delete;

    // A thread by its id; empty where it is unknown. `lookup_only` and `main_thread` are for sources that can ask
    // further.
    const threadinfo_map_t::ptr_t& get_thread(int64_t tid, bool lookup_only = true, bool main_thread = false) {
        (void)main_thread;
        return find_thread(tid, lookup_only);
    }
    const threadinfo_map_t::ptr_t& get_thread_ref(int64_t tid, bool lookup_only = true, bool main_thread = false) {
        return get_thread(tid, lookup_only, main_thread);
    }
    const threadinfo_map_t::ptr_t& find_thread(int64_t tid, bool lookup_only);

    // The process n generations up: 1 is the parent's.
    sinsp_threadinfo* get_ancestor_process(sinsp_threadinfo& tinfo, uint32_t n = 1);

    typedef std::function<bool(sinsp_threadinfo*)> visitor_func_t;
    // Calls `visitor` for each ancestor until it returns false.
    void traverse_parent_state(sinsp_threadinfo& tinfo, visitor_func_t& visitor);

    uint32_t get_thread_count();
    threadinfo_map_t* get_threads() { return &m_table; }
    std::vector<int64_t> ids();
    sinsp* inspector() const { return m_inspector; }

    void set_max_thread_table_size(uint32_t value);
    uint32_t get_max_thread_table_size() const { return m_max; }
    // How often /proc may be asked for threads that no event reported, and for their descriptors; below 0 any number.
    // With a period of more than 0 that many in each. Of live sources that are opened from now on.
    void set_m_max_n_proc_lookups(int32_t val);
    void set_m_max_n_proc_socket_lookups(int32_t val);
    void set_proc_lookup_period_ms(uint64_t val);

    // Forgets threads that are gone, now and then. Called between events.
    void sweep();
    void clear();

private:
    sinsp* m_inspector;
    threadinfo_map_t m_table;
    std::unordered_map<int64_t, threadinfo_map_t::ptr_t> m_read;
    // Threads that went during the current event.
    std::vector<threadinfo_map_t::ptr_t> m_gone;
    size_t m_sweep_at = 1024;
    uint32_t m_max = 262144;
    const threadinfo_map_t::ptr_t m_none;
};
