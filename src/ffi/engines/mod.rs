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

use super::abi::engine::{scap_savefile_vtable, scap_t, scap_vtable};
use super::abi::linux::scap_linux_vtable;
use super::abi::platform::scap_engine_handle;
use super::door::{self, ErrorBuffer, Failed, Handle, Malloc, Malloced, Shared};

// SAFETY: the pointers inside lead to functions and immutable statics.
unsafe impl Sync for scap_vtable {}
// SAFETY: functions only.
unsafe impl Sync for scap_savefile_vtable {}
// SAFETY: functions only.
unsafe impl Sync for scap_linux_vtable {}

/// The start of an engine of this library that `malloc()` makes.
///
/// # Safety
/// The structure is `#[repr(C)]`, zeros are a value of it, and its first member is a [`Common`].
unsafe trait Engine: Malloc {}

/// What every engine of this library begins with.
#[repr(C)]
#[derive(Clone, Copy)]
struct Common {
    /// The handle's error text.
    lasterr: ErrorBuffer,
}

// SAFETY: a pointer.
unsafe impl Malloc for Common {}

// SAFETY: it is one.
unsafe impl Engine for Common {}

impl Handle for Common {
    type Owner = Malloced;

    fn report(&self, text: &str) -> bool {
        self.lasterr.write(text);
        true
    }
}

/// Makes a call of an engine's table.
///
/// # Safety
/// The engine is of this type, and nobody else uses it now: the function is one of the table whose `alloc_handle` made
/// it.
unsafe fn on<E: Handle + 'static, R: Failed>(
    engine: scap_engine_handle,
    call: impl FnOnce(&mut E) -> R,
) -> R {
    // SAFETY: as above.
    door::enter(unsafe { door::borrow_mut(engine.m_handle.cast::<E>()) }, call)
}

/// The engine that a handle holds.
fn engine_of(main: Shared<scap_t>) -> scap_engine_handle {
    main.get().map_or(scap_engine_handle { m_handle: std::ptr::null_mut() }, |main| main.m_engine.get())
}
