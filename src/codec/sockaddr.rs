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

/// The IPv4 address in an IPv4-mapped one. The unspecified address counts as one, too, as upstream has it.
pub fn mapped(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    if ip.is_unspecified() { Some(Ipv4Addr::UNSPECIFIED) } else { ip.to_ipv4_mapped() }
}

/// One end at the start of `bytes`, and what follows it.
fn ipv4(bytes: &[u8]) -> Option<(Ipv4Addr, u16, &[u8])> {
    let (address, rest) = bytes.split_first_chunk::<4>()?;
    let (port, rest) = rest.split_first_chunk()?;
    Some((Ipv4Addr::from(*address), u16::from_ne_bytes(*port), rest))
}

fn ipv6(bytes: &[u8]) -> Option<(Ipv6Addr, u16, &[u8])> {
    let (address, rest) = bytes.split_first_chunk::<16>()?;
    let (port, rest) = rest.split_first_chunk()?;
    Some((Ipv6Addr::from(*address), u16::from_ne_bytes(*port), rest))
}

fn pointer(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (pointer, rest) = bytes.split_first_chunk()?;
    Some((u64::from_ne_bytes(*pointer), rest))
}

fn is_ended(path: &[u8]) -> bool {
    path.last() == Some(&0)
}

impl<'a> SockAddr<'a> {
    /// Reads a `SOCKADDR` parameter for its text, which wants exactly the bytes of its family; `None` when it is empty.
    pub fn read(param: Param<'a>) -> Option<SockAddr<'a>> {
        let family = *param.bytes().first()?;
        let whole = Self::split(param.bytes()).filter(|(_, rest)| rest.is_empty());
        Some(whole.map_or(SockAddr::Malformed(family), |(address, _)| address))
    }

    /// Reads the address that the bytes begin with, as the state does, which bears bytes behind it; `None` where there
    /// are too few or a path has no NUL.
    pub fn leading(bytes: &'a [u8]) -> Option<SockAddr<'a>> {
        let (address, _) = Self::split(bytes)?;
        (!matches!(address, SockAddr::Unix(_)) || is_ended(bytes)).then_some(address)
    }

    fn split(bytes: &'a [u8]) -> Option<(SockAddr<'a>, &'a [u8])> {
        let (&family, rest) = bytes.split_first()?;
        Some(match family {
            UNIX => (SockAddr::Unix(Param::new(rest).text()), &[]),
            INET => ipv4(rest).map(|(ip, port, rest)| (SockAddr::Ipv4(ip, port), rest))?,
            INET6 => ipv6(rest).map(|(ip, port, rest)| (SockAddr::Ipv6(ip, port), rest))?,
            _ => (SockAddr::Other(family), &[]),
        })
    }
}

impl<'a> SockTuple<'a> {
    /// Reads a `SOCKTUPLE` parameter for its text, which wants exactly the bytes of its family; `None` when it is empty.
    pub fn read(param: Param<'a>) -> Option<SockTuple<'a>> {
        let family = *param.bytes().first()?;
        let whole = Self::split(param.bytes()).filter(|(_, rest)| rest.is_empty());
        Some(whole.map_or(SockTuple::Malformed(family), |(tuple, _)| tuple))
    }

    /// Reads the tuple that the bytes begin with, as the state does, which bears bytes behind it; `None` where there
    /// are too few or a path has no NUL.
    pub fn leading(bytes: &'a [u8]) -> Option<SockTuple<'a>> {
        let (tuple, _) = Self::split(bytes)?;
        (!matches!(tuple, SockTuple::Unix(..)) || is_ended(bytes)).then_some(tuple)
    }

    /// True for an internet tuple without an address or a port.
    pub fn is_empty(&self) -> bool {
        match *self {
            Self::Ipv4(sip, sport, dip, dport) => {
                sip.is_unspecified() && dip.is_unspecified() && (sport, dport) == (0, 0)
            }
            Self::Ipv6(sip, sport, dip, dport) => {
                sip.is_unspecified() && dip.is_unspecified() && (sport, dport) == (0, 0)
            }
            Self::Unix(..) | Self::Malformed(_) | Self::Other(_) => false,
        }
    }

    fn split(bytes: &'a [u8]) -> Option<(SockTuple<'a>, &'a [u8])> {
        let (&family, rest) = bytes.split_first()?;
        Some(match family {
            UNIX => {
                let (source, rest) = pointer(rest)?;
                let (destination, path) = pointer(rest)?;
                (SockTuple::Unix(source, destination, Param::new(path).text()), &[])
            }
            INET => {
                let (sip, sport, rest) = ipv4(rest)?;
                let (dip, dport, rest) = ipv4(rest)?;
                (SockTuple::Ipv4(sip, sport, dip, dport), rest)
            }
            INET6 => {
                let (sip, sport, rest) = ipv6(rest)?;
                let (dip, dport, rest) = ipv6(rest)?;
                (SockTuple::Ipv6(sip, sport, dip, dport), rest)
            }
            _ => (SockTuple::Other(family), &[]),
        })
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

    #[test]
    fn the_state_bears_bytes_behind_an_address_and_wants_the_end_of_a_path() {
        let inet = [2, 127, 0, 0, 1, 0, 0, 9];
        assert_eq!(SockAddr::leading(&inet), Some(SockAddr::Ipv4(Ipv4Addr::LOCALHOST, 0)));
        assert_eq!(SockAddr::read(Param::new(&inet)), Some(SockAddr::Malformed(2)));
        assert_eq!(SockAddr::leading(&inet[..6]), None);
        assert_eq!(SockAddr::leading(b"\x01/tmp/s"), None);
        assert_eq!(SockAddr::leading(b"\x01/tmp/s\0"), Some(SockAddr::Unix(b"/tmp/s")));
        assert_eq!(SockAddr::leading(b"\x11"), Some(SockAddr::Other(17)));
        assert_eq!(SockAddr::leading(b""), None);
        assert_eq!(SockTuple::leading(&[1; 16]), None);
        assert_eq!(SockTuple::leading(&[2; 12]), None);
    }
}
