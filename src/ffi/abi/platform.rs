//! The view of the machine beside a handle (C: libscap/scap_platform_impl.h, scap_procs.h).

use super::machine::scap_addrlist;
use super::machine::scap_agent_info;
use super::machine::scap_machine_info;
use super::machine::scap_userlist;
use super::open::{scap_open_args, scap_test_input_data};
use super::thread::ppm_proclist_info;
use super::thread::scap_fdinfo;
use super::thread::scap_threadinfo;
use crate::ffi::door::{CText, ErrorBuffer, Handle, Malloc, Malloced, Out, Shared};
use std::cell::Cell;
use std::ffi::{c_char, c_int, c_ulong, c_void};
use std::mem::offset_of;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_proc_callbacks {
    pub m_refresh_start_cb: Option<unsafe extern "C" fn(*mut c_void)>,
    pub m_refresh_end_cb: Option<unsafe extern "C" fn(*mut c_void)>,
    pub m_proc_entry_cb: Option<
        unsafe extern "C" fn(
            *mut c_void,
            *mut c_char,
            i64,
            *mut scap_threadinfo,
            *mut scap_fdinfo,
            *mut *mut scap_threadinfo,
        ) -> i32,
    >,
    pub m_callback_context: *mut c_void,
}

const _: () = {
    assert!(size_of::<scap_proc_callbacks>() == 32 && align_of::<scap_proc_callbacks>() == 8);
    assert!(offset_of!(scap_proc_callbacks, m_refresh_start_cb) == 0);
    assert!(offset_of!(scap_proc_callbacks, m_refresh_end_cb) == 8);
    assert!(offset_of!(scap_proc_callbacks, m_proc_entry_cb) == 16);
    assert!(offset_of!(scap_proc_callbacks, m_callback_context) == 24);
};

/// Its receiver reaches it by a pointer of its own: so its members are cells.
#[repr(C)]
pub struct scap_proclist {
    pub m_callbacks: Cell<scap_proc_callbacks>,
    pub m_proclist: Cell<*mut scap_threadinfo>,
}

const _: () = {
    assert!(size_of::<scap_proclist>() == 40 && align_of::<scap_proclist>() == 8);
    assert!(offset_of!(scap_proclist, m_callbacks) == 0);
    assert!(offset_of!(scap_proclist, m_proclist) == 32);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_engine_handle {
    pub m_handle: *mut c_void,
}

const _: () = {
    assert!(size_of::<scap_engine_handle>() == 8 && align_of::<scap_engine_handle>() == 8);
    assert!(offset_of!(scap_engine_handle, m_handle) == 0);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_platform_vtable {
    pub init_platform: Option<
        unsafe extern "C" fn(
            Shared<scap_platform>,
            ErrorBuffer,
            scap_engine_handle,
            Option<&mut scap_open_args>,
        ) -> i32,
    >,
    pub refresh_addr_list: Option<unsafe extern "C" fn(Shared<scap_platform>) -> i32>,
    pub get_device_by_mount_id: Option<unsafe extern "C" fn(Shared<scap_platform>, CText, c_ulong) -> u32>,
    pub get_proc: Option<unsafe extern "C" fn(Shared<scap_platform>, i64, bool) -> i32>,
    pub refresh_proc_table: Option<unsafe extern "C" fn(Shared<scap_platform>, Shared<scap_proclist>) -> i32>,
    pub is_thread_alive: Option<unsafe extern "C" fn(Shared<scap_platform>, i64, i64, CText) -> bool>,
    pub get_global_pid: Option<unsafe extern "C" fn(Shared<scap_platform>, Out<i64>, ErrorBuffer) -> i32>,
    pub get_threadlist: Option<
        unsafe extern "C" fn(Shared<scap_platform>, Option<&mut *mut ppm_proclist_info>, ErrorBuffer) -> i32,
    >,
    pub get_fdlist:
        Option<unsafe extern "C" fn(Shared<scap_platform>, Shared<scap_threadinfo>, ErrorBuffer) -> i32>,
    pub get_fdinfo: Option<
        unsafe extern "C" fn(Shared<scap_platform>, Shared<scap_threadinfo>, c_int, ErrorBuffer) -> i32,
    >,
    pub close_platform: Option<unsafe extern "C" fn(Shared<scap_platform>) -> i32>,
    pub free_platform: Option<unsafe extern "C" fn(Shared<scap_platform>)>,
}

const _: () = {
    assert!(size_of::<scap_platform_vtable>() == 96 && align_of::<scap_platform_vtable>() == 8);
    assert!(offset_of!(scap_platform_vtable, init_platform) == 0);
    assert!(offset_of!(scap_platform_vtable, refresh_addr_list) == 8);
    assert!(offset_of!(scap_platform_vtable, get_device_by_mount_id) == 16);
    assert!(offset_of!(scap_platform_vtable, get_proc) == 24);
    assert!(offset_of!(scap_platform_vtable, refresh_proc_table) == 32);
    assert!(offset_of!(scap_platform_vtable, is_thread_alive) == 40);
    assert!(offset_of!(scap_platform_vtable, get_global_pid) == 48);
    assert!(offset_of!(scap_platform_vtable, get_threadlist) == 56);
    assert!(offset_of!(scap_platform_vtable, get_fdlist) == 64);
    assert!(offset_of!(scap_platform_vtable, get_fdinfo) == 72);
    assert!(offset_of!(scap_platform_vtable, close_platform) == 80);
    assert!(offset_of!(scap_platform_vtable, free_platform) == 88);
};

/// Receivers and platforms of the program reach it by pointers of their own while a call lasts: so its members are
/// cells.
#[repr(C)]
pub struct scap_platform {
    pub m_vtable: Cell<*const scap_platform_vtable>,
    pub m_addrlist: Cell<*mut scap_addrlist>,
    pub m_userlist: Cell<*mut scap_userlist>,
    pub m_proclist: scap_proclist,
    pub m_agent_info: Cell<scap_agent_info>,
    pub m_machine_info: Cell<scap_machine_info>,
    pub m_driver_procinfo: Cell<*mut ppm_proclist_info>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_platform {}

impl Handle for scap_platform {
    type Owner = Malloced;
}

const _: () = {
    assert!(size_of::<scap_platform>() == 400 && align_of::<scap_platform>() == 8);
    assert!(offset_of!(scap_platform, m_vtable) == 0);
    assert!(offset_of!(scap_platform, m_addrlist) == 8);
    assert!(offset_of!(scap_platform, m_userlist) == 16);
    assert!(offset_of!(scap_platform, m_proclist) == 24);
    assert!(offset_of!(scap_platform, m_agent_info) == 64);
    assert!(offset_of!(scap_platform, m_machine_info) == 208);
    assert!(offset_of!(scap_platform, m_driver_procinfo) == 392);
};

#[repr(C)]
pub struct scap_test_input_platform {
    pub m_generic: scap_platform,
    pub m_data: Cell<*mut scap_test_input_data>,
    pub m_lasterr: Cell<ErrorBuffer>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_test_input_platform {}

const _: () = assert!(size_of::<scap_test_input_platform>() == 416);
