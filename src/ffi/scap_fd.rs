// SPDX-License-Identifier: Apache-2.0
//! Descriptors of a thread (C: libscap/scap.h).

use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::door;
use super::result::{FAILURE, SUCCESS};
use super::uthash;

/// Adds a descriptor to a thread's table, which takes it over; it comes from malloc().
///
/// # Safety
/// `fdinfo` is NULL or a descriptor that is in no table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_add(tinfo: Option<&mut scap_threadinfo>, fdinfo: *mut scap_fdinfo) -> i32 {
    door::enter((), |()| {
        let Some(thread) = tinfo.filter(|_| !fdinfo.is_null()) else { return FAILURE };
        // SAFETY: the table of a thread is consistent; the descriptor is in none and stays where it is.
        if unsafe { uthash::add(&mut thread.fdlist, fdinfo) } { SUCCESS } else { FAILURE }
    })
}
