// SPDX-License-Identifier: Apache-2.0
//! bind.

use super::super::{ParseContext, StateChange};
use crate::codec::{SockAddr, mapped};
use crate::schema::FdType;
use crate::state::address::push_address_param;
use crate::state::{Fd, SocketInfo};

/// A socket bound to a port is taken for a listening one.
pub(super) fn bind(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.fd.is_none() || ctx.returned()? < 0 {
        return Some(());
    }
    let bytes = ctx.param(1).bytes();
    let Some(address) = SockAddr::leading(bytes) else { return Some(()) };
    let fd = ctx.fd_mut()?;
    match address {
        SockAddr::Ipv4(ip, port) if port > 0 => {
            listens(fd, FdType::Ipv4ServSock, |s| {
                s.set_v4_server_ip(ip);
                s.set_v4_server_port(port);
            });
        }
        SockAddr::Ipv6(ip, port) if port > 0 => match mapped(ip) {
            Some(ip) => listens(fd, FdType::Ipv4ServSock, |s| {
                s.set_v4_server_ip(ip);
                s.set_v4_server_port(port);
            }),
            None => listens(fd, FdType::Ipv6ServSock, |s| {
                s.set_v6_server_port(port);
                s.set_v6_server_ip(ip);
            }),
        },
        _ => {}
    }
    ctx.rename_with(|_, out| push_address_param(bytes, out));
    ctx.notify(|| StateChange::Bind);
    Some(())
}

fn listens(fd: &mut Fd, ty: FdType, set: impl FnOnce(&mut SocketInfo)) {
    fd.become_kind(ty);
    set(fd.socket_mut());
    fd.flags |= Fd::ROLE_SERVER;
}
