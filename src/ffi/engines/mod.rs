//! The engines' tables, which consumers hand to `scap_open()` (C: libscap/scap_engines.h).

mod live;
mod live_lookup;
pub(in crate::ffi) mod live_metrics;
mod nodriver;
pub mod noop;
mod savefile;
mod source_plugin;
mod test_input;

pub(super) use live::{
    ready_fd as live_ready_fd, scap_modern_bpf_engine, set_scope as live_set_scope,
    watch_io_uring as live_watch_io_uring,
};
pub use savefile::scap_savefile_engine;

use super::abi::engine::{scap_savefile_vtable, scap_vtable};
use super::abi::linux::scap_linux_vtable;
use super::guard;
use std::ffi::c_char;

// SAFETY: the pointers inside lead to functions and immutable statics.
unsafe impl Sync for scap_vtable {}
// SAFETY: functions only.
unsafe impl Sync for scap_savefile_vtable {}
// SAFETY: functions only.
unsafe impl Sync for scap_linux_vtable {}

/// The start of an engine of this library.
///
/// # Safety
/// The structure is `#[repr(C)]`, zeros are a value of it, and its first member is a [`Common`].
unsafe trait Engine: Copy {}

// SAFETY: it is one.
unsafe impl Engine for Common {}

/// What every engine of this library begins with.
#[repr(C)]
#[derive(Clone, Copy)]
struct Common {
    /// The handle's error text.
    lasterr: *mut c_char,
}

impl Common {
    /// Writes the handle's error text; returns `rc`.
    ///
    /// # Safety
    /// The error text is still there.
    unsafe fn fail(self, rc: i32, text: &str) -> i32 {
        // SAFETY: as the caller promises; it has 256 bytes.
        unsafe { guard::write_error(self.lasterr, text) };
        rc
    }
}
