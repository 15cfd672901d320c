//! clone, fork, vfork, clone3.
//!
//! Both sides report: the caller with the id of the child, the child with 0. Whoever comes first makes the
//! child, except in a pid namespace, where the caller does not know the id that counts.

use super::super::{ParseContext, attach};
use super::{clone_caller, clone_child};
use crate::schema::flags::process::PPM_CL_CLONE_THREAD;
use crate::state::{Cgroups, Image, Strings, Text, Thread};
use std::sync::Arc;

/// An entry older than this is of an earlier thread of the same id whose end was missed, nanoseconds.
pub(super) const STALE: u64 = 2_000_000_000;

pub(super) fn clone(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    match ctx.returned()? {
        ..0 => Some(()),
        0 => clone_child::child(ctx),
        tid => clone_caller::caller(ctx, tid),
    }
}

/// What both sides tell of the child, by parameter.
pub(super) fn describe(
    ctx: &mut ParseContext<'_, '_>,
    child: &mut Thread,
    origin: Option<u32>,
) -> Option<()> {
    let origin = origin.and_then(|slot| ctx.state.threads.at(slot));
    let like = origin.map(|thread| Arc::clone(&thread.image)).unwrap_or_default();
    child.image = image(ctx, &like);
    let comm = if ctx.param(13).is_empty() { child.image.exe.bytes() } else { ctx.text(13) };
    child.comm = match origin {
        Some(thread) => Text::shared_with(comm, &thread.comm),
        None => Text::new(comm),
    };
    child.fdlimit = ctx.i64(7)?;
    memory(ctx, child)?;
    child.uid = ctx.u32(16)?;
    child.gid = ctx.u32(17)?;
    if let Some(cgroups) = cgroups(ctx, origin.map(|thread| thread.cgroups.clone())) {
        child.cgroups = cgroups;
    }
    child.clone_ts = ctx.event.ts();
    Some(())
}

/// The program of the child: that of its origin, with the first argument and the others as told.
fn image(ctx: &ParseContext<'_, '_>, like: &Arc<Image>) -> Arc<Image> {
    let exe = ctx.text(1);
    let args = Strings::shared_with(ctx.param(2).bytes(), &like.args);
    if like.exe.bytes() == exe && like.args == args {
        return Arc::clone(like);
    }
    let mut image = Image { exe: Text::shared_with(exe, &like.exe), args, ..Image::clone(like) };
    let path = image.exepath.clone();
    image.set_exepath(&path, ctx.state.keep_deleted_mark);
    Arc::new(image)
}

/// Page faults and memory, where told.
pub(super) fn memory(ctx: &ParseContext<'_, '_>, thread: &mut Thread) -> Option<()> {
    if ctx.param(12).is_empty() {
        return Some(());
    }
    thread.pfmajor = ctx.u64(8)?;
    thread.pfminor = ctx.u64(9)?;
    thread.vmsize_kb = ctx.u32(10)?;
    thread.vmrss_kb = ctx.u32(11)?;
    thread.vmswap_kb = ctx.u32(12)?;
    Some(())
}

/// Control groups, where told and well formed.
pub(super) fn cgroups(ctx: &ParseContext<'_, '_>, like: Option<Cgroups>) -> Option<Cgroups> {
    let param = ctx.param(14);
    if param.is_empty() {
        return None;
    }
    Cgroups::parse(param.bytes(), &like.unwrap_or_default(), &mut Vec::with_capacity(param.bytes().len()))
}

/// What a child has from the thread it comes from, beyond its program.
pub(super) fn inherit(ctx: &ParseContext<'_, '_>, child: &mut Thread, origin: u32) -> Option<()> {
    let origin = ctx.state.threads.at(origin)?;
    child.root = origin.root.clone();
    child.sid = origin.sid;
    child.vpgid = origin.vpgid;
    child.pgid = origin.pgid;
    child.tty = origin.tty;
    child.loginuid = origin.loginuid;
    child.cap_permitted = origin.cap_permitted;
    child.cap_inheritable = origin.cap_inheritable;
    child.cap_effective = origin.cap_effective;
    child.exe_ino_ctime_duration_clone_ts = origin.exe_ino_ctime_duration_clone_ts;
    Some(())
}

/// What a new process has from the thread it comes from: descriptors, working directory, environment. A new
/// thread uses those of its leader.
pub(super) fn copy_process(ctx: &mut ParseContext<'_, '_>, child: &mut Thread, origin: u32) -> Option<()> {
    if let Some(owner) = ctx.state.threads.fds_slot(origin) {
        child.fd_table = ctx.state.threads.fork_fds(owner)?;
    }
    let thread = ctx.state.threads.at(origin)?;
    child.cwd = match ctx.state.threads.main_thread(thread) {
        Some(main) => main.cwd.clone(),
        None => Text::new(b"./"),
    };
    child.env = thread.env.clone();
    Some(())
}

/// Takes the child in and calls observers. `collision`: an older thread of the same id was removed, perhaps the
/// one that the event belongs to.
pub(super) fn introduce(ctx: &mut ParseContext<'_, '_>, child: Thread, collision: bool) -> Option<u32> {
    let (tid, uid, gid) = (child.tid, child.uid, child.gid);
    ctx.state.users.see_user(uid, gid, ctx.lookup);
    ctx.state.users.see_group(gid, ctx.lookup);
    let slot = ctx.state.add_thread(child, true)?;
    ctx.notify(|| super::super::StateChange::Clone { tid, collision });
    Some(slot)
}

/// Attaches the event anew after a thread was removed under it.
pub(super) fn attach_again(ctx: &mut ParseContext<'_, '_>, collision: bool) {
    if collision {
        attach(ctx);
    }
}

/// True for a new process, false for a new thread of one.
pub(super) fn is_leader(flags: u32) -> bool {
    flags & PPM_CL_CLONE_THREAD == 0
}
