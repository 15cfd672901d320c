// SPDX-License-Identifier: Apache-2.0
// libsinsp: events of a machine or a capture file, with the state of every process around them. These classes have
// the names and members of falcosecurity/libs 0.25.4; they are written on top of the C interface in sinsp_c.h and live
// in the program's own code: no class, string or exception crosses the shared object.
#pragma once

#include <libscap/metrics_v2.h>
#include <libscap/scap.h>
#include <libscap/settings.h>
#include <libsinsp/capture_stats_source.h>
#include <libsinsp/detail/event.h>
#include <libsinsp/detail/eventformatter.h>
#include <libsinsp/detail/filter.h>
#include <libsinsp/detail/threadinfo.h>
#include <libsinsp/detail/user.h>
#include <libsinsp/events/sinsp_events.h>
#include <libsinsp/ifinfo.h>
#include <libsinsp/logger.h>
#include <libsinsp/scap_open_exception.h>
#include <libsinsp/settings.h>
#include <libsinsp/sinsp_exception.h>
#include <libsinsp/sinsp_mode.h>
#include <libsinsp/utils.h>
#include <libsinsp/version.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <cmath>
#include <deque>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#define ONE_SECOND_IN_NS 1000000000LL

#ifndef LIBSINSP_USER_AGENT
#define LIBSINSP_USER_AGENT "falcosecurity-libs"
#endif

#define DEFAULT_OUTPUT_STR "*%evt.num %evt.time %evt.cpu %proc.name (%thread.tid) %evt.type %evt.args"

// How much a plugin's source knows of the machine.
enum class sinsp_plugin_platform {
    SINSP_PLATFORM_GENERIC,
    SINSP_PLATFORM_HOSTINFO,
    SINSP_PLATFORM_FULL,
};

// Counters of the state.
struct sinsp_stats_v2 {
    uint64_t m_n_noncached_fd_lookups = 0;
    uint64_t m_n_cached_fd_lookups = 0;
    uint64_t m_n_failed_fd_lookups = 0;
    uint64_t m_n_added_fds = 0;
    uint64_t m_n_removed_fds = 0;
    uint64_t m_n_stored_evts = 0;
    uint64_t m_n_store_evts_drops = 0;
    uint64_t m_n_retrieved_evts = 0;
    uint64_t m_n_retrieve_evts_drops = 0;
    uint64_t m_n_noncached_thread_lookups = 0;
    uint64_t m_n_cached_thread_lookups = 0;
    uint64_t m_n_failed_thread_lookups = 0;
    uint64_t m_n_added_threads = 0;
    uint64_t m_n_removed_threads = 0;
    uint32_t m_n_drops_full_threadtable = 0;
};

#include <libsinsp/dumper.h>
#include <libsinsp/detail/plugin.h>
#include <libsinsp/detail/observer.h>
#include <libsinsp/detail/inspector.h>
#include <libsinsp/detail/bodies/events.h>
#include <libsinsp/detail/bodies/threads.h>
#include <libsinsp/detail/bodies/users.h>
#include <libsinsp/detail/bodies/fields.h>
#include <libsinsp/detail/bodies/filters.h>
#include <libsinsp/detail/bodies/listing.h>
#include <libsinsp/detail/bodies/output.h>
#include <libsinsp/detail/bodies/inspector.h>
#include <libsinsp/detail/bodies/plugins.h>
#include <libsinsp/detail/bodies/observer.h>
#include <libsinsp/metrics_collector.h>
