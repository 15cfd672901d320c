// SPDX-License-Identifier: Apache-2.0
//! An engine without events, and the answers that engines share (C: libscap/engine/noop/noop.h).

use super::engine::{Common, Engine, on};
use crate::ffi::abi::engine::{scap_setting, scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::door::{self, ErrorBuffer, Out, Shared, malloc};
use crate::ffi::result::{EOF, FAILURE, NOT_SUPPORTED, SUCCESS};
use std::ffi::{c_int, c_long, c_ulong, c_void};
use std::ptr;

pub(super) extern "C" fn alloc<E: Engine>(_main: Shared<scap_t>, lasterr: ErrorBuffer) -> *mut c_void {
    door::enter(lasterr, |lasterr| {
        let engine = malloc::zeroed::<E>();
        // SAFETY: NULL, or just made, and it begins with Common.
        if let Some(common) = unsafe { door::borrow_mut(engine.cast::<Common>()) } {
            common.lasterr = lasterr;
        }
        engine.cast()
    })
}

/// Makes the state of an engine that has none: a place for the error text.
#[unsafe(no_mangle)]
pub extern "C" fn noop_alloc_handle(main_handle: Shared<scap_t>, lasterr_ptr: ErrorBuffer) -> *mut c_void {
    door::enter((), |()| alloc::<Common>(main_handle, lasterr_ptr))
}

/// Frees what noop_alloc_handle() made.
///
/// # Safety
/// The state came from `calloc()` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn noop_free_handle(engine: scap_engine_handle) {
    // SAFETY: engines that use this come from calloc().
    door::enter((), |()| unsafe { malloc::free(engine.m_handle.cast::<Common>()) });
}

/// Succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn noop_close_engine(_engine: scap_engine_handle) -> c_int {
    door::enter((), |()| SUCCESS)
}

/// Succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn noop_start_capture(_engine: scap_engine_handle) -> i32 {
    door::enter((), |()| SUCCESS)
}

/// Succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn noop_stop_capture(_engine: scap_engine_handle) -> i32 {
    door::enter((), |()| SUCCESS)
}

/// Answers that there are no more events.
#[unsafe(no_mangle)]
pub extern "C" fn noop_next(
    _engine: scap_engine_handle,
    _pevent: Out<*mut ppm_evt_hdr>,
    _pdevid: Out<u16>,
    _pflags: Out<u32>,
) -> i32 {
    door::enter((), |()| EOF)
}

/// Refuses a setting.
///
/// # Safety
/// The state is NULL or begins with a place for the error text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn noop_configure(
    engine: scap_engine_handle,
    setting: scap_setting,
    arg1: c_ulong,
    arg2: c_ulong,
) -> i32 {
    // Opening requests no sampling, which is the only mode.
    if setting == 0 && arg2 == 0 {
        return SUCCESS;
    }
    let refuse = |own: &mut Common| {
        let text = format!("cannot change setting {setting} to {arg1}, {arg2}: the engine has no settings");
        own.fail(FAILURE, &text)
    };
    // SAFETY: every engine of this library begins with Common.
    unsafe { on(engine, refuse) }
}

/// Leaves the counters as they are.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_stats(_engine: scap_engine_handle, _stats: Out<scap_stats>) -> i32 {
    door::enter((), |()| SUCCESS)
}

/// Answers that there are no metrics.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_stats_v2(
    _engine: scap_engine_handle,
    _flags: u32,
    nstats: Out<u32>,
    rc: Out<i32>,
) -> *const metrics_v2 {
    door::enter((), |()| {
        nstats.put(0);
        rc.put(SUCCESS);
        ptr::null()
    })
}

/// Answers that hits are not counted.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_n_tracepoint_hit(_engine: scap_engine_handle, _ret: *mut c_long) -> i32 {
    door::enter((), |()| NOT_SUPPORTED)
}

/// Answers 0.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_n_devs(_engine: scap_engine_handle) -> u32 {
    door::enter((), |()| 0)
}

/// Answers 0.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_max_buf_used(_engine: scap_engine_handle) -> u64 {
    door::enter((), |()| 0)
}

/// The engine without events.
pub(super) const NOOP: scap_vtable = scap_vtable {
    name: c"noop".as_ptr(),
    savefile_ops: ptr::null(),
    alloc_handle: Some(alloc::<Common>),
    init: None,
    get_flags: None,
    free_handle: Some(noop_free_handle),
    close: Some(noop_close_engine),
    next: Some(noop_next),
    start_capture: Some(noop_start_capture),
    stop_capture: Some(noop_stop_capture),
    configure: Some(noop_configure),
    get_stats: Some(noop_get_stats),
    get_stats_v2: Some(noop_get_stats_v2),
    get_n_tracepoint_hit: Some(noop_get_n_tracepoint_hit),
    get_n_devs: Some(noop_get_n_devs),
    get_max_buf_used: Some(noop_get_max_buf_used),
    get_api_version: None,
    get_schema_version: None,
};

/// An engine without events.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_noop_engine: scap_vtable = NOOP;
