//! Threads that are left out.

use super::inspector::{changed, opened, sinsp_inspector_t};
use super::text;
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use std::ffi::c_char;

/// Leaves out threads with this command name from now on, and from the start of sources opened later.
///
/// # Safety
/// `inspector` is NULL or valid; `comm` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_suppress_comm(
    inspector: *mut sinsp_inspector_t,
    comm: *const c_char,
    len: usize,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let (Some(inspector), comm) = (unsafe { (changed(inspector), text::bytes(comm, len)) }) else {
            return FAILURE;
        };
        inspector.options.suppressed_comms.push(comm.to_vec());
        if let Some(open) = inspector.open_mut() {
            open.suppress_comm(comm);
        }
        SUCCESS
    })
}

/// Leaves out a thread, as `sinsp_suppress_comm`.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_suppress_tid(inspector: *mut sinsp_inspector_t, tid: i64) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        inspector.options.suppressed_tids.push(tid);
        if let Some(open) = inspector.open_mut() {
            open.suppress_tid(tid);
        }
        SUCCESS
    })
}

/// Leaves out no more threads by command name.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_clear_suppressed_comms(inspector: *mut sinsp_inspector_t) {
    // SAFETY: as the caller promises.
    if let Some(inspector) = unsafe { changed(inspector) } {
        inspector.options.suppressed_comms.clear();
        if let Some(open) = inspector.open_mut() {
            open.clear_suppressed_comms();
        }
    }
}

/// Leaves out no more threads by id.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_clear_suppressed_tids(inspector: *mut sinsp_inspector_t) {
    // SAFETY: as the caller promises.
    if let Some(inspector) = unsafe { changed(inspector) } {
        inspector.options.suppressed_tids.clear();
        if let Some(open) = inspector.open_mut() {
            open.clear_suppressed_tids();
        }
    }
}

/// True when this thread is left out.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_is_suppressed(inspector: *const sinsp_inspector_t, tid: i64) -> bool {
    // SAFETY: as the caller promises.
    unsafe { opened(inspector) }.is_some_and(|open| open.is_suppressed(tid))
}
