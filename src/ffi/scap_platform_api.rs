//! Questions to a platform (C: libscap/scap_platform_api.h).

use super::abi::machine::{scap_addrlist, scap_agent_info, scap_machine_info, scap_userlist};
use super::abi::platform::{scap_platform, scap_platform_vtable};
use super::abi::thread::{ppm_proclist_info, scap_threadinfo};
use super::guard::{self, LASTERR_SIZE};
use super::result::{FAILURE, NOT_SUPPORTED, SUCCESS};
use std::ffi::{c_char, c_int, c_ulong};
use std::ptr;

/// # Safety
/// `platform` is NULL or valid.
unsafe fn vtable<'a>(platform: *mut scap_platform) -> Option<&'a scap_platform_vtable> {
    // SAFETY: as the caller promises.
    unsafe { platform.as_ref().and_then(|own| own.m_vtable.as_ref()) }
}

/// # Safety
/// `error` is NULL or has 256 bytes.
unsafe fn not_supported(error: *mut c_char, what: &str) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { guard::write_error(error, &format!("cannot {what}: this platform does not support it")) };
    NOT_SUPPORTED
}

/// The machine's interfaces; the platform's, NULL if not known.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_ifaddr_list(platform: *mut scap_platform) -> *mut scap_addrlist {
    // SAFETY: as the caller promises.
    unsafe { platform.as_ref() }.map_or(ptr::null_mut(), |own| own.m_addrlist)
}

/// Reads the interfaces anew.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_refresh_iflist(platform: *mut scap_platform) {
    // SAFETY: as the caller promises.
    unsafe {
        if let Some(refresh) = vtable(platform).and_then(|own| own.refresh_addr_list) {
            refresh(platform);
        }
    }
}

/// The machine's users and groups; the platform's, NULL if not known.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_user_list(platform: *mut scap_platform) -> *mut scap_userlist {
    // SAFETY: as the caller promises.
    unsafe { platform.as_ref() }.map_or(ptr::null_mut(), |own| own.m_userlist)
}

/// Device number of a mount, as seen by the process whose /proc directory is `procdir`; 0 if not known.
///
/// # Safety
/// `platform` is NULL or valid; `procdir` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_device_by_mount_id(
    platform: *mut scap_platform,
    procdir: *const c_char,
    requested_mount_id: c_ulong,
) -> u32 {
    // SAFETY: as the caller promises.
    unsafe {
        match vtable(platform).and_then(|own| own.get_device_by_mount_id) {
            Some(get) if !procdir.is_null() => get(platform, procdir, requested_mount_id),
            _ => 0,
        }
    }
}

/// Reads one thread, with its sockets if asked, and delivers it to the platform's receiver.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_proc_get(platform: *mut scap_platform, tid: i64, scan_sockets: bool) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        vtable(platform).and_then(|own| own.get_proc).map_or(FAILURE, |get| get(platform, tid, scan_sockets))
    }
}

/// Reads all processes anew and delivers them to the platform's receiver.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_refresh_proc_table(platform: *mut scap_platform) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match vtable(platform).and_then(|own| own.refresh_proc_table) {
            Some(refresh) => refresh(platform, &raw mut (*platform).m_proclist),
            None => FAILURE,
        }
    }
}

/// True if the thread still runs and is still called `comm`, or if the platform cannot tell.
///
/// # Safety
/// `platform` is NULL or valid; `comm` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_is_thread_alive(
    platform: *mut scap_platform,
    pid: i64,
    tid: i64,
    comm: *const c_char,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe {
        vtable(platform)
            .and_then(|own| own.is_thread_alive)
            .is_none_or(|is_alive| is_alive(platform, pid, tid, comm))
    }
}

/// Number of this process in the first PID namespace.
///
/// # Safety
/// `platform` is NULL or valid; `pid` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_getpid_global(platform: *mut scap_platform, pid: *mut i64) -> i32 {
    if platform.is_null() || pid.is_null() {
        return FAILURE;
    }
    let mut error = [0; LASTERR_SIZE];
    // SAFETY: as the caller promises.
    unsafe {
        vtable(platform)
            .and_then(|own| own.get_global_pid)
            .map_or(NOT_SUPPORTED, |get| get(platform, pid, error.as_mut_ptr()))
    }
}

/// The machine; the platform's, NULL if not known.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_machine_info(platform: *mut scap_platform) -> *const scap_machine_info {
    // SAFETY: as the caller promises.
    match unsafe { platform.as_ref() } {
        Some(own) if own.m_machine_info.num_cpus != u32::MAX => &raw const own.m_machine_info,
        _ => ptr::null(),
    }
}

/// The capturing program; the platform's, NULL if not known.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_agent_info(platform: *mut scap_platform) -> *const scap_agent_info {
    // SAFETY: as the caller promises.
    unsafe { platform.as_ref() }.map_or(ptr::null(), |own| &raw const own.m_agent_info)
}

/// Threads with their CPU times; the platform's, valid until the next call. NULL with a text in `error`.
///
/// # Safety
/// `platform` is NULL or valid; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_threadlist(
    platform: *mut scap_platform,
    error: *mut c_char,
) -> *mut ppm_proclist_info {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(get) = vtable(platform).and_then(|own| own.get_threadlist) else {
            not_supported(error, "list threads");
            return ptr::null_mut();
        };
        if get(platform, &raw mut (*platform).m_driver_procinfo, error) != SUCCESS {
            return ptr::null_mut();
        }
        (*platform).m_driver_procinfo
    }
}

/// Reads the fds of a thread and delivers them to the platform's receiver.
///
/// # Safety
/// `platform` and `tinfo` are NULL or valid; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_fdlist(
    platform: *mut scap_platform,
    tinfo: *mut scap_threadinfo,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match vtable(platform).and_then(|own| own.get_fdlist) {
            Some(get) if !tinfo.is_null() => get(platform, tinfo, error),
            _ => not_supported(error, "read the descriptors of a thread"),
        }
    }
}

/// Reads one fd of a thread and delivers it to the platform's receiver.
///
/// # Safety
/// `platform` and `tinfo` are NULL or valid; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_fdinfo(
    platform: *mut scap_platform,
    tinfo: *mut scap_threadinfo,
    fd: c_int,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match vtable(platform).and_then(|own| own.get_fdinfo) {
            Some(get) if !tinfo.is_null() => get(platform, tinfo, fd, error),
            _ => not_supported(error, "read a descriptor of a thread"),
        }
    }
}
