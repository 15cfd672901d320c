// SPDX-License-Identifier: Apache-2.0
//! The engine without a driver: an event without content at intervals, so that its reader wakes up.

use super::engine::{Common, Engine, Places, on};
use super::noop::{self, NOOP};
use crate::codec::Encoder;
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::door::{self, Handle, Malloc, Malloced, Out, Shared};
use crate::ffi::result::SUCCESS;
use crate::plugin::now;
use crate::schema::Code;
use std::time::Duration;

/// Time between events.
const PAUSE: Duration = Duration::from_millis(100);
/// Bytes of the event: header, two lengths, 4 and 8 bytes.
const EVENT_SIZE: usize = 26 + 4 + 12;

#[repr(C)]
struct NoDriver {
    common: Common,
    event: [u8; EVENT_SIZE],
}

// SAFETY: numbers, bytes and pointers.
unsafe impl Malloc for NoDriver {}

// SAFETY: it begins with Common.
unsafe impl Engine for NoDriver {}

impl Handle for NoDriver {
    type Owner = Malloced;

    fn report(&self, text: &str) -> bool {
        self.common.report(text)
    }
}

extern "C" fn init(_main: Shared<scap_t>, _oargs: Option<&mut scap_open_args>) -> i32 {
    door::enter((), |()| SUCCESS)
}

unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: Out<*mut ppm_evt_hdr>,
    pdevid: Out<u16>,
    pflags: Out<u32>,
) -> i32 {
    let read = |own: &mut NoDriver| {
        std::thread::sleep(PAUSE);
        let mut bytes = Vec::with_capacity(EVENT_SIZE);
        // Two numbers always fit.
        let _ = Encoder::new(now(), -1, Code::ScapeventE).u32(0).u64(0).finish(&mut bytes);
        if let Ok(event) = bytes.try_into() {
            own.event = event;
        }
        Places(pevent, pdevid, pflags).put((&raw mut own.event).cast(), 0, 0)
    };
    // SAFETY: the engine has this function.
    unsafe { on(engine, read) }
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
