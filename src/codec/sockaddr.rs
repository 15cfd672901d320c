// SPDX-License-Identifier: Apache-2.0
//! Socket addresses and tuples as parameters carry them.
//!
//! First byte: the portable address family. Then, for a unix address, the path with a NUL; for an internet address,
//! the address in network order and the port in host order. A tuple has both ends; a unix tuple has the kernel
//! addresses of both ends (u64 each) before the path.

use super::Param;
use crate::schema::flags::socket::{PPM_AF_INET, PPM_AF_INET6, PPM_AF_UNIX};
use std::net::{Ipv4Addr, Ipv6Addr};

const UNIX: u8 = PPM_AF_UNIX as u8;
const INET: u8 = PPM_AF_INET as u8;
const INET6: u8 = PPM_AF_INET6 as u8;

/// One end of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SockAddr<'a> {
    /// A unix socket by its path, without NUL; UTF-8 not guaranteed.
    Unix(&'a [u8]),
    /// Address and port.
    Ipv4(Ipv4Addr, u16),
    /// Address and port.
    Ipv6(Ipv6Addr, u16),
    /// A known family with too few or too many bytes.
    Malformed(u8),
    /// A family without an address layout here.
    Other(u8),
}

/// Both ends of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SockTuple<'a> {
    /// Kernel addresses of this end and the other, and the path without NUL.
    Unix(u64, u64, &'a [u8]),
    /// Source and destination.
    Ipv4(Ipv4Addr, u16, Ipv4Addr, u16),
    /// Source and destination.
    Ipv6(Ipv6Addr, u16, Ipv6Addr, u16),
    /// A known family with too few or too many bytes.
    Malformed(u8),
    /// A family without a tuple layout here.
    Other(u8),
}

fn ipv4(bytes: &[u8]) -> Option<(Ipv4Addr, u16)> {
    let [a, b, c, d, p, q] = *bytes else { return None };
    Some((Ipv4Addr::new(a, b, c, d), u16::from_ne_bytes([p, q])))
}

fn ipv6(bytes: &[u8]) -> Option<(Ipv6Addr, u16)> {
    let (address, port) = bytes.split_first_chunk::<16>()?;
    let port = <[u8; 2]>::try_from(port).ok()?;
    Some((Ipv6Addr::from(*address), u16::from_ne_bytes(port)))
}

impl<'a> SockAddr<'a> {
    /// Reads a `SOCKADDR` parameter; `None` when it is empty.
    pub fn read(param: Param<'a>) -> Option<SockAddr<'a>> {
        let (&family, rest) = param.bytes().split_first()?;
        let address = match family {
            UNIX => Some(SockAddr::Unix(Param::new(rest).text())),
            INET => ipv4(rest).map(|(ip, port)| SockAddr::Ipv4(ip, port)),
            INET6 => ipv6(rest).map(|(ip, port)| SockAddr::Ipv6(ip, port)),
            _ => Some(SockAddr::Other(family)),
        };
        Some(address.unwrap_or(SockAddr::Malformed(family)))
    }
}

impl<'a> SockTuple<'a> {
    /// Reads a `SOCKTUPLE` parameter; `None` when it is empty.
    pub fn read(param: Param<'a>) -> Option<SockTuple<'a>> {
        let (&family, rest) = param.bytes().split_first()?;
        let tuple = match family {
            UNIX => Self::unix(rest),
            INET => rest.split_at_checked(6).and_then(|(source, destination)| {
                let ((sip, sport), (dip, dport)) = (ipv4(source)?, ipv4(destination)?);
                Some(SockTuple::Ipv4(sip, sport, dip, dport))
            }),
            INET6 => rest.split_at_checked(18).and_then(|(source, destination)| {
                let ((sip, sport), (dip, dport)) = (ipv6(source)?, ipv6(destination)?);
                Some(SockTuple::Ipv6(sip, sport, dip, dport))
            }),
            _ => Some(SockTuple::Other(family)),
        };
        Some(tuple.unwrap_or(SockTuple::Malformed(family)))
    }

    fn unix(rest: &'a [u8]) -> Option<SockTuple<'a>> {
        let (source, rest) = rest.split_first_chunk()?;
        let (destination, path) = rest.split_first_chunk()?;
        let path = Param::new(path).text();
        Some(SockTuple::Unix(u64::from_ne_bytes(*source), u64::from_ne_bytes(*destination), path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_each_family() {
        let read = |bytes: &'static [u8]| SockAddr::read(Param::new(bytes));
        assert_eq!(read(b""), None);
        assert_eq!(read(b"\x01/run/s\0"), Some(SockAddr::Unix(b"/run/s")));
        let port = 80u16.to_ne_bytes();
        let inet = [2, 127, 0, 0, 1, port[0], port[1]];
        assert_eq!(SockAddr::read(Param::new(&inet)), Some(SockAddr::Ipv4(Ipv4Addr::LOCALHOST, 80)));
        assert_eq!(read(&[2, 127, 0, 0]), Some(SockAddr::Malformed(2)));
        assert_eq!(read(&[10, 0]), Some(SockAddr::Malformed(10)));
        assert_eq!(read(&[16]), Some(SockAddr::Other(16)));
    }

    #[test]
    fn tuples_need_both_ends() {
        let read = |bytes: &[u8]| match SockTuple::read(Param::new(bytes)) {
            Some(SockTuple::Malformed(family)) => family,
            other => panic!("{other:?} is not malformed"),
        };
        assert_eq!(read(&[2, 1, 2, 3, 4, 0, 0]), 2);
        assert_eq!(read(&[10; 36]), 10);
        assert_eq!(read(&[1; 16]), 1);
    }
}
