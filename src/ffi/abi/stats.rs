//! Counters (C: libscap/scap.h, metrics_v2.h).

use std::ffi::{c_char, c_int};
use std::mem::offset_of;

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

const _: () = {
    assert!(size_of::<scap_stats>() == 152 && align_of::<scap_stats>() == 8);
    assert!(offset_of!(scap_stats, n_evts) == 0);
    assert!(offset_of!(scap_stats, n_drops) == 8);
    assert!(offset_of!(scap_stats, n_drops_buffer) == 16);
    assert!(offset_of!(scap_stats, n_drops_buffer_clone_fork_exit) == 24);
    assert!(offset_of!(scap_stats, n_drops_buffer_execve_exit) == 32);
    assert!(offset_of!(scap_stats, n_drops_buffer_connect_enter) == 40);
    assert!(offset_of!(scap_stats, n_drops_buffer_connect_exit) == 48);
    assert!(offset_of!(scap_stats, n_drops_buffer_open_enter) == 56);
    assert!(offset_of!(scap_stats, n_drops_buffer_open_exit) == 64);
    assert!(offset_of!(scap_stats, n_drops_buffer_dir_file_exit) == 72);
    assert!(offset_of!(scap_stats, n_drops_buffer_other_interest_exit) == 80);
    assert!(offset_of!(scap_stats, n_drops_buffer_close_exit) == 88);
    assert!(offset_of!(scap_stats, n_drops_buffer_proc_exit) == 96);
    assert!(offset_of!(scap_stats, n_drops_scratch_map) == 104);
    assert!(offset_of!(scap_stats, n_drops_pf) == 112);
    assert!(offset_of!(scap_stats, n_drops_bug) == 120);
    assert!(offset_of!(scap_stats, n_preemptions) == 128);
    assert!(offset_of!(scap_stats, n_suppressed) == 136);
    assert!(offset_of!(scap_stats, n_tids_suppressed) == 144);
};

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

const _: () = {
    assert!(size_of::<metrics_v2_value>() == 8 && align_of::<metrics_v2_value>() == 8);
};

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

const _: () = {
    assert!(size_of::<metrics_v2>() == 536 && align_of::<metrics_v2>() == 8);
    assert!(offset_of!(metrics_v2, name) == 0);
    assert!(offset_of!(metrics_v2, flags) == 512);
    assert!(offset_of!(metrics_v2, metric_type) == 516);
    assert!(offset_of!(metrics_v2, value) == 520);
    assert!(offset_of!(metrics_v2, ty) == 528);
    assert!(offset_of!(metrics_v2, unit) == 532);
};
