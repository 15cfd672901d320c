// SPDX-License-Identifier: Apache-2.0
//! A plugin as the source plugin engine sees it (C: libscap/engine/source_plugin/plugin_info.h).

use super::event::ppm_evt_hdr;
use std::ffi::{c_char, c_void};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_source_plugin {
    pub id: u32,
    pub name: *const c_char,
    pub state: *mut c_void,
    pub handle: *mut c_void,
    pub open: Option<unsafe extern "C" fn(*mut c_void, *const c_char, *mut i32) -> *mut c_void>,
    pub close: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    pub next_batch:
        Option<unsafe extern "C" fn(*mut c_void, *mut c_void, *mut u32, *mut *mut *mut ppm_evt_hdr) -> i32>,
    pub get_last_error: Option<unsafe extern "C" fn(*mut c_void) -> *const c_char>,
}
layout!(scap_source_plugin: 64, 8;
    name 8, state 16, handle 24, open 32, close 40, next_batch 48, get_last_error 56
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_source_plugin_engine_params {
    pub input_plugin: *mut scap_source_plugin,
    pub input_plugin_params: *mut c_char,
}
layout!(scap_source_plugin_engine_params: 16);
