// SPDX-License-Identifier: Apache-2.0
//! What engines that are not part of this library share with it (C: libscap/ringbuffer/devset.h, linux/scap_linux_int.h,
//! engine/savefile/scap_reader.h, engine/savefile/converter/results.h, scap_proc_util.h).

use super::thread::{scap_fdinfo, scap_threadinfo};
use crate::ffi::door::Malloc;
use std::ffi::{c_char, c_int, c_ulong, c_void};

/// The outcome of a conversion.
pub type conversion_result = u32;

/// Finds the descriptors of a thread, `n` of them at `fds`.
pub type get_fdinfos_fn = Option<
    unsafe extern "C" fn(*mut c_void, *const scap_threadinfo, *mut u64, *mut *const scap_fdinfo) -> i32,
>;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_reader_t {
    pub handle: *mut c_void,
    pub read: Option<unsafe extern "C" fn(*mut scap_reader_t, *mut c_void, u32) -> c_int>,
    pub offset: Option<unsafe extern "C" fn(*mut scap_reader_t) -> i64>,
    pub tell: Option<unsafe extern "C" fn(*mut scap_reader_t) -> i64>,
    pub seek: Option<unsafe extern "C" fn(*mut scap_reader_t, i64, c_int) -> i64>,
    pub error: Option<unsafe extern "C" fn(*mut scap_reader_t, *mut c_int) -> *const c_char>,
    pub close: Option<unsafe extern "C" fn(*mut scap_reader_t) -> c_int>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_reader_t {}
layout!(scap_reader_t: 56, 8);

/// A file of zlib (C: `gzFile`).
pub type gzFile = *mut c_void;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_device {
    pub m_fd: c_int,
    pub m_bufinfo_fd: c_int,
    pub m_buffer: *mut c_void,
    pub m_buffer_size: c_ulong,
    pub m_mmap_size: c_ulong,
    pub m_lastreadsize: u32,
    pub m_sn_next_event: *mut c_char,
    pub m_sn_len: u32,
    pub m_bufinfo: *mut c_void,
    pub m_bufinfo_size: c_int,
    pub m_bufstatus: *mut c_void,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_device {}
layout!(scap_device: 80, 8; m_sn_len 48, m_bufinfo 56);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_device_set {
    pub m_devs: *mut scap_device,
    pub m_ndevs: u32,
    pub m_buffer_empty_wait_time_us: u64,
    pub m_lasterr: *mut c_char,
}
layout!(scap_device_set: 32, 8);

/// Sockets of a network namespace, in a table by the namespace.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_ns_socket_list {
    pub net_ns: i64,
    pub sockets: *mut scap_fdinfo,
    pub hh: [u64; 7],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_ns_socket_list {}
layout!(scap_ns_socket_list: 72);

/// A mount, in a table by its id.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_mountinfo {
    pub mount_id: u64,
    pub dev: u32,
    pub hh: [u64; 7],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_mountinfo {}
layout!(scap_mountinfo: 72);
