// SPDX-License-Identifier: Apache-2.0
//! socket, socketpair.

use super::super::ParseContext;
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::schema::flags::socket::{PPM_AF_INET, PPM_AF_INET6, PPM_AF_NETLINK, PPM_AF_UNIX};
use crate::schema::{FdType, L4Proto};
use crate::state::Fd;

const SOCK_STREAM: u32 = 1;
const SOCK_DGRAM: u32 = 2;
const SOCK_RAW: u32 = 3;
/// Part of the type, as the process passed it.
const SOCK_CLOEXEC: u32 = 0o2000000;

const IPPROTO_IP: u32 = 0;
const IPPROTO_ICMP: u32 = 1;
const IPPROTO_TCP: u32 = 6;
const IPPROTO_UDP: u32 = 17;
const IPPROTO_RAW: u32 = 255;

pub(super) fn socket(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let number = ctx.returned()?;
    if number < 0 || ctx.at.thread.is_none() {
        return Some(());
    }
    let fd = new_socket(ctx.u32(1)?, ctx.u32(2)?, ctx.u32(3)?, ctx.u32(4)?);
    ctx.open(number, fd);
    Some(())
}

fn new_socket(domain: u32, ty: u32, protocol: u32, flags: u32) -> Fd {
    let mut fd = Fd::new(match domain {
        PPM_AF_UNIX => FdType::UnixSock,
        PPM_AF_INET => FdType::Ipv4Sock,
        PPM_AF_INET6 => FdType::Ipv6Sock,
        PPM_AF_NETLINK => FdType::Netlink,
        _ => FdType::Unknown,
    });
    fd.open_flags = flags;
    match fd.ty {
        FdType::Ipv4Sock => fd.socket_mut().set_l4_v4(layer_4(ty, protocol)),
        FdType::Ipv6Sock => fd.socket_mut().set_l4_v6(layer_4(ty, protocol)),
        _ => {}
    }
    fd
}

fn layer_4(ty: u32, protocol: u32) -> L4Proto {
    let unless_raw = |proto| if ty == SOCK_RAW { L4Proto::Raw } else { proto };
    match protocol {
        IPPROTO_TCP => unless_raw(L4Proto::Tcp),
        IPPROTO_UDP => unless_raw(L4Proto::Udp),
        IPPROTO_ICMP => unless_raw(L4Proto::Icmp),
        IPPROTO_RAW => L4Proto::Raw,
        // The type may carry SOCK_NONBLOCK and SOCK_CLOEXEC.
        IPPROTO_IP => match ty & 0xff {
            SOCK_STREAM => L4Proto::Tcp,
            SOCK_DGRAM => L4Proto::Udp,
            _ => L4Proto::Unknown,
        },
        _ => L4Proto::Unknown,
    }
}

/// Data was sent over a descriptor that is not known, to or from an internet address: its creation was missed. UDP
/// is the best guess.
pub(in crate::parsers) fn inferred_udp(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? < 0 {
        return Some(());
    }
    let number = ctx.i64(2)?;
    let domain = u32::from(ctx.param(4).u8().unwrap_or(0));
    if domain == PPM_AF_INET || domain == PPM_AF_INET6 {
        ctx.open(number, new_socket(domain, SOCK_DGRAM, IPPROTO_UDP, 0));
    }
    Some(())
}

pub(super) fn socketpair(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? < 0 || ctx.at.thread.is_none() {
        return Some(());
    }
    let (first, second) = (ctx.i64(1)?, ctx.i64(2)?);
    if first == second {
        // Such as both -1.
        ctx.at.fd = None;
        return Some(());
    }
    let mut fd = Fd::new(FdType::UnixSock);
    // Events of old captures have no type.
    let ty = ctx.param(6).u32().unwrap_or(0);
    fd.open_flags = if ty & SOCK_CLOEXEC != 0 { PPM_O_CLOEXEC } else { 0 };
    fd.socket_mut().set_unix_source(ctx.u64(3)?);
    fd.socket_mut().set_unix_destination(ctx.u64(4)?);
    ctx.open(first, fd.clone());
    let shown = ctx.at.fd;
    ctx.open(second, fd);
    ctx.at.fd = shown;
    Some(())
}
