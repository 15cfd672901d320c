// SPDX-License-Identifier: Apache-2.0
//! Counters (C: libscap/scap.h, metrics_v2.h).

use std::ffi::{c_char, c_int};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_stats {
    pub n_evts: u64,
    pub n_drops: u64,
    pub n_drops_buffer: u64,
    pub n_drops_buffer_clone_fork_exit: u64,
    pub n_drops_buffer_execve_exit: u64,
    pub n_drops_buffer_connect_enter: u64,
    pub n_drops_buffer_connect_exit: u64,
    pub n_drops_buffer_open_enter: u64,
    pub n_drops_buffer_open_exit: u64,
    pub n_drops_buffer_dir_file_exit: u64,
    pub n_drops_buffer_other_interest_exit: u64,
    pub n_drops_buffer_close_exit: u64,
    pub n_drops_buffer_proc_exit: u64,
    pub n_drops_scratch_map: u64,
    pub n_drops_pf: u64,
    pub n_drops_bug: u64,
    pub n_preemptions: u64,
    pub n_suppressed: u64,
    pub n_tids_suppressed: u64,
}
layout!(scap_stats: 152, 8;
    n_evts 0, n_drops 8, n_drops_buffer 16, n_drops_buffer_clone_fork_exit 24,
    n_drops_buffer_execve_exit 32, n_drops_buffer_connect_enter 40, n_drops_buffer_connect_exit 48,
    n_drops_buffer_open_enter 56, n_drops_buffer_open_exit 64, n_drops_buffer_dir_file_exit 72,
    n_drops_buffer_other_interest_exit 80, n_drops_buffer_close_exit 88, n_drops_buffer_proc_exit 96,
    n_drops_scratch_map 104, n_drops_pf 112, n_drops_bug 120, n_preemptions 128, n_suppressed 136,
    n_tids_suppressed 144
);

#[repr(C)]
#[derive(Clone, Copy)]
pub union metrics_v2_value {
    pub u32: u32,
    pub s32: i32,
    pub u64: u64,
    pub s64: i64,
    pub d: f64,
    pub f: f32,
    pub i: c_int,
}
layout!(metrics_v2_value: 8, 8);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct metrics_v2 {
    pub name: [c_char; 512],
    pub flags: u32,
    pub metric_type: u32,
    pub value: metrics_v2_value,
    pub ty: u32,
    pub unit: u32,
}
layout!(metrics_v2: 536, 8; name 0, flags 512, metric_type 516, value 520, ty 528, unit 532);
