//! An engine without events, and the answers that engines share (C: libscap/engine/noop/noop.h).

use super::{Common, Engine};
use crate::ffi::abi::engine::{scap_setting, scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::memory;
use crate::ffi::result::{EOF, FAILURE, NOT_SUPPORTED, SUCCESS};
use std::ffi::{c_char, c_int, c_long, c_ulong, c_void};
use std::ptr;

pub(super) unsafe extern "C" fn alloc<E: Engine>(_main: *mut scap_t, lasterr: *mut c_char) -> *mut c_void {
    let engine = memory::zeroed::<E>();
    if !engine.is_null() {
        // SAFETY: just made, and it begins with Common.
        unsafe { engine.cast::<Common>().write(Common { lasterr }) };
    }
    engine.cast()
}

/// Makes the state of an engine that has none: a place for the error text.
///
/// # Safety
/// `lasterr_ptr` is NULL or stays as long as the engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn noop_alloc_handle(
    main_handle: *mut scap_t,
    lasterr_ptr: *mut c_char,
) -> *mut c_void {
    // SAFETY: as the caller promises.
    unsafe { alloc::<Common>(main_handle, lasterr_ptr) }
}

/// Frees what noop_alloc_handle() made.
///
/// # Safety
/// The state came from `calloc()` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn noop_free_handle(engine: scap_engine_handle) {
    // SAFETY: engines that use this come from calloc().
    unsafe { memory::free(engine.m_handle) };
}

/// Succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn noop_close_engine(_engine: scap_engine_handle) -> c_int {
    SUCCESS
}

/// Succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn noop_start_capture(_engine: scap_engine_handle) -> i32 {
    SUCCESS
}

/// Succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn noop_stop_capture(_engine: scap_engine_handle) -> i32 {
    SUCCESS
}

/// Answers that there are no more events.
#[unsafe(no_mangle)]
pub extern "C" fn noop_next(
    _engine: scap_engine_handle,
    _pevent: *mut *mut ppm_evt_hdr,
    _pdevid: *mut u16,
    _pflags: *mut u32,
) -> i32 {
    EOF
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
    // Opening asks for no sampling, which is what there is.
    if setting == 0 && arg2 == 0 {
        return SUCCESS;
    }
    let text = format!("cannot change setting {setting} to {arg1}, {arg2}: the engine has no settings");
    // SAFETY: every engine of this library begins with Common.
    unsafe { engine.m_handle.cast::<Common>().as_ref().map_or(FAILURE, |own| own.fail(FAILURE, &text)) }
}

/// Leaves the counters as they are.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_stats(_engine: scap_engine_handle, _stats: *mut scap_stats) -> i32 {
    SUCCESS
}

/// Answers that there are no metrics.
///
/// # Safety
/// `nstats` and `rc` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn noop_get_stats_v2(
    _engine: scap_engine_handle,
    _flags: u32,
    nstats: *mut u32,
    rc: *mut i32,
) -> *const metrics_v2 {
    // SAFETY: as the caller promises.
    unsafe {
        if let (Some(nstats), Some(rc)) = (nstats.as_mut(), rc.as_mut()) {
            (*nstats, *rc) = (0, SUCCESS);
        }
    }
    ptr::null()
}

/// Answers that hits are not counted.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_n_tracepoint_hit(_engine: scap_engine_handle, _ret: *mut c_long) -> i32 {
    NOT_SUPPORTED
}

/// Answers 0.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_n_devs(_engine: scap_engine_handle) -> u32 {
    0
}

/// Answers 0.
#[unsafe(no_mangle)]
pub extern "C" fn noop_get_max_buf_used(_engine: scap_engine_handle) -> u64 {
    0
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
