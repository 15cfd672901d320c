// SPDX-License-Identifier: Apache-2.0
//! Queries to a platform (C: libscap/scap_platform_api.h).

use super::abi::machine::{scap_addrlist, scap_agent_info, scap_machine_info, scap_userlist};
use super::abi::platform::{scap_platform, scap_platform_vtable};
use super::abi::thread::{ppm_proclist_info, scap_threadinfo};
use super::door::{self, CText, ErrorBuffer, LASTERR_SIZE, Out, Shared};
use super::result::{FAILURE, NOT_SUPPORTED, SUCCESS};
use super::scap_platform::calls;
use std::ffi::{c_int, c_ulong};
use std::ptr;

/// A call of a platform's table; `None` where it lacks it, and for NULL.
fn call<F>(
    platform: Shared<scap_platform>,
    pick: impl FnOnce(&scap_platform_vtable) -> Option<F>,
) -> Option<F> {
    platform.get().and_then(calls).and_then(pick)
}

fn not_supported(error: ErrorBuffer, what: &str) -> i32 {
    error.fail(NOT_SUPPORTED, &format!("cannot {what}: this platform does not support it"))
}

/// The machine's interfaces; the platform's, NULL if not known.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_ifaddr_list(platform: Shared<scap_platform>) -> *mut scap_addrlist {
    door::enter(platform, |own| own.m_addrlist.get())
}

/// Reads the interfaces anew.
#[unsafe(no_mangle)]
pub extern "C" fn scap_refresh_iflist(platform: Shared<scap_platform>) {
    door::enter((), |()| {
        if let Some(refresh) = call(platform, |own| own.refresh_addr_list) {
            // SAFETY: the functions of a table take the platform that it is of.
            unsafe { refresh(platform) };
        }
    });
}

/// The machine's users and groups; the platform's, NULL if not known.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_user_list(platform: Shared<scap_platform>) -> *mut scap_userlist {
    door::enter(platform, |own| own.m_userlist.get())
}

/// Device number of a mount, as seen by the process whose /proc directory is `procdir`; 0 if not known.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_device_by_mount_id(
    platform: Shared<scap_platform>,
    procdir: CText,
    requested_mount_id: c_ulong,
) -> u32 {
    door::enter((), |()| match call(platform, |own| own.get_device_by_mount_id) {
        // SAFETY: the functions of a table take the platform that it is of, and the name of a directory.
        Some(get) if !procdir.is_null() => unsafe { get(platform, procdir, requested_mount_id) },
        _ => 0,
    })
}

/// Reads one thread, with its sockets if asked, and delivers it to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_proc_get(platform: Shared<scap_platform>, tid: i64, scan_sockets: bool) -> i32 {
    door::enter((), |()| match call(platform, |own| own.get_proc) {
        // SAFETY: the functions of a table take the platform that it is of.
        Some(get) => unsafe { get(platform, tid, scan_sockets) },
        None => FAILURE,
    })
}

/// Reads all processes anew and delivers them to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_refresh_proc_table(platform: Shared<scap_platform>) -> i32 {
    door::enter(platform, |own| match calls(own).and_then(|calls| calls.refresh_proc_table) {
        // SAFETY: the functions of a table take the platform that it is of, and a list.
        Some(refresh) => unsafe { refresh(platform, Shared::of(&own.m_proclist)) },
        None => FAILURE,
    })
}

/// True if the thread still runs and is still called `comm`, or if the platform cannot tell.
#[unsafe(no_mangle)]
pub extern "C" fn scap_is_thread_alive(
    platform: Shared<scap_platform>,
    pid: i64,
    tid: i64,
    comm: CText,
) -> bool {
    door::enter((), |()| match call(platform, |own| own.is_thread_alive) {
        // SAFETY: the functions of a table take the platform that it is of, and a name or NULL.
        Some(is_alive) => unsafe { is_alive(platform, pid, tid, comm) },
        None => true,
    })
}

/// Id of this process in the initial PID namespace.
#[unsafe(no_mangle)]
pub extern "C" fn scap_getpid_global(platform: Shared<scap_platform>, pid: Out<i64>) -> i32 {
    if pid.is_null() {
        return FAILURE;
    }
    door::enter(platform, |own| {
        let mut error = [0; LASTERR_SIZE];
        match calls(own).and_then(|calls| calls.get_global_pid) {
            // SAFETY: the functions of a table take the platform that it is of, a place and an error buffer.
            Some(get) => unsafe { get(platform, pid, ErrorBuffer::at(error.as_mut_ptr())) },
            None => NOT_SUPPORTED,
        }
    })
}

/// The machine; the platform's, NULL if not known.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_machine_info(platform: Shared<scap_platform>) -> *const scap_machine_info {
    door::enter(platform, |own| match own.m_machine_info.get().num_cpus {
        u32::MAX => ptr::null(),
        _ => own.m_machine_info.as_ptr().cast_const(),
    })
}

/// The capturing program; the platform's, NULL if not known.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_agent_info(platform: Shared<scap_platform>) -> *const scap_agent_info {
    door::enter(platform, |own| own.m_agent_info.as_ptr().cast_const())
}

/// Threads with their CPU times; the platform's, valid until the next call. NULL with a text in `error`.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_threadlist(
    platform: Shared<scap_platform>,
    error: ErrorBuffer,
) -> *mut ppm_proclist_info {
    door::enter(error, |error| {
        let found = platform.get().and_then(|own| Some((own, calls(own)?.get_threadlist?)));
        let Some((own, get)) = found else {
            not_supported(error, "list threads");
            return ptr::null_mut();
        };
        let mut list = own.m_driver_procinfo.get();
        // SAFETY: the functions of a table take the platform that it is of, and what leads to NULL or a list.
        let rc = unsafe { get(platform, Some(&mut list), error) };
        own.m_driver_procinfo.set(list);
        if rc == SUCCESS { list } else { ptr::null_mut() }
    })
}

/// Reads the fds of a thread and delivers them to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_fdlist(
    platform: Shared<scap_platform>,
    tinfo: Shared<scap_threadinfo>,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| match call(platform, |own| own.get_fdlist) {
        // SAFETY: the functions of a table take the platform that it is of, and a thread.
        Some(get) if !tinfo.is_null() => unsafe { get(platform, tinfo, error) },
        _ => not_supported(error, "read the descriptors of a thread"),
    })
}

/// Reads one fd of a thread and delivers it to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_fdinfo(
    platform: Shared<scap_platform>,
    tinfo: Shared<scap_threadinfo>,
    fd: c_int,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| match call(platform, |own| own.get_fdinfo) {
        // SAFETY: the functions of a table take the platform that it is of, and a thread.
        Some(get) if !tinfo.is_null() => unsafe { get(platform, tinfo, fd, error) },
        _ => not_supported(error, "read a descriptor of a thread"),
    })
}
