//! The platform of capture files (C: libscap/engine/savefile/savefile_public.h).

use super::abi::open::scap_open_args;
use super::abi::platform::{scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks};
use super::result::SUCCESS;
use super::scap_platform::{NOTHING, alloc, not_alive};
use std::ffi::c_char;

/// Its calls. The engine fills the platform, so there is nothing to do.
static VTABLE: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(nothing_to_init),
    is_thread_alive: Some(not_alive),
    ..NOTHING
};

unsafe extern "C" fn nothing_to_init(
    _platform: *mut scap_platform,
    _lasterr: *mut c_char,
    _engine: scap_engine_handle,
    _oargs: *mut scap_open_args,
) -> i32 {
    SUCCESS
}

/// Makes a platform that receives the state in a capture file; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_savefile_alloc_platform(callbacks: scap_proc_callbacks) -> *mut scap_platform {
    // SAFETY: it is a scap_platform.
    let platform = unsafe { alloc::<scap_platform>(&VTABLE, callbacks) };
    if !platform.is_null() {
        // SAFETY: just made.
        unsafe { (*platform).m_machine_info.num_cpus = u32::MAX };
    }
    platform
}
