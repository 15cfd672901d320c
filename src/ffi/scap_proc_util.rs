// SPDX-License-Identifier: Apache-2.0
//! Passing threads to a receiver (C: libscap/scap_proc_util.h).

use super::abi::internal::get_fdinfos_fn;
use super::abi::platform::scap_proclist;
use super::abi::thread::scap_threadinfo;
use super::door::{self, ErrorBuffer, Shared, Slice};
use super::receiver::Receiver;
use super::result::{FAILURE, SUCCESS};
use std::ffi::c_void;
use std::ptr;

/// Gives threads, and the descriptors that `get_fdinfos` finds of each leader, to the receiver of a list.
///
/// # Safety
/// `tinfos` has `n_tinfos` threads; `get_fdinfos` can be called with `ctx`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_proc_scan_vtable(
    error: ErrorBuffer,
    proclist: Shared<scap_proclist>,
    n_tinfos: u64,
    tinfos: Slice<scap_threadinfo>,
    ctx: *mut c_void,
    get_fdinfos: get_fdinfos_fn,
) -> i32 {
    door::enter(error, |error| {
        // SAFETY: there are so many threads.
        let threads = unsafe { tinfos.items(n_tinfos as usize) };
        let threads = threads.or((n_tinfos == 0).then_some(&[]));
        let (Some(list), Some(threads)) = (proclist.get(), threads) else {
            return error.fail(FAILURE, "cannot list threads: an argument is NULL");
        };
        let receiver = Receiver::of(list, error);
        receiver.start();
        for given in threads.iter().filter(|_| list.m_callbacks.get().m_proc_entry_cb.is_some()) {
            // The receiver may change what it receives.
            let mut thread = *given;
            let mut kept = &raw mut thread;
            receiver.thread(&mut thread, Some(&mut kept));
            // SAFETY: NULL, the thread above, or where the receiver keeps it.
            let leader = unsafe { door::borrow(kept) }.filter(|kept| kept.pid == kept.tid);
            let (Some(leader), Some(find)) = (leader, get_fdinfos) else { continue };
            let tid = leader.tid as i64;
            let (mut count, mut fds) = (0, ptr::null());
            // SAFETY: the function takes its context, a thread and places for its answers.
            if unsafe { find(ctx, given, &raw mut count, &raw mut fds) } != SUCCESS {
                continue;
            }
            // SAFETY: it found so many descriptors.
            for fd in unsafe { Slice::at(fds).items(count as usize) }.unwrap_or_default() {
                receiver.fd(tid, kept, *fd);
            }
        }
        receiver.end();
        SUCCESS
    })
}
