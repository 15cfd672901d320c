// SPDX-License-Identifier: Apache-2.0
//! Metrics.

use super::inspector::sinsp_inspector_t;
use crate::ffi::abi::stats::{metrics_v2, metrics_v2_value};
use crate::ffi::door::{self, List, Room, put_text};
use crate::ffi::engines::live_metrics;
use crate::inspector::{Metric, MetricUnit, MetricValue, resource_metrics};

/// Upstream: `METRICS_V2_RESOURCE_UTILIZATION`.
const RESOURCES: u32 = 4;
/// Upstream: `METRICS_V2_STATE_COUNTERS`.
const STATE: u32 = 8;

/// Upstream: `METRICS_V2_PLUGINS`.
const PLUGINS: u32 = 64;

/// A metric of a group, without its value; `grows`: its value never decreases.
fn named(group: u32, metric: &str, grows: bool) -> metrics_v2 {
    let mut name = [0; 512];
    put_text(door::field(&mut name), metric.as_bytes());
    let value = metrics_v2_value { u64: 0 };
    metrics_v2 { name, flags: group, metric_type: u32::from(!grows), value, ty: 0, unit: 0 }
}

/// The metrics of plugins.
fn of_plugins(inspector: &sinsp_inspector_t) -> Vec<metrics_v2> {
    use crate::plugin::MetricValue::*;
    let plugins = inspector.plugins.iter().flat_map(|host| host.plugins());
    // One that does not run has no metrics.
    let metrics = plugins.flat_map(|plugin| plugin.metrics().unwrap_or_default());
    let in_c = metrics.map(|metric| {
        let (ty, value) = match metric.value {
            U32(u32) => (0, metrics_v2_value { u32 }),
            S32(number) => (1, metrics_v2_value { u32: number as u32 }),
            U64(u64) => (2, metrics_v2_value { u64 }),
            S64(number) => (3, metrics_v2_value { u64: number as u64 }),
            F64(d) => (4, metrics_v2_value { d }),
            F32(number) => (5, metrics_v2_value { u32: number.to_bits() }),
        };
        metrics_v2 { value, ty, ..named(PLUGINS, &metric.name, metric.monotonic) }
    });
    in_c.collect()
}

/// In the layout of libscap/metrics_v2.h.
fn in_c(group: u32, metric: &Metric) -> metrics_v2 {
    let (ty, value) = match metric.value {
        MetricValue::U32(u32) => (0, metrics_v2_value { u32 }),
        MetricValue::U64(u64) => (2, metrics_v2_value { u64 }),
        MetricValue::F64(d) => (4, metrics_v2_value { d }),
    };
    let unit = match metric.unit {
        MetricUnit::Count => 0,
        MetricUnit::Percent => 2,
        MetricUnit::Bytes => 3,
        MetricUnit::Kibibytes => 4,
    };
    metrics_v2 { value, ty, unit, ..named(group, metric.name, metric.grows) }
}

/// Writes the metrics of the groups `flags` (`METRICS_V2_`, joined); returns how many there are. State counters need an
/// open source, those of a driver one that is live.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_metrics(
    inspector: Option<&sinsp_inspector_t>,
    flags: u32,
    metrics: List<metrics_v2>,
    room: Room,
) -> usize {
    door::enter((), |()| {
        let mut all = Vec::new();
        if flags & RESOURCES != 0 {
            all.extend(resource_metrics().iter().map(|metric| in_c(RESOURCES, metric)));
        }
        let open = inspector.and_then(sinsp_inspector_t::open);
        if let Some(open) = open.filter(|_| flags & STATE != 0) {
            all.extend(open.state_metrics().iter().map(|metric| in_c(STATE, metric)));
        }
        if let Some(Ok(Some(stats))) = open.map(|open| open.stats()) {
            all.extend(live_metrics::list(&stats, flags));
        }
        if let Some(inspector) = inspector.filter(|_| flags & PLUGINS != 0) {
            all.extend(of_plugins(inspector));
        }
        metrics.put(room, all.into_iter())
    })
}
