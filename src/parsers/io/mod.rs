//! Reads and writes: what they tell of sockets.

mod read;
mod rights;
mod tuple;
mod write;

use super::Parser;
use super::context::ParseContext;
use crate::schema::Code;

pub(super) use tuple::{set_v4, set_v6, swap_ends};

pub(super) const ROUTES: &[(Code, Parser)] = &[
    (Code::SyscallReadX, read::read),
    (Code::SyscallPreadX, read::read),
    (Code::SyscallReadvX, read::readv),
    (Code::SyscallPreadvX, read::readv),
    (Code::SocketRecvX, read::recv),
    (Code::SocketRecvfromX, read::recvfrom),
    (Code::SocketRecvmsgX, read::recvmsg),
    (Code::SocketRecvmmsgX, read::recvmmsg),
    (Code::SyscallWriteX, write::write),
    (Code::SyscallPwriteX, write::write),
    (Code::SyscallWritevX, write::write),
    (Code::SyscallPwritevX, write::write),
    (Code::SocketSendX, write::send),
    (Code::SocketSendtoX, write::send),
    (Code::SocketSendmsgX, write::send),
    (Code::SocketSendmmsgX, write::sendmmsg),
    (Code::SyscallSendfileX, write::sendfile),
];

use super::StateChange;
use crate::state::Fd;

/// Notes on the socket whether it works. True when the call succeeded on a known descriptor.
#[inline]
fn condition(ctx: &mut ParseContext<'_, '_>) -> Option<bool> {
    let returned = ctx.returned()?;
    let track = ctx.options.track_connection_status;
    let Some(fd) = ctx.fd() else { return Some(false) };
    let inet = fd.is_inet_sock();
    if returned < 0 {
        if track && inet {
            ctx.fd_mut()?.set_connection(Fd::CONNECTION_FAILED);
            ctx.notify(|| StateChange::SocketStatus);
        }
        return Some(false);
    }
    const ALL: u32 = Fd::SOCKET_CONNECTED | Fd::CONNECTION_PENDING | Fd::CONNECTION_FAILED;
    if inet && fd.flags & ALL != Fd::SOCKET_CONNECTED {
        ctx.fd_mut()?.set_connected();
    }
    Some(true)
}

/// Which way the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From the socket.
    In,
    /// To the socket.
    Out,
}

/// Learns the ends of a socket from the tuple in a parameter, where they are not known for good already: TCP
/// sockets keep theirs.
#[inline]
fn learn_ends(ctx: &mut ParseContext<'_, '_>, tuple: usize, way: Way) -> Option<()> {
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
