// SPDX-License-Identifier: Apache-2.0
//! The ends of a socket, from the tuple of an event.

use super::super::ParseContext;
use crate::codec::{SockTuple, mapped};
use crate::schema::{FdType, L4Proto};
use crate::state::Fd;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Sets the ends of an IPv4 connection; true when something changed. The same pair, either way round, changes
/// nothing. A destination that was unknown counts as changed, whatever it becomes.
pub(in crate::parsers) fn set_v4(
    fd: &mut Fd,
    (sip, sport, dip, dport): (Ipv4Addr, u16, Ipv4Addr, u16),
) -> bool {
    let s = fd.socket();
    let known = (s.v4_sip(), s.v4_sport(), s.v4_dip(), s.v4_dport());
    if fd.ty == FdType::Ipv4Sock && (known == (sip, sport, dip, dport) || known == (dip, dport, sip, sport)) {
        return false;
    }
    let s = fd.socket_mut();
    s.set_v4_sip(sip);
    s.set_v4_sport(sport);
    let mut changed = known.0 != sip || known.1 != sport;
    if known.2.is_unspecified() || known.2 != dip {
        s.set_v4_dip(dip);
        changed = true;
    }
    if known.3 == 0 || known.3 != dport {
        s.set_v4_dport(dport);
        changed = true;
    }
    changed
}

/// As [`set_v4`], for an IPv6 connection.
pub(in crate::parsers) fn set_v6(
    fd: &mut Fd,
    (sip, sport, dip, dport): (Ipv6Addr, u16, Ipv6Addr, u16),
) -> bool {
    let s = fd.socket();
    let known = (s.v6_sip(), s.v6_sport(), s.v6_dip(), s.v6_dport());
    if fd.ty == FdType::Ipv6Sock && (known == (sip, sport, dip, dport) || known == (dip, dport, sip, sport)) {
        return false;
    }
    let s = fd.socket_mut();
    s.set_v6_sip(sip);
    s.set_v6_sport(sport);
    let mut changed = known.0 != sip || known.1 != sport;
    if known.2.is_unspecified() || known.2 != dip {
        s.set_v6_dip(dip);
        changed = true;
    }
    if known.3 == 0 || known.3 != dport {
        s.set_v6_dport(dport);
        changed = true;
    }
    changed
}

/// Swaps the ends of a connection.
pub(in crate::parsers) fn swap_ends(fd: &mut Fd) {
    if fd.ty == FdType::Ipv4Sock { fd.socket_mut().swap_v4() } else { fd.socket_mut().swap_v6() }
}

/// Reads the ends of the event's socket from a packed tuple. True when they changed and the name has to follow.
pub(super) fn update(ctx: &mut ParseContext<'_, '_>, tuple: &[u8]) -> Option<bool> {
    let Some(tuple) = SockTuple::leading(tuple) else { return Some(false) };
    let fd = ctx.fd_mut()?;
    if tuple.is_empty() && (fd.ty != FdType::Ipv4Sock || !fd.name.is_empty()) {
        // No peer: nothing is learnt, not even which kind of socket it is.
        return Some(false);
    }
    match tuple {
        SockTuple::Ipv4(sip, sport, dip, dport) => {
            fd.become_kind(FdType::Ipv4Sock);
            if !set_v4(fd, (sip, sport, dip, dport)) {
                return Some(false);
            }
        }
        SockTuple::Ipv6(sip, sport, dip, dport) => {
            if let (Some(sip), Some(dip)) = (mapped(sip), mapped(dip)) {
                fd.become_kind(FdType::Ipv4Sock);
                if !set_v4(fd, (sip, sport, dip, dport)) {
                    return Some(false);
                }
            } else {
                fd.become_kind(FdType::Ipv6Sock);
                if !set_v6(fd, (sip, sport, dip, dport)) {
                    return Some(false);
                }
            }
        }
        SockTuple::Unix(source, destination, _) => {
            fd.become_kind(FdType::UnixSock);
            fd.socket_mut().set_unix_source(source);
            fd.socket_mut().set_unix_destination(destination);
            return Some(true);
        }
        SockTuple::Other(_) | SockTuple::Malformed(_) => {}
    }
    // TCP does not change its ends during a connection: an unknown protocol that does is UDP.
    match fd.ty {
        FdType::Ipv4Sock if fd.socket().l4_v4() == L4Proto::Unknown => {
            fd.socket_mut().set_l4_v4(L4Proto::Udp);
        }
        FdType::Ipv6Sock if fd.socket().l4_v6() == L4Proto::Unknown => {
            fd.socket_mut().set_l4_v6(L4Proto::Udp);
        }
        _ => {}
    }
    let (slot, number) = ctx.at.fd?;
    let state = &mut *ctx.state;
    if let Some(fd) = state.threads.at_mut(slot)?.fd_table.get_mut(number) {
        state.interfaces.complete(fd);
    }
    Some(true)
}
