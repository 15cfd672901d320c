// SPDX-License-Identifier: Apache-2.0
//! Network interfaces, one record per address.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An IPv4 address of an interface. Upstream: `scap_ifinfo_ipv4`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ipv4Interface {
    /// Name, such as `eth0`.
    pub name: Vec<u8>,
    /// Address.
    pub addr: Ipv4Addr,
    /// Network mask.
    pub netmask: Ipv4Addr,
    /// Broadcast address.
    pub broadcast: Ipv4Addr,
    /// Link speed as the writer knew it; 0 unknown.
    pub link_speed: u64,
}

/// An IPv6 address of an interface. Upstream: `scap_ifinfo_ipv6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ipv6Interface {
    /// Name, such as `eth0`.
    pub name: Vec<u8>,
    /// Address.
    pub addr: Ipv6Addr,
    /// Network mask.
    pub netmask: Ipv6Addr,
    /// Broadcast address.
    pub broadcast: Ipv6Addr,
    /// Link speed as the writer knew it; 0 unknown.
    pub link_speed: u64,
}
