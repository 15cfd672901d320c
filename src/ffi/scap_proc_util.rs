//! Handing threads over to a receiver (C: libscap/scap_proc_util.h).

use super::abi::internal::get_fdinfos_fn;
use super::abi::platform::scap_proclist;
use super::abi::thread::scap_threadinfo;
use super::deliver::call;
use super::guard;
use super::result::{FAILURE, SUCCESS};
use std::ffi::{c_char, c_void};
use std::ptr;

/// Gives threads, and the descriptors that `get_fdinfos` finds of each leader, to the receiver of a list.
///
/// # Safety
/// Each pointer is NULL or valid; `tinfos` has `n_tinfos` threads; the functions are callable; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_proc_scan_vtable(
    error: *mut c_char,
    proclist: *mut scap_proclist,
    n_tinfos: u64,
    tinfos: *const scap_threadinfo,
    ctx: *mut c_void,
    get_fdinfos: get_fdinfos_fn,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(list) = proclist.as_ref().filter(|_| !tinfos.is_null() || n_tinfos == 0) else {
            guard::write_error(error, "cannot list threads: an argument is NULL");
            return FAILURE;
        };
        let callbacks = list.m_callbacks;
        let context = callbacks.m_callback_context;
        call(callbacks.m_refresh_start_cb, context);
        for index in 0..n_tinfos as usize {
            let Some(entry) = callbacks.m_proc_entry_cb else { break };
            let given = tinfos.add(index);
            // The receiver may change what it is given.
            let mut thread = *given;
            let mut kept = &raw mut thread;
            entry(context, error, thread.tid as i64, &raw mut thread, ptr::null_mut(), &raw mut kept);
            let (Some(leader), Some(find)) = (kept.as_ref().filter(|kept| kept.pid == kept.tid), get_fdinfos)
            else {
                continue;
            };
            let tid = leader.tid as i64;
            let (mut count, mut fds) = (0, ptr::null());
            if find(ctx, given, &raw mut count, &raw mut fds) != SUCCESS || fds.is_null() {
                continue;
            }
            for index in 0..count as usize {
                let mut fd = *fds.add(index);
                entry(context, error, tid, kept, &raw mut fd, ptr::null_mut());
            }
        }
        call(callbacks.m_refresh_end_cb, context);
    }
    SUCCESS
}
