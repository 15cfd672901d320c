// SPDX-License-Identifier: Apache-2.0
//! Socket addresses as text.

use super::number::{push_u64, put};
use crate::codec::printable;
use crate::codec::{Ipv6Text, SockAddr, SockTuple, mapped};
use crate::fields::TextBuf;
use crate::schema::flags::socket::PPM_AF_INET;
use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Appends dotted decimals.
pub fn push_ipv4(out: &mut TextBuf<'_>, ip: Ipv4Addr) {
    for (i, octet) in ip.octets().into_iter().enumerate() {
        if i > 0 {
            out.push(b'.');
        }
        push_u64(out, u64::from(octet));
    }
}

/// Appends the form of `inet_ntop`.
pub fn push_ipv6(out: &mut TextBuf<'_>, ip: Ipv6Addr) {
    put!(out, "{}", Ipv6Text(ip));
}

fn push_ipv4_port(out: &mut TextBuf<'_>, ip: Ipv4Addr, port: u16) {
    push_ipv4(out, ip);
    out.push(b':');
    push_u64(out, u64::from(port));
}

fn push_ipv6_port(out: &mut TextBuf<'_>, ip: Ipv6Addr, port: u16) {
    push_ipv6(out, ip);
    out.push(b':');
    push_u64(out, u64::from(port));
}

fn push_other(out: &mut TextBuf<'_>, family: u8) {
    put!(out, "family {family}");
}

fn push_malformed(out: &mut TextBuf<'_>, family: u8) {
    let version = if u32::from(family) == PPM_AF_INET { "4" } else { "6" };
    put!(out, "INVALID IPv{version}");
}

/// Appends one end of a socket.
pub fn push_sockaddr(out: &mut TextBuf<'_>, address: SockAddr<'_>) {
    match address {
        SockAddr::Unix(path) => push_printable(out, path),
        SockAddr::Ipv4(ip, port) => push_ipv4_port(out, ip, port),
        SockAddr::Ipv6(ip, port) => push_ipv6_port(out, ip, port),
        SockAddr::Malformed(family) => push_malformed(out, family),
        SockAddr::Other(family) => push_other(out, family),
    }
}

/// Appends both ends of a socket; a pair of IPv4-mapped addresses as IPv4.
pub fn push_socktuple(out: &mut TextBuf<'_>, tuple: SockTuple<'_>) {
    match tuple {
        SockTuple::Unix(source, destination, path) => {
            put!(out, "{source:x}->{destination:x} ");
            push_printable(out, path);
        }
        SockTuple::Ipv4(sip, sport, dip, dport) => {
            push_ipv4_port(out, sip, sport);
            out.extend(b"->");
            push_ipv4_port(out, dip, dport);
        }
        SockTuple::Ipv6(sip, sport, dip, dport) => match (mapped(sip), mapped(dip)) {
            (Some(sip), Some(dip)) => push_socktuple(out, SockTuple::Ipv4(sip, sport, dip, dport)),
            _ => {
                push_ipv6_port(out, sip, sport);
                out.extend(b"->");
                push_ipv6_port(out, dip, dport);
            }
        },
        SockTuple::Malformed(family) => push_malformed(out, family),
        SockTuple::Other(family) => push_other(out, family),
    }
}

/// Appends a text with every unprintable sequence replaced.
#[inline]
pub fn push_printable(out: &mut TextBuf<'_>, text: &[u8]) {
    if printable::is_plain(text) {
        out.extend(text);
        return;
    }
    for piece in printable::pieces(text) {
        out.extend(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Scratch;

    #[test]
    fn ipv6_text_is_that_of_inet_ntop() {
        let shown = |text: &str| {
            let scratch = Scratch::new();
            let mut out = scratch.text();
            push_ipv6(&mut out, text.parse().expect("an address"));
            String::from_utf8(out.finish().to_vec()).expect("ASCII")
        };
        assert_eq!(shown("::"), "::");
        assert_eq!(shown("::1"), "::1");
        assert_eq!(shown("::1.2.3.4"), "::1.2.3.4");
        assert_eq!(shown("::ffff:1.2.3.4"), "::ffff:1.2.3.4");
        assert_eq!(shown("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
    }

    #[test]
    fn mapped_pairs_are_ipv4() {
        let scratch = Scratch::new();
        let mut out = scratch.text();
        let mapped = Ipv4Addr::LOCALHOST.to_ipv6_mapped();
        push_socktuple(&mut out, SockTuple::Ipv6(mapped, 1, mapped, 2));
        push_socktuple(&mut out, SockTuple::Ipv6(Ipv6Addr::UNSPECIFIED, 3, mapped, 4));
        assert_eq!(out.finish(), b"127.0.0.1:1->127.0.0.1:20.0.0.0:3->127.0.0.1:4");
    }
}
