// SPDX-License-Identifier: Apache-2.0
//! The machine, its users and interfaces (C: libscap/scap.h, scap_machine_info.h).

use crate::ffi::door::Malloc;
use std::ffi::c_char;

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
layout!(scap_machine_info: 180, 1;
    num_cpus 0, memory_size_bytes 4, max_pid 12, hostname 20, boot_ts_epoch 148, flags 156, reserved3 164,
    reserved4 172
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_agent_info {
    pub start_ts_epoch: u64,
    pub start_time: f64,
    pub uname_r: [c_char; 128],
}
layout!(scap_agent_info: 144, 8; start_ts_epoch 0, start_time 8, uname_r 16);

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
layout!(scap_ifinfo_ipv4: 1048, 1; ty 0, ifnamelen 2, addr 4, netmask 8, bcast 12, linkspeed 16, ifname 24);

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
layout!(scap_ifinfo_ipv6: 1084, 1; ty 0, ifnamelen 2, addr 4, netmask 20, bcast 36, linkspeed 52, ifname 60);

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
layout!(scap_addrlist: 32, 8; n_v4_addrs 0, n_v6_addrs 4, totlen 8, v4list 16, v6list 24);

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
layout!(scap_userinfo: 2312, 4; uid 0, gid 4, name 8, homedir 264, shell 1288);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_groupinfo {
    pub gid: u32,
    pub name: [c_char; 256],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_groupinfo {}
layout!(scap_groupinfo: 260, 4; gid 0, name 4);

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
layout!(scap_userlist: 32, 8; nusers 0, ngroups 4, totsavelen 8, users 16, groups 24);
