// SPDX-License-Identifier: Apache-2.0
//! read, pread, readv, preadv, recv, recvfrom, recvmsg, recvmmsg.

use super::super::{ParseContext, StateChange};
use super::condition::condition;
use super::ends::{Way, learn_ends};
use super::rights;
use crate::schema::FdType;

#[inline]
pub(super) fn read(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    plain(ctx, 1)
}

pub(super) fn readv(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    plain(ctx, 2)
}

#[inline]
fn plain(ctx: &mut ParseContext<'_, '_>, data: usize) -> Option<()> {
    if condition(ctx)? {
        ctx.notify(|| StateChange::Read { data });
    }
    Some(())
}

pub(super) fn recv(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    received(ctx, 4, 1).map(|_| ())
}

pub(super) fn recvfrom(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    received(ctx, 2, 1).map(|_| ())
}

pub(super) fn recvmsg(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if received(ctx, 3, 2)? && ctx.fd()?.ty == FdType::UnixSock {
        rights::receive(ctx, 4);
    }
    Some(())
}

pub(super) fn recvmmsg(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.param(0).is_empty() {
        // Old captures record only that it was called.
        return Some(());
    }
    if received(ctx, 4, 3)? && ctx.fd()?.ty == FdType::UnixSock {
        rights::receive(ctx, 5);
    }
    Some(())
}

fn received(ctx: &mut ParseContext<'_, '_>, tuple: usize, data: usize) -> Option<bool> {
    if !condition(ctx)? {
        return Some(false);
    }
    learn_ends(ctx, tuple, Way::In)?;
    ctx.notify(|| StateChange::Read { data });
    Some(true)
}
