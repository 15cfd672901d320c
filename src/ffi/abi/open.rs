//! What a handle is opened with (C: libscap/scap_open.h, engine/*/..._public.h).

use super::event::ppm_evt_hdr;
use super::thread::scap_fdinfo;
use super::thread::scap_threadinfo;
use std::ffi::{c_char, c_void};
use std::mem::offset_of;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct interesting_ppm_sc_set {
    pub ppm_sc: [bool; 454],
}

const _: () = {
    assert!(size_of::<interesting_ppm_sc_set>() == 454 && align_of::<interesting_ppm_sc_set>() == 1);
    assert!(offset_of!(interesting_ppm_sc_set, ppm_sc) == 0);
};

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

const _: () = {
    assert!(size_of::<scap_open_args>() == 488 && align_of::<scap_open_args>() == 8);
    assert!(offset_of!(scap_open_args, import_users) == 0);
    assert!(offset_of!(scap_open_args, ppm_sc_of_interest) == 1);
    assert!(offset_of!(scap_open_args, log_fn) == 456);
    assert!(offset_of!(scap_open_args, proc_scan_timeout_ms) == 464);
    assert!(offset_of!(scap_open_args, proc_scan_log_interval_ms) == 472);
    assert!(offset_of!(scap_open_args, engine_params) == 480);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_test_fdinfo_data {
    pub fdinfos: *const scap_fdinfo,
    pub fdinfo_count: usize,
}

const _: () = {
    assert!(size_of::<scap_test_fdinfo_data>() == 16 && align_of::<scap_test_fdinfo_data>() == 8);
    assert!(offset_of!(scap_test_fdinfo_data, fdinfos) == 0);
    assert!(offset_of!(scap_test_fdinfo_data, fdinfo_count) == 8);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_test_input_data {
    pub events: *mut *mut ppm_evt_hdr,
    pub event_count: usize,
    pub threads: *mut scap_threadinfo,
    pub thread_count: usize,
    pub fdinfo_data: *mut scap_test_fdinfo_data,
}

const _: () = {
    assert!(size_of::<scap_test_input_data>() == 40 && align_of::<scap_test_input_data>() == 8);
    assert!(offset_of!(scap_test_input_data, events) == 0);
    assert!(offset_of!(scap_test_input_data, event_count) == 8);
    assert!(offset_of!(scap_test_input_data, threads) == 16);
    assert!(offset_of!(scap_test_input_data, thread_count) == 24);
    assert!(offset_of!(scap_test_input_data, fdinfo_data) == 32);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_sized_buffer {
    pub buf: *mut c_void,
    pub size: usize,
}

const _: () = {
    assert!(size_of::<scap_sized_buffer>() == 16 && align_of::<scap_sized_buffer>() == 8);
    assert!(offset_of!(scap_sized_buffer, buf) == 0);
    assert!(offset_of!(scap_sized_buffer, size) == 8);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_const_sized_buffer {
    pub buf: *const c_void,
    pub size: usize,
}

const _: () = {
    assert!(size_of::<scap_const_sized_buffer>() == 16 && align_of::<scap_const_sized_buffer>() == 8);
    assert!(offset_of!(scap_const_sized_buffer, buf) == 0);
    assert!(offset_of!(scap_const_sized_buffer, size) == 8);
};
