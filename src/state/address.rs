// SPDX-License-Identifier: Apache-2.0
//! Socket addresses to text.

use super::path::push_printable;
use super::{Fd, SocketInfo};
use crate::codec::{Ipv6Text, Param, SockAddr, SockTuple, mapped};
use crate::schema::flags::socket::{PPM_AF_INET, PPM_AF_INET6};
use crate::schema::{FdType, L4Proto};
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

fn push_address(address: &SockAddr<'_>, out: &mut Vec<u8>) {
    match *address {
        SockAddr::Ipv4(ip, port) => push_v4_end(ip, port, out),
        SockAddr::Ipv6(ip, port) => push_v6_end(ip, port, out),
        SockAddr::Unix(path) => push_printable(path, out),
        SockAddr::Other(family) => push_family(family, out),
        SockAddr::Malformed(family) => push_malformed(family, out),
    }
}

fn push_tuple(tuple: &SockTuple<'_>, out: &mut Vec<u8>) {
    match *tuple {
        SockTuple::Ipv4(sip, sport, dip, dport) => push_v4_tuple(sip, sport, dip, dport, out),
        SockTuple::Ipv6(sip, sport, dip, dport) => match (mapped(sip), mapped(dip)) {
            (Some(sip), Some(dip)) => push_v4_tuple(sip, sport, dip, dport, out),
            _ => push_v6_tuple(sip, sport, dip, dport, out),
        },
        SockTuple::Unix(source, destination, path) => push_unix(source, destination, path, out),
        SockTuple::Other(family) => push_family(family, out),
        SockTuple::Malformed(family) => push_malformed(family, out),
    }
}

/// Appends the text of a packed address in a parameter, which is not empty.
pub fn push_address_param(bytes: &[u8], out: &mut Vec<u8>) {
    match SockAddr::read(Param::new(bytes)) {
        Some(address) => push_address(&address, out),
        None => out.extend_from_slice(b"<NA>"),
    }
}

/// Appends the text of a packed tuple in a parameter, which is not empty.
pub fn push_tuple_param(bytes: &[u8], out: &mut Vec<u8>) {
    match SockTuple::read(Param::new(bytes)) {
        Some(tuple) => push_tuple(&tuple, out),
        None => out.extend_from_slice(b"NULL"),
    }
}

fn push_malformed(family: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(match u32::from(family) {
        PPM_AF_INET => b"INVALID IPv4",
        PPM_AF_INET6 => b"INVALID IPv6",
        _ => b"<NA>",
    });
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
        let mut tuple = v4.clone();
        tuple.extend_from_slice(&v4[1..]);
        let text = |tuple: &[u8]| {
            let mut out = Vec::new();
            push_tuple_param(tuple, &mut out);
            String::from_utf8_lossy(&out).into_owned()
        };
        assert_eq!(text(&tuple), "10.0.0.1:80->10.0.0.1:80");
        assert_eq!(text(&tuple[..12]), "INVALID IPv4");
        let mut unix = vec![1];
        unix.extend(0xabcu64.to_ne_bytes());
        unix.extend(0u64.to_ne_bytes());
        unix.extend_from_slice(b"/run/\x01x\0");
        assert_eq!(text(&unix), "abc->0 /run/\u{fffd}x");
        assert_eq!(text(&unix[..12]), "<NA>");
    }
}
