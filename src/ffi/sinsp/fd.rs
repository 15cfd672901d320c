// SPDX-License-Identifier: Apache-2.0
//! File descriptors.

use super::event::sinsp_event_t;
use super::inspector::{opened, sinsp_inspector_t};
use super::text::sinsp_text;
use crate::ffi::door::{self, List, Prefix, Room, Size};
use crate::inspector::Inspector;
use crate::schema::FdType;
use crate::state::{Fd, FdTable};

/// What is known of a descriptor.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_fd_view {
    /// Its fd number; -1 unknown.
    pub number: i64,
    /// The process of a pidfd, else 0.
    pub pid: i64,
    /// Inode; 0 unknown.
    pub ino: u64,
    /// Kind (`scap_fd_type`).
    pub ty: u32,
    /// Portable open flags (`PPM_O_`), or those of the call that made it.
    pub open_flags: u32,
    /// Role and condition (`SINSP_FD_`).
    pub flags: u32,
    /// Device, as the kernel encodes it in events; 0 unknown.
    pub dev: u32,
    /// Id of its mount; 0 unknown.
    pub mount_id: u32,
    /// Layer 4 protocol (`scap_l4_proto`), 0 where it is not known.
    pub l4proto: u32,
    /// The ends of a socket, ports in host order. Connections over IPv4: source 0..4, destination 4..8, source port
    /// 8..10, destination port 10..12, protocol 12; over IPv6: 0..16, 16..32, 32..34, 34..36, 36; IPv4 servers:
    /// address 0..4, port 4..6, protocol 6; IPv6 servers: 0..16, 16..18, 18; unix sockets: 0..8 and 8..16.
    pub socket: [u8; 40],
    /// The displayed name: full path, socket ends, ...
    pub name: sinsp_text,
    /// The path as the process passed it; empty where it passed none.
    pub name_raw: sinsp_text,
    /// The word that stands for the kind. Static.
    pub type_name: sinsp_text,
    /// The character for the kind.
    pub type_char: u8,
}

/// Flags of descriptors, `sinsp_fd_view`: found in the system, not seen being opened.
pub const SINSP_FD_FROM_PROC: u32 = 1u32 << 0;
/// Descriptor: client end of a connection.
pub const SINSP_FD_ROLE_CLIENT: u32 = 1u32 << 2;
/// Descriptor: server end of a connection, or listening.
pub const SINSP_FD_ROLE_SERVER: u32 = 1u32 << 3;
/// Descriptor: a socket used as a pipe.
pub const SINSP_FD_SOCKET_PIPE: u32 = 1u32 << 6;
/// Descriptor: a connected socket.
pub const SINSP_FD_SOCKET_CONNECTED: u32 = 1u32 << 13;
/// Descriptor: came by a fork.
pub const SINSP_FD_CLONED: u32 = 1u32 << 14;
/// Descriptor: a connect is under way.
pub const SINSP_FD_CONNECTION_PENDING: u32 = 1u32 << 15;
/// Descriptor: a connect failed.
pub const SINSP_FD_CONNECTION_FAILED: u32 = 1u32 << 16;
/// Descriptor: the file is in the upper layer of an overlay file system.
pub const SINSP_FD_OVERLAY_UPPER: u32 = 1u32 << 17;
/// Descriptor: the file is in a lower layer of an overlay file system.
pub const SINSP_FD_OVERLAY_LOWER: u32 = 1u32 << 18;

// The library's own numbers.
const _: () = {
    assert!(SINSP_FD_FROM_PROC == Fd::FROM_PROC);
    assert!(SINSP_FD_ROLE_CLIENT == Fd::ROLE_CLIENT);
    assert!(SINSP_FD_ROLE_SERVER == Fd::ROLE_SERVER);
    assert!(SINSP_FD_SOCKET_PIPE == Fd::SOCKET_PIPE);
    assert!(SINSP_FD_SOCKET_CONNECTED == Fd::SOCKET_CONNECTED);
    assert!(SINSP_FD_CLONED == Fd::CLONED);
    assert!(SINSP_FD_CONNECTION_PENDING == Fd::CONNECTION_PENDING);
    assert!(SINSP_FD_CONNECTION_FAILED == Fd::CONNECTION_FAILED);
    assert!(SINSP_FD_OVERLAY_UPPER == Fd::OVERLAY_UPPER);
    assert!(SINSP_FD_OVERLAY_LOWER == Fd::OVERLAY_LOWER);
};

pub(super) fn view_of(number: i64, table: Option<&FdTable>, fd: &Fd) -> sinsp_fd_view {
    sinsp_fd_view {
        number,
        pid: fd.pid,
        ino: fd.ino,
        ty: fd.ty.number() as u32,
        open_flags: fd.open_flags,
        flags: table.map_or(fd.flags, |table| table.flags_of(fd)),
        dev: fd.dev,
        mount_id: fd.mount_id,
        l4proto: fd.l4proto().number().into(),
        socket: *fd.socket().bytes(),
        name: sinsp_text::of(&fd.name),
        name_raw: sinsp_text::of(&fd.name_raw),
        type_name: sinsp_text::of(fd.type_name().as_bytes()),
        type_char: fd.type_char(),
    }
}

/// Reads the descriptor of an event. False where it has none. Texts are valid until the next call that reads an event
/// or closes the source. `size` is `sizeof(sinsp_fd_view)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_fd(
    event: Option<&sinsp_event_t>,
    view: Prefix<sinsp_fd_view>,
    size: Size,
) -> bool {
    door::enter(event, |event| {
        let value = event.with(|current, _| {
            let table = current.thread.and_then(|thread| current.state.threads.fds(thread));
            current.fd.map(|fd| view_of(current.fd_num().unwrap_or(-1), table, fd))
        });
        value.flatten().is_some_and(|value| view.put(size, value))
    })
}

fn table(open: &Inspector, tid: i64) -> Option<&FdTable> {
    let threads = &open.state().threads;
    match threads.get(tid) {
        Some(thread) => threads.fds(thread),
        None => open.lost_thread(tid).map(|lost| &lost.fd_table),
    }
}

/// Reads a descriptor of a thread by its number, otherwise as `sinsp_event_fd`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_fd_get(
    inspector: Option<&sinsp_inspector_t>,
    tid: i64,
    number: i64,
    view: Prefix<sinsp_fd_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let Some(table) = table(open, tid).filter(|_| number >= 0) else { return false };
        let Some(fd) = table.get(number) else { return false };
        view.put(size, view_of(number, Some(table), fd))
    })
}

/// Writes the numbers of the descriptors of a thread; returns how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_fd_numbers(
    inspector: Option<&sinsp_inspector_t>,
    tid: i64,
    numbers: List<i64>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let Some(table) = table(open, tid) else { return 0 };
        numbers.put(room, table.iter().map(|(number, _)| number))
    })
}

/// The character that stands for a kind of descriptor (`scap_fd_type`); `?` for numbers that are no kind.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_fd_type_char(ty: i32) -> u8 {
    door::enter_or(b'?', (), |()| FdType::from_number(ty).map_or(b'?', crate::state::fd_type_char))
}

/// The word that stands for a kind of descriptor. Static; a NUL follows it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_fd_type_name(ty: i32) -> sinsp_text {
    let name = || FdType::from_number(ty).map_or("<NA>", crate::state::fd_type_name);
    door::enter((), |()| super::names::kept(name()))
}
