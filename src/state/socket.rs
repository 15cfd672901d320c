// SPDX-License-Identifier: Apache-2.0
//! The ends of a socket.
//!
//! One block of bytes with five layouts that overlap. Upstream keeps a union, and a descriptor that changes
//! its kind (a listening socket that turns out to be a connection) keeps the bytes of the old layout under
//! the new one. What it then prints depends on them, so the overlap is kept here.

use crate::schema::L4Proto;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The ends of a socket: IPv4 or IPv6 connection, IPv4 or IPv6 server, or unix. Ports are in host order.
///
/// | kind | layout |
/// |---|---|
/// | IPv4 | source 0..4, destination 4..8, source port 8..10, destination port 10..12, protocol 12 |
/// | IPv6 | source 0..16, destination 16..32, source port 32..34, destination port 34..36, protocol 36 |
/// | IPv4 server | address 0..4, port 4..6, protocol 6 |
/// | IPv6 server | address 0..16, port 16..18, protocol 18 |
/// | unix | source 0..8, destination 8..16 |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketInfo([u8; 40]);

macro_rules! field {
    ($(#[$doc:meta] $get:ident $set:ident: v4 $at:literal;)*) => {
        $(#[$doc]
        #[inline]
        pub fn $get(&self) -> Ipv4Addr {
            Ipv4Addr::from(self.array::<$at, 4>())
        }
        #[$doc]
        pub fn $set(&mut self, value: Ipv4Addr) {
            self.put($at, &value.octets());
        })*
    };
    ($(#[$doc:meta] $get:ident $set:ident: v6 $at:literal;)*) => {
        $(#[$doc]
        #[inline]
        pub fn $get(&self) -> Ipv6Addr {
            Ipv6Addr::from(self.array::<$at, 16>())
        }
        #[$doc]
        pub fn $set(&mut self, value: Ipv6Addr) {
            self.put($at, &value.octets());
        })*
    };
    ($(#[$doc:meta] $get:ident $set:ident: port $at:literal;)*) => {
        $(#[$doc]
        #[inline]
        pub fn $get(&self) -> u16 {
            u16::from_ne_bytes(self.array::<$at, 2>())
        }
        #[$doc]
        pub fn $set(&mut self, value: u16) {
            self.put($at, &value.to_ne_bytes());
        })*
    };
    ($(#[$doc:meta] $get:ident $set:ident: proto $at:literal;)*) => {
        $(#[$doc]
        #[inline]
        pub fn $get(&self) -> L4Proto {
            L4Proto::from_number(self.0[$at]).unwrap_or(L4Proto::Unknown)
        }
        #[$doc]
        pub fn $set(&mut self, value: L4Proto) {
            self.0[$at] = value.number();
        })*
    };
    ($(#[$doc:meta] $get:ident $set:ident: pointer $at:literal;)*) => {
        $(#[$doc]
        #[inline]
        pub fn $get(&self) -> u64 {
            u64::from_ne_bytes(self.array::<$at, 8>())
        }
        #[$doc]
        pub fn $set(&mut self, value: u64) {
            self.put($at, &value.to_ne_bytes());
        })*
    };
}

impl SocketInfo {
    /// Nothing known.
    pub const ZERO: SocketInfo = SocketInfo([0; 40]);

    /// The block of bytes, to be changed.
    pub fn bytes_mut(&mut self) -> &mut [u8; 40] {
        &mut self.0
    }

    field! {
        /// Source address of an IPv4 connection.
        v4_sip set_v4_sip: v4 0;
        /// Destination address of an IPv4 connection.
        v4_dip set_v4_dip: v4 4;
        /// Address of an IPv4 server.
        v4_server_ip set_v4_server_ip: v4 0;
    }
    field! {
        /// Source address of an IPv6 connection.
        v6_sip set_v6_sip: v6 0;
        /// Destination address of an IPv6 connection.
        v6_dip set_v6_dip: v6 16;
        /// Address of an IPv6 server.
        v6_server_ip set_v6_server_ip: v6 0;
    }
    field! {
        /// Source port of an IPv4 connection.
        v4_sport set_v4_sport: port 8;
        /// Destination port of an IPv4 connection.
        v4_dport set_v4_dport: port 10;
        /// Source port of an IPv6 connection.
        v6_sport set_v6_sport: port 32;
        /// Destination port of an IPv6 connection.
        v6_dport set_v6_dport: port 34;
        /// Port of an IPv4 server.
        v4_server_port set_v4_server_port: port 4;
        /// Port of an IPv6 server.
        v6_server_port set_v6_server_port: port 16;
    }
    field! {
        /// Protocol of an IPv4 connection.
        l4_v4 set_l4_v4: proto 12;
        /// Protocol of an IPv6 connection.
        l4_v6 set_l4_v6: proto 36;
        /// Protocol of an IPv4 server.
        l4_v4_server set_l4_v4_server: proto 6;
        /// Protocol of an IPv6 server.
        l4_v6_server set_l4_v6_server: proto 18;
    }
    field! {
        /// Kernel address of this end of a unix socket.
        unix_source set_unix_source: pointer 0;
        /// Kernel address of the other end of a unix socket.
        unix_destination set_unix_destination: pointer 8;
    }

    /// The bytes, in the layout above.
    pub fn bytes(&self) -> &[u8; 40] {
        &self.0
    }

    /// Swaps the ends of an IPv4 connection.
    pub fn swap_v4(&mut self) {
        let (sip, sport) = (self.v4_sip(), self.v4_sport());
        self.set_v4_sip(self.v4_dip());
        self.set_v4_sport(self.v4_dport());
        self.set_v4_dip(sip);
        self.set_v4_dport(sport);
    }

    /// Swaps the ends of an IPv6 connection.
    pub fn swap_v6(&mut self) {
        let (sip, sport) = (self.v6_sip(), self.v6_sport());
        self.set_v6_sip(self.v6_dip());
        self.set_v6_sport(self.v6_dport());
        self.set_v6_dip(sip);
        self.set_v6_dport(sport);
    }

    #[inline]
    fn array<const AT: usize, const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        out.copy_from_slice(&self.0[AT..AT + N]);
        out
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_overlap_as_in_a_union() {
        let mut s = SocketInfo::ZERO;
        s.set_v4_server_ip(Ipv4Addr::new(10, 0, 0, 1));
        s.set_v4_server_port(53);
        s.set_l4_v4_server(L4Proto::Udp);
        assert_eq!(s.v4_sip(), Ipv4Addr::new(10, 0, 0, 1));
        assert_eq!(s.v4_dip(), Ipv4Addr::new(53, 0, 3, 0));
    }

    #[test]
    fn swapping_twice_changes_nothing() {
        let mut s = SocketInfo::ZERO;
        s.set_v6_sip(Ipv6Addr::LOCALHOST);
        s.set_v6_sport(7);
        let before = s;
        s.swap_v6();
        assert_eq!((s.v6_dip(), s.v6_dport(), s.v6_sport()), (Ipv6Addr::LOCALHOST, 7, 0));
        s.swap_v6();
        assert_eq!(s, before);
    }
}
