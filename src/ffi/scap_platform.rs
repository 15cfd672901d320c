//! Life of a platform (C: libscap/scap_platform.h).

use super::abi::open::scap_open_args;
use super::abi::platform::{scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks};
use super::result::{FAILURE, SUCCESS};
use super::scap_procs::{free_threads, init_proclist};
use super::{guard, memory, records};
use std::ffi::c_char;
use std::ptr;

// SAFETY: the pointers inside lead to functions and immutable statics.
unsafe impl Sync for scap_platform_vtable {}

/// Calls of a platform that can nothing but be freed.
pub(super) const NOTHING: scap_platform_vtable = scap_platform_vtable {
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

/// The answer of platforms of the past: nothing runs any more.
pub(super) unsafe extern "C" fn not_alive(
    _: *mut scap_platform,
    _pid: i64,
    _tid: i64,
    _comm: *const c_char,
) -> bool {
    false
}

unsafe extern "C" fn free_platform(platform: *mut scap_platform) {
    // SAFETY: every platform of this file comes from calloc().
    unsafe { memory::free(platform) };
}

/// Makes a platform that is a `T`, all zero but for its calls and receiver.
///
/// # Safety
/// `T` begins with a scap_platform.
pub(super) unsafe fn alloc<T: Copy>(
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
    oargs: *mut scap_open_args,
) -> i32 {
    let _ = oargs;
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

/// Gets a platform ready and has it deliver what it finds; to be called after scap_open(). Forgets the machine that a capture file told of. NULL is allowed.
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
        // Also for a capture file, whose machine is forgotten here: so it is with 0.25.4, and what libsinsp tells of
        // captures rests on it.
        scap_generic_init_platform(platform, lasterr, oargs);
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
