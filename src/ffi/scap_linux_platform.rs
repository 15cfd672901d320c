//! The platform of a live Linux machine (C: libscap/linux/scap_linux_platform.h).

use super::abi::linux::scap_linux_platform;
use super::abi::open::scap_open_args;
use super::abi::platform::{
    scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks, scap_proclist,
};
use super::abi::thread::{ppm_proc_info, ppm_proclist_info, scap_threadinfo};
use super::result::{FAILURE, NOTFOUND, SUCCESS};
use super::scap_platform::{NOTHING, alloc};
use super::scap_procs::free_threads;
use super::{deliver, guard, memory, records, scap_handle};
use crate::error::{Error, Result};
use crate::platform::{Descriptors, Platform, Processes, ScanOptions, ThreadTimes};
use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_ulong};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;
use std::time::Duration;

static LINUX: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(init_linux),
    refresh_addr_list: Some(refresh_addr_list),
    get_device_by_mount_id: Some(get_device_by_mount_id),
    get_proc: Some(get_proc),
    refresh_proc_table: Some(refresh_proc_table),
    is_thread_alive: Some(is_thread_alive),
    get_global_pid: Some(get_global_pid),
    get_threadlist: Some(get_threadlist),
    get_fdlist: Some(get_fdlist),
    get_fdinfo: Some(get_fdinfo),
    close_platform: Some(close_linux),
    ..NOTHING
};

static LINUX_HOSTINFO: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(init_hostinfo),
    refresh_addr_list: Some(refresh_addr_list),
    close_platform: Some(close_linux),
    ..NOTHING
};

/// True for a platform of this file.
///
/// # Safety
/// The platform is NULL or valid.
pub(super) unsafe fn is_linux(platform: *const scap_platform) -> bool {
    // SAFETY: as the caller promises.
    let table = unsafe { platform.as_ref() }.map(|platform| platform.m_vtable);
    table.is_some_and(|table| ptr::eq(table, &LINUX) || ptr::eq(table, &LINUX_HOSTINFO))
}

/// Severity of what a scan tells (upstream: `FALCOSECURITY_LOG_SEV_DEBUG`).
const SEVERITY_DEBUG: u32 = 7;

/// This library's own view of the machine. It hangs where the original keeps its table of devices, which no header
/// describes.
///
/// # Safety
/// The platform is one of this file.
unsafe fn view<'a>(platform: *mut scap_platform) -> Option<&'a mut Platform> {
    // SAFETY: as the caller promises; what hangs there was put there by `open_view`.
    unsafe { (*platform.cast::<scap_linux_platform>()).m_dev_list.cast::<Platform>().as_mut() }
}

/// As [`view`]; an error before [`init_linux`].
///
/// # Safety
/// As for [`view`].
pub(super) unsafe fn ready<'a>(platform: *mut scap_platform) -> Result<&'a mut Platform> {
    // SAFETY: as the caller promises.
    unsafe { view(platform) }.ok_or_else(|| {
        Error::Usage(
            "cannot look at this machine: the platform is not initialized yet (scap_platform_init)".into(),
        )
    })
}

/// Looks at the machine below the host root.
///
/// # Safety
/// As for [`view`].
unsafe fn open_view(platform: *mut scap_platform) -> Result<()> {
    // SAFETY: as the caller promises; the host root is a C string that stays.
    unsafe {
        close_linux(platform);
        let root = CStr::from_ptr(scap_handle::scap_get_host_root()).to_bytes();
        let root = if root.is_empty() { b"/" } else { root };
        let view = Box::new(Platform::open(Path::new(OsStr::from_bytes(root)))?);
        (*platform.cast::<scap_linux_platform>()).m_dev_list = Box::into_raw(view).cast();
    }
    Ok(())
}

/// # Safety
/// The platform is one of this file; `lasterr` is NULL or has 256 bytes.
pub(super) unsafe fn answer(lasterr: *mut c_char, done: Result<()>) -> i32 {
    match done {
        Ok(()) => SUCCESS,
        Err(error) => {
            // SAFETY: as the caller promises.
            unsafe { guard::write_error(lasterr, &error.to_string()) };
            FAILURE
        }
    }
}

/// # Safety
/// The platform is one of this file.
pub(super) unsafe fn lasterr(platform: *mut scap_platform) -> *mut c_char {
    // SAFETY: as the caller promises.
    unsafe { (*platform.cast::<scap_linux_platform>()).m_lasterr }
}

/// # Safety
/// As for every `init_platform`: the platform is one of this file, the others are valid or NULL.
unsafe extern "C" fn init_linux(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    engine: scap_engine_handle,
    oargs: *mut scap_open_args,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let own = platform.cast::<scap_linux_platform>();
        (*own).m_lasterr = lasterr;
        (*own).m_engine = engine;
        let mut users = false;
        if let Some(oargs) = oargs.as_ref() {
            (*own).m_proc_scan_timeout_ms = oargs.proc_scan_timeout_ms;
            (*own).m_proc_scan_log_interval_ms = oargs.proc_scan_log_interval_ms;
            (*own).m_log_fn = oargs.log_fn;
            (*own).m_cgroups.m_log_fn = oargs.log_fn;
            users = oargs.import_users;
        }
        let rc = init_hostinfo(platform, lasterr, engine, oargs);
        if rc != SUCCESS {
            return rc;
        }
        if users && let Some(view) = view(platform) {
            let (users, groups) = view.users();
            records::free_userlist((*platform).m_userlist);
            (*platform).m_userlist = records::userlist(&users, &groups);
        }
        refresh_proc_table(platform, &raw mut (*platform).m_proclist)
    }
}

/// The machine and its interfaces.
///
/// # Safety
/// As for [`init_linux`].
unsafe extern "C" fn init_hostinfo(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    _engine: scap_engine_handle,
    _oargs: *mut scap_open_args,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        (*platform.cast::<scap_linux_platform>()).m_lasterr = lasterr;
        let done = open_view(platform).and_then(|()| {
            let view = ready(platform)?;
            (*platform).m_machine_info = records::machine_info(&view.machine_info()?);
            (*platform).m_agent_info = records::agent_info(&view.agent_info());
            Ok(())
        });
        match answer(lasterr, done) {
            SUCCESS => refresh_addr_list(platform),
            rc => rc,
        }
    }
}

/// # Safety
/// The platform is one of this file.
unsafe extern "C" fn close_linux(platform: *mut scap_platform) -> i32 {
    // SAFETY: as the caller promises; what hangs there came from a box.
    unsafe {
        let own = platform.cast::<scap_linux_platform>();
        let view = (*own).m_dev_list.cast::<Platform>();
        (*own).m_dev_list = ptr::null_mut();
        if !view.is_null() {
            drop(Box::from_raw(view));
        }
    }
    SUCCESS
}

/// # Safety
/// The platform is one of this file.
pub(super) unsafe extern "C" fn refresh_addr_list(platform: *mut scap_platform) -> i32 {
    // SAFETY: as the caller promises; the list came from malloc().
    unsafe {
        let done = ready(platform).and_then(|view| view.interfaces()).map(|(ipv4, ipv6)| {
            records::free_addrlist((*platform).m_addrlist);
            (*platform).m_addrlist = records::addrlist(&ipv4, &ipv6);
        });
        answer(lasterr(platform), done)
    }
}

/// # Safety
/// The platform is one of this file; `procdir` is a C string.
pub(super) unsafe extern "C" fn get_device_by_mount_id(
    platform: *mut scap_platform,
    procdir: *const c_char,
    requested_mount_id: c_ulong,
) -> u32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Ok(view) = ready(platform) else { return 0 };
        let procdir = Path::new(OsStr::from_bytes(CStr::from_ptr(procdir).to_bytes()));
        u32::try_from(requested_mount_id).map_or(0, |id| view.device_of_mount(procdir, id))
    }
}

/// # Safety
/// The platform is one of this file.
pub(super) unsafe extern "C" fn get_proc(platform: *mut scap_platform, tid: i64, scan_sockets: bool) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let error = lasterr(platform);
        let which = if scan_sockets { Descriptors::All } else { Descriptors::Files };
        let found = match ready(platform) {
            Ok(view) => view.process(tid, which),
            Err(failure) => return answer(error, Err(failure)),
        };
        let Some((thread, fds)) = found else {
            guard::write_error(
                error,
                &format!("cannot read thread {tid}: it does not run, or may not be looked at"),
            );
            return FAILURE;
        };
        let fds = fds.into_iter().map(|fd| (thread.tid, fd)).collect();
        let list = &raw mut (*platform).m_proclist;
        deliver_processes(list, &Processes { threads: vec![thread], fds, timed_out: false }, error);
    }
    SUCCESS
}

/// # Safety
/// The platform is one of this file; the list is valid.
pub(super) unsafe extern "C" fn refresh_proc_table(
    platform: *mut scap_platform,
    list: *mut scap_proclist,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let own = platform.cast::<scap_linux_platform>();
        free_threads(&mut *list);
        let minimal = (*own).m_minimal_scan;
        let options = ScanOptions {
            threads: !minimal,
            descriptors: if minimal { Descriptors::Sockets } else { Descriptors::All },
            fd_limit: (*own).m_fd_lookup_limit,
            users: false,
            timeout: milliseconds((*own).m_proc_scan_timeout_ms),
            log_interval: milliseconds((*own).m_proc_scan_log_interval_ms),
        };
        let log = (*own).m_log_fn;
        let mut tell = |text: &str| {
            if let (Some(log), Ok(text)) = (log, CString::new(text)) {
                log(c"libscap".as_ptr(), text.as_ptr(), SEVERITY_DEBUG);
            }
        };
        let callbacks = (*list).m_callbacks;
        deliver::call(callbacks.m_refresh_start_cb, callbacks.m_callback_context);
        let done = ready(platform).and_then(|view| view.processes(&options, &mut tell));
        let done = done.map(|found| deliver_processes(list, &found, lasterr(platform)));
        deliver::call(callbacks.m_refresh_end_cb, callbacks.m_callback_context);
        answer(lasterr(platform), done)
    }
}

/// 0 stands for none.
fn milliseconds(number: u64) -> Option<Duration> {
    (number > 0).then(|| Duration::from_millis(number))
}

/// Each leader, its descriptors, its other threads.
///
/// # Safety
/// The list is valid, its receiver callable; `error` has 256 bytes or is NULL.
unsafe fn deliver_processes(list: *mut scap_proclist, found: &Processes, error: *mut c_char) {
    // SAFETY: as the caller promises.
    unsafe {
        let context = (*list).m_callbacks.m_callback_context;
        let Some(entry) = (*list).m_callbacks.m_proc_entry_cb else { return };
        let thread = memory::zeroed::<scap_threadinfo>();
        if thread.is_null() {
            return;
        }
        let mut fds = found.fds.iter().peekable();
        for record in &found.threads {
            thread.write_bytes(0, 1);
            records::fill_thread(record, &mut *thread);
            let mut kept = thread;
            entry(context, error, record.tid, thread, ptr::null_mut(), &raw mut kept);
            while let Some((tid, fd)) = fds.next_if(|(tid, _)| *tid == record.tid) {
                let mut fd = records::fd_info(fd);
                entry(context, error, *tid, kept, &raw mut fd, ptr::null_mut());
            }
        }
        memory::free(thread);
    }
}

/// # Safety
/// The platform is one of this file; `comm` is NULL or a C string.
pub(super) unsafe extern "C" fn is_thread_alive(
    platform: *mut scap_platform,
    pid: i64,
    tid: i64,
    comm: *const c_char,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe {
        let comm = guard::bytes_of(comm).unwrap_or_default();
        ready(platform).is_ok_and(|view| view.is_alive(pid, tid, comm))
    }
}

/// # Safety
/// The platform is one of this file; `pid` is writable; `error` has 256 bytes.
pub(super) unsafe extern "C" fn get_global_pid(
    platform: *mut scap_platform,
    pid: *mut i64,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let own = ready(platform).and_then(|view| view.own_pid());
        answer(error, own.map(|own| pid.write(own)))
    }
}

/// # Safety
/// The platform is one of this file; `list` is writable and leads to NULL or a list from malloc().
pub(super) unsafe extern "C" fn get_threadlist(
    platform: *mut scap_platform,
    list: *mut *mut ppm_proclist_info,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises; the list has room for its entries.
    unsafe {
        let times = match ready(platform).and_then(|view| view.cpu_times()) {
            Ok(times) => times,
            Err(failure) => return answer(error, Err(failure)),
        };
        let size = size_of::<ppm_proclist_info>() + times.len() * size_of::<ppm_proc_info>();
        let new = memory::bytes(size).cast::<ppm_proclist_info>();
        if new.is_null() {
            guard::write_error(error, "cannot list threads: out of memory");
            return FAILURE;
        }
        let count = times.len() as i64;
        new.write(ppm_proclist_info { n_entries: count, max_entries: count, entries: [] });
        let entries = (&raw mut (*new).entries).cast::<ppm_proc_info>();
        for (index, ThreadTimes { tid, utime, stime }) in times.into_iter().enumerate() {
            entries.add(index).write(ppm_proc_info { pid: tid as u64, utime, stime });
        }
        memory::free(list.replace(new));
    }
    SUCCESS
}

/// # Safety
/// The platform is one of this file; `tinfo` is valid; `error` has 256 bytes.
pub(super) unsafe extern "C" fn get_fdlist(
    platform: *mut scap_platform,
    tinfo: *mut scap_threadinfo,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let pid = (*tinfo).pid as i64;
        let limit = (*platform.cast::<scap_linux_platform>()).m_fd_lookup_limit;
        let found = match ready(platform) {
            Ok(view) => view.descriptors(pid, Descriptors::All, limit),
            Err(failure) => return answer(error, Err(failure)),
        };
        let Some(fds) = found else {
            guard::write_error(
                error,
                &format!("cannot read the descriptors of process {pid}: it does not run"),
            );
            return NOTFOUND;
        };
        let callbacks = (*platform).m_proclist.m_callbacks;
        if let Some(entry) = callbacks.m_proc_entry_cb {
            for record in &fds {
                let mut fd = records::fd_info(record);
                entry(callbacks.m_callback_context, error, pid, tinfo, &raw mut fd, ptr::null_mut());
            }
        }
    }
    SUCCESS
}

/// # Safety
/// The platform is one of this file; `tinfo` is valid; `error` has 256 bytes.
pub(super) unsafe extern "C" fn get_fdinfo(
    platform: *mut scap_platform,
    tinfo: *mut scap_threadinfo,
    fd: c_int,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let pid = (*tinfo).pid as i64;
        if fd < 0 {
            guard::write_error(
                error,
                &format!("cannot read descriptor {fd} of process {pid}: it is negative"),
            );
            return FAILURE;
        }
        let found = match ready(platform) {
            Ok(view) => view.descriptor(pid, fd.into()),
            Err(failure) => return answer(error, Err(failure)),
        };
        let Some(record) = found else {
            guard::write_error(
                error,
                &format!("cannot read descriptor {fd} of process {pid}: it is not open"),
            );
            return NOTFOUND;
        };
        let callbacks = (*platform).m_proclist.m_callbacks;
        if let Some(entry) = callbacks.m_proc_entry_cb {
            let mut fd = records::fd_info(&record);
            entry(callbacks.m_callback_context, error, pid, tinfo, &raw mut fd, ptr::null_mut());
        }
    }
    SUCCESS
}

/// Makes a platform that reads a live Linux machine; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    unsafe { alloc::<scap_linux_platform>(&LINUX, proc_callbacks) }
}

/// Makes a platform that knows the machine and its interfaces, but no processes; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_hostinfo_alloc_platform() -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    unsafe { alloc::<scap_linux_platform>(&LINUX_HOSTINFO, records::blank()) }
}
