// SPDX-License-Identifier: Apache-2.0
//! The platform of a live Linux machine (C: libscap/linux/scap_linux_platform.h).

use super::abi::linux::scap_linux_platform;
use super::abi::open::scap_open_args;
use super::abi::platform::{
    scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks, scap_proclist,
};
use super::abi::thread::{ppm_proc_info, ppm_proclist_info, scap_threadinfo};
use super::door::{self, CText, Caller, ErrorBuffer, Handle, Out, Shared, malloc};
use super::receiver::Receiver;
use super::result::{FAILURE, NOTFOUND, SUCCESS};
use super::scap_platform::{NOTHING, alloc, set_addrlist, set_userlist};
use super::scap_procs::free_threads;
use super::{records, scap_handle};
use crate::error::{Error, Result};
use crate::platform::{Descriptors, Platform, Processes, ScanOptions, ThreadTimes};
use std::ffi::{CString, c_int, c_ulong};
use std::ptr;
use std::time::Duration;

/// True for a platform of this file.
pub(super) fn is_linux(platform: &scap_platform) -> bool {
    let table = platform.m_vtable.get();
    ptr::eq(table, &LINUX) || ptr::eq(table, &LINUX_HOSTINFO)
}

/// A platform that is one of this file; `None` for others and for NULL.
pub(super) fn linux<'a>(platform: Shared<scap_platform>) -> Option<&'a scap_linux_platform> {
    // SAFETY: the platforms with these tables are of this type.
    platform.get().filter(|own| is_linux(own)).and_then(|_| unsafe { door::borrow(platform.place().cast()) })
}

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

/// What hangs at a platform that is open.
struct View(Platform);

impl Handle for View {
    type Owner = Caller;
}

/// Severity of the messages of a scan (upstream: `FALCOSECURITY_LOG_SEV_DEBUG`).
const SEVERITY_DEBUG: u32 = 7;

/// This library's own view of the machine. It is stored where the original keeps its table of devices, which no header
/// describes. An error before [`init_linux`].
pub(super) fn ready<'a>(own: &scap_linux_platform) -> Result<&'a mut Platform> {
    // SAFETY: what hangs there was put there by `open_view`; one thread at a time asks a platform, for one thing.
    let view = unsafe { door::borrow_mut(own.m_dev_list.get().cast::<View>()) };
    view.map(|view| &mut view.0).ok_or_else(|| {
        Error::Argument(
            "cannot look at this machine: the platform is not initialized yet (scap_platform_init)".into(),
        )
    })
}

/// Opens the machine below the host root.
fn open_view(own: &scap_linux_platform) -> Result<()> {
    close_view(own);
    let view = View(Platform::open(scap_handle::host_root())?);
    own.m_dev_list.set(door::into_c(view).cast());
    Ok(())
}

fn close_view(own: &scap_linux_platform) {
    let view = own.m_dev_list.replace(ptr::null_mut());
    // SAFETY: what hung there was put there by `open_view`; nothing leads to it any more.
    drop(unsafe { door::take(view.cast::<View>()) });
}

/// The text of a failure goes to `error`.
pub(super) fn answer(error: ErrorBuffer, done: Result<()>) -> i32 {
    match done {
        Ok(()) => SUCCESS,
        Err(wrong) => error.fail(FAILURE, &wrong.to_string()),
    }
}

/// Makes a call of a table of this file.
fn on<R: door::Failed>(platform: Shared<scap_platform>, call: impl FnOnce(&scap_linux_platform) -> R) -> R {
    // SAFETY: only functions of these tables come here, and they take platforms that were made with one of them.
    door::enter(unsafe { door::borrow(platform.place().cast::<scap_linux_platform>()) }, call)
}

extern "C" fn init_linux(
    platform: Shared<scap_platform>,
    lasterr: ErrorBuffer,
    engine: scap_engine_handle,
    oargs: Option<&mut scap_open_args>,
) -> i32 {
    on(platform, |own| {
        own.m_lasterr.set(lasterr);
        own.m_engine.set(engine);
        let mut users = false;
        if let Some(oargs) = &oargs {
            own.m_proc_scan_timeout_ms.set(oargs.proc_scan_timeout_ms);
            own.m_proc_scan_log_interval_ms.set(oargs.proc_scan_log_interval_ms);
            own.m_log_fn.set(oargs.log_fn);
            // SAFETY: only functions of the control groups look at it, none of which runs now.
            unsafe { (*own.m_cgroups.get()).m_log_fn = oargs.log_fn };
            users = oargs.import_users;
        }
        let rc = init_hostinfo(platform, lasterr, engine, oargs);
        if rc != SUCCESS {
            return rc;
        }
        if users && let Ok(view) = ready(own) {
            let (users, groups) = view.users();
            set_userlist(&own.m_generic, records::userlist(&users, &groups));
        }
        refresh_proc_table(platform, Shared::of(&own.m_generic.m_proclist))
    })
}

/// The machine and its interfaces.
extern "C" fn init_hostinfo(
    platform: Shared<scap_platform>,
    lasterr: ErrorBuffer,
    _engine: scap_engine_handle,
    _oargs: Option<&mut scap_open_args>,
) -> i32 {
    on(platform, |own| {
        own.m_lasterr.set(lasterr);
        let done = open_view(own).and_then(|()| {
            let view = ready(own)?;
            own.m_generic.m_machine_info.set(records::machine_info(&view.machine_info()?));
            own.m_generic.m_agent_info.set(records::agent_info(&view.agent_info()));
            Ok(())
        });
        match answer(lasterr, done) {
            SUCCESS => refresh_addr_list(platform),
            rc => rc,
        }
    })
}

extern "C" fn close_linux(platform: Shared<scap_platform>) -> i32 {
    on(platform, |own| {
        close_view(own);
        SUCCESS
    })
}

pub(super) extern "C" fn refresh_addr_list(platform: Shared<scap_platform>) -> i32 {
    on(platform, |own| {
        let found = ready(own).and_then(|view| view.interfaces());
        let done = found.map(|(ipv4, ipv6)| set_addrlist(&own.m_generic, records::addrlist(&ipv4, &ipv6)));
        answer(own.m_lasterr.get(), done)
    })
}

pub(super) extern "C" fn get_device_by_mount_id(
    platform: Shared<scap_platform>,
    procdir: CText,
    requested_mount_id: c_ulong,
) -> u32 {
    on(platform, |own| {
        let (Ok(view), Some(procdir)) = (ready(own), procdir.path()) else { return 0 };
        u32::try_from(requested_mount_id).map_or(0, |id| view.device_of_mount(procdir, id))
    })
}

pub(super) extern "C" fn get_proc(platform: Shared<scap_platform>, tid: i64, scan_sockets: bool) -> i32 {
    on(platform, |own| {
        let error = own.m_lasterr.get();
        let which = if scan_sockets { Descriptors::All } else { Descriptors::Files };
        let found = match ready(own) {
            Ok(view) => view.process(tid, which),
            Err(failure) => return answer(error, Err(failure)),
        };
        let Some((thread, fds)) = found else {
            let text = format!("cannot read thread {tid}: it does not run, or may not be looked at");
            return error.fail(FAILURE, &text);
        };
        let fds: Vec<_> = fds.into_iter().map(|fd| (thread.tid, fd)).collect();
        Receiver::of(&own.m_generic.m_proclist, error).processes(&[thread], &fds);
        SUCCESS
    })
}

pub(super) extern "C" fn refresh_proc_table(
    platform: Shared<scap_platform>,
    list: Shared<scap_proclist>,
) -> i32 {
    on(platform, |own| {
        let Some(list) = list.get() else { return FAILURE };
        // SAFETY: what the list keeps, it got from its default receiver.
        unsafe { free_threads(list) };
        let minimal = own.m_minimal_scan.get();
        let options = ScanOptions {
            threads: !minimal,
            descriptors: if minimal { Descriptors::Sockets } else { Descriptors::All },
            fd_limit: own.m_fd_lookup_limit.get(),
            users: false,
            timeout: milliseconds(own.m_proc_scan_timeout_ms.get()),
            log_interval: milliseconds(own.m_proc_scan_log_interval_ms.get()),
        };
        let mut tell = |text: &str| {
            if let (Some(log), Ok(text)) = (own.m_log_fn.get(), CString::new(text)) {
                // SAFETY: whoever set the function promised that it takes two C strings and a severity.
                unsafe { log(c"libscap".as_ptr(), text.as_ptr(), SEVERITY_DEBUG) };
            }
        };
        let receiver = Receiver::of(list, own.m_lasterr.get());
        receiver.start();
        let done = ready(own).and_then(|view| view.processes(&options, &mut tell));
        let done = done.map(|Processes { threads, fds, .. }| receiver.processes(&threads, &fds));
        receiver.end();
        answer(own.m_lasterr.get(), done)
    })
}

/// 0 means none.
fn milliseconds(number: u64) -> Option<Duration> {
    (number > 0).then(|| Duration::from_millis(number))
}

pub(super) extern "C" fn is_thread_alive(
    platform: Shared<scap_platform>,
    pid: i64,
    tid: i64,
    comm: CText,
) -> bool {
    let comm = comm.bytes().unwrap_or_default();
    on(platform, |own| ready(own).is_ok_and(|view| view.is_alive(pid, tid, comm)))
}

pub(super) extern "C" fn get_global_pid(
    platform: Shared<scap_platform>,
    pid: Out<i64>,
    error: ErrorBuffer,
) -> i32 {
    on(platform, |own| answer(error, ready(own).and_then(|view| view.own_pid()).map(|own| pid.put(own))))
}

pub(super) extern "C" fn get_threadlist(
    platform: Shared<scap_platform>,
    list: Option<&mut *mut ppm_proclist_info>,
    error: ErrorBuffer,
) -> i32 {
    on(platform, |own| {
        let Some(list) = list else { return FAILURE };
        let times = match ready(own).and_then(|view| view.cpu_times()) {
            Ok(times) => times,
            Err(failure) => return answer(error, Err(failure)),
        };
        let size = size_of::<ppm_proclist_info>() + times.len() * size_of::<ppm_proc_info>();
        let new = malloc::bytes(size).cast::<ppm_proclist_info>();
        if new.is_null() {
            return error.fail(FAILURE, "cannot list threads: out of memory");
        }
        let count = times.len() as i64;
        // SAFETY: the new list has room for its entries; the old one is NULL or came from malloc().
        unsafe {
            new.write(ppm_proclist_info { n_entries: count, max_entries: count, entries: [] });
            let entries = (&raw mut (*new).entries).cast::<ppm_proc_info>();
            for (index, ThreadTimes { tid, utime, stime }) in times.into_iter().enumerate() {
                entries.add(index).write(ppm_proc_info { pid: tid as u64, utime, stime });
            }
            malloc::free(std::mem::replace(list, new));
        }
        SUCCESS
    })
}

pub(super) extern "C" fn get_fdlist(
    platform: Shared<scap_platform>,
    tinfo: Shared<scap_threadinfo>,
    error: ErrorBuffer,
) -> i32 {
    on(platform, |own| {
        let Some(pid) = tinfo.get().map(|thread| thread.pid as i64) else { return FAILURE };
        let found = match ready(own) {
            Ok(view) => view.descriptors(pid, Descriptors::All, own.m_fd_lookup_limit.get()),
            Err(failure) => return answer(error, Err(failure)),
        };
        let Some(fds) = found else {
            let text = format!("cannot read the descriptors of process {pid}: it does not run");
            return error.fail(NOTFOUND, &text);
        };
        let receiver = Receiver::of(&own.m_generic.m_proclist, error);
        fds.iter().for_each(|record| receiver.fd(pid, tinfo.place(), records::fd_info(record)));
        SUCCESS
    })
}

pub(super) extern "C" fn get_fdinfo(
    platform: Shared<scap_platform>,
    tinfo: Shared<scap_threadinfo>,
    fd: c_int,
    error: ErrorBuffer,
) -> i32 {
    on(platform, |own| {
        let Some(pid) = tinfo.get().map(|thread| thread.pid as i64) else { return FAILURE };
        if fd < 0 {
            let text = format!("cannot read descriptor {fd} of process {pid}: it is negative");
            return error.fail(FAILURE, &text);
        }
        let found = match ready(own) {
            Ok(view) => view.descriptor(pid, fd.into()),
            Err(failure) => return answer(error, Err(failure)),
        };
        let Some(record) = found else {
            let text = format!("cannot read descriptor {fd} of process {pid}: it is not open");
            return error.fail(NOTFOUND, &text);
        };
        Receiver::of(&own.m_generic.m_proclist, error).fd(pid, tinfo.place(), records::fd_info(&record));
        SUCCESS
    })
}

/// Makes a platform that reads a live Linux machine; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    door::enter((), |()| unsafe { alloc::<scap_linux_platform>(&LINUX, proc_callbacks) }.place())
}

/// Makes a platform that knows the machine and its interfaces, but no processes; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_linux_hostinfo_alloc_platform() -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    door::enter((), |()| unsafe { alloc::<scap_linux_platform>(&LINUX_HOSTINFO, records::blank()) }.place())
}
