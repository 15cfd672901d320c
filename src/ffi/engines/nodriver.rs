//! The engine without a driver: now and then an event that says nothing, so that its reader wakes up.

use super::noop::{self, NOOP};
use super::{Common, Engine};
use crate::codec::Encoder;
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::result::SUCCESS;
use crate::plugin::now;
use crate::schema::Code;
use std::time::Duration;

/// Time between events.
const PAUSE: Duration = Duration::from_millis(100);
/// Bytes of the event: header, two lengths, 4 and 8 bytes.
const EVENT_SIZE: usize = 26 + 4 + 12;

#[repr(C)]
#[derive(Clone, Copy)]
struct NoDriver {
    common: Common,
    event: [u8; EVENT_SIZE],
}

// SAFETY: it begins with Common, and has numbers, bytes and pointers only.
unsafe impl Engine for NoDriver {}

unsafe extern "C" fn init(_main: *mut scap_t, _oargs: *mut scap_open_args) -> i32 {
    SUCCESS
}

unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: *mut *mut ppm_evt_hdr,
    pdevid: *mut u16,
    pflags: *mut u32,
) -> i32 {
    std::thread::sleep(PAUSE);
    let mut bytes = Vec::with_capacity(EVENT_SIZE);
    // Two numbers always fit.
    let _ = Encoder::new(now(), -1, Code::ScapeventE).u32(0).u64(0).finish(&mut bytes);
    let own = engine.m_handle.cast::<NoDriver>();
    // SAFETY: the handle holds this engine; scap_next() gives places for the answers.
    unsafe {
        if let Ok(event) = bytes.try_into() {
            (*own).event = event;
        }
        pevent.write((&raw mut (*own).event).cast());
        pdevid.write(0);
        pflags.write(0);
    }
    SUCCESS
}

/// A live machine without a driver.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_nodriver_engine: scap_vtable = scap_vtable {
    name: c"nodriver".as_ptr(),
    alloc_handle: Some(noop::alloc::<NoDriver>),
    init: Some(init),
    free_handle: Some(noop::noop_free_handle),
    next: Some(next),
    ..NOOP
};
