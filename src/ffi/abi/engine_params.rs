//! What each engine is opened with (C: libscap/engine/*/..._public.h).

use super::open::scap_test_input_data;
use super::platform::scap_platform;
use std::ffi::{c_char, c_int, c_ulong};
use std::mem::offset_of;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_savefile_engine_params {
    pub fd: c_int,
    pub fname: *const c_char,
    pub start_offset: u64,
    pub fbuffer_size: u32,
    pub platform: *mut scap_platform,
}

const _: () = {
    assert!(size_of::<scap_savefile_engine_params>() == 40 && align_of::<scap_savefile_engine_params>() == 8);
    assert!(offset_of!(scap_savefile_engine_params, fd) == 0);
    assert!(offset_of!(scap_savefile_engine_params, fname) == 8);
    assert!(offset_of!(scap_savefile_engine_params, start_offset) == 16);
    assert!(offset_of!(scap_savefile_engine_params, fbuffer_size) == 24);
    assert!(offset_of!(scap_savefile_engine_params, platform) == 32);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_modern_bpf_engine_params {
    pub cpus_for_each_buffer: u16,
    pub allocate_online_only: bool,
    pub buffer_bytes_dim: c_ulong,
    pub disable_iterators: bool,
}

const _: () = {
    assert!(
        size_of::<scap_modern_bpf_engine_params>() == 24 && align_of::<scap_modern_bpf_engine_params>() == 8
    );
    assert!(offset_of!(scap_modern_bpf_engine_params, cpus_for_each_buffer) == 0);
    assert!(offset_of!(scap_modern_bpf_engine_params, allocate_online_only) == 2);
    assert!(offset_of!(scap_modern_bpf_engine_params, buffer_bytes_dim) == 8);
    assert!(offset_of!(scap_modern_bpf_engine_params, disable_iterators) == 16);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_test_input_engine_params {
    pub test_input_data: *mut scap_test_input_data,
}

const _: () = {
    assert!(
        size_of::<scap_test_input_engine_params>() == 8 && align_of::<scap_test_input_engine_params>() == 8
    );
    assert!(offset_of!(scap_test_input_engine_params, test_input_data) == 0);
};
