// SPDX-License-Identifier: Apache-2.0
//! Addresses of the machine's network interfaces (getifaddrs(3)).

use crate::snapshot::{Ipv4Interface, Ipv6Interface};
use nix::sys::socket::{AddressFamily, SockaddrLike, SockaddrStorage};
use std::net::{Ipv4Addr, Ipv6Addr};

/// IPv4 and IPv6 addresses, in the system's order.
pub(super) fn interfaces() -> nix::Result<(Vec<Ipv4Interface>, Vec<Ipv6Interface>)> {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for entry in nix::ifaddrs::getifaddrs()? {
        let other = entry.broadcast.or(entry.destination);
        match entry.address.as_ref().and_then(SockaddrLike::family) {
            Some(AddressFamily::Inet) => v4.push(Ipv4Interface {
                name: entry.interface_name.into_bytes(),
                addr: ipv4(entry.address),
                netmask: ipv4(entry.netmask),
                broadcast: ipv4(other),
                link_speed: 0,
            }),
            Some(AddressFamily::Inet6) => v6.push(Ipv6Interface {
                name: entry.interface_name.into_bytes(),
                addr: ipv6(entry.address),
                netmask: ipv6(entry.netmask),
                broadcast: ipv6(other),
                link_speed: 0,
            }),
            _ => (),
        }
    }
    Ok((v4, v6))
}

fn ipv4(address: Option<SockaddrStorage>) -> Ipv4Addr {
    address.as_ref().and_then(|any| any.as_sockaddr_in()).map_or(Ipv4Addr::UNSPECIFIED, |inet| inet.ip())
}

fn ipv6(address: Option<SockaddrStorage>) -> Ipv6Addr {
    address.as_ref().and_then(|any| any.as_sockaddr_in6()).map_or(Ipv6Addr::UNSPECIFIED, |inet| inet.ip())
}
