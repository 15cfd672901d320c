//! Events and the event table (C: driver/ppm_events_public.h).

use std::ffi::{c_char, c_int, c_void};
use std::mem::offset_of;

/// An event type, by its number.
pub type ppm_event_code = u32;
/// A portable system call code, by its number.
pub type ppm_sc_code = u32;
/// A category of events.
pub type ppm_event_category = u32;
/// A bit for each parameter that is left empty.
pub type scap_empty_params_set = u64;

#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct ppm_evt_hdr {
    pub ts: u64,
    pub tid: u64,
    pub len: u32,
    pub ty: u16,
    pub nparams: u32,
}

const _: () = {
    assert!(size_of::<ppm_evt_hdr>() == 26 && align_of::<ppm_evt_hdr>() == 1);
    assert!(offset_of!(ppm_evt_hdr, ts) == 0);
    assert!(offset_of!(ppm_evt_hdr, tid) == 8);
    assert!(offset_of!(ppm_evt_hdr, len) == 16);
    assert!(offset_of!(ppm_evt_hdr, ty) == 20);
    assert!(offset_of!(ppm_evt_hdr, nparams) == 22);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_name_value {
    pub name: *const c_char,
    pub value: u32,
}

const _: () = {
    assert!(size_of::<ppm_name_value>() == 16 && align_of::<ppm_name_value>() == 8);
    assert!(offset_of!(ppm_name_value, name) == 0);
    assert!(offset_of!(ppm_name_value, value) == 8);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_param_info {
    pub name: [c_char; 32],
    pub ty: u32,
    pub fmt: u32,
    pub info: *const c_void,
    pub ninfo: u8,
}

const _: () = {
    assert!(size_of::<ppm_param_info>() == 56 && align_of::<ppm_param_info>() == 8);
    assert!(offset_of!(ppm_param_info, name) == 0);
    assert!(offset_of!(ppm_param_info, ty) == 32);
    assert!(offset_of!(ppm_param_info, fmt) == 36);
    assert!(offset_of!(ppm_param_info, info) == 40);
    assert!(offset_of!(ppm_param_info, ninfo) == 48);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_event_info {
    pub name: [c_char; 32],
    pub category: u32,
    pub flags: u32,
    pub nparams: u32,
    pub params: [ppm_param_info; 32],
}

const _: () = {
    assert!(size_of::<ppm_event_info>() == 1840 && align_of::<ppm_event_info>() == 8);
    assert!(offset_of!(ppm_event_info, name) == 0);
    assert!(offset_of!(ppm_event_info, category) == 32);
    assert!(offset_of!(ppm_event_info, flags) == 36);
    assert!(offset_of!(ppm_event_info, nparams) == 40);
    assert!(offset_of!(ppm_event_info, params) == 48);
};

#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct syscall_evt_pair {
    pub flags: c_int,
    pub enter_event_type: u32,
    pub exit_event_type: u32,
    pub ppm_sc: u32,
}

const _: () = {
    assert!(size_of::<syscall_evt_pair>() == 16 && align_of::<syscall_evt_pair>() == 1);
    assert!(offset_of!(syscall_evt_pair, flags) == 0);
    assert!(offset_of!(syscall_evt_pair, enter_event_type) == 4);
    assert!(offset_of!(syscall_evt_pair, exit_event_type) == 8);
    assert!(offset_of!(syscall_evt_pair, ppm_sc) == 12);
};
