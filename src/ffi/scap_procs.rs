// SPDX-License-Identifier: Apache-2.0
//! Receiving threads and descriptors (C: libscap/scap_procs.h).

use super::abi::platform::{scap_proc_callbacks, scap_proclist};
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::door::{self, ErrorBuffer, Shared, malloc};
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
    door::enter((), |()| ());
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
    // SAFETY: the buffer has 256 bytes; the context is a list.
    let (error, list): (ErrorBuffer, _) =
        unsafe { (ErrorBuffer::at(error), Shared::at(context.cast::<scap_proclist>())) };
    door::enter(error, |error| {
        let Some(list) = list.get().filter(|_| !tinfo.is_null() || !fdinfo.is_null()) else {
            return error.fail(FAILURE, "cannot keep a thread: no list or no thread was given");
        };
        let mut head = list.m_proclist.get();
        // SAFETY: the tables of a list are consistent; the thread and the descriptor are NULL or good.
        let kept = unsafe {
            if fdinfo.is_null() {
                keep_thread(&mut head, tinfo, new_tinfo)
            } else {
                let owner = if tinfo.is_null() { uthash::find(head, tid) } else { tinfo };
                owner.is_null() || keep_fd(owner, fdinfo)
            }
        };
        list.m_proclist.set(head);
        if kept { SUCCESS } else { error.fail(FAILURE, &format!("cannot keep thread {tid}: out of memory")) }
    })
}

/// # Safety
/// `list` is a table of threads, `tinfo` a thread, `new_tinfo` NULL or writable.
unsafe fn keep_thread(
    list: &mut *mut scap_threadinfo,
    tinfo: *const scap_threadinfo,
    new_tinfo: *mut *mut scap_threadinfo,
) -> bool {
    let copy = malloc::bytes(size_of::<scap_threadinfo>()).cast::<scap_threadinfo>();
    if copy.is_null() {
        return false;
    }
    // SAFETY: the copy has room for a thread and is in no table yet.
    unsafe {
        ptr::copy_nonoverlapping(tinfo, copy, 1);
        if !uthash::add(list, copy) {
            malloc::free(copy);
            return false;
        }
        if !new_tinfo.is_null() {
            new_tinfo.write(copy);
        }
    }
    true
}

/// A descriptor of the same number is replaced: its close was not seen.
///
/// # Safety
/// `owner` is a thread whose table is consistent, `fdinfo` a descriptor.
unsafe fn keep_fd(owner: *mut scap_threadinfo, fdinfo: *const scap_fdinfo) -> bool {
    let copy = malloc::bytes(size_of::<scap_fdinfo>()).cast::<scap_fdinfo>();
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
            malloc::free(old);
        }
        if !uthash::add(table, copy) {
            malloc::free(copy);
            return false;
        }
    }
    true
}

/// Makes a list empty and sets who receives threads; without a receiver the list keeps them itself.
#[unsafe(no_mangle)]
pub extern "C" fn init_proclist(proclist: Shared<scap_proclist>, callbacks: scap_proc_callbacks) {
    door::enter((), |()| {
        let Some(list) = proclist.get() else { return };
        let mut callbacks = callbacks;
        if callbacks.m_proc_entry_cb.is_none() {
            callbacks.m_proc_entry_cb = Some(default_proc_entry_callback);
            callbacks.m_callback_context = proclist.place().cast();
        }
        list.m_callbacks.set(callbacks);
        list.m_proclist.set(ptr::null_mut());
    });
}

/// Frees the threads that a list keeps, and their descriptors.
///
/// # Safety
/// The list is one that [`default_proc_entry_callback`] fills.
pub unsafe fn free_threads(list: &scap_proclist) {
    let mut head = list.m_proclist.replace(ptr::null_mut());
    // SAFETY: threads and descriptors of the tables came from malloc().
    unsafe {
        uthash::clear(&mut head, |thread: *mut scap_threadinfo| {
            uthash::clear(&mut (*thread).fdlist, |_| ());
        });
    }
}
