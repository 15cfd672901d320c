// SPDX-License-Identifier: Apache-2.0
//! What the library counts and measures about itself, as a list of named values.

use super::Inspector;
use crate::platform::{Platform, Resources};

/// A value of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricValue {
    /// A count that fits 32 bits.
    U32(u32),
    /// A count.
    U64(u64),
    /// A percentage.
    F64(f64),
}

/// What a value counts or measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricUnit {
    /// A count.
    Count,
    /// Per cent.
    Percent,
    /// Bytes.
    Bytes,
    /// KiB.
    Kibibytes,
}

/// A named value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// Name, as upstream's.
    pub name: &'static str,
    /// The value.
    pub value: MetricValue,
    /// Its unit.
    pub unit: MetricUnit,
    /// True where it never decreases.
    pub grows: bool,
}

impl Inspector {
    /// Counters of the state: sizes, look-ups, drops.
    pub fn state_metrics(&self) -> Vec<Metric> {
        let c = self.counters();
        let now = |name, count| Metric {
            name,
            value: MetricValue::U64(count),
            unit: MetricUnit::Count,
            grows: false,
        };
        let sum = |name, count| Metric { grows: true, ..now(name, count) };
        vec![
            now("n_threads", self.state().threads.len() as u64),
            now("n_fds", self.state().fd_count()),
            sum("n_noncached_fd_lookups", c.noncached_fd_lookups),
            sum("n_cached_fd_lookups", c.cached_fd_lookups),
            sum("n_failed_fd_lookups", c.failed_fd_lookups),
            sum("n_added_fds", c.added_fds),
            sum("n_removed_fds", c.removed_fds),
            sum("n_stored_evts", c.stored_events),
            sum("n_store_evts_drops", c.store_event_drops),
            sum("n_retrieved_evts", c.retrieved_events),
            sum("n_retrieve_evts_drops", c.retrieve_event_drops),
            sum("n_noncached_thread_lookups", c.noncached_thread_lookups),
            sum("n_cached_thread_lookups", c.cached_thread_lookups),
            sum("n_failed_thread_lookups", c.failed_thread_lookups),
            sum("n_added_threads", c.added_threads),
            sum("n_removed_threads", c.removed_threads),
            Metric {
                value: MetricValue::U32(u32::try_from(c.drops_full_threadtable).unwrap_or(u32::MAX)),
                ..sum("n_drops_full_threadtable", 0)
            },
        ]
    }
}

/// Resources used by this process and its machine; empty where /proc cannot be read.
pub fn resource_metrics() -> Vec<Metric> {
    let Ok(platform) = Platform::from_environment() else { return Vec::new() };
    let r: Resources = platform.resources(platform.agent_info().start_time);
    let metric = |name, value, unit| Metric { name, value, unit, grows: false };
    vec![
        metric("cpu_usage_perc", MetricValue::F64(r.cpu_usage_perc), MetricUnit::Percent),
        metric("memory_rss_kb", MetricValue::U32(r.memory_rss_kb), MetricUnit::Kibibytes),
        metric("memory_vsz_kb", MetricValue::U32(r.memory_vsz_kb), MetricUnit::Kibibytes),
        metric("memory_pss_kb", MetricValue::U32(r.memory_pss_kb), MetricUnit::Kibibytes),
        metric(
            "container_memory_used_bytes",
            MetricValue::U64(r.container_memory_used_bytes),
            MetricUnit::Bytes,
        ),
        metric("host_cpu_usage_perc", MetricValue::F64(r.host_cpu_usage_perc), MetricUnit::Percent),
        metric("host_memory_used_kb", MetricValue::U32(r.host_memory_used_kb), MetricUnit::Kibibytes),
        metric("host_procs_running", MetricValue::U32(r.host_procs_running), MetricUnit::Count),
        metric("host_open_fds", MetricValue::U64(r.host_open_fds), MetricUnit::Count),
    ]
}
