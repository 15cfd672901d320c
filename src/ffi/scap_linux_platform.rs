//! The platform of a live Linux machine (C: libscap/linux/scap_linux_platform.h).

use super::abi::linux::scap_linux_platform;
use super::abi::open::scap_open_args;
use super::abi::platform::{scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks};
use super::abi::thread::scap_threadinfo;
use super::result::NOT_SUPPORTED;
use super::scap_platform::{NOTHING, alloc};
use super::{guard, records};
use std::ffi::c_char;

static LINUX: scap_platform_vtable =
    scap_platform_vtable { init_platform: Some(init_linux), get_fdlist: Some(no_fdlist), ..NOTHING };

static LINUX_HOSTINFO: scap_platform_vtable =
    scap_platform_vtable { init_platform: Some(init_linux), ..NOTHING };

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
