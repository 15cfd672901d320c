// SPDX-License-Identifier: Apache-2.0
// Metrics of the library, and their forms in text.
#pragma once

#include <libscap/metrics_v2.h>
#include <libscap/scap_machine_info.h>
#include <libscap/strl.h>
#include <libsinsp/sinsp.h>
#include <cctype>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace libs::metrics {

// An amount of memory in another unit, KiB and MiB with one decimal; 0 where a unit is not one of memory.
template<typename T>
double convert_memory(metrics_v2_value_unit source_unit, metrics_v2_value_unit dest_unit, T val) {
    const auto bytes_of = [](metrics_v2_value_unit unit) {
        switch(unit) {
        case METRIC_VALUE_UNIT_MEMORY_BYTES: return 1.0;
        case METRIC_VALUE_UNIT_MEMORY_KIBIBYTES: return 1024.0;
        case METRIC_VALUE_UNIT_MEMORY_MEGABYTES: return 1024.0 * 1024.0;
        default: return 0.0;
        }
    };
    const double from = bytes_of(source_unit), to = bytes_of(dest_unit);
    if(from == 0 || to == 0) {
        return 0;
    }
    const double value = static_cast<double>(val) * from / to;
    return to == 1 ? value : std::round(value * 10) / 10;
}

namespace detail {

// `name` without, or with another text for, the parts in `what`; of those that begin at one place the longest.
inline std::string with_parts_replaced(std::string_view name,
                                       std::initializer_list<std::string_view> what,
                                       std::string_view by) {
    std::string ret;
    for(size_t at = 0; at < name.size();) {
        size_t length = 0;
        for(const auto part : what) {
            if(name.compare(at, part.size(), part) == 0) {
                length = std::max(length, part.size());
            }
        }
        if(length == 0) {
            ret += name[at++];
        } else {
            ret += by;
            at += length;
        }
    }
    return ret;
}

// A name of letters, digits, `_` and what else is allowed; one `_` for everything between.
inline std::string sanitized(std::string_view name, bool colon) {
    std::string ret;
    for(const char c : name) {
        const bool good = isalnum(static_cast<unsigned char>(c)) != 0 || (colon && c == ':');
        if(good) {
            ret += c;
        } else if(ret.empty() || ret.back() != '_') {
            ret += '_';
        }
    }
    if(ret.empty() || (isalpha(static_cast<unsigned char>(ret[0])) == 0 && ret[0] != '_')) {
        ret.insert(0, "_");
    }
    return ret;
}

inline std::string value_text(const metrics_v2& metric) {
    switch(metric.type) {
    case METRIC_VALUE_TYPE_U32: return std::to_string(metric.value.u32);
    case METRIC_VALUE_TYPE_S32: return std::to_string(metric.value.s32);
    case METRIC_VALUE_TYPE_U64: return std::to_string(metric.value.u64);
    case METRIC_VALUE_TYPE_S64: return std::to_string(metric.value.s64);
    case METRIC_VALUE_TYPE_D: return std::to_string(metric.value.d);
    case METRIC_VALUE_TYPE_F: return std::to_string(metric.value.f);
    case METRIC_VALUE_TYPE_I: return std::to_string(metric.value.i);
    default: return {};
    }
}

inline bool is_memory(const metrics_v2& metric) {
    return (metric.unit == METRIC_VALUE_UNIT_MEMORY_BYTES || metric.unit == METRIC_VALUE_UNIT_MEMORY_KIBIBYTES) &&
           (metric.type == METRIC_VALUE_TYPE_U32 || metric.type == METRIC_VALUE_TYPE_U64);
}

// Brings memory into `unit` and the name's end to `suffix`.
inline void convert_memory_metric(metrics_v2& metric, metrics_v2_value_unit unit, const char* suffix) {
    metric.value.d = metric.type == METRIC_VALUE_TYPE_U32 ? convert_memory(metric.unit, unit, metric.value.u32)
                                                          : convert_memory(metric.unit, unit, metric.value.u64);
    strlcpy(metric.name, with_parts_replaced(metric.name, {"_kb", "_bytes"}, suffix).c_str(), METRIC_NAME_MAX);
    metric.type = METRIC_VALUE_TYPE_D;
    metric.unit = unit;
}

}  // namespace detail

class metrics_converter {
public:
    virtual ~metrics_converter() = default;
    // Name, value, end of line.
    virtual std::string convert_metric_to_text(const metrics_v2& metric) const {
        return std::string(metric.name) + " " + detail::value_text(metric) + "\n";
    }
    // Brings a metric into the unit that is usual where it goes.
    virtual void convert_metric_to_unit_convention(metrics_v2& metric) const = 0;
};

// The text form of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/
class prometheus_metrics_converter : public metrics_converter {
public:
    // A metric: NAMESPACE_SUBSYSTEM_NAME_UNIT with labels.
    std::string convert_metric_to_text_prometheus(const metrics_v2& metric,
                                                  std::string_view prometheus_namespace = "",
                                                  std::string_view prometheus_subsystem = "",
                                                  const std::map<std::string, std::string>& const_labels = {}) const {
        static const char* const units[METRIC_VALUE_UNIT_MAX] = {
            "total",       "ratio",   "percentage",        "bytes",         "kibibytes",
            "megabytes",   "nanoseconds", "seconds",       "nanoseconds_total", "seconds_total",
            "timestamp_nanoseconds"};
        const auto name = qualifier(prometheus_namespace, prometheus_subsystem) + metric.name + "_";
        const auto bare = detail::with_parts_replaced(
            name, {"_kb", "_bytes", "_mb", "_perc", "_percentage", "_ratio", "_ns", "_ts", "_sec", "_total"}, "");
        const char* type = metric.metric_type == METRIC_VALUE_METRIC_TYPE_MONOTONIC ? "counter" : "gauge";
        return exposition(bare + units[metric.unit], type, detail::value_text(metric), const_labels);
    }
    // What is no number, such as a version: the value is 1, the text a label.
    std::string convert_metric_to_text_prometheus(std::string_view metric_name,
                                                  std::string_view prometheus_namespace = "",
                                                  std::string_view prometheus_subsystem = "",
                                                  const std::map<std::string, std::string>& const_labels = {}) const {
        const auto name = qualifier(prometheus_namespace, prometheus_subsystem) + std::string(metric_name) + "_info";
        return exposition(name, "gauge", "1", const_labels);
    }
    // Memory in bytes, shares as ratios.
    void convert_metric_to_unit_convention(metrics_v2& metric) const override {
        if(detail::is_memory(metric)) {
            detail::convert_memory_metric(metric, METRIC_VALUE_UNIT_MEMORY_BYTES, "_bytes");
        } else if(metric.unit == METRIC_VALUE_UNIT_PERC && metric.type == METRIC_VALUE_TYPE_D) {
            metric.value.d /= 100;
            const auto name = detail::with_parts_replaced(metric.name, {"_perc"}, "_ratio");
            strlcpy(metric.name, name.c_str(), METRIC_NAME_MAX);
            metric.unit = METRIC_VALUE_UNIT_RATIO;
        }
    }

private:
    static std::string qualifier(std::string_view prometheus_namespace, std::string_view prometheus_subsystem) {
        std::string ret;
        for(const auto part : {prometheus_namespace, prometheus_subsystem}) {
            ret += part.empty() ? std::string() : std::string(part) + "_";
        }
        return ret;
    }
    static std::string exposition(const std::string& qualified,
                                  const char* type,
                                  const std::string& value,
                                  const std::map<std::string, std::string>& labels) {
        const auto name = detail::sanitized(qualified, true);
        std::string text = "# HELP " + name + " https://falco.org/docs/metrics/\n# TYPE " + name + " " + type + "\n";
        text += name;
        std::string inner;
        for(const auto& [key, label] : labels) {
            if(!key.empty()) {
                inner += (inner.empty() ? "" : ",") + detail::sanitized(key, false) + "=\"" + label + "\"";
            }
        }
        text += labels.empty() ? "" : "{" + inner + "}";
        return text + " " + value + "\n";
    }
};

// For lines of output: memory in MiB.
class output_rule_metrics_converter : public metrics_converter {
public:
    void convert_metric_to_unit_convention(metrics_v2& metric) const override {
        if(detail::is_memory(metric)) {
            detail::convert_memory_metric(metric, METRIC_VALUE_UNIT_MEMORY_MEGABYTES, "_mb");
        }
    }
};

class libsinsp_metrics {
public:
    template<typename T>
    static void set_metric_value(metrics_v2& metric, metrics_v2_value_type type, T val) {
        switch(type) {
        case METRIC_VALUE_TYPE_U32: metric.value.u32 = static_cast<uint32_t>(val); break;
        case METRIC_VALUE_TYPE_S32: metric.value.s32 = static_cast<int32_t>(val); break;
        case METRIC_VALUE_TYPE_U64: metric.value.u64 = static_cast<uint64_t>(val); break;
        case METRIC_VALUE_TYPE_S64: metric.value.s64 = static_cast<int64_t>(val); break;
        case METRIC_VALUE_TYPE_D: metric.value.d = static_cast<double>(val); break;
        case METRIC_VALUE_TYPE_F: metric.value.f = static_cast<float>(val); break;
        case METRIC_VALUE_TYPE_I: metric.value.i = static_cast<int>(val); break;
        default: break;
        }
    }
    template<typename T>
    static metrics_v2 new_metric(const char* name,
                                 uint32_t flags,
                                 metrics_v2_value_type type,
                                 metrics_v2_value_unit unit,
                                 metrics_v2_metric_type metric_type,
                                 T val) {
        metrics_v2 metric = {};
        strlcpy(metric.name, name, METRIC_NAME_MAX);
        metric.flags = flags;
        metric.type = type;
        metric.unit = unit;
        metric.metric_type = metric_type;
        set_metric_value(metric, type, val);
        return metric;
    }
    virtual ~libsinsp_metrics() = default;
    virtual std::vector<metrics_v2> to_metrics() { return {}; }
};

// Counters of the state of an inspector; those of look-ups only where it was made with metrics.
class libs_state_counters : public libsinsp_metrics {
public:
    libs_state_counters(const std::shared_ptr<sinsp_stats_v2>& sinsp_stats_v2, sinsp_thread_manager* thread_manager):
        m_with_lookups(sinsp_stats_v2 != nullptr),
        m_inspector(thread_manager == nullptr ? nullptr : thread_manager->inspector()) {}
    std::vector<metrics_v2> to_metrics() override {
        auto metrics = libsinsp::detail::list<metrics_v2>([this](metrics_v2* out, size_t room) {
            return sinsp_metrics(m_inspector == nullptr ? nullptr : m_inspector->core(), METRICS_V2_STATE_COUNTERS,
                                 out, room);
        });
        if(!m_with_lookups && metrics.size() > 2) {
            metrics.resize(2);
        }
        return metrics;
    }

private:
    bool m_with_lookups;
    sinsp* m_inspector;
};

// Gathers the metrics of the groups that it is made with.
class libs_metrics_collector {
public:
    libs_metrics_collector(sinsp* inspector, uint32_t flags): m_inspector(inspector), m_flags(flags) {}

    // Reads all metrics as they are now.
    void snapshot() {
        m_metrics.clear();
        if(m_inspector == nullptr) {
            return;
        }
        const uint32_t of_driver = METRICS_V2_KERNEL_COUNTERS | METRICS_V2_LIBBPF_STATS |
                                   METRICS_V2_KERNEL_COUNTERS_PER_CPU | METRICS_V2_KERNEL_ITER_COUNTERS;
        if((m_flags & of_driver) != 0) {
            uint32_t count = 0;
            int32_t rc = 0;
            const metrics_v2* all = m_inspector->get_capture_stats_v2(m_flags, &count, &rc);
            if(all != nullptr && rc == 0) {
                m_metrics.assign(all, all + count);
            }
        }
        if((m_flags & METRICS_V2_RESOURCE_UTILIZATION) != 0) {
            add(libsinsp::detail::list<metrics_v2>([this](metrics_v2* out, size_t room) {
                return sinsp_metrics(m_inspector->core(), METRICS_V2_RESOURCE_UTILIZATION, out, room);
            }));
        }
        if((m_flags & METRICS_V2_PLUGINS) != 0) {
            add(libsinsp::detail::list<metrics_v2>([this](metrics_v2* out, size_t room) {
                return sinsp_metrics(m_inspector->core(), METRICS_V2_PLUGINS, out, room);
            }));
        }
        if((m_flags & METRICS_V2_STATE_COUNTERS) != 0) {
            add(libs_state_counters(m_inspector->get_sinsp_stats_v2(), m_inspector->m_thread_manager.get())
                    .to_metrics());
        }
    }
    const std::vector<metrics_v2>& get_metrics() const { return m_metrics; }
    std::vector<metrics_v2>& get_metrics() { return m_metrics; }

private:
    void add(const std::vector<metrics_v2>& metrics) {
        m_metrics.insert(m_metrics.end(), metrics.begin(), metrics.end());
    }

    sinsp* m_inspector;
    uint32_t m_flags;
    std::vector<metrics_v2> m_metrics;
};

}  // namespace libs::metrics
