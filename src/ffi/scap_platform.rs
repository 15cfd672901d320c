//! Life of a platform (C: libscap/scap_platform.h and those that make one).

use super::abi::linux::scap_linux_platform;
use super::abi::open::{scap_open_args, scap_test_input_engine_params};
use super::abi::platform::{
    scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks, scap_proclist,
    scap_test_input_platform,
};
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::result::{FAILURE, NOT_SUPPORTED, SUCCESS};
use super::scap_procs::{free_threads, init_proclist};
use super::{deliver, guard, memory, records};
use std::ffi::c_char;
use std::ptr;

// SAFETY: the pointers inside lead to functions and immutable statics.
unsafe impl Sync for scap_platform_vtable {}

const NOTHING: scap_platform_vtable = scap_platform_vtable {
    init_platform: None,
    refresh_addr_list: None,
    get_device_by_mount_id: None,
    get_proc: None,
    refresh_proc_table: None,
    is_thread_alive: None,
    get_global_pid: None,
    get_threadlist: None,
    get_fdlist: None,
    get_fdinfo: None,
    close_platform: None,
    free_platform: Some(free_platform),
};

static GENERIC: scap_platform_vtable = NOTHING;

static SAVEFILE: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(nothing_to_init),
    is_thread_alive: Some(not_alive),
    ..NOTHING
};

static TEST_INPUT: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(init_test_input),
    is_thread_alive: Some(not_alive),
    ..NOTHING
};

static LINUX: scap_platform_vtable =
    scap_platform_vtable { init_platform: Some(init_linux), get_fdlist: Some(no_fdlist), ..NOTHING };

static LINUX_HOSTINFO: scap_platform_vtable =
    scap_platform_vtable { init_platform: Some(init_linux), ..NOTHING };

unsafe extern "C" fn free_platform(platform: *mut scap_platform) {
    // SAFETY: every platform of this file comes from calloc().
    unsafe { memory::free(platform) };
}

unsafe extern "C" fn nothing_to_init(
    _platform: *mut scap_platform,
    _lasterr: *mut c_char,
    _engine: scap_engine_handle,
    _oargs: *mut scap_open_args,
) -> i32 {
    SUCCESS
}

unsafe extern "C" fn not_alive(_: *mut scap_platform, _pid: i64, _tid: i64, _comm: *const c_char) -> bool {
    false
}

unsafe extern "C" fn init_linux(
    _platform: *mut scap_platform,
    lasterr: *mut c_char,
    _engine: scap_engine_handle,
    _oargs: *mut scap_open_args,
) -> i32 {
    // SAFETY: the caller gives an error buffer.
    unsafe {
        guard::write_error(lasterr, "cannot read this machine's processes: not supported in this version")
    };
    NOT_SUPPORTED
}

unsafe extern "C" fn no_fdlist(_: *mut scap_platform, _: *mut scap_threadinfo, error: *mut c_char) -> i32 {
    // SAFETY: the caller gives an error buffer.
    unsafe { guard::write_error(error, "cannot read a thread's descriptors: not supported in this version") };
    NOT_SUPPORTED
}

/// # Safety
/// The platform was made by [`scap_test_input_alloc_platform`]; `oargs` holds the parameters of that engine.
unsafe extern "C" fn init_test_input(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    _engine: scap_engine_handle,
    oargs: *mut scap_open_args,
) -> i32 {
    // SAFETY: as the caller promises; everything that may be NULL is looked at.
    unsafe {
        let params = if oargs.is_null() {
            ptr::null_mut()
        } else {
            (*oargs).engine_params.cast::<scap_test_input_engine_params>()
        };
        if params.is_null() || (*params).test_input_data.is_null() {
            guard::write_error(lasterr, "cannot open test input: engine_params hold no test_input_data");
            return FAILURE;
        }
        let own = platform.cast::<scap_test_input_platform>();
        (*own).m_data = (*params).test_input_data;
        (*own).m_lasterr = lasterr;
        scan_test_input(own, &raw mut (*platform).m_proclist, lasterr);
    }
    SUCCESS
}

/// # Safety
/// The platform has its data, which is as long as it says.
unsafe fn scan_test_input(
    platform: *mut scap_test_input_platform,
    list: *mut scap_proclist,
    error: *mut c_char,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let data = &*(*platform).m_data;
        let callbacks = (*list).m_callbacks;
        let context = callbacks.m_callback_context;
        deliver::call(callbacks.m_refresh_start_cb, context);
        let count = if data.threads.is_null() { 0 } else { data.thread_count };
        for index in 0..count {
            let Some(entry) = callbacks.m_proc_entry_cb else { break };
            let mut thread: scap_threadinfo = *data.threads.add(index);
            let mut kept: *mut scap_threadinfo = ptr::null_mut();
            entry(context, error, thread.tid as i64, &raw mut thread, ptr::null_mut(), &raw mut kept);
            if thread.pid != thread.tid || data.fdinfo_data.is_null() {
                continue;
            }
            let fds = *data.fdinfo_data.add(index);
            let fd_count = if fds.fdinfos.is_null() { 0 } else { fds.fdinfo_count };
            for fd in 0..fd_count {
                let mut fd: scap_fdinfo = *fds.fdinfos.add(fd);
                entry(context, error, thread.tid as i64, kept, &raw mut fd, ptr::null_mut());
            }
        }
        deliver::call(callbacks.m_refresh_end_cb, context);
    }
}

/// # Safety
/// `T` begins with a scap_platform.
unsafe fn alloc<T: Copy>(
    vtable: &'static scap_platform_vtable,
    callbacks: scap_proc_callbacks,
) -> *mut scap_platform {
    let platform = memory::zeroed::<T>().cast::<scap_platform>();
    if !platform.is_null() {
        // SAFETY: just made, and long enough for a platform.
        unsafe {
            (*platform).m_vtable = vtable;
            init_proclist(&raw mut (*platform).m_proclist, callbacks);
        }
    }
    platform
}

/// Makes a platform that knows nothing by itself; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_generic_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it is a scap_platform.
    unsafe { alloc::<scap_platform>(&GENERIC, proc_callbacks) }
}

/// Gets the part ready that every platform has, for platforms that are not part of this library.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_generic_init_platform(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    _oargs: *mut scap_open_args,
) -> i32 {
    if platform.is_null() {
        // SAFETY: the caller gives an error buffer or NULL.
        unsafe { guard::write_error(lasterr, "cannot get a platform ready: it is NULL") };
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    unsafe {
        (*platform).m_machine_info = records::blank();
        (*platform).m_agent_info = records::blank();
    }
    SUCCESS
}

/// Gets a platform ready and has it deliver what it finds; to be called after scap_open(). NULL is allowed.
///
/// # Safety
/// `platform` is NULL or valid; the other pointers suit it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_platform_init(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    engine: scap_engine_handle,
    oargs: *mut scap_open_args,
) -> i32 {
    if platform.is_null() {
        return SUCCESS;
    }
    // SAFETY: as the caller promises.
    unsafe {
        // The machine that a capture file told of stays.
        if !ptr::eq((*platform).m_vtable, &raw const SAVEFILE) {
            scap_generic_init_platform(platform, lasterr, oargs);
        }
        let Some(init) = (*platform).m_vtable.as_ref().and_then(|vtable| vtable.init_platform) else {
            return SUCCESS;
        };
        let rc = init(platform, lasterr, engine, oargs);
        if rc != SUCCESS {
            scap_platform_close(platform);
        }
        rc
    }
}

/// Undoes scap_platform_init(); NULL is allowed.
///
/// # Safety
/// `platform` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_platform_close(platform: *mut scap_platform) -> i32 {
    if platform.is_null() {
        return SUCCESS;
    }
    // SAFETY: as the caller promises; what the platform points to came from malloc().
    unsafe {
        let own = &mut *platform;
        records::free_addrlist(own.m_addrlist);
        own.m_addrlist = ptr::null_mut();
        records::free_userlist(own.m_userlist);
        own.m_userlist = ptr::null_mut();
        free_threads(&mut own.m_proclist);
        memory::free(own.m_driver_procinfo);
        own.m_driver_procinfo = ptr::null_mut();
        match own.m_vtable.as_ref().and_then(|vtable| vtable.close_platform) {
            Some(close) => close(platform),
            None => SUCCESS,
        }
    }
}

/// Frees a platform; NULL is allowed.
///
/// # Safety
/// `platform` is NULL or valid, and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_platform_free(platform: *mut scap_platform) {
    if platform.is_null() {
        return;
    }
    // SAFETY: as the caller promises.
    unsafe {
        if let Some(free) = (*platform).m_vtable.as_ref().and_then(|vtable| vtable.free_platform) {
            free(platform);
        }
    }
}

/// Makes a platform that receives the state in a capture file; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_savefile_alloc_platform(callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it is a scap_platform.
    let platform = unsafe { alloc::<scap_platform>(&SAVEFILE, callbacks) };
    if !platform.is_null() {
        // SAFETY: just made.
        unsafe { (*platform).m_machine_info.num_cpus = u32::MAX };
    }
    platform
}

/// Makes a platform that delivers the threads and fds of a test; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_test_input_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it begins with a scap_platform.
    unsafe { alloc::<scap_test_input_platform>(&TEST_INPUT, proc_callbacks) }
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
