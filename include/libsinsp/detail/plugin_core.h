// SPDX-License-Identifier: Apache-2.0
// What plugins need of the C interface before the inspector is known.
#pragma once

#include <libsinsp/detail/core.h>
#include <mutex>
#include <unordered_set>

namespace libsinsp {
namespace detail {

using plugin_ptr = std::unique_ptr<sinsp_plugin_t, freed_by<sinsp_plugin_t, sinsp_plugin_free>>;

// Names of asynchronous events of the plugins that the program has loaded, for look-ups of events by name.
class async_event_names {
public:
    static void add(const std::unordered_set<std::string>& names) {
        auto& known = all();
        const std::lock_guard<std::mutex> lock(known.m_lock);
        known.m_names.insert(names.begin(), names.end());
    }
    static bool has(const std::string& name) {
        auto& known = all();
        const std::lock_guard<std::mutex> lock(known.m_lock);
        return known.m_names.count(name) != 0;
    }

private:
    static async_event_names& all() {
        static async_event_names known;
        return known;
    }

    std::mutex m_lock;
    std::unordered_set<std::string> m_names;
};

}  // namespace detail
}  // namespace libsinsp
