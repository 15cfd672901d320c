// SPDX-License-Identifier: Apache-2.0
//! Threads that are left out.

use super::inspector::sinsp_inspector_t;
use crate::ffi::door::{self, Bytes, Len};
use crate::ffi::result::SUCCESS;

/// Leaves out threads with this command name from now on, and from the start of sources opened later.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_suppress_comm(
    inspector: Option<&mut sinsp_inspector_t>,
    comm: Bytes,
    len: Len,
) -> i32 {
    door::enter(inspector, |inspector| {
        let comm = comm.of(len);
        inspector.options.suppressed_comms.push(comm.to_vec());
        if let Some(open) = inspector.open_mut() {
            open.suppress_comm(comm);
        }
        SUCCESS
    })
}

/// Leaves out a thread, as `sinsp_suppress_comm`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_suppress_tid(inspector: Option<&mut sinsp_inspector_t>, tid: i64) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.options.suppressed_tids.push(tid);
        if let Some(open) = inspector.open_mut() {
            open.suppress_tid(tid);
        }
        SUCCESS
    })
}

/// Leaves out no more threads by command name.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_clear_suppressed_comms(inspector: Option<&mut sinsp_inspector_t>) {
    door::enter(inspector, |inspector| {
        inspector.options.suppressed_comms.clear();
        if let Some(open) = inspector.open_mut() {
            open.clear_suppressed_comms();
        }
    });
}

/// Leaves out no more threads by id.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_clear_suppressed_tids(inspector: Option<&mut sinsp_inspector_t>) {
    door::enter(inspector, |inspector| {
        inspector.options.suppressed_tids.clear();
        if let Some(open) = inspector.open_mut() {
            open.clear_suppressed_tids();
        }
    });
}

/// True when this thread is left out.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_is_suppressed(inspector: Option<&sinsp_inspector_t>, tid: i64) -> bool {
    door::enter(inspector, |inspector| inspector.open().is_some_and(|open| open.is_suppressed(tid)))
}
