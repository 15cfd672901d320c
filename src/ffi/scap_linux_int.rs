//! The answers of the Linux platform one by one (C: libscap/linux/scap_linux_int.h).

use super::abi::internal::scap_ns_socket_list;
use super::abi::linux::scap_linux_platform;
use super::abi::machine::{scap_agent_info, scap_machine_info};
use super::abi::platform::{scap_platform, scap_proclist};
use super::abi::thread::{ppm_proclist_info, scap_fdinfo, scap_threadinfo};
use super::result::{FAILURE, NOTFOUND, SUCCESS};
use super::uthash::{self, Element};
use super::{guard, memory, records, scap_linux_platform as linux};
use crate::platform::{self, Descriptors, Platform};
use crate::snapshot::FdRecord;
use std::ffi::{OsStr, c_char, c_int, c_ulong};
use std::mem::offset_of;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl Element for scap_ns_socket_list {
    const LINKS: usize = offset_of!(scap_ns_socket_list, hh);
    const KEY: usize = offset_of!(scap_ns_socket_list, net_ns);
}

/// A socket in a table by inode.
#[repr(transparent)]
#[derive(Clone, Copy)]
struct BySocket(scap_fdinfo);

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl Element for BySocket {
    const LINKS: usize = offset_of!(scap_fdinfo, hh);
    const KEY: usize = offset_of!(scap_fdinfo, ino);
}

const NOT_LINUX: &str = "cannot look at this machine: the platform is not that of a Linux machine";

/// # Safety
/// `text` is NULL or a C string that stays.
unsafe fn directory<'a>(text: *const c_char) -> Option<&'a Path> {
    // SAFETY: as the caller promises.
    unsafe { guard::bytes_of(text) }.map(|bytes| Path::new(OsStr::from_bytes(bytes)))
}

/// # Safety
/// `error` is NULL or has 256 bytes.
unsafe fn refuse(error: *mut c_char) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { guard::write_error(error, NOT_LINUX) };
    FAILURE
}

/// Fills in what is known of this program; NULL is allowed.
///
/// # Safety
/// `agent_info` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_os_get_agent_info(agent_info: *mut scap_agent_info) {
    let found = guard::or(None, || Platform::from_environment().ok().map(|view| view.agent_info()));
    // SAFETY: as the caller promises.
    if let (Some(place), Some(found)) = (unsafe { agent_info.as_mut() }, found) {
        *place = records::agent_info(&found);
    }
}

/// Fills in what is known of the machine; SCAP_FAILURE with a text in `lasterr`.
///
/// # Safety
/// `machine_info` is NULL or writable; `lasterr` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_os_get_machine_info(
    machine_info: *mut scap_machine_info,
    lasterr: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(place) = machine_info.as_mut() else {
            guard::write_error(lasterr, "cannot tell of the machine: machine_info is NULL");
            return FAILURE;
        };
        let found = Platform::from_environment().and_then(|view| view.machine_info());
        linux::answer(lasterr, found.map(|found| *place = records::machine_info(&found)))
    }
}

/// Fills in the addresses of a platform anew.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_create_iflist(platform: *mut scap_platform) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { if linux::is_linux(platform) { linux::refresh_addr_list(platform) } else { FAILURE } }
}

/// Fills in the users and groups of a platform anew.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_create_userlist(platform: *mut scap_platform) -> i32 {
    // SAFETY: as the caller promises; the list came from malloc().
    unsafe {
        if !linux::is_linux(platform) {
            return FAILURE;
        }
        let done = linux::ready(platform).map(|view| {
            let (users, groups) = view.users();
            records::free_userlist((*platform).m_userlist);
            (*platform).m_userlist = records::userlist(&users, &groups);
        });
        linux::answer(linux::lasterr(platform), done)
    }
}

/// Device of a mount that the process of this directory sees; 0 if not known.
///
/// # Safety
/// Each pointer is NULL or valid; `procdir` a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_get_device_by_mount_id(
    platform: *mut scap_platform,
    procdir: *const c_char,
    requested_mount_id: c_ulong,
) -> u32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !linux::is_linux(platform) || procdir.is_null() {
            return 0;
        }
        linux::get_device_by_mount_id(platform, procdir, requested_mount_id)
    }
}

/// Gives one thread, and the descriptors of its process, to the platform's receiver.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_proc_get(
    platform: *mut scap_platform,
    tid: i64,
    scan_sockets: bool,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { if linux::is_linux(platform) { linux::get_proc(platform, tid, scan_sockets) } else { FAILURE } }
}

/// Gives all processes to the receiver of the list.
///
/// # Safety
/// Each pointer is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_refresh_proc_table(
    platform: *mut scap_platform,
    proclist: *mut scap_proclist,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !linux::is_linux(platform) || proclist.is_null() {
            return FAILURE;
        }
        linux::refresh_proc_table(platform, proclist)
    }
}

/// True while the thread runs under this command name.
///
/// # Safety
/// Each pointer is NULL or valid; `comm` a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_is_thread_alive(
    platform: *mut scap_platform,
    pid: i64,
    tid: i64,
    comm: *const c_char,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe { linux::is_linux(platform) && linux::is_thread_alive(platform, pid, tid, comm) }
}

/// Number of this process as the machine counts.
///
/// # Safety
/// Each pointer is NULL or valid; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_getpid_global(
    platform: *mut scap_platform,
    pid: *mut i64,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !linux::is_linux(platform) || pid.is_null() {
            return refuse(error);
        }
        linux::get_global_pid(platform, pid, error)
    }
}

/// CPU times of every thread, in a list from malloc() in place of the one at `procinfo_p`.
///
/// # Safety
/// Each pointer is NULL or valid; `lasterr` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_get_threadlist(
    platform: *mut scap_platform,
    procinfo_p: *mut *mut ppm_proclist_info,
    lasterr: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !linux::is_linux(platform) || procinfo_p.is_null() {
            return refuse(lasterr);
        }
        linux::get_threadlist(platform, procinfo_p, lasterr)
    }
}

/// Gives the descriptors of a process to the platform's receiver.
///
/// # Safety
/// Each pointer is NULL or valid; `lasterr` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_get_fdlist(
    platform: *mut scap_platform,
    tinfo: *mut scap_threadinfo,
    lasterr: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !linux::is_linux(platform) || tinfo.is_null() {
            return refuse(lasterr);
        }
        linux::get_fdlist(platform, tinfo, lasterr)
    }
}

/// Gives one descriptor of a process to the platform's receiver.
///
/// # Safety
/// Each pointer is NULL or valid; `lasterr` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_linux_get_fdinfo(
    platform: *mut scap_platform,
    tinfo: *mut scap_threadinfo,
    fd: c_int,
    lasterr: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !linux::is_linux(platform) || tinfo.is_null() {
            return refuse(lasterr);
        }
        linux::get_fdinfo(platform, tinfo, fd, lasterr)
    }
}

/// Adds every socket that the process of this directory sees to a table by inode; each is from malloc().
///
/// # Safety
/// Each pointer is NULL or valid; `procdir` a C string; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_read_sockets(
    procdir: *mut c_char,
    sockets: *mut scap_ns_socket_list,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let (Some(process), false) = (directory(procdir), sockets.is_null()) else {
            guard::write_error(error, "cannot read sockets: an argument is NULL");
            return FAILURE;
        };
        let Some(found) = guard::or(None, || platform::sockets(process)) else {
            guard::write_error(error, &format!("cannot read the sockets of {}", process.display()));
            return FAILURE;
        };
        let mut table = (*sockets).sockets.cast::<BySocket>();
        for record in &found {
            let place = memory::zeroed::<scap_fdinfo>();
            if place.is_null() {
                guard::write_error(error, "cannot read sockets: out of memory");
                return FAILURE;
            }
            place.write(records::fd_info(record));
            if !uthash::add(&mut table, place.cast::<BySocket>()) {
                memory::free(place);
            }
        }
        (*sockets).sockets = table.cast();
    }
    SUCCESS
}

/// Frees tables of sockets and leaves none; NULL is allowed.
///
/// # Safety
/// `sockets` is NULL or leads to a table whose elements and sockets came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_free_ns_sockets_list(sockets: *mut *mut scap_ns_socket_list) {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(head) = sockets.as_mut() else { return };
        uthash::clear(head, |list| {
            let mut table = (*list).sockets.cast::<BySocket>();
            uthash::clear(&mut table, |_| ());
        });
    }
}

/// Gives the descriptors of the process with this directory to the list's receiver, and their number to `num_fds_ret`. `sockets_by_ns` leads to NULL and stays so: tables of sockets are read anew; NULL: sockets are left out.
///
/// # Safety
/// Each pointer is NULL or valid; `procdir` a C string; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_scan_fd_dir(
    linux_platform: *mut scap_linux_platform,
    proclist: *mut scap_proclist,
    procdir: *mut c_char,
    tid: u32,
    pi: *mut scap_threadinfo,
    sockets_by_ns: *mut *mut scap_ns_socket_list,
    num_fds_ret: *mut u64,
    error: *mut c_char,
) -> i32 {
    let _ = tid;
    // SAFETY: as the caller promises.
    unsafe {
        let platform = linux_platform.cast::<scap_platform>();
        let (true, Some(process), false) =
            (linux::is_linux(platform), directory(procdir), proclist.is_null())
        else {
            return refuse(error);
        };
        let which = if sockets_by_ns.is_null() { Descriptors::Files } else { Descriptors::All };
        let limit = (*linux_platform).m_fd_lookup_limit;
        let found = match linux::ready(platform) {
            Ok(view) => view.descriptors_of(process, which, limit),
            Err(fault) => return linux::answer(error, Err(fault)),
        };
        let Some(found) = found else {
            guard::write_error(error, &format!("cannot read the descriptors of {}", process.display()));
            return FAILURE;
        };
        found.iter().for_each(|record| give(proclist, pi, record, error));
        if let Some(count) = num_fds_ret.as_mut() {
            *count = found.len() as u64;
        }
    }
    SUCCESS
}

/// Gives one descriptor of the process with this directory to the list's receiver, as scap_fd_scan_fd_dir() does all.
///
/// # Safety
/// Each pointer is NULL or valid; `procdir` a C string; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_get_fdinfo(
    linux_platform: *const scap_linux_platform,
    proclist: *mut scap_proclist,
    procdir: *mut c_char,
    tinfo: *mut scap_threadinfo,
    fd: c_int,
    sockets_by_ns: *mut *mut scap_ns_socket_list,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let platform = linux_platform.cast_mut().cast::<scap_platform>();
        let (true, Some(process), false) =
            (linux::is_linux(platform), directory(procdir), proclist.is_null())
        else {
            return refuse(error);
        };
        let which = if sockets_by_ns.is_null() { Descriptors::Files } else { Descriptors::All };
        let found = match linux::ready(platform) {
            Ok(view) => view.descriptors_of(process, which, 0),
            Err(fault) => return linux::answer(error, Err(fault)),
        };
        let Some(record) = found.iter().flatten().find(|record| record.fd == i64::from(fd)) else {
            let text = format!("cannot read descriptor {fd} of {}: it is not open", process.display());
            guard::write_error(error, &text);
            return NOTFOUND;
        };
        give(proclist, tinfo, record, error);
    }
    SUCCESS
}

/// # Safety
/// The list is valid, its receiver callable; the thread is NULL or valid.
unsafe fn give(
    list: *mut scap_proclist,
    thread: *mut scap_threadinfo,
    record: &FdRecord,
    error: *mut c_char,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let callbacks = (*list).m_callbacks;
        if let Some(entry) = callbacks.m_proc_entry_cb {
            let tid = thread.as_ref().map_or(-1, |thread| thread.tid as i64);
            let mut fd = records::fd_info(record);
            entry(callbacks.m_callback_context, error, tid, thread, &raw mut fd, ptr::null_mut());
        }
    }
}
