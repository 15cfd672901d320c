// SPDX-License-Identifier: Apache-2.0
// What the inspector does that needs all classes to be known. Included by sinsp.h only.
#pragma once

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
    m_agent_info = {};
    if(!sinsp_agent_get(core(), &view, sizeof(view))) {
        // Capture files do not name the program that wrote them: everything is 0, as programs expect.
        return sinsp_is_open(core()) ? &m_agent_info : nullptr;
    }
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

inline void sinsp::set_filter(std::unique_ptr<sinsp_filter> filter, const std::string& filterstring) {
    if(m_has_filter) {
        throw sinsp_exception("a filter is set already");
    }
    const bool whole = filter != nullptr && filter->core() != nullptr && filter->m_filter->m_checks.empty();
    m_asks_filter = filter != nullptr &&
                    !(whole && sinsp_set_compiled_filter(core(), filter->core()) == SCAP_SUCCESS);
    m_has_filter = filter != nullptr;
    m_filter = std::move(filter);
    m_filterstring = filterstring;
}

inline bool sinsp::passes_filter() {
    const bool passes = m_filter->run(&m_evt);
    m_evt.set_filtered_out(!passes);
    return passes;
}

inline const struct metrics_v2* sinsp::get_capture_stats_v2(uint32_t flags, uint32_t* nstats, int32_t* rc) const {
    *nstats = 0;
    *rc = m_mode.is_live() ? SCAP_SUCCESS : SCAP_NOT_SUPPORTED;
    if(!m_mode.is_live()) {
        return nullptr;
    }
    const uint32_t of_driver = flags & (METRICS_V2_KERNEL_COUNTERS | METRICS_V2_LIBBPF_STATS |
                                        METRICS_V2_KERNEL_COUNTERS_PER_CPU | METRICS_V2_KERNEL_ITER_COUNTERS);
    m_driver_metrics = libsinsp::detail::list<metrics_v2>(
        [&](metrics_v2* out, size_t room) { return sinsp_metrics(core(), of_driver, out, room); });
    *nstats = static_cast<uint32_t>(m_driver_metrics.size());
    return m_driver_metrics.data();
}
