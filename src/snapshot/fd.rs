// SPDX-License-Identifier: Apache-2.0
//! A file descriptor.

use crate::schema::{FdType, L4Proto};
use std::net::{Ipv4Addr, Ipv6Addr};

/// What is known of one file descriptor. Upstream: `scap_fdinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FdRecord {
    /// Its number in the process.
    pub fd: i64,
    /// Inode; 0 unknown.
    pub ino: u64,
    /// Kind.
    pub ty: FdType,
    /// The data of the kind.
    pub detail: FdDetail,
}

/// The part of a descriptor that depends on its kind. Ports are in host order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FdDetail {
    /// A name, possibly empty; every kind without a variant of its own.
    Name(Vec<u8>),
    /// A regular file.
    File {
        /// Portable open flags (`PPM_O_`).
        open_flags: u32,
        /// Path.
        name: Vec<u8>,
        /// Id of its mount.
        mount_id: u32,
        /// Device, as the kernel encodes it in events.
        dev: u32,
    },
    /// Both ends of an IPv4 socket.
    Ipv4 {
        /// Source address.
        sip: Ipv4Addr,
        /// Destination address.
        dip: Ipv4Addr,
        /// Source port.
        sport: u16,
        /// Destination port.
        dport: u16,
        /// Protocol.
        l4proto: L4Proto,
    },
    /// Both ends of an IPv6 socket.
    Ipv6 {
        /// Source address.
        sip: Ipv6Addr,
        /// Destination address.
        dip: Ipv6Addr,
        /// Source port.
        sport: u16,
        /// Destination port.
        dport: u16,
        /// Protocol.
        l4proto: L4Proto,
    },
    /// A listening IPv4 socket.
    Ipv4Server {
        /// Address.
        ip: Ipv4Addr,
        /// Port.
        port: u16,
        /// Protocol.
        l4proto: L4Proto,
    },
    /// A listening IPv6 socket.
    Ipv6Server {
        /// Address.
        ip: Ipv6Addr,
        /// Port.
        port: u16,
        /// Protocol.
        l4proto: L4Proto,
    },
    /// A unix socket.
    Unix {
        /// Kernel address of this end.
        source: u64,
        /// Kernel address of the other end.
        destination: u64,
        /// Path.
        name: Vec<u8>,
    },
}
