// SPDX-License-Identifier: Apache-2.0
//! Events and the event table (C: driver/ppm_events_public.h).

use std::ffi::{c_char, c_int, c_void};

/// An event type code.
pub type ppm_event_code = u32;
/// A portable system call code.
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
layout!(ppm_evt_hdr: 26, 1; ts 0, tid 8, len 16, ty 20, nparams 22);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_name_value {
    pub name: *const c_char,
    pub value: u32,
}
layout!(ppm_name_value: 16, 8; name 0, value 8);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_param_info {
    pub name: [c_char; 32],
    pub ty: u32,
    pub fmt: u32,
    pub info: *const c_void,
    pub ninfo: u8,
}
layout!(ppm_param_info: 56, 8; name 0, ty 32, fmt 36, info 40, ninfo 48);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_event_info {
    pub name: [c_char; 32],
    pub category: u32,
    pub flags: u32,
    pub nparams: u32,
    pub params: [ppm_param_info; 32],
}
layout!(ppm_event_info: 1840, 8; name 0, category 32, flags 36, nparams 40, params 48);

#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct syscall_evt_pair {
    pub flags: c_int,
    pub enter_event_type: u32,
    pub exit_event_type: u32,
    pub ppm_sc: u32,
}
layout!(syscall_evt_pair: 16, 1; flags 0, enter_event_type 4, exit_event_type 8, ppm_sc 12);
