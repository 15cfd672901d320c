// SPDX-License-Identifier: Apache-2.0
//! Users, groups, capabilities, namespaces.

use super::super::ParseContext;
use crate::schema::flags::capability;
use crate::schema::flags::process::{
    PPM_CL_CLONE_FILES, PPM_CL_CLONE_FS, PPM_CL_CLONE_NEWNS, PPM_CL_CLONE_NEWUSER,
};
use crate::state::Text;

pub(super) fn setuid(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    user(ctx, 1)
}

pub(super) fn setgid(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    group(ctx, 1)
}

/// setreuid and setresuid: the effective user is the second that they set.
pub(super) fn set_effective_user(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    user(ctx, 2)
}

/// setregid and setresgid: the effective group is the second that they set.
pub(super) fn set_effective_group(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    group(ctx, 2)
}

/// The id -1, which leaves the one that there is: setresuid(2), setreuid(2).
const UNCHANGED: u32 = u32::MAX;

fn user(ctx: &mut ParseContext<'_, '_>, index: usize) -> Option<()> {
    if ctx.returned()? != 0 || ctx.param(index).is_empty() {
        return Some(());
    }
    let uid = ctx.u32(index)?;
    if uid == UNCHANGED {
        return Some(());
    }
    let Some(slot) = ctx.thread_or_same_id() else { return Some(()) };
    let thread = ctx.state.threads.at_mut(slot)?;
    thread.uid = uid;
    let gid = thread.gid;
    ctx.state.users.see_user(uid, gid, ctx.lookup);
    Some(())
}

fn group(ctx: &mut ParseContext<'_, '_>, index: usize) -> Option<()> {
    if ctx.returned()? != 0 || ctx.param(index).is_empty() {
        return Some(());
    }
    let gid = ctx.u32(index)?;
    if gid == UNCHANGED {
        return Some(());
    }
    let Some(slot) = ctx.thread_or_same_id() else { return Some(()) };
    ctx.state.threads.at_mut(slot)?.gid = gid;
    ctx.state.users.see_group(gid, ctx.lookup);
    Some(())
}

pub(super) fn capset(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? < 0 || ctx.at.thread.is_none() {
        return Some(());
    }
    let caps = (ctx.u64(1)?, ctx.u64(2)?, ctx.u64(3)?);
    let thread = ctx.thread_mut()?;
    (thread.cap_inheritable, thread.cap_permitted, thread.cap_effective) = caps;
    Some(())
}

pub(super) fn unshare(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if let Some(slot) = ctx.at.thread
        && ctx.returned()? == 0
    {
        let flags = ctx.u32(1)?;
        if flags & PPM_CL_CLONE_FILES != 0 {
            ctx.state.threads.unshare_files(slot);
        }
        // The kernel adds CLONE_FS for a namespace of mounts or of users.
        if flags & (PPM_CL_CLONE_FS | PPM_CL_CLONE_NEWNS | PPM_CL_CLONE_NEWUSER) != 0 {
            ctx.state.unshare_directories(slot);
        }
    }
    enter_namespaces(ctx, |ctx| ctx.u32(1))
}

/// Whoever enters a namespace of mounts is at its root.
pub(super) fn setns(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if let Some(slot) = ctx.at.thread
        && ctx.returned()? == 0
        && enters_mounts(ctx)?
    {
        let root = Text::new(b"/");
        ctx.state.set_root(slot, &root);
        ctx.state.set_cwd(slot, &root);
    }
    enter_namespaces(ctx, |ctx| if ctx.param(2).is_empty() { Some(0) } else { ctx.u32(2) })
}

/// The kind of namespace is asked for or, with 0, that of the descriptor.
fn enters_mounts(ctx: &ParseContext<'_, '_>) -> Option<bool> {
    let asked = if ctx.param(2).is_empty() { 0 } else { ctx.u32(2)? };
    let name = ctx.fd().map(|fd| fd.name.bytes()).unwrap_or_default();
    Some(
        asked & PPM_CL_CLONE_NEWNS != 0
            || asked == 0 && (name.ends_with(b"/ns/mnt") || name.starts_with(b"mnt:[")),
    )
}

/// In a user namespace of its own a thread has every capability.
fn enter_namespaces(
    ctx: &mut ParseContext<'_, '_>,
    flags: impl FnOnce(&ParseContext<'_, '_>) -> Option<u32>,
) -> Option<()> {
    const ALL: u64 = (capability::PPM_CAP_CHECKPOINT_RESTORE << 1) - 1;
    if ctx.returned()? < 0 || ctx.at.thread.is_none() || flags(ctx)? & PPM_CL_CLONE_NEWUSER == 0 {
        return Some(());
    }
    let thread = ctx.thread_mut()?;
    (thread.cap_inheritable, thread.cap_permitted, thread.cap_effective) = (ALL, ALL, ALL);
    Some(())
}
