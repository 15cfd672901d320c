// SPDX-License-Identifier: Apache-2.0
//! Freeing what a platform holds, for platforms that are not part of this library (C: libscap/scap-int.h).

use super::abi::internal::scap_mountinfo;
use super::abi::machine::{scap_addrlist, scap_userlist};
use super::abi::platform::scap_proclist;
use super::abi::thread::{ppm_proc_info, ppm_proclist_info, scap_fdinfo, scap_threadinfo};
use super::door::{self, CText, ErrorBuffer, Shared, malloc};
use super::result::{FAILURE, SUCCESS};
use super::scap_procs::free_threads;
use super::{records, uthash};
use std::ffi::OsStr;
use std::mem::offset_of;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl uthash::Element for scap_mountinfo {
    const LINKS: usize = offset_of!(scap_mountinfo, hh);
    const KEY: usize = offset_of!(scap_mountinfo, mount_id);
}

/// Maximum number of tasks in a list of the driver.
const MAX_TASKS: u32 = 128_000;

/// Frees the fds of a thread and its table of them; NULL is allowed.
///
/// # Safety
/// The fds of the thread came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_free_proc_fd_table(tinfo: Option<&mut scap_threadinfo>) {
    // SAFETY: the table of a thread is consistent, and its fds came from `malloc()`.
    door::enter((), |()| tinfo.map_or((), |thread| unsafe { uthash::clear(&mut thread.fdlist, |_| ()) }));
}

/// Frees a table of fds and leaves it empty; NULL is allowed.
///
/// # Safety
/// The fds of the table came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_free_table(fds: Option<&mut *mut scap_fdinfo>) {
    // SAFETY: it leads to a table, whose fds came from `malloc()`.
    door::enter((), |()| fds.map_or((), |head| unsafe { uthash::clear(head, |_| ()) }));
}

/// Frees the threads of a list with their fds and leaves it empty; NULL is allowed.
///
/// # Safety
/// The threads of the list came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_proc_free_table(proclist: Shared<scap_proclist>) {
    // SAFETY: what the list keeps came from `malloc()`.
    door::enter((), |()| proclist.get().map_or((), |list| unsafe { free_threads(list) }));
}

/// Frees a list of interfaces; NULL is allowed.
///
/// # Safety
/// `ifhandle` is NULL or came from `malloc()`, as did its arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_iflist(ifhandle: *mut scap_addrlist) {
    // SAFETY: the list and its arrays came from `malloc()`.
    door::enter((), |()| unsafe { records::free_addrlist(ifhandle) });
}

/// Frees a list of users; NULL is allowed.
///
/// # Safety
/// `uhandle` is NULL or came from `malloc()`, as did its arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_userlist(uhandle: *mut scap_userlist) {
    // SAFETY: the list and its arrays came from `malloc()`.
    door::enter((), |()| unsafe { records::free_userlist(uhandle) });
}

/// Makes a list of tasks, or makes one larger, for `n_entries`; false with a text in `error`, and the list is gone if there was no memory.
///
/// # Safety
/// `proclist_p` leads to NULL or a list from this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_alloc_proclist_info(
    proclist_p: Option<&mut *mut ppm_proclist_info>,
    n_entries: u32,
    error: ErrorBuffer,
) -> bool {
    door::enter(error, |error| {
        let Some(place) = proclist_p.filter(|_| n_entries < MAX_TASKS) else {
            let text = format!("cannot list {n_entries} tasks: at most {} are possible", MAX_TASKS - 1);
            return error.fail(false, &text);
        };
        let old = *place;
        let size = size_of::<ppm_proclist_info>() + n_entries as usize * size_of::<ppm_proc_info>();
        // SAFETY: the list is NULL or came from here.
        *place = unsafe { libc::realloc(old.cast(), size) }.cast::<ppm_proclist_info>();
        // SAFETY: NULL, or the list just made.
        let Some(list) = (unsafe { door::borrow_mut(*place) }) else {
            // SAFETY: the old list is still there, and not used any more.
            unsafe { malloc::free(old) };
            return error.fail(false, &format!("cannot list {n_entries} tasks: out of memory"));
        };
        if old.is_null() {
            list.n_entries = 0;
        }
        list.max_entries = n_entries.into();
        true
    })
}

/// Frees a list of tasks; NULL is allowed.
///
/// # Safety
/// `proclist` is NULL or came from scap_alloc_proclist_info().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_proclist_info(proclist: *mut ppm_proclist_info) {
    // SAFETY: the list came from scap_alloc_proclist_info(), which takes it from realloc().
    door::enter((), |()| unsafe { malloc::free(proclist) });
}

/// Frees a table of mounts; NULL is allowed.
///
/// # Safety
/// `dev_list` is NULL or the first element of a table; its elements came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_device_table(dev_list: *mut scap_mountinfo) {
    let mut head = dev_list;
    // SAFETY: it is the first element of a table, whose elements came from `malloc()`.
    door::enter((), |()| unsafe { uthash::clear(&mut head, |_| ()) });
}

/// Fills in when the first process of a thread's pid namespace began, by its /proc directory, "/proc/1/" for one; SCAP_FAILURE and 0 where that is not visible.
#[unsafe(no_mangle)]
pub extern "C" fn scap_proc_fill_pidns_start_ts(
    error: ErrorBuffer,
    tinfo: Option<&mut scap_threadinfo>,
    procdirname: CText,
) -> i32 {
    door::enter(error, |error| {
        let (Some(thread), Some(directory)) = (tinfo, procdirname.bytes()) else {
            return error.fail(FAILURE, "cannot find when a pid namespace began: an argument is NULL");
        };
        let path = [directory, b"root/proc/1/cmdline"].concat();
        let found = std::fs::metadata(OsStr::from_bytes(&path));
        let since = found.ok().map(|file| file.ctime() as u64 * 1_000_000_000 + file.ctime_nsec() as u64);
        thread.pidns_init_start_ts = since.unwrap_or(0);
        if since.is_some() { SUCCESS } else { FAILURE }
    })
}
