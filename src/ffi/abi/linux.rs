// SPDX-License-Identifier: Apache-2.0
//! The Linux platform (C: libscap/linux/scap_linux_platform.h, scap_cgroup.h).

use super::platform::{scap_engine_handle, scap_platform};
use super::thread::{ppm_proclist_info, scap_cgroup_set, scap_fdinfo, scap_threadinfo};
use crate::ffi::door::{ErrorBuffer, Handle, Malloc, Malloced, Out};
use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_char, c_void};

/// Receives log messages: component, text, severity.
pub type log_fn = Option<unsafe extern "C" fn(*const c_char, *const c_char, u32)>;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_cgroup_interface {
    pub m_subsystems_v1: scap_cgroup_set,
    pub m_subsystems_v2: scap_cgroup_set,
    pub m_mounts_v1: scap_cgroup_set,
    pub m_mount_v2: [c_char; 1024],
    pub m_use_cache: bool,
    pub m_cache: *mut c_void,
    pub m_self_v1: scap_cgroup_set,
    pub m_self_v2: [c_char; 1024],
    pub m_in_cgroupns: bool,
    pub m_log_fn: log_fn,
}
layout!(scap_cgroup_interface: 18472, 8;
    m_subsystems_v2 4100, m_mounts_v1 8200, m_mount_v2 12300, m_use_cache 13324, m_cache 13328,
    m_self_v1 13336, m_self_v2 17436, m_in_cgroupns 18460, m_log_fn 18464
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fetch_callbacks {
    pub proc_entry_cb: Option<
        unsafe extern "C" fn(
            *mut c_void,
            *mut c_char,
            i64,
            *mut scap_threadinfo,
            *mut scap_fdinfo,
            *mut *mut scap_threadinfo,
        ) -> i32,
    >,
    pub ctx: *mut c_void,
}
layout!(scap_fetch_callbacks: 16);

type get_ns_id = Option<unsafe extern "C" fn(scap_engine_handle, u64, Out<i64>) -> i32>;
type fetch_all =
    Option<unsafe extern "C" fn(scap_engine_handle, Option<&scap_fetch_callbacks>, ErrorBuffer) -> i32>;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_linux_vtable {
    pub get_vpid: get_ns_id,
    pub get_vtid: get_ns_id,
    pub getpid_global: Option<unsafe extern "C" fn(scap_engine_handle, Out<i64>, ErrorBuffer) -> i32>,
    pub get_threadlist:
        Option<unsafe extern "C" fn(scap_engine_handle, Out<*mut ppm_proclist_info>, ErrorBuffer) -> i32>,
    pub fetch_thread: Option<
        unsafe extern "C" fn(
            scap_engine_handle,
            Option<&scap_fetch_callbacks>,
            u32,
            Out<scap_threadinfo>,
            ErrorBuffer,
        ) -> i32,
    >,
    pub fetch_threads: fetch_all,
    pub fetch_proc_file: Option<
        unsafe extern "C" fn(scap_engine_handle, Option<&scap_fetch_callbacks>, u32, u32, ErrorBuffer) -> i32,
    >,
    pub fetch_proc_files: Option<
        unsafe extern "C" fn(
            scap_engine_handle,
            Option<&scap_fetch_callbacks>,
            u32,
            bool,
            Out<u64>,
            ErrorBuffer,
        ) -> i32,
    >,
    pub fetch_procs_files: fetch_all,
}

// SAFETY: functions only.
unsafe impl Sync for scap_linux_vtable {}
layout!(scap_linux_vtable: 72, 8);

/// As for every platform, its members are cells.
#[repr(C)]
pub struct scap_linux_platform {
    pub m_generic: scap_platform,
    pub m_lasterr: Cell<ErrorBuffer>,
    pub m_dev_list: Cell<*mut c_void>,
    pub m_fd_lookup_limit: Cell<u32>,
    pub m_minimal_scan: Cell<bool>,
    pub m_cgroups: UnsafeCell<scap_cgroup_interface>,
    pub m_proc_scan_timeout_ms: Cell<u64>,
    pub m_proc_scan_log_interval_ms: Cell<u64>,
    pub m_log_fn: Cell<log_fn>,
    pub m_engine: Cell<scap_engine_handle>,
    pub m_linux_vtable: Cell<*const scap_linux_vtable>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_linux_platform {}

impl Handle for scap_linux_platform {
    type Owner = Malloced;

    fn report(&self, text: &str) -> bool {
        self.m_lasterr.get().write(text);
        true
    }
}
layout!(scap_linux_platform: 18936, 8;
    m_lasterr 400, m_dev_list 408, m_fd_lookup_limit 416, m_minimal_scan 420, m_cgroups 424,
    m_proc_scan_timeout_ms 18896, m_proc_scan_log_interval_ms 18904, m_log_fn 18912, m_engine 18920,
    m_linux_vtable 18928
);
