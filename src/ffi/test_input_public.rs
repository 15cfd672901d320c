//! The platform of the test input engine (C: libscap/engine/test_input/test_input_public.h).

use super::abi::open::{scap_open_args, scap_test_input_engine_params};
use super::abi::platform::{
    scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks, scap_proclist,
    scap_test_input_platform,
};
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::result::{FAILURE, SUCCESS};
use super::scap_platform::{NOTHING, alloc, not_alive};
use super::{deliver, guard};
use std::ffi::c_char;
use std::ptr;

static VTABLE: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(init_test_input),
    is_thread_alive: Some(not_alive),
    ..NOTHING
};

/// # Safety
/// The platform was made by [`scap_test_input_alloc_platform`]; `oargs` holds the parameters of that engine.
unsafe extern "C" fn init_test_input(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    _engine: scap_engine_handle,
    oargs: *mut scap_open_args,
) -> i32 {
    // SAFETY: as the caller promises; everything that may be NULL is looked at.
    unsafe {
        let params = if oargs.is_null() {
            ptr::null_mut()
        } else {
            (*oargs).engine_params.cast::<scap_test_input_engine_params>()
        };
        if params.is_null() || (*params).test_input_data.is_null() {
            guard::write_error(lasterr, "cannot open test input: engine_params hold no test_input_data");
            return FAILURE;
        }
        let own = platform.cast::<scap_test_input_platform>();
        (*own).m_data = (*params).test_input_data;
        (*own).m_lasterr = lasterr;
        scan_test_input(own, &raw mut (*platform).m_proclist, lasterr);
    }
    SUCCESS
}

/// # Safety
/// The platform has its data, which is as long as it says.
unsafe fn scan_test_input(
    platform: *mut scap_test_input_platform,
    list: *mut scap_proclist,
    error: *mut c_char,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let data = &*(*platform).m_data;
        let callbacks = (*list).m_callbacks;
        let context = callbacks.m_callback_context;
        deliver::call(callbacks.m_refresh_start_cb, context);
        let count = if data.threads.is_null() { 0 } else { data.thread_count };
        for index in 0..count {
            let Some(entry) = callbacks.m_proc_entry_cb else { break };
            let mut thread: scap_threadinfo = *data.threads.add(index);
            let mut kept: *mut scap_threadinfo = ptr::null_mut();
            entry(context, error, thread.tid as i64, &raw mut thread, ptr::null_mut(), &raw mut kept);
            if thread.pid != thread.tid || data.fdinfo_data.is_null() {
                continue;
            }
            let fds = *data.fdinfo_data.add(index);
            let fd_count = if fds.fdinfos.is_null() { 0 } else { fds.fdinfo_count };
            for fd in 0..fd_count {
                let mut fd: scap_fdinfo = *fds.fdinfos.add(fd);
                entry(context, error, thread.tid as i64, kept, &raw mut fd, ptr::null_mut());
            }
        }
        deliver::call(callbacks.m_refresh_end_cb, context);
    }
}

/// Makes a platform that delivers the threads and fds of a test; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_test_input_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    unsafe { alloc::<scap_test_input_platform>(&VTABLE, proc_callbacks) }
}
