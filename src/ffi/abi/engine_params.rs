// SPDX-License-Identifier: Apache-2.0
//! What each engine is opened with (C: libscap/engine/*/..._public.h).

use super::open::scap_test_input_data;
use super::platform::scap_platform;
use std::ffi::{c_char, c_int, c_ulong};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_savefile_engine_params {
    pub fd: c_int,
    pub fname: *const c_char,
    pub start_offset: u64,
    pub fbuffer_size: u32,
    pub platform: *mut scap_platform,
}
layout!(scap_savefile_engine_params: 40, 8; fd 0, fname 8, start_offset 16, fbuffer_size 24, platform 32);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_modern_bpf_engine_params {
    pub cpus_for_each_buffer: u16,
    pub allocate_online_only: bool,
    pub buffer_bytes_dim: c_ulong,
    pub disable_iterators: bool,
}
layout!(scap_modern_bpf_engine_params: 24, 8;
    cpus_for_each_buffer 0, allocate_online_only 2, buffer_bytes_dim 8, disable_iterators 16
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_test_input_engine_params {
    pub test_input_data: *mut scap_test_input_data,
}
layout!(scap_test_input_engine_params: 8, 8; test_input_data 0);
