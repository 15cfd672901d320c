// SPDX-License-Identifier: Apache-2.0
//! Whether a socket works, as its use shows.

use super::super::{ParseContext, StateChange};
use crate::state::Fd;

/// Records on the socket whether it works. True when the call succeeded on a known descriptor.
#[inline]
pub(super) fn condition(ctx: &mut ParseContext<'_, '_>) -> Option<bool> {
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
