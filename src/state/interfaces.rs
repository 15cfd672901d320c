// SPDX-License-Identifier: Apache-2.0
//! Addresses of the machine, and what they imply for a socket with one end unknown.

use super::Fd;
use crate::schema::FdType;
use crate::snapshot::{Ipv4Interface, Ipv6Interface};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The addresses of the machine. Upstream: `sinsp_network_interfaces`.
#[derive(Debug, Clone, Default)]
pub struct Interfaces {
    /// IPv4 addresses, in the order of the system.
    pub ipv4: Vec<Ipv4Interface>,
    /// IPv6 addresses, in the order of the system.
    pub ipv6: Vec<Ipv6Interface>,
}

impl Interfaces {
    /// The address of this machine that a packet to `peer` would leave from; unspecified when none is known.
    pub fn infer_v4(&self, peer: Ipv4Addr) -> Ipv4Addr {
        let masked = |a: Ipv4Addr, mask: Ipv4Addr| a.to_bits() & mask.to_bits();
        self.ipv4
            .iter()
            .find(|i| i.addr == peer)
            .or_else(|| self.ipv4.iter().find(|i| masked(i.addr, i.netmask) == masked(peer, i.netmask)))
            .or_else(|| self.ipv4.iter().find(|i| i.addr != Ipv4Addr::LOCALHOST))
            .map_or(Ipv4Addr::UNSPECIFIED, |i| i.addr)
    }

    /// As [`Interfaces::infer_v4`]; the first 64 bits are taken for the network.
    pub fn infer_v6(&self, peer: Ipv6Addr) -> Ipv6Addr {
        let network = |a: Ipv6Addr| a.to_bits() >> 64;
        self.ipv6
            .iter()
            .find(|i| i.addr == peer)
            .or_else(|| self.ipv6.iter().find(|i| network(i.addr) == network(peer)))
            .or_else(|| self.ipv6.iter().find(|i| i.addr != Ipv6Addr::LOCALHOST))
            .map_or(Ipv6Addr::UNSPECIFIED, |i| i.addr)
    }

    /// Fills in the end of a connection that is not known yet.
    pub(crate) fn complete(&self, fd: &mut Fd) {
        match fd.ty {
            FdType::Ipv4Sock => self.complete_v4(fd),
            FdType::Ipv6Sock => self.complete_v6(fd),
            _ => {}
        }
    }

    fn complete_v4(&self, fd: &mut Fd) {
        let info = fd.socket();
        let (source, destination) = (info.v4_sip(), info.v4_dip());
        if !source.is_unspecified() && !destination.is_unspecified() {
            return;
        }
        let peer = if source.is_unspecified() { destination } else { source };
        let inferred = self.infer_v4(peer);
        if inferred == peer && info.v4_sport() == info.v4_dport() {
            return;
        }
        if source.is_unspecified() {
            fd.socket_mut().set_v4_sip(inferred);
        } else {
            fd.socket_mut().set_v4_dip(inferred);
        }
    }

    fn complete_v6(&self, fd: &mut Fd) {
        let info = fd.socket();
        let (source, destination) = (info.v6_sip(), info.v6_dip());
        if !source.is_unspecified() && !destination.is_unspecified() {
            return;
        }
        let peer = if source.is_unspecified() { destination } else { source };
        let inferred = self.infer_v6(peer);
        if inferred == peer && info.v6_sport() == info.v6_dport() {
            return;
        }
        if source.is_unspecified() {
            fd.socket_mut().set_v6_sip(inferred);
        } else {
            fd.socket_mut().set_v6_dip(inferred);
        }
    }

    /// True for an address in a private network or in a network of this machine.
    pub fn is_local_v4(&self, addr: Ipv4Addr) -> bool {
        let bits = addr.to_bits();
        // The mask of the last one is upstream's.
        if bits & 0xff00_0000 == 0x0a00_0000
            || bits & 0xffff_0000 == 0xc0a8_0000
            || bits & 0xff3f_0000 == 0xac10_0000
        {
            return true;
        }
        self.ipv4.iter().any(|i| {
            let mask = i.netmask.to_bits();
            i.addr.to_bits() & mask == bits & mask
        })
    }

    /// True for an address of this machine.
    pub fn is_own_v4(&self, addr: Ipv4Addr) -> bool {
        self.ipv4.iter().any(|i| i.addr == addr)
    }

    /// True for an address in a network (first 64 bits) of this machine.
    pub fn is_own_v6(&self, addr: Ipv6Addr) -> bool {
        self.ipv6.iter().any(|i| i.addr.to_bits() >> 64 == addr.to_bits() >> 64)
    }
}
