//! Hands a snapshot to a platform: its machine, addresses and users, and each thread and descriptor to the receiver.

use super::abi::platform::{scap_platform, scap_proclist};
use super::abi::thread::scap_threadinfo;
use super::{memory, records};
use crate::snapshot::Snapshot;
use std::ffi::{c_char, c_void};
use std::ptr;

/// Calls that a receiver lacks are left out. What the receiver answers is not looked at, as with 0.25.4.
///
/// # Safety
/// `platform` is valid, its receiver callable; `error` has 256 bytes or is NULL.
pub unsafe fn snapshot(platform: *mut scap_platform, snapshot: &Snapshot, error: *mut c_char) {
    // SAFETY: as the caller promises; the lists of the platform came from malloc().
    unsafe {
        threads(&raw mut (*platform).m_proclist, snapshot, error);
        if let Some(machine) = &snapshot.machine {
            (*platform).m_machine_info = records::machine_info(machine);
        }
        records::free_addrlist((*platform).m_addrlist);
        (*platform).m_addrlist = records::addrlist(&snapshot.ipv4, &snapshot.ipv6);
        records::free_userlist((*platform).m_userlist);
        (*platform).m_userlist = records::userlist(&snapshot.users, &snapshot.groups);
    }
}

/// Start of the scan, every thread, every descriptor, end of the scan.
///
/// # Safety
/// `list` is valid, its receiver callable; `error` has 256 bytes or is NULL.
pub unsafe fn threads(list: *mut scap_proclist, snapshot: &Snapshot, error: *mut c_char) {
    // SAFETY: as the caller promises.
    let callbacks = unsafe { (*list).m_callbacks };
    let context = callbacks.m_callback_context;
    // SAFETY: the receiver is callable with its context.
    unsafe {
        call(callbacks.m_refresh_start_cb, context);
        if let Some(entry) = callbacks.m_proc_entry_cb {
            let thread = memory::zeroed::<scap_threadinfo>();
            let records = if thread.is_null() { &[][..] } else { &snapshot.threads };
            for record in records {
                thread.write_bytes(0, 1);
                records::fill_thread(record, &mut *thread);
                entry(context, error, record.tid, thread, ptr::null_mut(), ptr::null_mut());
            }
            memory::free(thread);
            for (tid, record) in &snapshot.fds {
                let mut fd = records::fd_info(record);
                entry(context, error, *tid, ptr::null_mut(), &raw mut fd, ptr::null_mut());
            }
        }
        call(callbacks.m_refresh_end_cb, context);
    }
}

/// # Safety
/// The function is callable with the context.
pub unsafe fn call(function: Option<unsafe extern "C" fn(*mut c_void)>, context: *mut c_void) {
    if let Some(function) = function {
        // SAFETY: as the caller promises.
        unsafe { function(context) };
    }
}
