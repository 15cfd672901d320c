//! The machine, its users and interfaces (C: libscap/scap.h, scap_machine_info.h).

use crate::ffi::door::Malloc;
use std::ffi::c_char;
use std::mem::offset_of;

#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct scap_machine_info {
    pub num_cpus: u32,
    pub memory_size_bytes: u64,
    pub max_pid: u64,
    pub hostname: [c_char; 128],
    pub boot_ts_epoch: u64,
    pub flags: u64,
    pub reserved3: u64,
    pub reserved4: u64,
}

const _: () = {
    assert!(size_of::<scap_machine_info>() == 180 && align_of::<scap_machine_info>() == 1);
    assert!(offset_of!(scap_machine_info, num_cpus) == 0);
    assert!(offset_of!(scap_machine_info, memory_size_bytes) == 4);
    assert!(offset_of!(scap_machine_info, max_pid) == 12);
    assert!(offset_of!(scap_machine_info, hostname) == 20);
    assert!(offset_of!(scap_machine_info, boot_ts_epoch) == 148);
    assert!(offset_of!(scap_machine_info, flags) == 156);
    assert!(offset_of!(scap_machine_info, reserved3) == 164);
    assert!(offset_of!(scap_machine_info, reserved4) == 172);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_agent_info {
    pub start_ts_epoch: u64,
    pub start_time: f64,
    pub uname_r: [c_char; 128],
}

const _: () = {
    assert!(size_of::<scap_agent_info>() == 144 && align_of::<scap_agent_info>() == 8);
    assert!(offset_of!(scap_agent_info, start_ts_epoch) == 0);
    assert!(offset_of!(scap_agent_info, start_time) == 8);
    assert!(offset_of!(scap_agent_info, uname_r) == 16);
};

#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct scap_ifinfo_ipv4 {
    pub ty: u16,
    pub ifnamelen: u16,
    pub addr: u32,
    pub netmask: u32,
    pub bcast: u32,
    pub linkspeed: u64,
    pub ifname: [c_char; 1024],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_ifinfo_ipv4 {}

const _: () = {
    assert!(size_of::<scap_ifinfo_ipv4>() == 1048 && align_of::<scap_ifinfo_ipv4>() == 1);
    assert!(offset_of!(scap_ifinfo_ipv4, ty) == 0);
    assert!(offset_of!(scap_ifinfo_ipv4, ifnamelen) == 2);
    assert!(offset_of!(scap_ifinfo_ipv4, addr) == 4);
    assert!(offset_of!(scap_ifinfo_ipv4, netmask) == 8);
    assert!(offset_of!(scap_ifinfo_ipv4, bcast) == 12);
    assert!(offset_of!(scap_ifinfo_ipv4, linkspeed) == 16);
    assert!(offset_of!(scap_ifinfo_ipv4, ifname) == 24);
};

#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct scap_ifinfo_ipv6 {
    pub ty: u16,
    pub ifnamelen: u16,
    pub addr: [c_char; 16],
    pub netmask: [c_char; 16],
    pub bcast: [c_char; 16],
    pub linkspeed: u64,
    pub ifname: [c_char; 1024],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_ifinfo_ipv6 {}

const _: () = {
    assert!(size_of::<scap_ifinfo_ipv6>() == 1084 && align_of::<scap_ifinfo_ipv6>() == 1);
    assert!(offset_of!(scap_ifinfo_ipv6, ty) == 0);
    assert!(offset_of!(scap_ifinfo_ipv6, ifnamelen) == 2);
    assert!(offset_of!(scap_ifinfo_ipv6, addr) == 4);
    assert!(offset_of!(scap_ifinfo_ipv6, netmask) == 20);
    assert!(offset_of!(scap_ifinfo_ipv6, bcast) == 36);
    assert!(offset_of!(scap_ifinfo_ipv6, linkspeed) == 52);
    assert!(offset_of!(scap_ifinfo_ipv6, ifname) == 60);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_addrlist {
    pub n_v4_addrs: u32,
    pub n_v6_addrs: u32,
    pub totlen: u32,
    pub v4list: *mut scap_ifinfo_ipv4,
    pub v6list: *mut scap_ifinfo_ipv6,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_addrlist {}

const _: () = {
    assert!(size_of::<scap_addrlist>() == 32 && align_of::<scap_addrlist>() == 8);
    assert!(offset_of!(scap_addrlist, n_v4_addrs) == 0);
    assert!(offset_of!(scap_addrlist, n_v6_addrs) == 4);
    assert!(offset_of!(scap_addrlist, totlen) == 8);
    assert!(offset_of!(scap_addrlist, v4list) == 16);
    assert!(offset_of!(scap_addrlist, v6list) == 24);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_userinfo {
    pub uid: u32,
    pub gid: u32,
    pub name: [c_char; 256],
    pub homedir: [c_char; 1024],
    pub shell: [c_char; 1024],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_userinfo {}

const _: () = {
    assert!(size_of::<scap_userinfo>() == 2312 && align_of::<scap_userinfo>() == 4);
    assert!(offset_of!(scap_userinfo, uid) == 0);
    assert!(offset_of!(scap_userinfo, gid) == 4);
    assert!(offset_of!(scap_userinfo, name) == 8);
    assert!(offset_of!(scap_userinfo, homedir) == 264);
    assert!(offset_of!(scap_userinfo, shell) == 1288);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_groupinfo {
    pub gid: u32,
    pub name: [c_char; 256],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_groupinfo {}

const _: () = {
    assert!(size_of::<scap_groupinfo>() == 260 && align_of::<scap_groupinfo>() == 4);
    assert!(offset_of!(scap_groupinfo, gid) == 0);
    assert!(offset_of!(scap_groupinfo, name) == 4);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_userlist {
    pub nusers: u32,
    pub ngroups: u32,
    pub totsavelen: u32,
    pub users: *mut scap_userinfo,
    pub groups: *mut scap_groupinfo,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_userlist {}

const _: () = {
    assert!(size_of::<scap_userlist>() == 32 && align_of::<scap_userlist>() == 8);
    assert!(offset_of!(scap_userlist, nusers) == 0);
    assert!(offset_of!(scap_userlist, ngroups) == 4);
    assert!(offset_of!(scap_userlist, totsavelen) == 8);
    assert!(offset_of!(scap_userlist, users) == 16);
    assert!(offset_of!(scap_userlist, groups) == 24);
};
