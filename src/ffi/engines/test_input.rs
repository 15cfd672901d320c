// SPDX-License-Identifier: Apache-2.0
//! The engine that delivers events from a consumer's memory.

use super::engine::{Common, Engine, Places, engine_of, on};
use super::noop::{self, NOOP};
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::engine_params::scap_test_input_engine_params;
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::{scap_open_args, scap_test_input_data};
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::door::{self, Handle, Malloc, Malloced, Out, Shared};
use crate::ffi::result::{FAILURE, SUCCESS, TIMEOUT};
use std::ptr;

#[repr(C)]
struct TestInput {
    common: Common,
    data: *mut scap_test_input_data,
}

// SAFETY: numbers, bytes and pointers.
unsafe impl Malloc for TestInput {}

// SAFETY: it begins with Common.
unsafe impl Engine for TestInput {}

impl Handle for TestInput {
    type Owner = Malloced;

    fn report(&self, text: &str) -> bool {
        self.common.report(text)
    }
}

unsafe extern "C" fn init(main: Shared<scap_t>, oargs: Option<&mut scap_open_args>) -> i32 {
    let open = |own: &mut TestInput| {
        let params = oargs.map_or(ptr::null_mut(), |oargs| oargs.engine_params);
        // SAFETY: the parameters are this engine's or NULL.
        let params = unsafe { door::borrow(params.cast::<scap_test_input_engine_params>()) };
        own.data = params.map_or(ptr::null_mut(), |params| params.test_input_data);
        if own.data.is_null() {
            let text = "cannot open test input: engine_params hold no test_input_data";
            return own.common.fail(FAILURE, text);
        }
        SUCCESS
    };
    // SAFETY: the engine of the handle has this function.
    unsafe { on(engine_of(main), open) }
}

/// The consumer's own structure counts what is left: consumers may add to it while they read.
unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: Out<*mut ppm_evt_hdr>,
    pdevid: Out<u16>,
    pflags: Out<u32>,
) -> i32 {
    let read = |own: &mut TestInput| {
        // SAFETY: the data are the consumer's, there as long as the engine is open.
        let data = unsafe { door::borrow_mut(own.data) }.filter(|data| data.event_count > 0);
        let Some(data) = data.filter(|data| !data.events.is_null()) else { return TIMEOUT };
        let first = data.events;
        data.event_count -= 1;
        // SAFETY: there are so many events.
        unsafe {
            data.events = first.add(1);
            Places(pevent, pdevid, pflags).put(*first, 1, 0)
        }
    };
    // SAFETY: the engine has this function.
    unsafe { on(engine, read) }
}

/// Events from memory.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_test_input_engine: scap_vtable = scap_vtable {
    name: c"test_input".as_ptr(),
    alloc_handle: Some(noop::alloc::<TestInput>),
    init: Some(init),
    free_handle: Some(noop::noop_free_handle),
    next: Some(next),
    ..NOOP
};
