// SPDX-License-Identifier: Apache-2.0
//! Threads and descriptors (C: libscap/scap.h).

use crate::ffi::door::Malloc;
use std::ffi::{c_char, c_int};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_cgroup_set {
    pub len: c_int,
    pub path: [c_char; 4096],
}
layout!(scap_cgroup_set: 4100, 4; len 0, path 4);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_threadinfo {
    pub tid: u64,
    pub pid: u64,
    pub ptid: u64,
    pub sid: u64,
    pub vpgid: u64,
    pub pgid: u64,
    pub comm: [c_char; 1025],
    pub exe: [c_char; 1025],
    pub exepath: [c_char; 1025],
    pub exe_writable: bool,
    pub exe_upper_layer: bool,
    pub exe_lower_layer: bool,
    pub exe_from_memfd: bool,
    pub args: [c_char; 4097],
    pub args_len: u16,
    pub env: [c_char; 4097],
    pub env_len: u16,
    pub cwd: [c_char; 1025],
    pub fdlimit: i64,
    pub flags: u32,
    pub uid: u32,
    pub gid: u32,
    pub cap_permitted: u64,
    pub cap_effective: u64,
    pub cap_inheritable: u64,
    pub exe_ino: u64,
    pub exe_ino_ctime: u64,
    pub exe_ino_mtime: u64,
    pub exe_ino_ctime_duration_clone_ts: u64,
    pub exe_ino_ctime_duration_pidns_start: u64,
    pub vmsize_kb: u32,
    pub vmrss_kb: u32,
    pub vmswap_kb: u32,
    pub pfmajor: u64,
    pub pfminor: u64,
    pub vtid: i64,
    pub vpid: i64,
    pub pidns_init_start_ts: u64,
    pub cgroups: scap_cgroup_set,
    pub root: [c_char; 1025],
    pub filtered_out: c_int,
    pub fdlist: *mut scap_fdinfo,
    pub clone_ts: u64,
    pub tty: u32,
    pub loginuid: u32,
    pub hh: [u64; 7],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_threadinfo {}
layout!(scap_threadinfo: 17712, 8;
    tid 0, pid 8, ptid 16, sid 24, vpgid 32, pgid 40, comm 48, exe 1073, exepath 2098, exe_writable 3123,
    exe_upper_layer 3124, exe_lower_layer 3125, exe_from_memfd 3126, args 3127, args_len 7224, env 7226,
    env_len 11324, cwd 11326, fdlimit 12352, flags 12360, uid 12364, gid 12368, cap_permitted 12376,
    cap_effective 12384, cap_inheritable 12392, exe_ino 12400, exe_ino_ctime 12408, exe_ino_mtime 12416,
    exe_ino_ctime_duration_clone_ts 12424, exe_ino_ctime_duration_pidns_start 12432, vmsize_kb 12440,
    vmrss_kb 12444, vmswap_kb 12448, pfmajor 12456, pfminor 12464, vtid 12472, vpid 12480,
    pidns_init_start_ts 12488, cgroups 12496, root 16596, filtered_out 17624, fdlist 17632, clone_ts 17640,
    tty 17648, loginuid 17652, hh 17656
);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo_info_regularinfo {
    pub open_flags: u32,
    pub fname: [c_char; 1024],
    pub mount_id: u32,
    pub dev: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo_info_unix_socket_info {
    pub source: u64,
    pub destination: u64,
    pub fname: [c_char; 1024],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo_info_ipv6serverinfo {
    pub ip: [u32; 4],
    pub port: u16,
    pub l4proto: u8,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo_info_ipv4serverinfo {
    pub ip: u32,
    pub port: u16,
    pub l4proto: u8,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo_info_ipv6info {
    pub sip: [u32; 4],
    pub dip: [u32; 4],
    pub sport: u16,
    pub dport: u16,
    pub l4proto: u8,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo_info_ipv4info {
    pub sip: u32,
    pub dip: u32,
    pub sport: u16,
    pub dport: u16,
    pub l4proto: u8,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union scap_fdinfo_info {
    pub ipv4info: scap_fdinfo_info_ipv4info,
    pub ipv6info: scap_fdinfo_info_ipv6info,
    pub ipv4serverinfo: scap_fdinfo_info_ipv4serverinfo,
    pub ipv6serverinfo: scap_fdinfo_info_ipv6serverinfo,
    pub unix_socket_info: scap_fdinfo_info_unix_socket_info,
    pub regularinfo: scap_fdinfo_info_regularinfo,
    pub fname: [c_char; 1024],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_fdinfo {
    pub fd: i64,
    pub ino: u64,
    pub ty: i32,
    pub info: scap_fdinfo_info,
    pub hh: [u64; 7],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_fdinfo {}
layout!(scap_fdinfo: 1120, 8; fd 0, ino 8, ty 16, info 24, hh 1064);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_proc_info {
    pub pid: u64,
    pub utime: u64,
    pub stime: u64,
}
layout!(ppm_proc_info: 24, 8; pid 0, utime 8, stime 16);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_proclist_info {
    pub n_entries: i64,
    pub max_entries: i64,
    pub entries: [ppm_proc_info; 0],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for ppm_proclist_info {}
layout!(ppm_proclist_info: 16, 8; n_entries 0, max_entries 8, entries 16);
