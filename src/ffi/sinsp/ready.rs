// SPDX-License-Identifier: Apache-2.0
//! Waiting for events in an event loop.

use super::inspector::sinsp_inspector_t;
use crate::ffi::door;
use crate::inspector::Mode;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

/// A descriptor that is always readable.
fn always_ready() -> Option<OwnedFd> {
    // SAFETY: takes two numbers, returns a descriptor or -1.
    let fd = unsafe { libc::eventfd(1, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
    // SAFETY: the descriptor is new, and ours.
    (fd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A descriptor for poll, select and epoll that is readable while `sinsp_next` has something to say without waiting. It
/// belongs to the inspector and is valid until the source is closed; nothing may be read from it. Once it was asked
/// for, `sinsp_next` of live capture does not wait any more: it gives `SCAP_TIMEOUT` where nothing has come. For
/// capture files and test input, which never wait, the descriptor is always readable. -1 where nothing is open and for
/// sources that cannot tell (no driver): then `sinsp_last_error` says so.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_get_fd(inspector: Option<&mut sinsp_inspector_t>) -> i32 {
    door::enter_or(-1, inspector, |inspector| {
        let Some(open) = inspector.open_mut() else {
            return inspector.fail(-1, "no source of events is open");
        };
        match open.ready_fd() {
            Ok(Some(fd)) => return fd.as_raw_fd(),
            Ok(None) => {}
            Err(error) => return inspector.fail(-1, &error.to_string()),
        }
        if open.options().mode != Mode::Offline {
            return inspector.fail(-1, "this source of events has no descriptor to wait for");
        }
        if inspector.ready.is_none() {
            inspector.ready = always_ready();
        }
        match &inspector.ready {
            Some(fd) => fd.as_raw_fd(),
            None => inspector.fail(-1, "the system has no descriptor left to wait for"),
        }
    })
}
