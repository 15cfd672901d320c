// SPDX-License-Identifier: Apache-2.0
//! Users and groups that are added and removed.

use super::super::ParseContext;

pub(super) fn user_added(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let (uid, gid) = (ctx.u32(0)?, ctx.u32(1)?);
    let (name, home, shell, container) = (ctx.text(2), ctx.text(3), ctx.text(4), container(ctx, 5));
    ctx.state.users.set_user(container, uid, gid, name, home, shell);
    Some(())
}

pub(super) fn user_deleted(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let uid = ctx.u32(0)?;
    let container = container(ctx, 5);
    ctx.state.users.remove_user(container, uid);
    Some(())
}

pub(super) fn group_added(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let gid = ctx.u32(0)?;
    let (name, container) = (ctx.text(1), container(ctx, 2));
    ctx.state.users.set_group(container, gid, name);
    Some(())
}

pub(super) fn group_deleted(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let gid = ctx.u32(0)?;
    let container = container(ctx, 2);
    ctx.state.users.remove_group(container, gid);
    Some(())
}

/// The container; nothing for the machine itself.
fn container<'e>(ctx: &ParseContext<'_, 'e>, index: usize) -> &'e [u8] {
    ctx.param(index).text()
}
