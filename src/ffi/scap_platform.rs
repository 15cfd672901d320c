// SPDX-License-Identifier: Apache-2.0
//! Life of a platform (C: libscap/scap_platform.h).

use super::abi::machine::{scap_addrlist, scap_userlist};
use super::abi::open::scap_open_args;
use super::abi::platform::{scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks};
use super::door::{self, CText, ErrorBuffer, Malloc, Shared, malloc};
use super::records;
use super::result::{FAILURE, SUCCESS};
use super::scap_procs::{free_threads, init_proclist};
use std::ptr;

/// Calls of a platform that can only be freed.
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

/// The result of platforms of the past: nothing runs any more.
pub(super) extern "C" fn not_alive(_: Shared<scap_platform>, _pid: i64, _tid: i64, _comm: CText) -> bool {
    door::enter((), |()| false)
}

unsafe extern "C" fn free_platform(platform: Shared<scap_platform>) {
    // SAFETY: every platform of this library comes from calloc(), and is not used any more.
    door::enter((), |()| unsafe { malloc::free(platform.place()) });
}

/// The calls of a platform.
pub(super) fn calls(platform: &scap_platform) -> Option<&scap_platform_vtable> {
    // SAFETY: NULL, or a table that stays as long as the platform.
    unsafe { door::borrow(platform.m_vtable.get()) }
}

/// Puts a list of addresses in place of the one that a platform has.
pub(super) fn set_addrlist(platform: &scap_platform, list: *mut scap_addrlist) {
    // SAFETY: the lists of a platform come from `malloc()`; nothing leads to this one any more.
    unsafe { records::free_addrlist(platform.m_addrlist.replace(list)) };
}

/// Puts a list of users in place of the one that a platform has.
pub(super) fn set_userlist(platform: &scap_platform, list: *mut scap_userlist) {
    // SAFETY: as in `set_addrlist`.
    unsafe { records::free_userlist(platform.m_userlist.replace(list)) };
}

/// Makes a platform that is a `T`, all zero but for its calls and receiver; NULL when out of memory.
///
/// # Safety
/// `T` begins with a scap_platform.
pub(super) unsafe fn alloc<T: Malloc>(
    vtable: &'static scap_platform_vtable,
    callbacks: scap_proc_callbacks,
) -> Shared<scap_platform> {
    // SAFETY: NULL, or just made and long enough for a platform.
    let platform = unsafe { Shared::at(malloc::zeroed::<T>().cast::<scap_platform>()) };
    if let Some(platform) = platform.get() {
        platform.m_vtable.set(vtable);
        init_proclist(Shared::of(&platform.m_proclist), callbacks);
    }
    platform
}

/// Makes a platform that knows nothing by itself; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_generic_alloc_platform(proc_callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it is a scap_platform.
    door::enter((), |()| unsafe { alloc::<scap_platform>(&GENERIC, proc_callbacks) }.place())
}

/// Initializes the part that every platform has, for platforms that are not part of this library.
#[unsafe(no_mangle)]
pub extern "C" fn scap_generic_init_platform(
    platform: Shared<scap_platform>,
    lasterr: ErrorBuffer,
    oargs: Option<&mut scap_open_args>,
) -> i32 {
    let _ = oargs;
    door::enter(lasterr, |error| {
        let Some(own) = platform.get() else {
            return error.fail(FAILURE, "cannot get a platform ready: it is NULL");
        };
        own.m_machine_info.set(records::blank());
        own.m_agent_info.set(records::blank());
        SUCCESS
    })
}

/// Initializes a platform and has it deliver what it finds; to be called after scap_open(). Clears the machine information of a capture file. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_platform_init(
    platform: Shared<scap_platform>,
    lasterr: ErrorBuffer,
    engine: scap_engine_handle,
    oargs: Option<&mut scap_open_args>,
) -> i32 {
    door::enter(lasterr, |error| {
        let Some(own) = platform.get() else { return SUCCESS };
        // Also for a capture file, whose machine is cleared here: so it is with 0.25.4, and what libsinsp reports about
        // captures relies on it.
        scap_generic_init_platform(platform, error, None);
        let Some(init) = calls(own).and_then(|calls| calls.init_platform) else { return SUCCESS };
        // SAFETY: the functions of a table take the platform that it is of; the others suit it.
        let rc = unsafe { init(platform, error, engine, oargs) };
        if rc != SUCCESS {
            scap_platform_close(platform);
        }
        rc
    })
}

/// Undoes scap_platform_init(); NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_platform_close(platform: Shared<scap_platform>) -> i32 {
    door::enter((), |()| {
        let Some(own) = platform.get() else { return SUCCESS };
        set_addrlist(own, ptr::null_mut());
        set_userlist(own, ptr::null_mut());
        // SAFETY: what the platform leads to came from malloc(), and nothing leads there any more.
        unsafe {
            free_threads(&own.m_proclist);
            malloc::free(own.m_driver_procinfo.replace(ptr::null_mut()));
        }
        match calls(own).and_then(|calls| calls.close_platform) {
            // SAFETY: the functions of a table take the platform that it is of.
            Some(close) => unsafe { close(platform) },
            None => SUCCESS,
        }
    })
}

/// Frees a platform; NULL is allowed.
///
/// # Safety
/// `platform` is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_platform_free(platform: Shared<scap_platform>) {
    door::enter(platform, |own| {
        if let Some(free) = calls(own).and_then(|calls| calls.free_platform) {
            // SAFETY: the functions of a table take the platform that it is of, which is not used any more.
            unsafe { free(platform) };
        }
    });
}
