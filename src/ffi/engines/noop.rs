//! An engine without events, and the answers that engines share.

use super::{Common, Engine};
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::memory;
use crate::ffi::result::{EOF, FAILURE, NOT_SUPPORTED, SUCCESS};
use std::ffi::{c_char, c_long, c_ulong, c_void};
use std::ptr;

pub(super) unsafe extern "C" fn alloc<E: Engine>(_main: *mut scap_t, lasterr: *mut c_char) -> *mut c_void {
    let engine = memory::zeroed::<E>();
    if !engine.is_null() {
        // SAFETY: just made, and it begins with Common.
        unsafe { engine.cast::<Common>().write(Common { lasterr }) };
    }
    engine.cast()
}

pub(super) unsafe extern "C" fn free(engine: scap_engine_handle) {
    // SAFETY: engines that use this come from calloc().
    unsafe { memory::free(engine.m_handle) };
}

pub(super) unsafe extern "C" fn succeed(_engine: scap_engine_handle) -> i32 {
    SUCCESS
}

unsafe extern "C" fn next(
    _engine: scap_engine_handle,
    _pevent: *mut *mut ppm_evt_hdr,
    _pdevid: *mut u16,
    _pflags: *mut u32,
) -> i32 {
    EOF
}

pub(super) unsafe extern "C" fn configure(
    engine: scap_engine_handle,
    setting: u32,
    arg1: c_ulong,
    arg2: c_ulong,
) -> i32 {
    // Opening asks for no sampling, which is what there is.
    if setting == 0 && arg2 == 0 {
        return SUCCESS;
    }
    let text = format!("cannot change setting {setting} to {arg1}, {arg2}: the engine has no settings");
    // SAFETY: every engine of this library begins with Common.
    unsafe { (*engine.m_handle.cast::<Common>()).fail(FAILURE, &text) }
}

pub(super) unsafe extern "C" fn get_stats(_engine: scap_engine_handle, _stats: *mut scap_stats) -> i32 {
    SUCCESS
}

pub(super) unsafe extern "C" fn get_stats_v2(
    _engine: scap_engine_handle,
    _flags: u32,
    nstats: *mut u32,
    rc: *mut i32,
) -> *const metrics_v2 {
    // SAFETY: the caller gives places for both.
    unsafe {
        nstats.write(0);
        rc.write(SUCCESS);
    }
    ptr::null()
}

pub(super) unsafe extern "C" fn no_hits(_engine: scap_engine_handle, _ret: *mut c_long) -> i32 {
    NOT_SUPPORTED
}

pub(super) unsafe extern "C" fn no_devs(_engine: scap_engine_handle) -> u32 {
    0
}

pub(super) unsafe extern "C" fn no_buffers(_engine: scap_engine_handle) -> u64 {
    0
}

/// The engine without events.
pub(super) const NOOP: scap_vtable = scap_vtable {
    name: c"noop".as_ptr(),
    savefile_ops: ptr::null(),
    alloc_handle: Some(alloc::<Common>),
    init: None,
    get_flags: None,
    free_handle: Some(free),
    close: Some(succeed),
    next: Some(next),
    start_capture: Some(succeed),
    stop_capture: Some(succeed),
    configure: Some(configure),
    get_stats: Some(get_stats),
    get_stats_v2: Some(get_stats_v2),
    get_n_tracepoint_hit: Some(no_hits),
    get_n_devs: Some(no_devs),
    get_max_buf_used: Some(no_buffers),
    get_api_version: None,
    get_schema_version: None,
};

/// An engine without events.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_noop_engine: scap_vtable = NOOP;
