// SPDX-License-Identifier: Apache-2.0
//! What a handle is opened with (C: libscap/scap_open.h, engine/*/..._public.h).

use super::event::ppm_evt_hdr;
use super::thread::scap_fdinfo;
use super::thread::scap_threadinfo;
use std::ffi::{c_char, c_void};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct interesting_ppm_sc_set {
    pub ppm_sc: [bool; 454],
}
layout!(interesting_ppm_sc_set: 454, 1; ppm_sc 0);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_open_args {
    pub import_users: bool,
    pub ppm_sc_of_interest: interesting_ppm_sc_set,
    pub log_fn: Option<unsafe extern "C" fn(*const c_char, *const c_char, u32)>,
    pub proc_scan_timeout_ms: u64,
    pub proc_scan_log_interval_ms: u64,
    pub engine_params: *mut c_void,
}
layout!(scap_open_args: 488, 8;
    import_users 0, ppm_sc_of_interest 1, log_fn 456, proc_scan_timeout_ms 464,
    proc_scan_log_interval_ms 472, engine_params 480
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_test_fdinfo_data {
    pub fdinfos: *const scap_fdinfo,
    pub fdinfo_count: usize,
}
layout!(scap_test_fdinfo_data: 16, 8; fdinfos 0, fdinfo_count 8);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_test_input_data {
    pub events: *mut *mut ppm_evt_hdr,
    pub event_count: usize,
    pub threads: *mut scap_threadinfo,
    pub thread_count: usize,
    pub fdinfo_data: *mut scap_test_fdinfo_data,
}
layout!(scap_test_input_data: 40, 8; events 0, event_count 8, threads 16, thread_count 24, fdinfo_data 32);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_sized_buffer {
    pub buf: *mut c_void,
    pub size: usize,
}
layout!(scap_sized_buffer: 16, 8; buf 0, size 8);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_const_sized_buffer {
    pub buf: *const c_void,
    pub size: usize,
}
layout!(scap_const_sized_buffer: 16, 8; buf 0, size 8);
