// SPDX-License-Identifier: Apache-2.0
//! What the engines of this library have in common.

use crate::ffi::abi::engine::scap_t;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::door::{self, ErrorBuffer, Failed, Handle, Malloc, Malloced, Shared};

/// The start of an engine of this library that `malloc()` makes.
///
/// # Safety
/// The structure is `#[repr(C)]`, zeros are a value of it, and its first member is a [`Common`].
pub(super) unsafe trait Engine: Malloc {}

/// The first member of every engine of this library.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Common {
    /// The handle's error text.
    pub(super) lasterr: ErrorBuffer,
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
pub(super) unsafe fn on<E: Handle + 'static, R: Failed>(
    engine: scap_engine_handle,
    call: impl FnOnce(&mut E) -> R,
) -> R {
    // SAFETY: as above.
    door::enter(unsafe { door::borrow_mut(engine.m_handle.cast::<E>()) }, call)
}

/// The engine that a handle holds.
pub(super) fn engine_of(main: Shared<scap_t>) -> scap_engine_handle {
    main.get().map_or(scap_engine_handle { m_handle: std::ptr::null_mut() }, |main| main.m_engine.get())
}
