// SPDX-License-Identifier: Apache-2.0
//! What the engines of this library have in common.

use crate::codec::Record;
use crate::ffi::abi::engine::scap_t;
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::door::{self, Caller, ErrorBuffer, Failed, Handle, Malloc, Malloced, Out, Shared};
use crate::ffi::result::SUCCESS;
use std::ffi::c_void;

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

impl Common {
    /// Keeps a text for the handle; returns `rc`.
    pub(super) fn fail(self, rc: i32, text: &str) -> i32 {
        self.lasterr.fail(rc, text)
    }
}

/// `alloc_handle` of an engine that Rust makes.
pub(super) extern "C" fn alloc<E: Handle<Owner = Caller> + From<Common>>(
    _main: Shared<scap_t>,
    lasterr: ErrorBuffer,
) -> *mut c_void {
    door::enter(lasterr, |lasterr| door::into_c(E::from(Common { lasterr })).cast())
}

/// `free_handle` of an engine that [`alloc`] made.
///
/// # Safety
/// The engine is of this type and is not used any more.
pub(super) unsafe extern "C" fn free<E: Handle<Owner = Caller>>(engine: scap_engine_handle) {
    // SAFETY: as above.
    door::free(unsafe { door::take(engine.m_handle.cast::<E>()) });
}

/// Where `next` puts an event, its processor and its flags.
#[derive(Clone, Copy)]
pub(super) struct Places(pub Out<*mut ppm_evt_hdr>, pub Out<u16>, pub Out<u32>);

impl Places {
    /// An event in the memory of the engine.
    #[inline]
    pub(super) fn put(self, event: *mut ppm_evt_hdr, cpu: u16, flags: u32) -> i32 {
        self.0.put(event);
        self.1.put(cpu);
        self.2.put(flags);
        SUCCESS
    }

    /// The event that a source delivers.
    #[inline]
    pub(super) fn put_record(self, record: &Record<'_>) -> i32 {
        self.put(record.event.bytes().as_ptr().cast_mut().cast(), record.cpu, record.flags)
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
