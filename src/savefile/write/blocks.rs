// SPDX-License-Identifier: Apache-2.0
//! The blocks that are written, as bytes appended to a buffer.

use crate::savefile::block::{
    BYTE_ORDER_MAGIC, DF_LARGE, EVENT, EVENT_FLAGS, EVENT_FLAGS_LARGE, EVENT_LARGE, FDS, HEADER_SIZE,
    INTERFACES, MACHINE, MAJOR_VERSION, MINOR_VERSION, NON_LARGE_MAX, PROCESSES, SECTION_HEADER,
    TRAILER_SIZE, USERS,
};
use crate::savefile::process_fields::{each_process_field, each_process_tail_field};
use crate::schema::FdType;
use crate::schema::limits::{
    MAX_ARGS_SIZE, MAX_CGROUPS_SIZE, MAX_CREDENTIALS_STR_LEN, MAX_ENV_SIZE, MAX_PATH_SIZE,
};
use crate::snapshot::{
    FdDetail, FdRecord, GroupRecord, Ipv4Interface, Ipv6Interface, MachineInfo, ThreadRecord, UserRecord,
};

const USER: u8 = 0;
const GROUP: u8 = 1;

const IPV4: u16 = 1;
const IPV6: u16 = 2;

/// Appends a block: frame and padding around the body that `body` appends.
fn framed(out: &mut Vec<u8>, block_type: u32, body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&block_type.to_ne_bytes());
    out.extend_from_slice(&[0; 4]);
    body(out);
    out.resize(start + (out.len() - start).next_multiple_of(4), 0);
    let total = (out.len() - start + TRAILER_SIZE) as u32;
    out[start + 4..start + HEADER_SIZE].copy_from_slice(&total.to_ne_bytes());
    out.extend_from_slice(&total.to_ne_bytes());
}

/// Appends an entry of a list: its length, itself included, and what `fields` appends.
fn entry(out: &mut Vec<u8>, fields: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    fields(out);
    let len = (out.len() - start) as u32;
    out[start..start + 4].copy_from_slice(&len.to_ne_bytes());
}

/// Appends numbers in native byte order.
macro_rules! put {
    ($out:expr, $($number:expr),* $(,)?) => {
        $($out.extend_from_slice(&$number.to_ne_bytes());)*
    };
}

/// Appends a text after its length; what is longer than `most` is cut.
fn text(out: &mut Vec<u8>, text: &[u8], most: usize) {
    let text = &text[..text.len().min(most)];
    put!(out, text.len() as u16);
    out.extend_from_slice(text);
}

/// Appends the section header, the first block of a file.
pub fn section_header(out: &mut Vec<u8>) {
    framed(out, SECTION_HEADER, |out| {
        // The length of a section is not known in advance.
        put!(out, BYTE_ORDER_MAGIC, MAJOR_VERSION, MINOR_VERSION, u64::MAX);
    });
}

/// Appends the machine block.
pub fn machine_block(out: &mut Vec<u8>, machine: &MachineInfo) {
    framed(out, MACHINE, |out| {
        put!(out, machine.num_cpus, machine.memory_size_bytes, machine.max_pid);
        let mut hostname = [0; 128];
        let len = machine.hostname.len().min(hostname.len() - 1);
        hostname[..len].copy_from_slice(&machine.hostname[..len]);
        out.extend_from_slice(&hostname);
        put!(out, machine.boot_ts_epoch, machine.flags, machine.reserved3, machine.reserved4);
    });
}

/// Appends the interface list.
pub fn interface_block(out: &mut Vec<u8>, v4: &[Ipv4Interface], v6: &[Ipv6Interface]) {
    framed(out, INTERFACES, |out| {
        for interface in v4 {
            let name = &interface.name[..interface.name.len().min(MAX_PATH_SIZE - 1)];
            // The length of these entries does not count itself.
            put!(out, (24 + name.len()) as u32, IPV4, name.len() as u16);
            out.extend_from_slice(&interface.addr.octets());
            out.extend_from_slice(&interface.netmask.octets());
            out.extend_from_slice(&interface.broadcast.octets());
            put!(out, interface.link_speed);
            out.extend_from_slice(name);
        }
        for interface in v6 {
            let name = &interface.name[..interface.name.len().min(MAX_PATH_SIZE - 1)];
            put!(out, (60 + name.len()) as u32, IPV6, name.len() as u16);
            out.extend_from_slice(&interface.addr.octets());
            out.extend_from_slice(&interface.netmask.octets());
            out.extend_from_slice(&interface.broadcast.octets());
            put!(out, interface.link_speed);
            out.extend_from_slice(name);
        }
    });
}

/// Appends the user list.
pub fn user_block(out: &mut Vec<u8>, users: &[UserRecord], groups: &[GroupRecord]) {
    framed(out, USERS, |out| {
        for user in users {
            entry(out, |out| {
                out.push(USER);
                put!(out, user.uid, user.gid);
                text(out, &user.name, MAX_CREDENTIALS_STR_LEN - 1);
                text(out, &user.homedir, MAX_PATH_SIZE - 1);
                text(out, &user.shell, MAX_PATH_SIZE - 1);
            });
        }
        for group in groups {
            entry(out, |out| {
                out.push(GROUP);
                put!(out, group.gid);
                text(out, &group.name, MAX_CREDENTIALS_STR_LEN - 1);
            });
        }
    });
}

/// Appends one entry of a process list, not yet in a block.
pub fn process_entry(out: &mut Vec<u8>, t: &ThreadRecord) {
    entry(out, |out| {
        macro_rules! field {
            (since_0_10 $number:ident $name:ident) => {
                put!(out, t.$name);
            };
            (flag $name:ident) => {
                out.push(u8::from(t.$name));
            };
            ($number:ident $name:ident) => {
                put!(out, t.$name);
            };
            ($since:literal $kind:ident $name:ident $most:ident) => {
                text(out, &t.$name, $most);
            };
            ($since:literal $number:ident $name:ident) => {
                put!(out, t.$name);
            };
        }
        each_process_field!(field);
        each_process_tail_field!(field);
    });
}

/// Appends the process list with these entries.
pub fn process_block(out: &mut Vec<u8>, entries: &[u8]) {
    framed(out, PROCESSES, |out| out.extend_from_slice(entries));
}

/// Appends the descriptor list of one thread.
pub fn fd_block<'a>(out: &mut Vec<u8>, tid: u64, fds: impl IntoIterator<Item = &'a FdRecord>) {
    framed(out, FDS, |out| {
        put!(out, tid);
        // A descriptor whose kind was never reported says nothing, and readers stop at it.
        let known = |fd: &&FdRecord| !matches!(fd.ty, FdType::Uninitialized | FdType::Unknown);
        for fd in fds.into_iter().filter(known) {
            entry(out, |out| fd_fields(out, fd));
        }
    });
}

fn fd_fields(out: &mut Vec<u8>, fd: &FdRecord) {
    put!(out, fd.fd, fd.ino, fd.ty.number() as u8);
    match &fd.detail {
        FdDetail::Name(name) => text(out, name, MAX_PATH_SIZE - 1),
        // The mount is known to the process that read it, and is not stored.
        FdDetail::File { open_flags, name, mount_id: _, dev } => {
            put!(out, open_flags);
            text(out, name, MAX_PATH_SIZE - 1);
            put!(out, dev);
        }
        FdDetail::Ipv4 { sip, dip, sport, dport, l4proto } => {
            out.extend_from_slice(&sip.octets());
            out.extend_from_slice(&dip.octets());
            put!(out, sport, dport, l4proto.number());
        }
        FdDetail::Ipv6 { sip, dip, sport, dport, l4proto } => {
            out.extend_from_slice(&sip.octets());
            out.extend_from_slice(&dip.octets());
            put!(out, sport, dport, l4proto.number());
        }
        FdDetail::Ipv4Server { ip, port, l4proto } => {
            out.extend_from_slice(&ip.octets());
            put!(out, port, l4proto.number());
        }
        FdDetail::Ipv6Server { ip, port, l4proto } => {
            out.extend_from_slice(&ip.octets());
            put!(out, port, l4proto.number());
        }
        FdDetail::Unix { source, destination, name } => {
            put!(out, source, destination);
            text(out, name, MAX_PATH_SIZE - 1);
        }
    }
}

/// Appends an event, its bytes header included.
#[inline]
pub fn event_block(out: &mut Vec<u8>, event: &[u8], cpu: u16, flags: u32) {
    // Readers refuse a long block of the other types.
    let large = flags & DF_LARGE != 0 || event.len() > NON_LARGE_MAX - 16;
    let flags = flags & !DF_LARGE;
    let block_type = match (flags != 0, large) {
        (false, false) => EVENT,
        (false, true) => EVENT_LARGE,
        (true, false) => EVENT_FLAGS,
        (true, true) => EVENT_FLAGS_LARGE,
    };
    framed(out, block_type, |out| {
        put!(out, cpu);
        if flags != 0 {
            put!(out, flags);
        }
        out.extend_from_slice(event);
    });
}
