//! Questions that the probe's iterators answer (C: scap_modern_bpf_linux_vtable).

use super::live::own;
use crate::capture::Tasks;
use crate::ffi::abi::linux::{scap_fetch_callbacks, scap_linux_vtable};
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::thread::scap_threadinfo;
use crate::ffi::result::{FAILURE, NOT_SUPPORTED, NOTFOUND, SUCCESS};
use crate::ffi::{guard, memory, records};
use crate::snapshot::{FdRecord, ThreadRecord};
use std::ffi::c_char;
use std::ptr;

/// Runs the iterators; a failure is written to `error`.
///
/// # Safety
/// The handle holds the engine of the live capture; `error` has 256 bytes or is NULL.
unsafe fn tasks(engine: scap_engine_handle, error: *mut c_char) -> std::result::Result<Tasks, i32> {
    let fails = |what: &str| Err((FAILURE, format!("cannot list processes: {what}")));
    let outcome = guard::or(fails("internal error"), || {
        if engine.m_handle.is_null() {
            return fails("the live capture is not open");
        }
        // SAFETY: as the caller promises.
        let Some(live) = &mut unsafe { own(engine) }.live else {
            return fails("the live capture is not open");
        };
        if !live.probe_mut().iterates() {
            // Whoever asks looks at /proc then.
            let what = "cannot list processes by iterators: they are switched off, or this kernel lacks them";
            return Err((NOT_SUPPORTED, what.into()));
        }
        live.tasks().map_err(|wrong| (FAILURE, wrong.to_string()))
    });
    outcome.map_err(|(code, what)| {
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, &what) };
        code
    })
}

/// Hands a thread to the receiver, and what it makes of it to `tinfo`.
///
/// # Safety
/// `callbacks` is valid, its receiver callable; `tinfo` is NULL or valid.
unsafe fn deliver_thread(
    callbacks: *const scap_fetch_callbacks,
    record: &ThreadRecord,
    tinfo: *mut scap_threadinfo,
    error: *mut c_char,
) -> i32 {
    let room = memory::zeroed::<scap_threadinfo>();
    if room.is_null() {
        return FAILURE;
    }
    // SAFETY: just made; the receiver is callable with its context.
    unsafe {
        records::fill_thread(record, &mut *room);
        if !tinfo.is_null() {
            tinfo.write(*room);
        }
        let entry = callbacks.as_ref().and_then(|callbacks| Some((callbacks.proc_entry_cb?, callbacks.ctx)));
        let rc = match entry {
            Some((entry, ctx)) => entry(ctx, error, record.tid, room, ptr::null_mut(), ptr::null_mut()),
            None => SUCCESS,
        };
        memory::free(room);
        rc
    }
}

/// # Safety
/// `callbacks` is valid, its receiver callable.
unsafe fn deliver_fd(
    callbacks: *const scap_fetch_callbacks,
    pid: i64,
    record: &FdRecord,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(callbacks) = callbacks.as_ref() else { return FAILURE };
        let Some(entry) = callbacks.proc_entry_cb else { return SUCCESS };
        let mut fd = records::fd_info(record);
        entry(callbacks.ctx, error, pid, ptr::null_mut(), &raw mut fd, ptr::null_mut())
    }
}

unsafe extern "C" fn fetch_thread(
    engine: scap_engine_handle,
    callbacks: *const scap_fetch_callbacks,
    tid: u32,
    tinfo: *mut scap_threadinfo,
    error: *mut c_char,
) -> i32 {
    // SAFETY: the platform hands the engine, its receiver and its error text on.
    unsafe {
        let tasks = match tasks(engine, error) {
            Ok(tasks) => tasks,
            Err(rc) => return rc,
        };
        match tasks.threads.iter().find(|thread| thread.tid == i64::from(tid)) {
            Some(record) => deliver_thread(callbacks, record, tinfo, error),
            None => {
                guard::write_error(error, &format!("there is no thread {tid} in the scope of the capture"));
                NOTFOUND
            }
        }
    }
}

unsafe extern "C" fn fetch_threads(
    engine: scap_engine_handle,
    callbacks: *const scap_fetch_callbacks,
    error: *mut c_char,
) -> i32 {
    // SAFETY: the platform hands the engine, its receiver and its error text on.
    unsafe {
        let tasks = match tasks(engine, error) {
            Ok(tasks) => tasks,
            Err(rc) => return rc,
        };
        for record in &tasks.threads {
            let rc = deliver_thread(callbacks, record, ptr::null_mut(), error);
            if rc != SUCCESS {
                return rc;
            }
        }
    }
    SUCCESS
}

/// Hands over the descriptors that are wanted; returns how many.
///
/// # Safety
/// As for [`tasks`] and [`deliver_fd`].
unsafe fn fetch_fds(
    engine: scap_engine_handle,
    callbacks: *const scap_fetch_callbacks,
    error: *mut c_char,
    wanted: impl Fn(i64, &FdRecord) -> bool,
) -> std::result::Result<u64, i32> {
    // SAFETY: as the caller promises.
    unsafe {
        let mut count = 0;
        for (pid, record) in tasks(engine, error)?.fds.iter().filter(|(pid, record)| wanted(*pid, record)) {
            let rc = deliver_fd(callbacks, *pid, record, error);
            if rc != SUCCESS {
                return Err(rc);
            }
            count += 1;
        }
        Ok(count)
    }
}

unsafe extern "C" fn fetch_proc_file(
    engine: scap_engine_handle,
    callbacks: *const scap_fetch_callbacks,
    pid: u32,
    fd: u32,
    error: *mut c_char,
) -> i32 {
    let wanted = |owner, record: &FdRecord| owner == i64::from(pid) && record.fd == i64::from(fd);
    // SAFETY: the platform hands the engine, its receiver and its error text on.
    match unsafe { fetch_fds(engine, callbacks, error, wanted) } {
        Ok(0) => {
            // SAFETY: as above.
            unsafe { guard::write_error(error, &format!("process {pid} has no descriptor {fd}")) };
            NOTFOUND
        }
        Ok(_) => SUCCESS,
        Err(rc) => rc,
    }
}

unsafe extern "C" fn fetch_proc_files(
    engine: scap_engine_handle,
    callbacks: *const scap_fetch_callbacks,
    pid: u32,
    sockets: bool,
    number: *mut u64,
    error: *mut c_char,
) -> i32 {
    use crate::schema::FdType::*;
    let wanted = |owner, record: &FdRecord| {
        let is_socket =
            matches!(record.ty, Ipv4Sock | Ipv6Sock | Ipv4ServSock | Ipv6ServSock | UnixSock | Netlink);
        owner == i64::from(pid) && (sockets || !is_socket)
    };
    // SAFETY: the platform hands the engine, its receiver and its error text on; `number` is NULL or valid.
    unsafe {
        match fetch_fds(engine, callbacks, error, wanted) {
            Ok(count) => {
                if !number.is_null() {
                    number.write(count);
                }
                SUCCESS
            }
            Err(rc) => rc,
        }
    }
}

unsafe extern "C" fn fetch_procs_files(
    engine: scap_engine_handle,
    callbacks: *const scap_fetch_callbacks,
    error: *mut c_char,
) -> i32 {
    // SAFETY: the platform hands the engine, its receiver and its error text on.
    match unsafe { fetch_fds(engine, callbacks, error, |_, _| true) } {
        Ok(_) => SUCCESS,
        Err(rc) => rc,
    }
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

/// Questions that the kernel module answers: none.
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
