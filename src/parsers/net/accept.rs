// SPDX-License-Identifier: Apache-2.0
//! accept, accept4.

use super::super::io::{set_v4, set_v6};
use super::super::{ParseContext, StateChange};
use crate::codec::{SockTuple, mapped};
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::schema::{FdType, L4Proto};
use crate::state::address::push_tuple_param;
use crate::state::{Fd, Text};

pub(super) fn accept(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    accepted(ctx, None)
}

pub(super) fn accept4(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    accepted(ctx, Some(5))
}

fn accepted(ctx: &mut ParseContext<'_, '_>, flags: Option<usize>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let number = ctx.returned()?;
    if number < 0 {
        return Some(());
    }
    ctx.thread_mut()?.lastevent_fd = number;
    let bytes = ctx.param(1).bytes();
    let Some(mut fd) = SockTuple::leading(bytes).and_then(connection) else { return Some(()) };
    if let Some(flags) = flags {
        fd.open_flags = ctx.i32(flags)? as u32 & PPM_O_CLOEXEC;
    }
    let mut name = std::mem::take(&mut ctx.state.scratch);
    name.clear();
    push_tuple_param(bytes, &mut name);
    fd.name = Text::new(&name);
    ctx.state.scratch = name;
    fd.flags = Fd::ROLE_SERVER;
    fd.set_connected();
    ctx.notify(|| StateChange::Accept { fd: number });
    ctx.open(number, fd);
    Some(())
}

fn connection(tuple: SockTuple<'_>) -> Option<Fd> {
    let mut fd = Fd::new(FdType::Uninitialized);
    let v4 = match tuple {
        SockTuple::Ipv4(sip, sport, dip, dport) => Some((sip, sport, dip, dport)),
        SockTuple::Ipv6(sip, sport, dip, dport) => match (mapped(sip), mapped(dip)) {
            (Some(sip), Some(dip)) => Some((sip, sport, dip, dport)),
            _ => {
                set_v6(&mut fd, (sip, sport, dip, dport));
                fd.socket_mut().set_l4_v6(L4Proto::Tcp);
                fd.ty = FdType::Ipv6Sock;
                None
            }
        },
        SockTuple::Unix(source, destination, _) => {
            fd.socket_mut().set_unix_source(source);
            fd.socket_mut().set_unix_destination(destination);
            fd.ty = FdType::UnixSock;
            None
        }
        SockTuple::Other(_) | SockTuple::Malformed(_) => return None,
    };
    if let Some(ends) = v4 {
        set_v4(&mut fd, ends);
        fd.socket_mut().set_l4_v4(L4Proto::Tcp);
        fd.ty = FdType::Ipv4Sock;
    }
    Some(fd)
}
