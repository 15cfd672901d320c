//! The engine that hands out events from a consumer's memory.

use super::noop::{self, NOOP};
use super::{Common, Engine};
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::{scap_open_args, scap_test_input_data, scap_test_input_engine_params};
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::result::{FAILURE, SUCCESS, TIMEOUT};

#[repr(C)]
#[derive(Clone, Copy)]
struct TestInput {
    common: Common,
    data: *mut scap_test_input_data,
}

// SAFETY: it begins with Common, and has numbers, bytes and pointers only.
unsafe impl Engine for TestInput {}

unsafe extern "C" fn init(main: *mut scap_t, oargs: *mut scap_open_args) -> i32 {
    // SAFETY: scap_init() gives valid pointers, and the parameters are this engine's or NULL.
    unsafe {
        let own = (*main).m_engine.m_handle.cast::<TestInput>();
        let params = (*oargs).engine_params.cast::<scap_test_input_engine_params>();
        if params.is_null() || (*params).test_input_data.is_null() {
            let text = "cannot open test input: engine_params hold no test_input_data";
            return (*own).common.fail(FAILURE, text);
        }
        (*own).data = (*params).test_input_data;
    }
    SUCCESS
}

/// The consumer's own structure counts what is left: consumers add to it while they read.
unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: *mut *mut ppm_evt_hdr,
    pdevid: *mut u16,
    pflags: *mut u32,
) -> i32 {
    // SAFETY: the handle holds this engine, opened; the data are the consumer's; scap_next() gives places.
    unsafe {
        let data = (*engine.m_handle.cast::<TestInput>()).data;
        if (*data).events.is_null() || (*data).event_count == 0 {
            return TIMEOUT;
        }
        pevent.write(*(*data).events);
        (*data).events = (*data).events.add(1);
        (*data).event_count -= 1;
        pdevid.write(1);
        pflags.write(0);
    }
    SUCCESS
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
