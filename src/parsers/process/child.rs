// SPDX-License-Identifier: Apache-2.0
//! A child as both sides of a clone make it.

use super::super::{ParseContext, attach};
use crate::schema::flags::process::{
    PPM_CL_CLONE_FILES, PPM_CL_CLONE_FS, PPM_CL_CLONE_PARENT, PPM_CL_CLONE_THREAD, PPM_CL_CLONE_VM,
};
use crate::state::{Cgroups, Directories, FdTable, Files, Heritage, Image, Strings, Text, Thread};
use std::sync::Arc;

/// A thread in the table that is older than this is an earlier one of the same id, whose end was missed; nanoseconds.
pub(super) const STALE: u64 = 2_000_000_000;

/// What both sides report of the child, by parameter.
pub(super) fn describe(
    ctx: &mut ParseContext<'_, '_>,
    child: &mut Thread,
    heritage: Option<&Heritage>,
) -> Option<()> {
    child.image = match heritage {
        Some(heritage) => image(ctx, &heritage.image),
        None => image(ctx, &Arc::default()),
    };
    let comm = if ctx.param(13).is_empty() { child.image.exe.bytes() } else { ctx.text(13) };
    (child.comm, child.renamed) = match heritage {
        // The name that the parent gave itself is no name of a program for the child, either.
        Some(heritage) if heritage.renamed.as_ref().is_some_and(|renamed| renamed.bytes() == comm) => {
            (heritage.comm.clone(), heritage.renamed.clone())
        }
        Some(heritage) => (Text::shared_with(comm, &heritage.comm), None),
        None => (Text::new(comm), None),
    };
    child.fdlimit = ctx.i64(7)?;
    memory(ctx, child)?;
    child.uid = ctx.u32(16)?;
    child.gid = ctx.u32(17)?;
    if let Some(cgroups) = cgroups(ctx, heritage.map(|heritage| heritage.cgroups.clone())) {
        child.cgroups = cgroups;
    }
    child.clone_ts = ctx.event.ts();
    Some(())
}

/// The program of the child: that of its origin, with the reported arguments.
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

/// Page faults and memory, where reported.
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

/// Control groups, where reported and well formed.
pub(super) fn cgroups(ctx: &ParseContext<'_, '_>, like: Option<Cgroups>) -> Option<Cgroups> {
    let param = ctx.param(14);
    if param.is_empty() {
        return None;
    }
    Cgroups::parse(param.bytes(), &like.unwrap_or_default(), &mut Vec::with_capacity(param.bytes().len()))
}

/// What a child has from the thread that it comes from, as that is now.
pub(super) fn heritage(ctx: &mut ParseContext<'_, '_>, origin: u32, flags: u32) -> Option<Heritage> {
    let threads = &mut ctx.state.threads;
    let shares = flags & PPM_CL_CLONE_FILES != 0;
    let (files, fd_table) = match threads.fds_slot(origin) {
        Some(holder) if shares && is_leader(flags) => {
            (Files::Of(threads.reference_at(holder)?), FdTable::default())
        }
        Some(holder) if !shares => (Files::Own, threads.fork_fds(holder)?),
        // Not all threads of the process share, and this one does with its maker.
        Some(holder) if threads.main_slot(origin).and_then(|main| threads.fds_slot(main)) != Some(holder) => {
            (Files::Of(threads.reference_at(holder)?), FdTable::default())
        }
        _ => (Files::Process, FdTable::default()),
    };
    let shared = threads.fds_slot(origin).filter(|_| shares && files != Files::Own);
    let shared =
        shared.and_then(|holder| Some((threads.at(holder)?.fd_table.id(), threads.fork_fds(holder)?)));
    // A thread whose flags were lost has none that every thread has.
    let shares = flags & PPM_CL_CLONE_FS != 0 || !is_leader(flags) && flags & PPM_CL_CLONE_VM == 0;
    let directories = threads.inherited_directories(origin, shares, !is_leader(flags));
    let thread = threads.at(origin)?;
    Some(Heritage {
        image: Arc::clone(&thread.image),
        comm: thread.comm.clone(),
        renamed: thread.renamed.clone(),
        cgroups: thread.cgroups.clone(),
        root: thread.root.clone(),
        cwd: Text::shared_with(threads.cwd(thread), &thread.cwd),
        directories,
        env: thread.env.clone(),
        files,
        fd_table,
        shared,
        ids: [thread.sid, thread.vpgid, thread.pgid],
        tty: thread.tty,
        loginuid: thread.loginuid,
        capabilities: [thread.cap_permitted, thread.cap_inheritable, thread.cap_effective],
        exe_ino_ctime_duration_clone_ts: thread.exe_ino_ctime_duration_clone_ts,
        lastexec_ts: thread.lastexec_ts,
    })
}

/// Where a child that has waited shares descriptors whose holder has left them since, it shares with who has them now.
pub(super) fn follow_files(ctx: &mut ParseContext<'_, '_>, heritage: &mut Heritage, leader: u32) {
    let Some((id, copy)) = heritage.shared.take() else { return };
    let threads = &ctx.state.threads;
    let holder = match heritage.files {
        Files::Of(holder) => threads.resolve(holder),
        _ => threads.fds_slot(leader).and_then(|holder| threads.at(holder)),
    };
    if holder.is_some_and(|holder| holder.fd_table.id() == id) {
        return;
    }
    let family = threads.at(leader).into_iter().flat_map(|leader| threads.members(leader)).chain(holder);
    let now = family.into_iter().find(|member| member.fd_table.id() == id);
    match now.and_then(|now| threads.reference_to(now.tid)) {
        Some(now) => heritage.files = Files::Of(now),
        None => (heritage.files, heritage.fd_table) = (Files::Own, copy),
    }
}

/// Gives a child what it has from the thread that it comes from, beyond its program. A thread uses the environment of
/// its leader and, unless it was made without CLONE_FS, the working directory.
pub(super) fn inherit(child: &mut Thread, heritage: Heritage, leader: bool) {
    child.root = heritage.root;
    [child.sid, child.vpgid, child.pgid] = heritage.ids;
    child.tty = heritage.tty;
    child.loginuid = heritage.loginuid;
    [child.cap_permitted, child.cap_inheritable, child.cap_effective] = heritage.capabilities;
    child.exe_ino_ctime_duration_clone_ts = heritage.exe_ino_ctime_duration_clone_ts;
    (child.files, child.fd_table) = (heritage.files, heritage.fd_table);
    child.directories = heritage.directories;
    if leader || child.directories != Directories::Process {
        child.cwd = heritage.cwd;
    }
    if leader {
        child.env = heritage.env;
    } else {
        child.lastexec_ts = heritage.lastexec_ts;
    }
}

/// True for a child that reports itself before its caller does and cannot say which thread that is: it has what the
/// most probable one has until then.
pub(super) fn is_unclear(ctx: &ParseContext<'_, '_>, origin: u32, flags: u32) -> Option<bool> {
    let threads = &ctx.state.threads;
    let alike = |thread: &Thread| {
        thread.is_main() || thread.files == Files::Process && thread.directories == Directories::Process
    };
    if is_leader(flags) {
        return Some(flags & PPM_CL_CLONE_PARENT != 0);
    }
    Some(!threads.members(threads.at(origin)?).all(alike))
}

/// Corrects what an unclear child inherited, now that its caller is known. What it opened since in a copy stays.
pub(super) fn correct(ctx: &mut ParseContext<'_, '_>, child: u32, caller: u32, flags: u32) -> Option<()> {
    let heritage = heritage(ctx, caller, flags)?;
    let threads = &mut ctx.state.threads;
    threads.at_mut(child)?.clone_seen.guessed = false;
    if flags & PPM_CL_CLONE_FILES == 0 || threads.fds_slot(child) != threads.fds_slot(caller) {
        threads.replace_files(child, heritage.files, heritage.fd_table)?;
    }
    threads.replace_directories(child, heritage.directories, heritage.cwd, heritage.root)
}

/// Removes an earlier thread whose id is used again; that of a process takes all of its threads along.
pub(super) fn remove_reused(ctx: &mut ParseContext<'_, '_>, tid: i64) {
    if let Some(slot) = ctx.state.threads.slot(tid)
        && ctx.state.threads.at(slot).is_some_and(Thread::is_main)
    {
        ctx.state.remove_followers(slot, tid, ctx.lookup);
    }
    ctx.state.remove_thread(tid, ctx.lookup);
}

/// Gives a thread of which only the id was known the program of its child, which is its own.
pub(super) fn name_after(thread: &mut Thread, child: &Thread) {
    thread.comm = child.comm.clone();
    let image = Arc::make_mut(&mut thread.image);
    image.exe = child.image.exe.clone();
    image.args = child.image.args.clone();
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

/// Attaches the event again after a thread was removed under it.
pub(super) fn attach_again(ctx: &mut ParseContext<'_, '_>, collision: bool) {
    if collision {
        attach(ctx);
    }
}

/// True for a new process, false for a new thread of one.
pub(super) fn is_leader(flags: u32) -> bool {
    flags & PPM_CL_CLONE_THREAD == 0
}
