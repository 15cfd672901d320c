// SPDX-License-Identifier: Apache-2.0
//! Engines and handles (C: libscap/scap_vtable.h, scap-int.h).

use super::event::ppm_evt_hdr;
use super::open::scap_open_args;
use super::platform::scap_engine_handle;
use super::stats::metrics_v2;
use super::stats::scap_stats;
use crate::ffi::door::{ErrorBuffer, Handle, LASTERR_SIZE, Malloc, Malloced, Out, Shared};
use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_char, c_long, c_ulong, c_void};

/// Id of a setting (C: `enum scap_setting`).
pub type scap_setting = u32;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_savefile_vtable {
    pub ftell_capture: Option<unsafe extern "C" fn(scap_engine_handle) -> u64>,
    pub fseek_capture: Option<unsafe extern "C" fn(scap_engine_handle, u64)>,
    pub restart_capture: Option<unsafe extern "C" fn(Shared<scap_t>) -> i32>,
    pub get_readfile_offset: Option<unsafe extern "C" fn(scap_engine_handle) -> i64>,
}

// SAFETY: functions only.
unsafe impl Sync for scap_savefile_vtable {}
layout!(scap_savefile_vtable: 32, 8;
    ftell_capture 0, fseek_capture 8, restart_capture 16, get_readfile_offset 24
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_vtable {
    pub name: *const c_char,
    pub savefile_ops: *const scap_savefile_vtable,
    pub alloc_handle: Option<unsafe extern "C" fn(Shared<scap_t>, ErrorBuffer) -> *mut c_void>,
    pub init: Option<unsafe extern "C" fn(Shared<scap_t>, Option<&mut scap_open_args>) -> i32>,
    pub get_flags: Option<unsafe extern "C" fn(scap_engine_handle) -> u64>,
    pub free_handle: Option<unsafe extern "C" fn(scap_engine_handle)>,
    pub close: Option<unsafe extern "C" fn(scap_engine_handle) -> i32>,
    pub next:
        Option<unsafe extern "C" fn(scap_engine_handle, Out<*mut ppm_evt_hdr>, Out<u16>, Out<u32>) -> i32>,
    pub start_capture: Option<unsafe extern "C" fn(scap_engine_handle) -> i32>,
    pub stop_capture: Option<unsafe extern "C" fn(scap_engine_handle) -> i32>,
    pub configure: Option<unsafe extern "C" fn(scap_engine_handle, u32, c_ulong, c_ulong) -> i32>,
    pub get_stats: Option<unsafe extern "C" fn(scap_engine_handle, Out<scap_stats>) -> i32>,
    pub get_stats_v2:
        Option<unsafe extern "C" fn(scap_engine_handle, u32, Out<u32>, Out<i32>) -> *const metrics_v2>,
    pub get_n_tracepoint_hit: Option<unsafe extern "C" fn(scap_engine_handle, *mut c_long) -> i32>,
    pub get_n_devs: Option<unsafe extern "C" fn(scap_engine_handle) -> u32>,
    pub get_max_buf_used: Option<unsafe extern "C" fn(scap_engine_handle) -> u64>,
    pub get_api_version: Option<unsafe extern "C" fn(scap_engine_handle) -> u64>,
    pub get_schema_version: Option<unsafe extern "C" fn(scap_engine_handle) -> u64>,
}

// SAFETY: the pointers inside lead to functions and immutable statics.
unsafe impl Sync for scap_vtable {}
layout!(scap_vtable: 144, 8;
    name 0, savefile_ops 8, alloc_handle 16, init 24, get_flags 32, free_handle 40, close 48, next 56,
    start_capture 64, stop_capture 72, configure 80, get_stats 88, get_stats_v2 96,
    get_n_tracepoint_hit 104, get_n_devs 112, get_max_buf_used 120, get_api_version 128,
    get_schema_version 136
);

/// A capture's handle. Its engine, which may be the program's own, holds a pointer to it and uses that while a call of
/// this library lasts: so its members are cells.
#[repr(C)]
pub struct scap_t {
    pub m_vtable: Cell<*const scap_vtable>,
    pub m_engine: Cell<scap_engine_handle>,
    pub m_lasterr: UnsafeCell<[c_char; LASTERR_SIZE]>,
    pub m_evtcnt: Cell<u64>,
    pub m_log_fn: Cell<Option<unsafe extern "C" fn(*const c_char, *const c_char, u32)>>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_t {}

impl scap_t {
    /// The text of the last failure.
    pub fn error(&self) -> ErrorBuffer {
        // SAFETY: it is as large, stays as long as the handle, and is written to by one thread at a time.
        unsafe { ErrorBuffer::at(self.m_lasterr.get().cast()) }
    }
}

impl Handle for scap_t {
    type Owner = Malloced;

    fn report(&self, text: &str) -> bool {
        self.error().write(text);
        true
    }
}
layout!(scap_t: 288, 8; m_vtable 0, m_engine 8, m_lasterr 16, m_evtcnt 272, m_log_fn 280);
