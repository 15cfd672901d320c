// SPDX-License-Identifier: Apache-2.0
//! Socket addresses to text, and the packed encoding in which events carry them.
//!
//! Packed: family (1 byte), then for IPv4 address and port, for IPv6 the same, for unix the path; a tuple has
//! both ends one after the other, for unix the kernel addresses of both ends and one path. Ports are in host
//! order. Addresses are in network order.

use super::path::push_printable;
use super::{Fd, SocketInfo};
use crate::codec::Ipv6Text;
use crate::schema::flags::socket::{PPM_AF_INET, PPM_AF_INET6, PPM_AF_UNIX};
use crate::schema::{FdType, L4Proto};
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

const UNIX: u8 = PPM_AF_UNIX as u8;
const INET: u8 = PPM_AF_INET as u8;
const INET6: u8 = PPM_AF_INET6 as u8;

/// A packed address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SockAddr<'a> {
    /// IPv4 address and port.
    V4(Ipv4Addr, u16),
    /// IPv6 address and port.
    V6(Ipv6Addr, u16),
    /// Path of a unix socket.
    Unix(&'a [u8]),
    /// Any other family.
    Other(u8),
}

/// A packed pair of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SockTuple<'a> {
    /// IPv4: source, source port, destination, destination port.
    V4(Ipv4Addr, u16, Ipv4Addr, u16),
    /// IPv6: source, source port, destination, destination port.
    V6(Ipv6Addr, u16, Ipv6Addr, u16),
    /// Unix: kernel addresses of this end and of the other, path.
    Unix(u64, u64, &'a [u8]),
    /// Any other family.
    Other(u8),
}

fn port(bytes: &[u8]) -> Option<u16> {
    bytes.first_chunk().map(|b| u16::from_ne_bytes(*b))
}

fn v4(bytes: &[u8]) -> Option<Ipv4Addr> {
    bytes.first_chunk::<4>().map(|b| Ipv4Addr::from(*b))
}

fn v6(bytes: &[u8]) -> Option<Ipv6Addr> {
    bytes.first_chunk::<16>().map(|b| Ipv6Addr::from(*b))
}

/// The bytes before the first NUL; `None` where the last byte is not NUL.
fn c_path(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.last() == Some(&0)).then(|| &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())])
}

impl<'a> SockAddr<'a> {
    /// Reads a packed address; `None` where it is too short or a path has no end.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&family, rest) = bytes.split_first()?;
        Some(match family {
            INET => Self::V4(v4(rest)?, port(rest.get(4..)?)?),
            INET6 => Self::V6(v6(rest)?, port(rest.get(16..)?)?),
            UNIX => Self::Unix(c_path(rest)?),
            other => Self::Other(other),
        })
    }

    /// Appends the text that the address has as a parameter.
    pub fn push(&self, out: &mut Vec<u8>) {
        match *self {
            Self::V4(ip, port) => push_v4_end(ip, port, out),
            Self::V6(ip, port) => push_v6_end(ip, port, out),
            Self::Unix(path) => push_printable(path, out),
            Self::Other(family) => push_family(family, out),
        }
    }
}

impl<'a> SockTuple<'a> {
    /// Reads a packed tuple; `None` where it is too short or a path has no end.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&family, rest) = bytes.split_first()?;
        let pointer = |at: usize| rest.get(at..at + 8)?.first_chunk().map(|b| u64::from_ne_bytes(*b));
        Some(match family {
            INET => Self::V4(v4(rest)?, port(rest.get(4..)?)?, v4(rest.get(6..)?)?, port(rest.get(10..)?)?),
            INET6 => {
                Self::V6(v6(rest)?, port(rest.get(16..)?)?, v6(rest.get(18..)?)?, port(rest.get(34..)?)?)
            }
            UNIX => Self::Unix(pointer(0)?, pointer(8)?, c_path(rest.get(16..)?)?),
            other => Self::Other(other),
        })
    }

    /// True for an internet tuple without an address or a port.
    pub fn is_empty(&self) -> bool {
        match *self {
            Self::V4(sip, sport, dip, dport) => {
                sip.is_unspecified() && dip.is_unspecified() && (sport, dport) == (0, 0)
            }
            Self::V6(sip, sport, dip, dport) => {
                sip.is_unspecified() && dip.is_unspecified() && (sport, dport) == (0, 0)
            }
            Self::Unix(..) | Self::Other(_) => false,
        }
    }

    /// Appends the text that the tuple has as a parameter.
    pub fn push(&self, out: &mut Vec<u8>) {
        match *self {
            Self::V4(sip, sport, dip, dport) => push_v4_tuple(sip, sport, dip, dport, out),
            Self::V6(sip, sport, dip, dport) => match (mapped(sip), mapped(dip)) {
                (Some(sip), Some(dip)) => push_v4_tuple(sip, sport, dip, dport, out),
                _ => push_v6_tuple(sip, sport, dip, dport, out),
            },
            Self::Unix(source, destination, path) => push_unix(source, destination, path, out),
            Self::Other(family) => push_family(family, out),
        }
    }
}

/// Appends the text of a packed address in a parameter, which is not empty.
pub fn push_address_param(bytes: &[u8], out: &mut Vec<u8>) {
    match (SockAddr::read(bytes), bytes) {
        (Some(SockAddr::V4(..)), [INET, rest @ ..]) if rest.len() == 6 => {}
        (Some(SockAddr::V6(..)), [INET6, rest @ ..]) if rest.len() == 18 => {}
        (Some(SockAddr::Unix(_) | SockAddr::Other(_)), _) => {}
        (_, [family, ..]) => return push_invalid(*family, out),
        (_, []) => return out.extend_from_slice(b"<NA>"),
    }
    if let Some(address) = SockAddr::read(bytes) {
        address.push(out);
    }
}

/// Appends the text of a packed tuple in a parameter, which is not empty.
pub fn push_tuple_param(bytes: &[u8], out: &mut Vec<u8>) {
    match (SockTuple::read(bytes), bytes) {
        (Some(SockTuple::V4(..)), [INET, rest @ ..]) if rest.len() == 12 => {}
        (Some(SockTuple::V6(..)), [INET6, rest @ ..]) if rest.len() == 36 => {}
        (Some(SockTuple::Unix(..) | SockTuple::Other(_)), _) => {}
        (_, [family, ..]) => return push_invalid(*family, out),
        (_, []) => return out.extend_from_slice(b"NULL"),
    }
    if let Some(tuple) = SockTuple::read(bytes) {
        tuple.push(out);
    }
}

fn push_invalid(family: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(match family {
        INET => b"INVALID IPv4",
        INET6 => b"INVALID IPv6",
        _ => b"<NA>",
    });
}

/// The IPv4 address in an IPv4-mapped one. The unspecified address counts as one, too.
pub fn mapped(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    if ip.is_unspecified() { Some(Ipv4Addr::UNSPECIFIED) } else { ip.to_ipv4_mapped() }
}

/// The last four bytes of an IPv6 address.
pub fn low_v4(ip: Ipv6Addr) -> Ipv4Addr {
    Ipv4Addr::from(ip.to_bits() as u32)
}

/// Writing to a `Vec` cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => { let _ = write!($out, $($arg)*); };
}

fn push_family(family: u8, out: &mut Vec<u8>) {
    put!(out, "family {family}");
}

/// Appends `address:port`.
pub fn push_v4_end(ip: Ipv4Addr, port: u16, out: &mut Vec<u8>) {
    put!(out, "{ip}:{port}");
}

/// Appends `address:port`, without brackets.
pub fn push_v6_end(ip: Ipv6Addr, port: u16, out: &mut Vec<u8>) {
    push_v6(ip, out);
    put!(out, ":{port}");
}

/// Appends `address:port->address:port`.
pub fn push_v4_tuple(sip: Ipv4Addr, sport: u16, dip: Ipv4Addr, dport: u16, out: &mut Vec<u8>) {
    put!(out, "{sip}:{sport}->{dip}:{dport}");
}

/// Appends `address:port->address:port`, without brackets.
pub fn push_v6_tuple(sip: Ipv6Addr, sport: u16, dip: Ipv6Addr, dport: u16, out: &mut Vec<u8>) {
    push_v6_end(sip, sport, out);
    out.extend_from_slice(b"->");
    push_v6_end(dip, dport, out);
}

/// Appends `source->destination path`, both in hexadecimal.
pub fn push_unix(source: u64, destination: u64, path: &[u8], out: &mut Vec<u8>) {
    put!(out, "{source:x}->{destination:x} ");
    push_printable(path, out);
}

/// Appends an IPv6 address.
pub fn push_v6(ip: Ipv6Addr, out: &mut Vec<u8>) {
    put!(out, "{}", Ipv6Text(ip));
}

/// Appends the text of a connection's ends; nothing for kinds without ends. Upstream: `sockinfo_to_str`.
pub fn push_socket(info: &SocketInfo, ty: FdType, out: &mut Vec<u8>) {
    match ty {
        FdType::Ipv4Sock => match info.l4_v4() {
            L4Proto::Tcp | L4Proto::Udp => {
                push_v4_tuple(info.v4_sip(), info.v4_sport(), info.v4_dip(), info.v4_dport(), out);
            }
            L4Proto::Icmp | L4Proto::Raw => {
                put!(out, "{}->{}", info.v4_sip(), info.v4_dip());
            }
            L4Proto::Unknown | L4Proto::Na => out.extend_from_slice(b"<unknown>"),
        },
        FdType::Ipv6Sock => push_socket_v6(info, out),
        _ => {}
    }
}

fn push_socket_v6(info: &SocketInfo, out: &mut Vec<u8>) {
    let (sip, dip) = (info.v6_sip(), info.v6_dip());
    let both_mapped = mapped(sip).zip(mapped(dip));
    match (info.l4_v6(), both_mapped) {
        (L4Proto::Tcp | L4Proto::Udp, Some((sip, dip))) => {
            push_v4_tuple(sip, info.v6_sport(), dip, info.v6_dport(), out);
        }
        (L4Proto::Tcp | L4Proto::Udp, None) => {
            push_v6_tuple(sip, info.v6_sport(), dip, info.v6_dport(), out);
        }
        (L4Proto::Icmp | L4Proto::Raw, Some((sip, dip))) => {
            put!(out, "{sip}->{dip}");
        }
        (L4Proto::Icmp | L4Proto::Raw, None) => {
            push_v6(sip, out);
            out.extend_from_slice(b"->");
            push_v6(dip, out);
        }
        _ => out.extend_from_slice(b"<unknown>"),
    }
}

/// Appends the name of a socket found in the system, from its ends. Unix sockets and others have names of their own.
pub(super) fn push_found(fd: &Fd, out: &mut Vec<u8>) {
    let s = fd.socket();
    match fd.ty {
        FdType::Ipv4Sock => push_v4_tuple(s.v4_sip(), s.v4_sport(), s.v4_dip(), s.v4_dport(), out),
        FdType::Ipv6Sock => push_v6_tuple(s.v6_sip(), s.v6_sport(), s.v6_dip(), s.v6_dport(), out),
        FdType::Ipv4ServSock => push_v4_end(s.v4_server_ip(), s.v4_server_port(), out),
        FdType::Ipv6ServSock => push_v6_end(s.v6_server_ip(), s.v6_server_port(), out),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_as_the_c_library_writes_it() {
        for (ip, text) in [
            ("::", "::"),
            ("::1", "::1"),
            ("fe80::1", "fe80::1"),
            ("2001:db8::8:800:200c:417a", "2001:db8::8:800:200c:417a"),
            ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
            ("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"),
            ("0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"),
            ("ff02::", "ff02::"),
            ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
            ("::1.2.3.4", "::1.2.3.4"),
            ("::ffff", "::ffff"),
            ("::1:2:3", "::1:2:3"),
        ] {
            let mut out = Vec::new();
            push_v6(ip.parse().expect("an address"), &mut out);
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }

    #[test]
    fn packed_addresses() {
        let mut v4 = vec![2, 10, 0, 0, 1];
        v4.extend(80u16.to_ne_bytes());
        assert_eq!(SockAddr::read(&v4), Some(SockAddr::V4(Ipv4Addr::new(10, 0, 0, 1), 80)));
        assert_eq!(SockAddr::read(&v4[..6]), None);
        assert_eq!(SockAddr::read(b"\x01/tmp/s\0"), Some(SockAddr::Unix(b"/tmp/s")));
        assert_eq!(SockAddr::read(b"\x01/tmp/s"), None);
        assert_eq!(SockAddr::read(b"\x11"), Some(SockAddr::Other(17)));
        assert_eq!(SockAddr::read(b""), None);
        let mut tuple = v4.clone();
        tuple.extend_from_slice(&v4[1..]);
        let mut out = Vec::new();
        SockTuple::read(&tuple).expect("complete").push(&mut out);
        assert_eq!(out, b"10.0.0.1:80->10.0.0.1:80");
        assert_eq!(SockTuple::read(&tuple[..12]), None);
        let mut unix = vec![1];
        unix.extend(0xabcu64.to_ne_bytes());
        unix.extend(0u64.to_ne_bytes());
        assert_eq!(SockTuple::read(&unix), None);
        unix.extend_from_slice(b"/run/\x01x\0");
        out.clear();
        SockTuple::read(&unix).expect("complete").push(&mut out);
        assert_eq!(out, "abc->0 /run/\u{fffd}x".as_bytes());
    }
}
