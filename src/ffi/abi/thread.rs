//! Threads and descriptors (C: libscap/scap.h).

use crate::ffi::door::Malloc;
use std::ffi::{c_char, c_int};
use std::mem::offset_of;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_cgroup_set {
    pub len: c_int,
    pub path: [c_char; 4096],
}

const _: () = {
    assert!(size_of::<scap_cgroup_set>() == 4100 && align_of::<scap_cgroup_set>() == 4);
    assert!(offset_of!(scap_cgroup_set, len) == 0);
    assert!(offset_of!(scap_cgroup_set, path) == 4);
};

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

const _: () = {
    assert!(size_of::<scap_threadinfo>() == 17712 && align_of::<scap_threadinfo>() == 8);
    assert!(offset_of!(scap_threadinfo, tid) == 0);
    assert!(offset_of!(scap_threadinfo, pid) == 8);
    assert!(offset_of!(scap_threadinfo, ptid) == 16);
    assert!(offset_of!(scap_threadinfo, sid) == 24);
    assert!(offset_of!(scap_threadinfo, vpgid) == 32);
    assert!(offset_of!(scap_threadinfo, pgid) == 40);
    assert!(offset_of!(scap_threadinfo, comm) == 48);
    assert!(offset_of!(scap_threadinfo, exe) == 1073);
    assert!(offset_of!(scap_threadinfo, exepath) == 2098);
    assert!(offset_of!(scap_threadinfo, exe_writable) == 3123);
    assert!(offset_of!(scap_threadinfo, exe_upper_layer) == 3124);
    assert!(offset_of!(scap_threadinfo, exe_lower_layer) == 3125);
    assert!(offset_of!(scap_threadinfo, exe_from_memfd) == 3126);
    assert!(offset_of!(scap_threadinfo, args) == 3127);
    assert!(offset_of!(scap_threadinfo, args_len) == 7224);
    assert!(offset_of!(scap_threadinfo, env) == 7226);
    assert!(offset_of!(scap_threadinfo, env_len) == 11324);
    assert!(offset_of!(scap_threadinfo, cwd) == 11326);
    assert!(offset_of!(scap_threadinfo, fdlimit) == 12352);
    assert!(offset_of!(scap_threadinfo, flags) == 12360);
    assert!(offset_of!(scap_threadinfo, uid) == 12364);
    assert!(offset_of!(scap_threadinfo, gid) == 12368);
    assert!(offset_of!(scap_threadinfo, cap_permitted) == 12376);
    assert!(offset_of!(scap_threadinfo, cap_effective) == 12384);
    assert!(offset_of!(scap_threadinfo, cap_inheritable) == 12392);
    assert!(offset_of!(scap_threadinfo, exe_ino) == 12400);
    assert!(offset_of!(scap_threadinfo, exe_ino_ctime) == 12408);
    assert!(offset_of!(scap_threadinfo, exe_ino_mtime) == 12416);
    assert!(offset_of!(scap_threadinfo, exe_ino_ctime_duration_clone_ts) == 12424);
    assert!(offset_of!(scap_threadinfo, exe_ino_ctime_duration_pidns_start) == 12432);
    assert!(offset_of!(scap_threadinfo, vmsize_kb) == 12440);
    assert!(offset_of!(scap_threadinfo, vmrss_kb) == 12444);
    assert!(offset_of!(scap_threadinfo, vmswap_kb) == 12448);
    assert!(offset_of!(scap_threadinfo, pfmajor) == 12456);
    assert!(offset_of!(scap_threadinfo, pfminor) == 12464);
    assert!(offset_of!(scap_threadinfo, vtid) == 12472);
    assert!(offset_of!(scap_threadinfo, vpid) == 12480);
    assert!(offset_of!(scap_threadinfo, pidns_init_start_ts) == 12488);
    assert!(offset_of!(scap_threadinfo, cgroups) == 12496);
    assert!(offset_of!(scap_threadinfo, root) == 16596);
    assert!(offset_of!(scap_threadinfo, filtered_out) == 17624);
    assert!(offset_of!(scap_threadinfo, fdlist) == 17632);
    assert!(offset_of!(scap_threadinfo, clone_ts) == 17640);
    assert!(offset_of!(scap_threadinfo, tty) == 17648);
    assert!(offset_of!(scap_threadinfo, loginuid) == 17652);
    assert!(offset_of!(scap_threadinfo, hh) == 17656);
};

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

const _: () = {
    assert!(size_of::<scap_fdinfo>() == 1120 && align_of::<scap_fdinfo>() == 8);
    assert!(offset_of!(scap_fdinfo, fd) == 0);
    assert!(offset_of!(scap_fdinfo, ino) == 8);
    assert!(offset_of!(scap_fdinfo, ty) == 16);
    assert!(offset_of!(scap_fdinfo, info) == 24);
    assert!(offset_of!(scap_fdinfo, hh) == 1064);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_proc_info {
    pub pid: u64,
    pub utime: u64,
    pub stime: u64,
}

const _: () = {
    assert!(size_of::<ppm_proc_info>() == 24 && align_of::<ppm_proc_info>() == 8);
    assert!(offset_of!(ppm_proc_info, pid) == 0);
    assert!(offset_of!(ppm_proc_info, utime) == 8);
    assert!(offset_of!(ppm_proc_info, stime) == 16);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ppm_proclist_info {
    pub n_entries: i64,
    pub max_entries: i64,
    pub entries: [ppm_proc_info; 0],
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for ppm_proclist_info {}

const _: () = {
    assert!(size_of::<ppm_proclist_info>() == 16 && align_of::<ppm_proclist_info>() == 8);
    assert!(offset_of!(ppm_proclist_info, n_entries) == 0);
    assert!(offset_of!(ppm_proclist_info, max_entries) == 8);
    assert!(offset_of!(ppm_proclist_info, entries) == 16);
};
