//! Descriptors of a thread (C: libscap/scap.h).

use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::result::{FAILURE, SUCCESS};
use super::uthash;

/// Adds a descriptor to a thread's table, which takes it over; it comes from malloc().
///
/// # Safety
/// Both pointers are NULL or valid; the descriptor is in no table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_add(tinfo: *mut scap_threadinfo, fdinfo: *mut scap_fdinfo) -> i32 {
    if tinfo.is_null() || fdinfo.is_null() {
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    if unsafe { uthash::add(&mut (*tinfo).fdlist, fdinfo) } { SUCCESS } else { FAILURE }
}
