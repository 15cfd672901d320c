// SPDX-License-Identifier: Apache-2.0
//! connect.
//!
//! The exit event has the ends as the kernel knows them, and the address that the process passed, read again. The
//! enter event has that address as it was when the call began: the process cannot have changed it since. Where the
//! kernel's destination is only the address read again, the one of the enter event is used.

use super::super::enter::{Kept, give_back, retrieve};
use super::super::io::{set_v4, set_v6, swap_ends};
use super::super::{ParseContext, StateChange};
use crate::codec::{SockAddr, SockTuple, mapped};
use crate::schema::FdType;
use crate::schema::flags::socket::PPM_AF_UNSPEC;
use crate::state::Fd;
use crate::state::address::{push_socket, push_unix};

const EINPROGRESS: i64 = 115;
const UNSPEC: u8 = PPM_AF_UNSPEC as u8;

pub(super) fn connect(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() || ctx.at.fd.is_none() {
        return Some(());
    }
    let returned = ctx.returned()?;
    let track = ctx.options.track_connection_status;
    let condition = match returned {
        0.. => Fd::SOCKET_CONNECTED,
        _ if returned == -EINPROGRESS && track => Fd::CONNECTION_PENDING,
        _ if returned == -EINPROGRESS => Fd::SOCKET_CONNECTED,
        _ if track => Fd::CONNECTION_FAILED,
        _ => return Some(()),
    };
    ctx.fd_mut()?.set_connection(condition);
    let kept = retrieve(ctx);
    let done = named(ctx, kept.as_ref());
    if let Some(kept) = kept {
        give_back(ctx.state, kept);
    }
    done
}

fn named(ctx: &mut ParseContext<'_, '_>, kept: Option<&Kept>) -> Option<()> {
    let entered = kept.and_then(Kept::event);
    let entered = entered.and_then(|event| SockAddr::leading(event.param_or_empty(1).bytes()));
    let again = SockAddr::leading(ctx.param(3).bytes());
    if entered.or(again) == Some(SockAddr::Other(UNSPEC)) {
        return disconnected(ctx);
    }
    let tuple = ctx.param(1);
    if tuple.is_empty() {
        // A TCP fast open that sends later.
        let Some(entered) = entered else { return Some(()) };
        from_address(ctx, entered)?;
        if ctx.options.track_connection_status {
            ctx.notify(|| {
                let entry = kept.and_then(Kept::event);
                let address = entry.map(|event| event.param_or_empty(1).bytes().to_vec());
                StateChange::ConnectTo { address: address.unwrap_or_default() }
            });
        }
        return Some(());
    }
    let Some(tuple) = SockTuple::leading(tuple.bytes()) else { return Some(()) };
    from_tuple(ctx, tuple, again.zip(entered))?;
    ctx.notify(|| StateChange::Connect);
    Some(())
}

/// A connect to no address ends a connection: the socket has no peer until the next one. connect(2)
fn disconnected(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let fd = ctx.fd_mut()?;
    if fd.is_inet_sock() {
        fd.forget_ends();
        ctx.rename(b"");
    }
    Some(())
}

/// Only the destination is known.
fn from_address(ctx: &mut ParseContext<'_, '_>, address: SockAddr<'_>) -> Option<()> {
    let fd = ctx.fd_mut()?;
    let v4 = match address {
        SockAddr::Ipv4(ip, port) => Some((ip, port)),
        SockAddr::Ipv6(ip, port) => match mapped(ip) {
            Some(ip) => Some((ip, port)),
            None => {
                fd.become_kind(FdType::Ipv6Sock);
                fd.socket_mut().set_v6_dport(port);
                fd.socket_mut().set_v6_dip(ip);
                return Some(());
            }
        },
        SockAddr::Unix(_) | SockAddr::Other(_) | SockAddr::Malformed(_) => None,
    };
    match v4 {
        Some((ip, port)) => {
            fd.become_kind(FdType::Ipv4Sock);
            fd.socket_mut().set_v4_dip(ip);
            fd.socket_mut().set_v4_dport(port);
        }
        // What an empty tuple reads as.
        None => ctx.rename(b"NULL"),
    }
    Some(())
}

fn from_tuple(
    ctx: &mut ParseContext<'_, '_>,
    tuple: SockTuple<'_>,
    addresses: Option<(SockAddr<'_>, SockAddr<'_>)>,
) -> Option<()> {
    let fd = ctx.fd_mut()?;
    let changed = match tuple {
        SockTuple::Ipv4(sip, sport, dip, dport) => {
            let (dip, dport) = match addresses {
                Some((SockAddr::Ipv4(ip, port), SockAddr::Ipv4(eip, eport)))
                    if (ip, port) == (dip, dport) =>
                {
                    (eip, eport)
                }
                _ => (dip, dport),
            };
            fd.become_kind(FdType::Ipv4Sock);
            set_v4(fd, (sip, sport, dip, dport))
        }
        SockTuple::Ipv6(sip, sport, dip, dport) => {
            let (dip, dport) = match addresses {
                Some((SockAddr::Ipv6(ip, port), SockAddr::Ipv6(eip, eport)))
                    if (ip, port) == (dip, dport) =>
                {
                    (eip, eport)
                }
                _ => (dip, dport),
            };
            match (mapped(sip), mapped(dip)) {
                (Some(sip), Some(dip)) => {
                    fd.become_kind(FdType::Ipv4Sock);
                    set_v4(fd, (sip, sport, dip, dport))
                }
                _ => {
                    fd.become_kind(FdType::Ipv6Sock);
                    set_v6(fd, (sip, sport, dip, dport))
                }
            }
        }
        SockTuple::Unix(source, destination, path) => {
            return from_unix(ctx, source, destination, path, addresses);
        }
        SockTuple::Other(_) | SockTuple::Malformed(_) => return Some(()),
    };
    if changed && fd.is_role_server() && fd.is_udp4() {
        // A UDP server that connects.
        swap_ends(fd);
    }
    become_client(fd);
    ctx.rename_with(|ctx, out| {
        if let Some(fd) = ctx.fd() {
            push_socket(fd.socket(), fd.ty, out);
        }
    });
    Some(())
}

fn from_unix(
    ctx: &mut ParseContext<'_, '_>,
    source: u64,
    destination: u64,
    path: &[u8],
    addresses: Option<(SockAddr<'_>, SockAddr<'_>)>,
) -> Option<()> {
    let fd = ctx.fd_mut()?;
    if fd.ty != FdType::UnixSock {
        return Some(());
    }
    let path = match addresses {
        Some((SockAddr::Unix(again), SockAddr::Unix(entered))) if again == path => entered,
        _ => path,
    };
    fd.socket_mut().set_unix_source(source);
    fd.socket_mut().set_unix_destination(destination);
    become_client(fd);
    ctx.rename_with(|_, out| push_unix(source, destination, path, out));
    Some(())
}

fn become_client(fd: &mut Fd) {
    if fd.is_role_none() {
        fd.flags |= Fd::ROLE_CLIENT;
    }
}
