//! Freeing what a platform holds, for platforms that are not part of this library (C: libscap/scap-int.h).

use super::abi::internal::scap_mountinfo;
use super::abi::machine::{scap_addrlist, scap_userlist};
use super::abi::platform::scap_proclist;
use super::abi::thread::{ppm_proc_info, ppm_proclist_info, scap_fdinfo, scap_threadinfo};
use super::result::{FAILURE, SUCCESS};
use super::scap_procs::free_threads;
use super::{guard, memory, records, uthash};
use std::ffi::{OsStr, c_char};
use std::mem::offset_of;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl uthash::Element for scap_mountinfo {
    const LINKS: usize = offset_of!(scap_mountinfo, hh);
    const KEY: usize = offset_of!(scap_mountinfo, mount_id);
}

/// Most tasks in a list of the driver.
const MAX_TASKS: u32 = 128_000;

/// Frees the fds of a thread and its table of them; NULL is allowed.
///
/// # Safety
/// `tinfo` is NULL or valid; its fds came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_free_proc_fd_table(tinfo: *mut scap_threadinfo) {
    if !tinfo.is_null() {
        // SAFETY: as the caller promises.
        unsafe { uthash::clear(&mut (*tinfo).fdlist, |_| ()) };
    }
}

/// Frees a table of fds and leaves it empty; NULL is allowed.
///
/// # Safety
/// `fds` is NULL or leads to a table; its fds came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_free_table(fds: *mut *mut scap_fdinfo) {
    if !fds.is_null() {
        // SAFETY: as the caller promises.
        unsafe { uthash::clear(&mut *fds, |_| ()) };
    }
}

/// Frees the threads of a list with their fds and leaves it empty; NULL is allowed.
///
/// # Safety
/// `proclist` is NULL or valid; its threads came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_proc_free_table(proclist: *mut scap_proclist) {
    if !proclist.is_null() {
        // SAFETY: as the caller promises.
        unsafe { free_threads(&mut *proclist) };
    }
}

/// Frees a list of interfaces; NULL is allowed.
///
/// # Safety
/// `ifhandle` is NULL or came from `malloc()`, as did its arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_iflist(ifhandle: *mut scap_addrlist) {
    // SAFETY: as the caller promises.
    unsafe { records::free_addrlist(ifhandle) };
}

/// Frees a list of users; NULL is allowed.
///
/// # Safety
/// `uhandle` is NULL or came from `malloc()`, as did its arrays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_userlist(uhandle: *mut scap_userlist) {
    // SAFETY: as the caller promises.
    unsafe { records::free_userlist(uhandle) };
}

/// Makes a list of tasks, or makes one larger, for `n_entries`; false with a text in `error`, and the list is gone if there was no memory.
///
/// # Safety
/// `proclist_p` is NULL or leads to NULL or a list from this function; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_alloc_proclist_info(
    proclist_p: *mut *mut ppm_proclist_info,
    n_entries: u32,
    error: *mut c_char,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe {
        if proclist_p.is_null() || n_entries >= MAX_TASKS {
            let text = format!("cannot list {n_entries} tasks: at most {} are possible", MAX_TASKS - 1);
            guard::write_error(error, &text);
            return false;
        }
        let old = *proclist_p;
        let size = size_of::<ppm_proclist_info>() + n_entries as usize * size_of::<ppm_proc_info>();
        let list = libc::realloc(old.cast(), size).cast::<ppm_proclist_info>();
        if list.is_null() {
            memory::free(old);
            *proclist_p = list;
            guard::write_error(error, &format!("cannot list {n_entries} tasks: out of memory"));
            return false;
        }
        if old.is_null() {
            (*list).n_entries = 0;
        }
        (*list).max_entries = n_entries.into();
        *proclist_p = list;
    }
    true
}

/// Frees a list of tasks; NULL is allowed.
///
/// # Safety
/// `proclist` is NULL or came from scap_alloc_proclist_info().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_proclist_info(proclist: *mut ppm_proclist_info) {
    // SAFETY: as the caller promises.
    unsafe { memory::free(proclist) };
}

/// Frees a table of mounts; NULL is allowed.
///
/// # Safety
/// `dev_list` is NULL or the first element of a table; its elements came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free_device_table(dev_list: *mut scap_mountinfo) {
    let mut head = dev_list;
    // SAFETY: as the caller promises.
    unsafe { uthash::clear(&mut head, |_| ()) };
}

/// Fills in when the first process of a thread's pid namespace began, by its /proc directory, "/proc/1/" for one; SCAP_FAILURE and 0 where that is not visible.
///
/// # Safety
/// `tinfo` is NULL or valid; `procdirname` is NULL or a C string; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_proc_fill_pidns_start_ts(
    error: *mut c_char,
    tinfo: *mut scap_threadinfo,
    procdirname: *const c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let (Some(thread), Some(directory)) = (tinfo.as_mut(), guard::bytes_of(procdirname)) else {
            guard::write_error(error, "cannot tell when a pid namespace began: an argument is NULL");
            return FAILURE;
        };
        let mut path = directory.to_vec();
        path.extend_from_slice(b"root/proc/1/cmdline");
        let found = std::fs::metadata(OsStr::from_bytes(&path));
        let since = found.ok().map(|file| file.ctime() as u64 * 1_000_000_000 + file.ctime_nsec() as u64);
        thread.pidns_init_start_ts = since.unwrap_or(0);
        if since.is_some() { SUCCESS } else { FAILURE }
    }
}
