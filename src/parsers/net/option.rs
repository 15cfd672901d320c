// SPDX-License-Identifier: Apache-2.0
//! shutdown, getsockopt.

use super::super::{ParseContext, StateChange};
use crate::schema::flags::socket::{PPM_SOCKOPT_LEVEL_SOL_SOCKET, PPM_SOCKOPT_SO_ERROR};
use crate::state::Fd;

/// Changes nothing that is kept.
pub(super) fn shutdown(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? >= 0 && ctx.at.fd.is_some() {
        ctx.notify(|| StateChange::Shutdown);
    }
    Some(())
}

/// A process that queries the error of a socket learns how its connect ended.
pub(super) fn getsockopt(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.event.param_count() == 0
        || ctx.at.thread.is_none()
        || ctx.at.fd.is_none()
        || !ctx.options.track_connection_status
        || ctx.returned()? < 0
    {
        return Some(());
    }
    let (level, option) = (u32::from(ctx.u8(2)?), u32::from(ctx.u8(3)?));
    if level != PPM_SOCKOPT_LEVEL_SOL_SOCKET || option != PPM_SOCKOPT_SO_ERROR {
        return Some(());
    }
    // One byte selects the encoding of the value; an error number follows.
    let error = ctx.param(4).bytes().get(1..)?.first_chunk().map(|b| i64::from_ne_bytes(*b))?;
    ctx.at.error = error as i32;
    let condition = if error < 0 { Fd::CONNECTION_FAILED } else { Fd::SOCKET_CONNECTED };
    ctx.fd_mut()?.set_connection(condition);
    ctx.notify(|| StateChange::SocketStatus);
    Some(())
}
