// SPDX-License-Identifier: Apache-2.0
//! Records of a snapshot as C structures, and back.

use super::abi::machine::{
    scap_addrlist, scap_agent_info, scap_groupinfo, scap_ifinfo_ipv4, scap_ifinfo_ipv6, scap_machine_info,
    scap_userinfo, scap_userlist,
};
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::door::malloc;
use super::door::{self, Malloc, field, put_text, text};
use crate::schema::{FdType, L4Proto};
use crate::snapshot::{
    AgentInfo, FdDetail, FdRecord, GroupRecord, Ipv4Interface, Ipv6Interface, MachineInfo, ThreadRecord,
    UserRecord, copy_thread_members,
};
use std::ffi::c_char;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Types of interface entries.
const II_IPV4: u16 = 1;
const II_IPV6: u16 = 2;

/// The first `len` bytes of a fixed field, or all of them.
fn counted(chars: &[c_char], len: usize) -> Vec<u8> {
    chars.iter().take(len).map(|byte| *byte as u8).collect()
}

/// A structure of plain integers, all zero.
pub fn blank<T: Copy>() -> T {
    // SAFETY: used for the C structures of `abi` only, which are numbers, pointers and arrays of them.
    unsafe { std::mem::zeroed() }
}

/// A thread for C. `out` was cleared before.
pub fn fill_thread(record: &ThreadRecord, out: &mut scap_threadinfo) {
    copy_thread_members!(id, record => out);
    copy_thread_members!(thread, record => out);
    copy_thread_members!(image, record => out);
    put_text(field(&mut out.comm), &record.comm);
    put_text(field(&mut out.exe), &record.exe);
    put_text(field(&mut out.exepath), &record.exepath);
    put_text(field(&mut out.args), &record.args);
    out.args_len = record.args.len().min(out.args.len() - 1) as u16;
    put_text(field(&mut out.env), &record.env);
    out.env_len = record.env.len().min(out.env.len() - 1) as u16;
    put_text(field(&mut out.cwd), &record.cwd);
    let cgroups = &record.cgroups[..record.cgroups.len().min(out.cgroups.path.len())];
    field(&mut out.cgroups.path)[..cgroups.len()].copy_from_slice(cgroups);
    out.cgroups.len = cgroups.len() as i32;
    put_text(field(&mut out.root), &record.root);
}

/// A thread from C.
pub fn thread_record(thread: &scap_threadinfo) -> ThreadRecord {
    let mut record = ThreadRecord {
        comm: text(&thread.comm).to_vec(),
        exe: text(&thread.exe).to_vec(),
        exepath: text(&thread.exepath).to_vec(),
        args: counted(&thread.args, thread.args_len.into()),
        env: counted(&thread.env, thread.env_len.into()),
        cwd: text(&thread.cwd).to_vec(),
        cgroups: counted(&thread.cgroups.path, thread.cgroups.len.max(0) as usize),
        root: text(&thread.root).to_vec(),
        ..ThreadRecord::default()
    };
    copy_thread_members!(id, thread => record);
    copy_thread_members!(thread, thread => record);
    copy_thread_members!(image, thread => record);
    record
}

/// An IPv4 address as C holds it: bytes in order.
fn ipv4(addr: Ipv4Addr) -> u32 {
    u32::from_ne_bytes(addr.octets())
}

fn ipv4_from(word: u32) -> Ipv4Addr {
    Ipv4Addr::from(word.to_ne_bytes())
}

fn ipv6(addr: Ipv6Addr) -> [u32; 4] {
    let octets = addr.octets();
    std::array::from_fn(|word| u32::from_ne_bytes(std::array::from_fn(|byte| octets[word * 4 + byte])))
}

fn ipv6_from(words: [u32; 4]) -> Ipv6Addr {
    let bytes: [u8; 16] = std::array::from_fn(|at| words[at / 4].to_ne_bytes()[at % 4]);
    Ipv6Addr::from(bytes)
}

/// A descriptor for C. Bytes that its kind does not use are zero.
pub fn fd_info(record: &FdRecord) -> scap_fdinfo {
    let mut out = scap_fdinfo { fd: record.fd, ino: record.ino, ty: record.ty.number(), ..blank() };
    // SAFETY: every member is plain numbers and all of them were cleared.
    unsafe {
        match &record.detail {
            FdDetail::Name(name) => put_text(field(&mut out.info.fname), name),
            FdDetail::File { open_flags, name, mount_id, dev } => {
                let info = &mut out.info.regularinfo;
                (info.open_flags, info.mount_id, info.dev) = (*open_flags, *mount_id, *dev);
                put_text(field(&mut info.fname), name);
            }
            FdDetail::Ipv4 { sip, dip, sport, dport, l4proto } => {
                let info = &mut out.info.ipv4info;
                (info.sip, info.dip) = (ipv4(*sip), ipv4(*dip));
                (info.sport, info.dport, info.l4proto) = (*sport, *dport, l4proto.number());
            }
            FdDetail::Ipv6 { sip, dip, sport, dport, l4proto } => {
                let info = &mut out.info.ipv6info;
                (info.sip, info.dip) = (ipv6(*sip), ipv6(*dip));
                (info.sport, info.dport, info.l4proto) = (*sport, *dport, l4proto.number());
            }
            FdDetail::Ipv4Server { ip, port, l4proto } => {
                let info = &mut out.info.ipv4serverinfo;
                (info.ip, info.port, info.l4proto) = (ipv4(*ip), *port, l4proto.number());
            }
            FdDetail::Ipv6Server { ip, port, l4proto } => {
                let info = &mut out.info.ipv6serverinfo;
                (info.ip, info.port, info.l4proto) = (ipv6(*ip), *port, l4proto.number());
            }
            FdDetail::Unix { source, destination, name } => {
                let info = &mut out.info.unix_socket_info;
                (info.source, info.destination) = (*source, *destination);
                put_text(field(&mut info.fname), name);
            }
        }
    }
    out
}

/// A descriptor from C; `None` for one without a known type.
pub fn fd_record(fd: &scap_fdinfo) -> Option<FdRecord> {
    let ty = FdType::from_number(fd.ty)?;
    let proto = |number| L4Proto::from_number(number).unwrap_or(L4Proto::Unknown);
    // SAFETY: every member is plain integers, so each may be read whatever was written; the type says which is meant.
    let detail = unsafe {
        match ty {
            FdType::Uninitialized | FdType::Unknown => return None,
            FdType::Ipv4Sock => {
                let i = fd.info.ipv4info;
                FdDetail::Ipv4 {
                    sip: ipv4_from(i.sip),
                    dip: ipv4_from(i.dip),
                    sport: i.sport,
                    dport: i.dport,
                    l4proto: proto(i.l4proto),
                }
            }
            FdType::Ipv6Sock => {
                let i = fd.info.ipv6info;
                FdDetail::Ipv6 {
                    sip: ipv6_from(i.sip),
                    dip: ipv6_from(i.dip),
                    sport: i.sport,
                    dport: i.dport,
                    l4proto: proto(i.l4proto),
                }
            }
            FdType::Ipv4ServSock => {
                let i = fd.info.ipv4serverinfo;
                FdDetail::Ipv4Server { ip: ipv4_from(i.ip), port: i.port, l4proto: proto(i.l4proto) }
            }
            FdType::Ipv6ServSock => {
                let i = fd.info.ipv6serverinfo;
                FdDetail::Ipv6Server { ip: ipv6_from(i.ip), port: i.port, l4proto: proto(i.l4proto) }
            }
            FdType::UnixSock => {
                let i = &fd.info.unix_socket_info;
                FdDetail::Unix { source: i.source, destination: i.destination, name: text(&i.fname).to_vec() }
            }
            FdType::FileV2 => {
                let i = &fd.info.regularinfo;
                FdDetail::File {
                    open_flags: i.open_flags,
                    name: text(&i.fname).to_vec(),
                    mount_id: i.mount_id,
                    dev: i.dev,
                }
            }
            _ => FdDetail::Name(text(&fd.info.fname).to_vec()),
        }
    };
    Some(FdRecord { fd: fd.fd, ino: fd.ino, ty, detail })
}

/// The machine for C.
pub fn machine_info(record: &MachineInfo) -> scap_machine_info {
    let mut hostname = [0; 128];
    put_text(field(&mut hostname), &record.hostname);
    scap_machine_info {
        num_cpus: record.num_cpus,
        memory_size_bytes: record.memory_size_bytes,
        max_pid: record.max_pid,
        hostname,
        boot_ts_epoch: record.boot_ts_epoch,
        flags: record.flags,
        reserved3: record.reserved3,
        reserved4: record.reserved4,
    }
}

/// The capturing program for C.
pub fn agent_info(record: &AgentInfo) -> scap_agent_info {
    let mut info = blank::<scap_agent_info>();
    info.start_ts_epoch = record.start_ts_epoch;
    info.start_time = record.start_time;
    put_text(field(&mut info.uname_r), &record.uname_r);
    info
}

/// The machine from C.
pub fn machine_record(info: &scap_machine_info) -> MachineInfo {
    MachineInfo {
        num_cpus: info.num_cpus,
        memory_size_bytes: info.memory_size_bytes,
        max_pid: info.max_pid,
        hostname: text(&info.hostname).to_vec(),
        boot_ts_epoch: info.boot_ts_epoch,
        flags: info.flags,
        reserved3: info.reserved3,
        reserved4: info.reserved4,
    }
}

/// An array for C of what is made of each record, NULL for none; `None` when out of memory.
fn array<R, T: Malloc>(records: &[R], make: impl Fn(&R) -> T) -> Option<*mut T> {
    let first = malloc::zeroed_array::<T>(records.len());
    if first.is_null() {
        return records.is_empty().then_some(first);
    }
    // SAFETY: just made, with room for so many.
    let places = unsafe { door::items_mut(first, records.len()) };
    places.iter_mut().zip(records).for_each(|(place, record)| *place = make(record));
    Some(first)
}

/// A list for C; NULL when out of memory, of which nothing is given back then.
fn list<T: Malloc + Copy>(list: Option<T>) -> *mut T {
    list.and_then(|list| array(&[()], |()| list)).unwrap_or(std::ptr::null_mut())
}

/// The addresses for C, to be freed with [`free_addrlist`]; NULL for none and when out of memory.
pub fn addrlist(v4: &[Ipv4Interface], v6: &[Ipv6Interface]) -> *mut scap_addrlist {
    if v4.is_empty() && v6.is_empty() {
        return std::ptr::null_mut();
    }
    let size = |entry: usize, name: &[u8]| (entry - 1024 + name.len().min(1023)) as u32;
    let v4_size = v4.iter().map(|record| size(size_of::<scap_ifinfo_ipv4>(), &record.name));
    let v6_size = v6.iter().map(|record| size(size_of::<scap_ifinfo_ipv6>(), &record.name));
    let (n_v4_addrs, n_v6_addrs) = (v4.len() as u32, v6.len() as u32);
    let totlen = v4_size.chain(v6_size).sum();
    let arrays = array(v4, ipv4_entry).zip(array(v6, ipv6_entry));
    list(arrays.map(|(v4list, v6list)| scap_addrlist { n_v4_addrs, n_v6_addrs, totlen, v4list, v6list }))
}

fn ipv4_entry(record: &Ipv4Interface) -> scap_ifinfo_ipv4 {
    let mut ifname = [0; 1024];
    put_text(field(&mut ifname), &record.name);
    scap_ifinfo_ipv4 {
        ty: II_IPV4,
        ifnamelen: record.name.len().min(1023) as u16,
        addr: ipv4(record.addr),
        netmask: ipv4(record.netmask),
        bcast: ipv4(record.broadcast),
        linkspeed: record.link_speed,
        ifname,
    }
}

fn ipv6_entry(record: &Ipv6Interface) -> scap_ifinfo_ipv6 {
    let mut ifname = [0; 1024];
    put_text(field(&mut ifname), &record.name);
    let chars = |addr: Ipv6Addr| addr.octets().map(|byte| byte as c_char);
    scap_ifinfo_ipv6 {
        ty: II_IPV6,
        ifnamelen: record.name.len().min(1023) as u16,
        addr: chars(record.addr),
        netmask: chars(record.netmask),
        bcast: chars(record.broadcast),
        linkspeed: record.link_speed,
        ifname,
    }
}

/// An IPv4 address of an interface from C.
pub fn ipv4_record(entry: &scap_ifinfo_ipv4) -> Ipv4Interface {
    Ipv4Interface {
        name: counted(&entry.ifname, entry.ifnamelen.into()),
        addr: ipv4_from(entry.addr),
        netmask: ipv4_from(entry.netmask),
        broadcast: ipv4_from(entry.bcast),
        link_speed: entry.linkspeed,
    }
}

/// An IPv6 address of an interface from C.
pub fn ipv6_record(entry: &scap_ifinfo_ipv6) -> Ipv6Interface {
    let addr = |chars: [c_char; 16]| Ipv6Addr::from(chars.map(|byte| byte as u8));
    Ipv6Interface {
        name: counted(&entry.ifname, entry.ifnamelen.into()),
        addr: addr(entry.addr),
        netmask: addr(entry.netmask),
        broadcast: addr(entry.bcast),
        link_speed: entry.linkspeed,
    }
}

/// Frees a list of addresses; NULL is allowed.
///
/// # Safety
/// The list came from `malloc()`, as did its arrays.
pub unsafe fn free_addrlist(list: *mut scap_addrlist) {
    if list.is_null() {
        return;
    }
    // SAFETY: all of it came from `malloc()`, and is not used any more.
    unsafe {
        malloc::free((*list).v4list);
        malloc::free((*list).v6list);
        malloc::free(list);
    }
}

/// Users and groups for C, to be freed with [`free_userlist`]; NULL for none and when out of memory.
pub fn userlist(users: &[UserRecord], groups: &[GroupRecord]) -> *mut scap_userlist {
    if users.is_empty() && groups.is_empty() {
        return std::ptr::null_mut();
    }
    let user_size = |user: &UserRecord| 15 + (user.name.len() + user.homedir.len() + user.shell.len()) as u32;
    let group_size = |group: &GroupRecord| 7 + group.name.len() as u32;
    let totsavelen = users.iter().map(user_size).chain(groups.iter().map(group_size)).sum();
    let (nusers, ngroups) = (users.len() as u32, groups.len() as u32);
    let users = array(users, |record| {
        let mut user = scap_userinfo { uid: record.uid, gid: record.gid, ..blank() };
        put_text(field(&mut user.name), &record.name);
        put_text(field(&mut user.homedir), &record.homedir);
        put_text(field(&mut user.shell), &record.shell);
        user
    });
    let groups = array(groups, |record| {
        let mut group = scap_groupinfo { gid: record.gid, ..blank() };
        put_text(field(&mut group.name), &record.name);
        group
    });
    let arrays = users.zip(groups);
    list(arrays.map(|(users, groups)| scap_userlist { nusers, ngroups, totsavelen, users, groups }))
}

/// A user from C.
pub fn user_record(user: &scap_userinfo) -> UserRecord {
    UserRecord {
        uid: user.uid,
        gid: user.gid,
        name: text(&user.name).to_vec(),
        homedir: text(&user.homedir).to_vec(),
        shell: text(&user.shell).to_vec(),
    }
}

/// A group from C.
pub fn group_record(group: &scap_groupinfo) -> GroupRecord {
    GroupRecord { gid: group.gid, name: text(&group.name).to_vec() }
}

/// Frees a list of users; NULL is allowed.
///
/// # Safety
/// The list came from `malloc()`, as did its arrays.
pub unsafe fn free_userlist(list: *mut scap_userlist) {
    if list.is_null() {
        return;
    }
    // SAFETY: all of it came from `malloc()`, and is not used any more.
    unsafe {
        malloc::free((*list).users);
        malloc::free((*list).groups);
        malloc::free(list);
    }
}
