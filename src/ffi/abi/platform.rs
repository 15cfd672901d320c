// SPDX-License-Identifier: Apache-2.0
//! The view of the machine that belongs to a handle (C: libscap/scap_platform_impl.h, scap_procs.h).

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
layout!(scap_proc_callbacks: 32, 8;
    m_refresh_start_cb 0, m_refresh_end_cb 8, m_proc_entry_cb 16, m_callback_context 24
);

/// Its receiver reaches it by a pointer of its own: so its members are cells.
#[repr(C)]
pub struct scap_proclist {
    pub m_callbacks: Cell<scap_proc_callbacks>,
    pub m_proclist: Cell<*mut scap_threadinfo>,
}
layout!(scap_proclist: 40, 8; m_callbacks 0, m_proclist 32);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_engine_handle {
    pub m_handle: *mut c_void,
}
layout!(scap_engine_handle: 8, 8; m_handle 0);

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

// SAFETY: functions only.
unsafe impl Sync for scap_platform_vtable {}
layout!(scap_platform_vtable: 96, 8;
    init_platform 0, refresh_addr_list 8, get_device_by_mount_id 16, get_proc 24, refresh_proc_table 32,
    is_thread_alive 40, get_global_pid 48, get_threadlist 56, get_fdlist 64, get_fdinfo 72,
    close_platform 80, free_platform 88
);

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
layout!(scap_platform: 400, 8;
    m_vtable 0, m_addrlist 8, m_userlist 16, m_proclist 24, m_agent_info 64, m_machine_info 208,
    m_driver_procinfo 392
);

#[repr(C)]
pub struct scap_test_input_platform {
    pub m_generic: scap_platform,
    pub m_data: Cell<*mut scap_test_input_data>,
    pub m_lasterr: Cell<ErrorBuffer>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_test_input_platform {}
layout!(scap_test_input_platform: 416);
