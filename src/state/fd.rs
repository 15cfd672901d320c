// SPDX-License-Identifier: Apache-2.0
//! A file descriptor.

use super::{Dynamic, SocketInfo, Text};
use crate::schema::flags::memory::PPM_MFD_CLOEXEC;
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::schema::flags::poll::PPM_EPOLL_CLOEXEC;
use crate::schema::{FdType, L4Proto};

/// What is known of one open file descriptor. Upstream: `sinsp_fdinfo`.
#[derive(Debug, Clone)]
pub struct Fd {
    /// Kind.
    pub ty: FdType,
    /// Portable open flags (`PPM_O_`), or those of the call that made it.
    pub open_flags: u32,
    /// Role and condition: the constants of this type. See also [`super::FdTable::flags_of`].
    pub flags: u32,
    /// Device, as the kernel encodes it in events; 0 unknown.
    pub dev: u32,
    /// Id of its mount; 0 unknown.
    pub mount_id: u32,
    /// Id of the table that it was opened in: in any other it was inherited by a fork.
    pub(super) home: u32,
    /// Inode; 0 unknown.
    pub ino: u64,
    /// The process of a pidfd, else 0.
    pub pid: i64,
    /// The displayed name: full path, socket ends, ...
    pub name: Text,
    /// The path as the process passed it; empty where it passed none.
    pub name_raw: Text,
    socket: Option<Box<SocketInfo>>,
    /// Values of fields that plugins defined.
    pub dynamic: Dynamic,
}

impl Fd {
    /// Found in the system, its opening was not seen.
    pub const FROM_PROC: u32 = 1;
    /// Client end of a connection.
    pub const ROLE_CLIENT: u32 = 1 << 2;
    /// Server end of a connection, or listening.
    pub const ROLE_SERVER: u32 = 1 << 3;
    /// A socket used as a pipe.
    pub const SOCKET_PIPE: u32 = 1 << 6;
    /// A connected socket.
    pub const SOCKET_CONNECTED: u32 = 1 << 13;
    /// Inherited by a fork.
    pub const CLONED: u32 = 1 << 14;
    /// A connect is under way.
    pub const CONNECTION_PENDING: u32 = 1 << 15;
    /// A connect failed.
    pub const CONNECTION_FAILED: u32 = 1 << 16;
    /// The file is in the upper layer of an overlay file system.
    pub const OVERLAY_UPPER: u32 = 1 << 17;
    /// The file is in the lower layer of an overlay file system.
    pub const OVERLAY_LOWER: u32 = 1 << 18;

    /// A descriptor of this kind of which nothing else is known.
    pub fn new(ty: FdType) -> Self {
        Self {
            ty,
            open_flags: 0,
            flags: 0,
            dev: 0,
            mount_id: 0,
            home: 0,
            ino: 0,
            pid: 0,
            name: Text::EMPTY,
            name_raw: Text::EMPTY,
            socket: None,
            dynamic: Dynamic::EMPTY,
        }
    }

    /// The ends of a socket; all zero where none are known.
    #[inline]
    pub fn socket(&self) -> &SocketInfo {
        self.socket.as_deref().unwrap_or(&SocketInfo::ZERO)
    }

    /// The ends of a socket, to be changed.
    pub fn socket_mut(&mut self) -> &mut SocketInfo {
        self.socket.get_or_insert_with(|| Box::new(SocketInfo::ZERO))
    }

    /// True when one of these `flags` is set.
    #[inline]
    pub fn has(&self, flags: u32) -> bool {
        self.flags & flags != 0
    }

    /// True for a file of either kind.
    pub fn is_file(&self) -> bool {
        matches!(self.ty, FdType::File | FdType::FileV2)
    }

    /// The protocol of an internet socket; `None` for other descriptors.
    fn socket_protocol(&self) -> Option<L4Proto> {
        let socket = self.socket();
        match self.ty {
            FdType::Ipv4Sock => Some(socket.l4_v4()),
            FdType::Ipv6Sock => Some(socket.l4_v6()),
            FdType::Ipv4ServSock => Some(socket.l4_v4_server()),
            FdType::Ipv6ServSock => Some(socket.l4_v6_server()),
            _ => None,
        }
    }

    /// Makes it a descriptor of another kind: an IPv6 socket may speak to IPv4 peers, and one that was bound may
    /// connect. The ends of the old kind go; the protocol, which only `socket()` has, stays.
    pub(crate) fn become_kind(&mut self, kind: FdType) {
        if self.ty != kind {
            self.start_as(kind);
        }
    }

    /// Takes both ends from a socket that is connected no more.
    pub(crate) fn forget_ends(&mut self) {
        self.start_as(self.ty);
    }

    fn start_as(&mut self, kind: FdType) {
        let protocol = self.socket_protocol();
        self.ty = kind;
        let Some(protocol) = protocol else { return };
        let socket = self.socket_mut();
        *socket = SocketInfo::ZERO;
        match kind {
            FdType::Ipv4Sock => socket.set_l4_v4(protocol),
            FdType::Ipv6Sock => socket.set_l4_v6(protocol),
            FdType::Ipv4ServSock => socket.set_l4_v4_server(protocol),
            FdType::Ipv6ServSock => socket.set_l4_v6_server(protocol),
            _ => {}
        }
    }

    /// The ports of an internet connection, as source and destination; 0 where it has none.
    pub(crate) fn ports(&self) -> (u16, u16) {
        let socket = self.socket();
        match self.ty {
            FdType::Ipv6Sock => (socket.v6_sport(), socket.v6_dport()),
            _ => (socket.v4_sport(), socket.v4_dport()),
        }
    }

    /// True for an IPv4 or IPv6 socket with two ends.
    pub fn is_inet_sock(&self) -> bool {
        matches!(self.ty, FdType::Ipv4Sock | FdType::Ipv6Sock)
    }

    /// True for a TCP socket over IPv4; upstream never checks for IPv6 here.
    pub fn is_tcp4(&self) -> bool {
        self.ty == FdType::Ipv4Sock && self.socket().l4_v4() == L4Proto::Tcp
    }

    /// True for a UDP socket over IPv4; upstream never checks for IPv6 here.
    pub fn is_udp4(&self) -> bool {
        self.ty == FdType::Ipv4Sock && self.socket().l4_v4() == L4Proto::Udp
    }

    /// True for the client end of a connection.
    pub fn is_role_client(&self) -> bool {
        self.has(Self::ROLE_CLIENT)
    }

    /// True for the server end of a connection and for a listening socket.
    pub fn is_role_server(&self) -> bool {
        self.has(Self::ROLE_SERVER)
    }

    /// True while it is not known which end it is.
    pub fn is_role_none(&self) -> bool {
        !self.has(Self::ROLE_CLIENT | Self::ROLE_SERVER)
    }

    /// True for a connected socket.
    pub fn is_connected(&self) -> bool {
        self.has(Self::SOCKET_CONNECTED)
    }

    /// True while a connect is under way.
    pub fn is_pending(&self) -> bool {
        self.has(Self::CONNECTION_PENDING)
    }

    /// True after a connect failed.
    pub fn is_failed(&self) -> bool {
        self.has(Self::CONNECTION_FAILED)
    }

    /// True when an execve closes it.
    pub fn is_close_on_exec(&self) -> bool {
        self.open_flags & PPM_O_CLOEXEC != 0
            || (self.ty == FdType::Eventpoll && self.open_flags & PPM_EPOLL_CLOEXEC != 0)
            || (self.ty == FdType::Memfd && self.open_flags & PPM_MFD_CLOEXEC != 0)
    }

    /// Major number of the device.
    pub fn dev_major(&self) -> u32 {
        (self.dev & 0xfff00) >> 8
    }

    /// Minor number of the device.
    pub fn dev_minor(&self) -> u32 {
        (self.dev & 0xff) | ((self.dev >> 12) & 0xfff00)
    }

    /// The layer 4 protocol, [`L4Proto::Na`] for what has none and for a socket whose role is unknown.
    pub fn l4proto(&self) -> L4Proto {
        let of_connection = |proto| match proto {
            L4Proto::Raw => L4Proto::Raw,
            _ if self.is_role_none() => L4Proto::Na,
            proto => proto,
        };
        match self.ty {
            FdType::Ipv4Sock => of_connection(self.socket().l4_v4()),
            FdType::Ipv6Sock => of_connection(self.socket().l4_v6()),
            FdType::Ipv4ServSock => self.socket().l4_v4_server(),
            FdType::Ipv6ServSock => self.socket().l4_v6_server(),
            _ => L4Proto::Na,
        }
    }

    /// The port of the server end, host order; 0 for what is not a connection.
    pub fn server_port(&self) -> u16 {
        match self.ty {
            FdType::Ipv4Sock => self.socket().v4_dport(),
            FdType::Ipv6Sock => self.socket().v6_dport(),
            _ => 0,
        }
    }

    /// The character for the kind.
    pub fn type_char(&self) -> u8 {
        type_char(self.ty)
    }

    /// The word for the kind.
    pub fn type_name(&self) -> &'static str {
        type_name(self.ty)
    }

    /// Marks it connected, no longer pending or failed.
    pub fn set_connected(&mut self) {
        self.set_connection(Self::SOCKET_CONNECTED);
    }

    /// Sets one of the three conditions of a connection and clears the others.
    pub fn set_connection(&mut self, condition: u32) {
        self.flags &= !(Self::SOCKET_CONNECTED | Self::CONNECTION_PENDING | Self::CONNECTION_FAILED);
        self.flags |= condition;
    }

    /// Clears every bit by which an execve would close it.
    pub fn clear_close_on_exec(&mut self) {
        self.open_flags &= !(PPM_O_CLOEXEC | PPM_EPOLL_CLOEXEC | PPM_MFD_CLOEXEC);
    }

    /// Bytes that it takes, with its share of what it shares with others.
    pub fn memory(&self) -> usize {
        let socket = self.socket.as_ref().map_or(0, |_| size_of::<SocketInfo>());
        size_of::<Self>()
            + self.name.heap_size()
            + self.name_raw.heap_size()
            + socket
            + self.dynamic.heap_size()
    }
}

/// The character for a kind of descriptor.
pub fn type_char(ty: FdType) -> u8 {
    match ty {
        FdType::FileV2 | FdType::File => b'f',
        FdType::Ipv4Sock | FdType::Ipv4ServSock => b'4',
        FdType::Ipv6Sock | FdType::Ipv6ServSock => b'6',
        FdType::Directory => b'd',
        FdType::Fifo => b'p',
        FdType::UnixSock | FdType::Userfaultfd => b'u',
        FdType::Event => b'e',
        FdType::Unknown => b'o',
        FdType::Unsupported => b'X',
        FdType::Signalfd => b's',
        FdType::Eventpoll => b'l',
        FdType::Inotify => b'i',
        FdType::Timerfd => b't',
        FdType::Netlink => b'n',
        FdType::Bpf => b'b',
        FdType::IoUring => b'r',
        FdType::Memfd => b'm',
        FdType::Pidfd => b'P',
        FdType::Uninitialized => b'?',
    }
}

/// The word for a kind of descriptor.
pub fn type_name(ty: FdType) -> &'static str {
    match ty {
        FdType::FileV2 | FdType::File => "file",
        FdType::Directory => "directory",
        FdType::Ipv4Sock | FdType::Ipv4ServSock => "ipv4",
        FdType::Ipv6Sock | FdType::Ipv6ServSock => "ipv6",
        FdType::UnixSock => "unix",
        FdType::Fifo => "pipe",
        FdType::Event => "event",
        FdType::Signalfd => "signalfd",
        FdType::Eventpoll => "eventpoll",
        FdType::Inotify => "inotify",
        FdType::Timerfd => "timerfd",
        FdType::Netlink => "netlink",
        FdType::Bpf => "bpf",
        FdType::Userfaultfd => "userfaultfd",
        FdType::IoUring => "io_uring",
        FdType::Memfd => "memfd",
        FdType::Pidfd => "pidfd",
        FdType::Unknown | FdType::Unsupported | FdType::Uninitialized => "<NA>",
    }
}
