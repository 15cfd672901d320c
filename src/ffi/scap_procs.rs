//! Receiving threads and descriptors (C: libscap/scap_procs.h).

use super::abi::platform::{scap_proc_callbacks, scap_proclist};
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::guard;
use super::memory;
use super::result::{FAILURE, SUCCESS};
use super::uthash::{self, Element};
use std::ffi::{c_char, c_void};
use std::mem::offset_of;
use std::ptr;

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl Element for scap_threadinfo {
    const LINKS: usize = offset_of!(scap_threadinfo, hh);
    const KEY: usize = offset_of!(scap_threadinfo, tid);
}

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl Element for scap_fdinfo {
    const LINKS: usize = offset_of!(scap_fdinfo, hh);
    const KEY: usize = offset_of!(scap_fdinfo, fd);
}

/// Does nothing, for either end of a scan.
#[unsafe(no_mangle)]
pub extern "C" fn default_refresh_start_end_callback(context: *mut c_void) {
    let _ = context;
}

/// Keeps copies of threads and descriptors in a scap_proclist, which `context` points to.
///
/// # Safety
/// `context` is NULL or a scap_proclist; the other pointers are NULL or valid; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn default_proc_entry_callback(
    context: *mut c_void,
    error: *mut c_char,
    tid: i64,
    tinfo: *mut scap_threadinfo,
    fdinfo: *mut scap_fdinfo,
    new_tinfo: *mut *mut scap_threadinfo,
) -> i32 {
    let proclist = context.cast::<scap_proclist>();
    // SAFETY: as the caller promises.
    unsafe {
        if proclist.is_null() || (tinfo.is_null() && fdinfo.is_null()) {
            guard::write_error(error, "cannot keep a thread: no list or no thread was given");
            return FAILURE;
        }
        let list = &mut (*proclist).m_proclist;
        let kept = if fdinfo.is_null() {
            keep_thread(list, tinfo, new_tinfo)
        } else {
            let owner = if tinfo.is_null() { uthash::find(*list, tid) } else { tinfo };
            owner.is_null() || keep_fd(owner, fdinfo)
        };
        if !kept {
            guard::write_error(error, &format!("cannot keep thread {tid}: out of memory"));
            return FAILURE;
        }
    }
    SUCCESS
}

/// # Safety
/// `list` is a table of threads, `tinfo` a thread, `new_tinfo` NULL or writable.
unsafe fn keep_thread(
    list: &mut *mut scap_threadinfo,
    tinfo: *const scap_threadinfo,
    new_tinfo: *mut *mut scap_threadinfo,
) -> bool {
    let copy = memory::bytes(size_of::<scap_threadinfo>()).cast::<scap_threadinfo>();
    if copy.is_null() {
        return false;
    }
    // SAFETY: the copy has room for a thread and is in no table yet.
    unsafe {
        ptr::copy_nonoverlapping(tinfo, copy, 1);
        if !uthash::add(list, copy) {
            memory::free(copy);
            return false;
        }
        if !new_tinfo.is_null() {
            new_tinfo.write(copy);
        }
    }
    true
}

/// A descriptor of the same number gives way: its close was not seen.
///
/// # Safety
/// `owner` is a thread whose table is consistent, `fdinfo` a descriptor.
unsafe fn keep_fd(owner: *mut scap_threadinfo, fdinfo: *const scap_fdinfo) -> bool {
    let copy = memory::bytes(size_of::<scap_fdinfo>()).cast::<scap_fdinfo>();
    if copy.is_null() {
        return false;
    }
    // SAFETY: the copy has room for a descriptor; what is taken out of the table came from malloc().
    unsafe {
        ptr::copy_nonoverlapping(fdinfo, copy, 1);
        let table = &mut (*owner).fdlist;
        let old = uthash::find(*table, (*fdinfo).fd);
        if !old.is_null() {
            uthash::remove(table, old);
            memory::free(old);
        }
        if !uthash::add(table, copy) {
            memory::free(copy);
            return false;
        }
    }
    true
}

/// Makes a list empty and sets who receives threads; without a receiver the list keeps them itself.
///
/// # Safety
/// `proclist` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn init_proclist(proclist: *mut scap_proclist, callbacks: scap_proc_callbacks) {
    if proclist.is_null() {
        return;
    }
    let mut callbacks = callbacks;
    if callbacks.m_proc_entry_cb.is_none() {
        callbacks.m_proc_entry_cb = Some(default_proc_entry_callback);
        callbacks.m_callback_context = proclist.cast();
    }
    // SAFETY: as the caller promises.
    unsafe { proclist.write(scap_proclist { m_callbacks: callbacks, m_proclist: ptr::null_mut() }) };
}

/// Frees the threads that a list keeps, and their descriptors.
///
/// # Safety
/// The list is one that [`default_proc_entry_callback`] fills.
pub unsafe fn free_threads(list: &mut scap_proclist) {
    // SAFETY: threads and descriptors of the tables came from malloc().
    unsafe {
        uthash::clear(&mut list.m_proclist, |thread: *mut scap_threadinfo| {
            uthash::clear(&mut (*thread).fdlist, |_| ());
        });
    }
}
