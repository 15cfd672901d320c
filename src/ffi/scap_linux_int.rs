// SPDX-License-Identifier: Apache-2.0
//! The queries of the Linux platform one by one (C: libscap/linux/scap_linux_int.h).

use super::abi::internal::scap_ns_socket_list;
use super::abi::linux::scap_linux_platform;
use super::abi::machine::{scap_agent_info, scap_machine_info};
use super::abi::platform::{scap_platform, scap_proclist};
use super::abi::thread::{ppm_proclist_info, scap_fdinfo, scap_threadinfo};
use super::door::{self, CText, CTextMut, ErrorBuffer, Malloc, Out, Shared, malloc};
use super::receiver::Receiver;
use super::records;
use super::result::{FAILURE, NOTFOUND, SUCCESS};
use super::scap_linux_platform::{self as linux, answer, is_linux, linux, ready};
use super::scap_platform::set_userlist;
use super::uthash::{self, Element};
use crate::platform::{self, Descriptors, Platform};
use crate::snapshot::FdRecord;
use std::ffi::{c_int, c_ulong};
use std::mem::offset_of;

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl Element for scap_ns_socket_list {
    const LINKS: usize = offset_of!(scap_ns_socket_list, hh);
    const KEY: usize = offset_of!(scap_ns_socket_list, net_ns);
}

/// A socket in a table by inode.
#[repr(transparent)]
#[derive(Clone, Copy)]
struct BySocket(scap_fdinfo);

// SAFETY: as for what it is.
unsafe impl Malloc for BySocket {}

// SAFETY: the offsets are those of the members; the key has 8 bytes.
unsafe impl Element for BySocket {
    const LINKS: usize = offset_of!(scap_fdinfo, hh);
    const KEY: usize = offset_of!(scap_fdinfo, ino);
}

const NOT_LINUX: &str = "cannot look at this machine: the platform is not a Linux platform";

fn refuse(error: ErrorBuffer) -> i32 {
    error.fail(FAILURE, NOT_LINUX)
}

/// Fills in what is known of this program; NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_os_get_agent_info(agent_info: Out<scap_agent_info>) {
    door::enter((), |()| {
        if let Ok(view) = Platform::from_environment() {
            agent_info.put(records::agent_info(&view.agent_info()));
        }
    });
}

/// Fills in what is known of the machine; SCAP_FAILURE with a text in `lasterr`.
#[unsafe(no_mangle)]
pub extern "C" fn scap_os_get_machine_info(
    machine_info: Out<scap_machine_info>,
    lasterr: ErrorBuffer,
) -> i32 {
    door::enter(lasterr, |error| {
        if machine_info.is_null() {
            return error.fail(FAILURE, "cannot tell of the machine: machine_info is NULL");
        }
        let found = Platform::from_environment().and_then(|view| view.machine_info());
        answer(error, found.map(|found| machine_info.put(records::machine_info(&found))))
    })
}

/// Fills in the addresses of a platform anew.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_create_iflist(platform: Shared<scap_platform>) -> i32 {
    door::enter(linux(platform), |_| linux::refresh_addr_list(platform))
}

/// Fills in the users and groups of a platform anew.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_create_userlist(platform: Shared<scap_platform>) -> i32 {
    door::enter(linux(platform), |own| {
        let done = ready(own).map(|view| {
            let (users, groups) = view.users();
            set_userlist(&own.m_generic, records::userlist(&users, &groups));
        });
        answer(own.m_lasterr.get(), done)
    })
}

/// Device of a mount that the process of this directory sees; 0 if not known.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_get_device_by_mount_id(
    platform: Shared<scap_platform>,
    procdir: CText,
    requested_mount_id: c_ulong,
) -> u32 {
    door::enter(linux(platform), |_| linux::get_device_by_mount_id(platform, procdir, requested_mount_id))
}

/// Gives one thread, and the descriptors of its process, to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_proc_get(platform: Shared<scap_platform>, tid: i64, scan_sockets: bool) -> i32 {
    door::enter(linux(platform), |_| linux::get_proc(platform, tid, scan_sockets))
}

/// Gives all processes to the receiver of the list.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_refresh_proc_table(
    platform: Shared<scap_platform>,
    proclist: Shared<scap_proclist>,
) -> i32 {
    door::enter(linux(platform), |_| linux::refresh_proc_table(platform, proclist))
}

/// True while the thread runs under this command name.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_is_thread_alive(
    platform: Shared<scap_platform>,
    pid: i64,
    tid: i64,
    comm: CText,
) -> bool {
    door::enter(linux(platform), |_| linux::is_thread_alive(platform, pid, tid, comm))
}

/// Id of this process in the initial PID namespace.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_getpid_global(
    platform: Shared<scap_platform>,
    pid: Out<i64>,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| match linux(platform) {
        Some(_) if !pid.is_null() => linux::get_global_pid(platform, pid, error),
        _ => refuse(error),
    })
}

/// CPU times of every thread, in a list from malloc() in place of the one at `procinfo_p`.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_get_threadlist(
    platform: Shared<scap_platform>,
    procinfo_p: Option<&mut *mut ppm_proclist_info>,
    lasterr: ErrorBuffer,
) -> i32 {
    door::enter(lasterr, |error| match linux(platform) {
        Some(_) if procinfo_p.is_some() => linux::get_threadlist(platform, procinfo_p, error),
        _ => refuse(error),
    })
}

/// Gives the descriptors of a process to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_get_fdlist(
    platform: Shared<scap_platform>,
    tinfo: Shared<scap_threadinfo>,
    lasterr: ErrorBuffer,
) -> i32 {
    door::enter(lasterr, |error| match linux(platform) {
        Some(_) if !tinfo.is_null() => linux::get_fdlist(platform, tinfo, error),
        _ => refuse(error),
    })
}

/// Gives one descriptor of a process to the platform's receiver.
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_get_fdinfo(
    platform: Shared<scap_platform>,
    tinfo: Shared<scap_threadinfo>,
    fd: c_int,
    lasterr: ErrorBuffer,
) -> i32 {
    door::enter(lasterr, |error| match linux(platform) {
        Some(_) if !tinfo.is_null() => linux::get_fdinfo(platform, tinfo, fd, error),
        _ => refuse(error),
    })
}

/// Adds every socket that the process of this directory sees to a table by inode; each is from malloc().
///
/// # Safety
/// The sockets in the table came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_read_sockets(
    procdir: CTextMut,
    sockets: Option<&mut scap_ns_socket_list>,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| {
        let (Some(process), Some(sockets)) = (procdir.path(), sockets) else {
            return error.fail(FAILURE, "cannot read sockets: an argument is NULL");
        };
        let Some(found) = platform::sockets(process) else {
            return error.fail(FAILURE, &format!("cannot read the sockets of {}", process.display()));
        };
        let mut table = sockets.sockets.cast::<BySocket>();
        for record in &found {
            let place = malloc::zeroed::<BySocket>();
            if place.is_null() {
                return error.fail(FAILURE, "cannot read sockets: out of memory");
            }
            // SAFETY: just made; the table is one of sockets by inode.
            unsafe {
                place.write(BySocket(records::fd_info(record)));
                if !uthash::add(&mut table, place) {
                    malloc::free(place);
                }
            }
        }
        sockets.sockets = table.cast();
        SUCCESS
    })
}

/// Frees tables of sockets and leaves none; NULL is allowed.
///
/// # Safety
/// `sockets` leads to a table whose elements and sockets came from `malloc()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fd_free_ns_sockets_list(sockets: Option<&mut *mut scap_ns_socket_list>) {
    let clear = |head: &mut *mut scap_ns_socket_list| {
        // SAFETY: both tables are consistent, their elements from malloc().
        unsafe {
            uthash::clear(head, |list| {
                let mut table = (*list).sockets.cast::<BySocket>();
                uthash::clear(&mut table, |_| ());
            });
        }
    };
    door::enter((), |()| sockets.map_or((), clear));
}

/// The descriptors of the process with this directory; `None` where they cannot be read.
fn descriptors(
    own: &scap_linux_platform,
    procdir: CText,
    sockets_by_ns: *mut *mut scap_ns_socket_list,
    limit: u32,
    error: ErrorBuffer,
) -> Result<Option<Vec<FdRecord>>, i32> {
    let Some(process) = procdir.path() else { return Err(refuse(error)) };
    let which = if sockets_by_ns.is_null() { Descriptors::Files } else { Descriptors::All };
    match ready(own) {
        Ok(view) => Ok(view.descriptors_of(process, which, limit)),
        Err(fault) => Err(answer(error, Err(fault))),
    }
}

/// Gives the descriptors of the process with this directory to the list's receiver, and their number to `num_fds_ret`. `sockets_by_ns` leads to NULL and stays so: tables of sockets are read anew; NULL: sockets are left out.
#[unsafe(no_mangle)]
pub extern "C" fn scap_fd_scan_fd_dir(
    linux_platform: Shared<scap_linux_platform>,
    proclist: Shared<scap_proclist>,
    procdir: CTextMut,
    tid: u32,
    pi: Shared<scap_threadinfo>,
    sockets_by_ns: *mut *mut scap_ns_socket_list,
    num_fds_ret: Out<u64>,
    error: ErrorBuffer,
) -> i32 {
    let _ = tid;
    door::enter(error, |error| {
        let own = linux_platform.get().filter(|own| is_linux(&own.m_generic));
        let (Some(own), Some(list)) = (own, proclist.get()) else {
            return refuse(error);
        };
        let limit = own.m_fd_lookup_limit.get();
        match descriptors(own, procdir, sockets_by_ns, limit, error) {
            Ok(Some(found)) => {
                found.iter().for_each(|record| give(list, pi, record, error));
                num_fds_ret.put(found.len() as u64);
                SUCCESS
            }
            Ok(None) => {
                let of = procdir.lossy().unwrap_or_default();
                error.fail(FAILURE, &format!("cannot read the descriptors of {of}"))
            }
            Err(rc) => rc,
        }
    })
}

/// Gives one descriptor of the process with this directory to the list's receiver, as scap_fd_scan_fd_dir() does all.
#[unsafe(no_mangle)]
pub extern "C" fn scap_fd_get_fdinfo(
    linux_platform: Option<&scap_linux_platform>,
    proclist: Shared<scap_proclist>,
    procdir: CTextMut,
    tinfo: Shared<scap_threadinfo>,
    fd: c_int,
    sockets_by_ns: *mut *mut scap_ns_socket_list,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| {
        let own = linux_platform.filter(|own| is_linux(&own.m_generic));
        let (Some(own), Some(list)) = (own, proclist.get()) else { return refuse(error) };
        let found = match descriptors(own, procdir, sockets_by_ns, 0, error) {
            Ok(found) => found.unwrap_or_default(),
            Err(rc) => return rc,
        };
        let Some(record) = found.iter().find(|record| record.fd == i64::from(fd)) else {
            let of = procdir.lossy().unwrap_or_default();
            return error.fail(NOTFOUND, &format!("cannot read descriptor {fd} of {of}: it is not open"));
        };
        give(list, tinfo, record, error);
        SUCCESS
    })
}

fn give(list: &scap_proclist, thread: Shared<scap_threadinfo>, record: &FdRecord, error: ErrorBuffer) {
    let tid = thread.get().map_or(-1, |thread| thread.tid as i64);
    Receiver::of(list, error).fd(tid, thread.place(), records::fd_info(record));
}
