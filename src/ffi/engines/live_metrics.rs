// SPDX-License-Identifier: Apache-2.0
//! Counters of the probe as C structures.

use crate::capture::Stats;
use crate::ffi::abi::stats::{metrics_v2, metrics_v2_value, scap_stats};
use crate::ffi::door::field;
use crate::ffi::door::put_text;
use crate::ffi::records::blank;

const TYPE_U64: u32 = 2;
/// Groups of metrics (C: METRICS_V2_).
const KERNEL_COUNTERS: u32 = 1;
const PER_CPU: u32 = 1 << 7;

/// Metrics of the events that were lost for want of memory, by the classes of the probe from 1.
const CLASSES: [&str; 10] = [
    "n_drops_buffer_clone_fork_exit",
    "n_drops_buffer_execve_exit",
    "n_drops_buffer_connect_enter",
    "n_drops_buffer_connect_exit",
    "n_drops_buffer_open_enter",
    "n_drops_buffer_open_exit",
    "n_drops_buffer_dir_file_exit",
    "n_drops_buffer_other_interest_exit",
    "n_drops_buffer_close_exit",
    "n_drops_buffer_proc_exit",
];

/// Fills the counters; those that this probe does not have stay 0.
pub(super) fn fill(stats: &Stats, out: &mut scap_stats) {
    let classes = &stats.no_room;
    out.n_evts = stats.produced;
    out.n_drops = stats.lost();
    out.n_drops_buffer = stats.lost_no_room();
    out.n_drops_buffer_clone_fork_exit = classes[1];
    out.n_drops_buffer_execve_exit = classes[2];
    out.n_drops_buffer_connect_enter = classes[3];
    out.n_drops_buffer_connect_exit = classes[4];
    out.n_drops_buffer_open_enter = classes[5];
    out.n_drops_buffer_open_exit = classes[6];
    out.n_drops_buffer_dir_file_exit = classes[7];
    out.n_drops_buffer_other_interest_exit = classes[8];
    out.n_drops_buffer_close_exit = classes[9];
    out.n_drops_buffer_proc_exit = classes[10];
    out.n_drops_scratch_map = stats.too_big;
    // Made while another event was made on the same processor: only page faults can be.
    out.n_drops_pf = stats.busy;
}

fn metric(name: &str, value: u64) -> metrics_v2 {
    let mut metric: metrics_v2 = blank();
    put_text(field(&mut metric.name), name.as_bytes());
    metric.flags = KERNEL_COUNTERS;
    metric.ty = TYPE_U64;
    metric.value = metrics_v2_value { u64: value };
    metric
}

/// The metrics of these groups.
pub(in crate::ffi) fn list(stats: &Stats, flags: u32) -> Vec<metrics_v2> {
    if flags & KERNEL_COUNTERS == 0 {
        return Vec::new();
    }
    let mut metrics =
        vec![metric("n_evts", stats.produced), metric("n_drops_buffer_total", stats.lost_no_room())];
    metrics.extend(CLASSES.iter().zip(&stats.no_room[1..]).map(|(class, lost)| metric(class, *lost)));
    metrics.extend([metric("n_drops_scratch_map", stats.too_big), metric("n_drops", stats.lost())]);
    if flags & PER_CPU != 0 {
        for (cpu, (produced, lost)) in stats.cpus.iter().enumerate() {
            for (name, value) in [("n_evts_cpu", *produced), ("n_drops_cpu", *lost)] {
                metrics.push(metrics_v2 { flags: PER_CPU, ..metric(&format!("{name}_{cpu}"), value) });
            }
        }
    }
    metrics
}
