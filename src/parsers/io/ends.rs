// SPDX-License-Identifier: Apache-2.0
//! The ends of a socket, as reads and writes show them.

use super::super::ParseContext;
use super::tuple;
use crate::state::Fd;

/// Which way the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the socket.
    In,
    /// To the socket.
    Out,
}

/// Learns the ends of a socket from the tuple in a parameter, where they are not final already: TCP
/// sockets keep theirs.
#[inline]
pub(super) fn learn_ends(ctx: &mut ParseContext<'_, '_>, tuple: usize, way: Way) -> Option<()> {
    let fd = ctx.fd()?;
    if !fd.name.is_empty() && fd.is_tcp4() {
        return Some(());
    }
    let bytes = ctx.param(tuple).bytes();
    if !tuple::update(ctx, bytes)? {
        return Some(());
    }
    if !ctx.fd()?.is_inet_sock() {
        ctx.rename_with(|_, out| crate::state::address::push_tuple_param(bytes, out));
        return Some(());
    }
    if ctx.fd()?.is_role_none() {
        guess_role(ctx, way)?;
    }
    let fd = ctx.fd()?;
    let swap = match way {
        Way::In => fd.is_role_client(),
        Way::Out => fd.is_role_server(),
    };
    if swap {
        tuple::swap_ends(ctx.fd_mut()?);
    }
    ctx.rename_with(|ctx, out| {
        if let Some(fd) = ctx.fd() {
            crate::state::address::push_socket(fd.socket(), fd.ty, out);
        }
    });
    Some(())
}

/// Guesses whether the process is client or server from the ports it uses and, failing that, from who speaks
/// first: a server usually listens.
fn guess_role(ctx: &mut ParseContext<'_, '_>, way: Way) -> Option<()> {
    let (own, peer) = ctx.fd()?.ports();
    let table = ctx.fds();
    let role = if !table.is_some_and(|table| table.is_bound_to_port(peer)) {
        Fd::ROLE_CLIENT
    } else if !table.is_some_and(|table| table.uses_client_port(own)) || way == Way::In {
        Fd::ROLE_SERVER
    } else {
        Fd::ROLE_CLIENT
    };
    ctx.fd_mut()?.flags |= role;
    Some(())
}
