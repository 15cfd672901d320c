// SPDX-License-Identifier: Apache-2.0
//! Questions that the probe's iterators answer (C: scap_modern_bpf_linux_vtable).

use super::live::on;
use crate::capture::Tasks;
use crate::ffi::abi::linux::{scap_fetch_callbacks, scap_linux_vtable};
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::thread::scap_threadinfo;
use crate::ffi::door::{self, ErrorBuffer, Out};
use crate::ffi::records;
use crate::ffi::result::{FAILURE, NOT_SUPPORTED, NOTFOUND, SUCCESS};
use crate::snapshot::{FdRecord, ThreadRecord};
use std::ptr;

/// Runs the iterators and calls `f` with what they find; a failure is written to `error`.
fn tasks(engine: scap_engine_handle, error: ErrorBuffer, f: impl FnOnce(Tasks) -> i32) -> i32 {
    door::enter(error, |error| {
        let not_open = || error.fail(FAILURE, "cannot list processes: the live capture is not open");
        if engine.m_handle.is_null() {
            return not_open();
        }
        let mut answer = FAILURE;
        let found = on(engine, |own| {
            let Some(live) = &mut own.live else {
                answer = not_open();
                return None;
            };
            if !live.probe_mut().iterates() {
                // The caller then reads /proc.
                let what =
                    "cannot list processes by iterators: they are switched off, or this kernel lacks them";
                answer = error.fail(NOT_SUPPORTED, what);
                return None;
            }
            live.tasks().map_err(|wrong| answer = error.fail(FAILURE, &wrong.to_string())).ok()
        });
        found.map_or(answer, f)
    })
}

/// Passes a thread to the receiver, and what the receiver makes of it to `tinfo`.
fn deliver_thread(
    callbacks: Option<&scap_fetch_callbacks>,
    record: &ThreadRecord,
    tinfo: Out<scap_threadinfo>,
    error: ErrorBuffer,
) -> i32 {
    let mut room = Box::new(records::blank::<scap_threadinfo>());
    records::fill_thread(record, &mut room);
    tinfo.put(*room);
    match callbacks.and_then(|callbacks| Some((callbacks.proc_entry_cb?, callbacks.ctx))) {
        // SAFETY: whoever set the receiver promised that it can be called with its context.
        Some((entry, ctx)) => unsafe {
            entry(ctx, error.place(), record.tid, &raw mut *room, ptr::null_mut(), ptr::null_mut())
        },
        None => SUCCESS,
    }
}

fn deliver_fd(
    callbacks: Option<&scap_fetch_callbacks>,
    pid: i64,
    record: &FdRecord,
    error: ErrorBuffer,
) -> i32 {
    let Some(callbacks) = callbacks else { return FAILURE };
    let Some(entry) = callbacks.proc_entry_cb else { return SUCCESS };
    let mut fd = records::fd_info(record);
    // SAFETY: whoever set the receiver promised that it can be called with its context.
    unsafe { entry(callbacks.ctx, error.place(), pid, ptr::null_mut(), &raw mut fd, ptr::null_mut()) }
}

extern "C" fn fetch_thread(
    engine: scap_engine_handle,
    callbacks: Option<&scap_fetch_callbacks>,
    tid: u32,
    tinfo: Out<scap_threadinfo>,
    error: ErrorBuffer,
) -> i32 {
    tasks(engine, error, |tasks| match tasks.threads.iter().find(|thread| thread.tid == i64::from(tid)) {
        Some(record) => deliver_thread(callbacks, record, tinfo, error),
        None => error.fail(NOTFOUND, &format!("there is no thread {tid} in the scope of the capture")),
    })
}

extern "C" fn fetch_threads(
    engine: scap_engine_handle,
    callbacks: Option<&scap_fetch_callbacks>,
    error: ErrorBuffer,
) -> i32 {
    tasks(engine, error, |tasks| {
        let nowhere = Out::NULL;
        let each = tasks.threads.iter().map(|record| deliver_thread(callbacks, record, nowhere, error));
        first_failure(each).unwrap_or(SUCCESS)
    })
}

/// The first answer that is not a success; nobody is asked behind it.
fn first_failure(mut answers: impl Iterator<Item = i32>) -> Option<i32> {
    answers.find(|rc| *rc != SUCCESS)
}

/// Hands over the descriptors that are wanted; their number goes to `number`.
fn fetch_fds(
    engine: scap_engine_handle,
    callbacks: Option<&scap_fetch_callbacks>,
    error: ErrorBuffer,
    number: &mut u64,
    wanted: impl Fn(i64, &FdRecord) -> bool,
) -> i32 {
    tasks(engine, error, |tasks| {
        let found = tasks.fds.iter().filter(|(pid, record)| wanted(*pid, record));
        let each = found.map(|(pid, record)| {
            let rc = deliver_fd(callbacks, *pid, record, error);
            *number += u64::from(rc == SUCCESS);
            rc
        });
        first_failure(each).unwrap_or(SUCCESS)
    })
}

extern "C" fn fetch_proc_file(
    engine: scap_engine_handle,
    callbacks: Option<&scap_fetch_callbacks>,
    pid: u32,
    fd: u32,
    error: ErrorBuffer,
) -> i32 {
    let wanted = |owner, record: &FdRecord| owner == i64::from(pid) && record.fd == i64::from(fd);
    let mut number = 0;
    match fetch_fds(engine, callbacks, error, &mut number, wanted) {
        SUCCESS if number == 0 => error.fail(NOTFOUND, &format!("process {pid} has no descriptor {fd}")),
        rc => rc,
    }
}

extern "C" fn fetch_proc_files(
    engine: scap_engine_handle,
    callbacks: Option<&scap_fetch_callbacks>,
    pid: u32,
    sockets: bool,
    number: Out<u64>,
    error: ErrorBuffer,
) -> i32 {
    use crate::schema::FdType::*;
    let wanted = |owner, record: &FdRecord| {
        let is_socket =
            matches!(record.ty, Ipv4Sock | Ipv6Sock | Ipv4ServSock | Ipv6ServSock | UnixSock | Netlink);
        owner == i64::from(pid) && (sockets || !is_socket)
    };
    let mut count = 0;
    let rc = fetch_fds(engine, callbacks, error, &mut count, wanted);
    if rc == SUCCESS {
        number.put(count);
    }
    rc
}

extern "C" fn fetch_procs_files(
    engine: scap_engine_handle,
    callbacks: Option<&scap_fetch_callbacks>,
    error: ErrorBuffer,
) -> i32 {
    fetch_fds(engine, callbacks, error, &mut 0, |_, _| true)
}

const NO_ANSWERS: scap_linux_vtable = scap_linux_vtable {
    get_vpid: None,
    get_vtid: None,
    getpid_global: None,
    get_threadlist: None,
    fetch_thread: None,
    fetch_threads: None,
    fetch_proc_file: None,
    fetch_proc_files: None,
    fetch_procs_files: None,
};

/// Look-ups by the kernel module: none.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_kmod_linux_vtable: scap_linux_vtable = NO_ANSWERS;

/// Questions that BPF iterators answer.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_modern_bpf_linux_vtable: scap_linux_vtable = scap_linux_vtable {
    fetch_thread: Some(fetch_thread),
    fetch_threads: Some(fetch_threads),
    fetch_proc_file: Some(fetch_proc_file),
    fetch_proc_files: Some(fetch_proc_files),
    fetch_procs_files: Some(fetch_procs_files),
    ..NO_ANSWERS
};
