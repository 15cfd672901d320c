// SPDX-License-Identifier: Apache-2.0
//! The platform of the test input engine (C: libscap/engine/test_input/test_input_public.h).

use super::abi::engine_params::scap_test_input_engine_params;
use super::abi::open::{scap_open_args, scap_test_input_data};
use super::abi::platform::{
    scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks, scap_proclist,
    scap_test_input_platform,
};
use super::door::{self, ErrorBuffer, Shared, Slice};
use super::receiver::Receiver;
use super::result::{FAILURE, SUCCESS};
use super::scap_platform::{NOTHING, alloc, not_alive};
use std::ptr;

static VTABLE: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(init_test_input),
    is_thread_alive: Some(not_alive),
    ..NOTHING
};

extern "C" fn init_test_input(
    platform: Shared<scap_platform>,
    lasterr: ErrorBuffer,
    _engine: scap_engine_handle,
    oargs: Option<&mut scap_open_args>,
) -> i32 {
    door::enter(lasterr, |error| {
        // SAFETY: the parameters are those of the engine that goes with the platform, which is one of this file.
        let (data, own) = unsafe {
            let params = oargs
                .and_then(|oargs| door::borrow(oargs.engine_params.cast::<scap_test_input_engine_params>()));
            let data = params.map_or(ptr::null_mut(), |params| params.test_input_data);
            (data, door::borrow(platform.place().cast::<scap_test_input_platform>()))
        };
        let Some(own) = own.filter(|_| !data.is_null()) else {
            return error.fail(FAILURE, "cannot open test input: engine_params hold no test_input_data");
        };
        own.m_data.set(data);
        own.m_lasterr.set(error);
        // SAFETY: the data are those of a test, as long as they say, and stay.
        if let Some(data) = unsafe { door::borrow(data) } {
            // SAFETY: as above.
            unsafe { scan(data, &own.m_generic.m_proclist, error) };
        }
        SUCCESS
    })
}

/// Gives the threads of a test, and the descriptors of each process.
///
/// # Safety
/// The arrays of the data are as long as they say.
unsafe fn scan(data: &scap_test_input_data, list: &scap_proclist, error: ErrorBuffer) {
    let receiver = Receiver::of(list, error);
    receiver.start();
    // SAFETY: there are so many threads.
    let threads = unsafe { Slice::at(data.threads).items(data.thread_count) }.unwrap_or_default();
    let has_receiver = list.m_callbacks.get().m_proc_entry_cb.is_some();
    for (index, given) in threads.iter().enumerate().filter(|_| has_receiver) {
        let (mut thread, mut kept) = (*given, ptr::null_mut());
        receiver.thread(&mut thread, Some(&mut kept));
        if thread.pid != thread.tid || data.fdinfo_data.is_null() {
            continue;
        }
        // SAFETY: there are descriptors for each thread, as many as they say.
        let fds = unsafe {
            let fds = *data.fdinfo_data.add(index);
            Slice::at(fds.fdinfos).items(fds.fdinfo_count)
        };
        fds.unwrap_or_default().iter().for_each(|fd| receiver.fd(thread.tid as i64, kept, *fd));
    }
    receiver.end();
}

/// Makes a platform that delivers the threads and fds of a test; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_test_input_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    door::enter((), |()| unsafe { alloc::<scap_test_input_platform>(&VTABLE, proc_callbacks) }.place())
}
