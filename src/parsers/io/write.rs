// SPDX-License-Identifier: Apache-2.0
//! write, pwrite, writev, pwritev, send, sendto, sendmsg, sendmmsg, sendfile.

use super::super::net::inferred_udp;
use super::super::{ParseContext, StateChange};
use super::condition::condition;
use super::ends::{Way, learn_ends};

#[inline]
pub(super) fn write(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if condition(ctx)? {
        ctx.notify(|| StateChange::Write { data: 1 });
    }
    Some(())
}

pub(super) fn send(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.fd.is_none() && ctx.at.thread.is_some() {
        inferred_udp(ctx)?;
    }
    sent(ctx, 1)
}

pub(super) fn sendmmsg(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.param(0).is_empty() {
        // Old captures record only that it was called.
        return Some(());
    }
    sent(ctx, 3)
}

fn sent(ctx: &mut ParseContext<'_, '_>, data: usize) -> Option<()> {
    if condition(ctx)? {
        learn_ends(ctx, 4, Way::Out)?;
        ctx.notify(|| StateChange::Write { data });
    }
    Some(())
}

/// Changes nothing that is kept.
pub(super) fn sendfile(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.fd.is_some() && ctx.returned()? >= 0 && ctx.options.state_changes {
        let in_fd = ctx.i64(3)?;
        ctx.notify(|| StateChange::Sendfile { in_fd });
    }
    Some(())
}
