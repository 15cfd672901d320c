// SPDX-License-Identifier: Apache-2.0
//! execve, execveat.

use super::super::enter::{Kept, give_back, kept_text, retrieve};
use super::super::file::{Base, base_directory};
use super::super::{ParseContext, StateChange};
use super::child::{cgroups, memory};
use crate::codec::RawEvent;
use crate::schema::Code;
use crate::schema::flags::process::{
    PPM_CL_ACTIVE, PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLONE_INVERTED, PPM_CL_IS_MAIN_THREAD, PPM_CL_NAME_CHANGED,
    PPM_CL_PIPE_DST, PPM_CL_PIPE_SRC, PPM_EXE_FROM_MEMFD, PPM_EXE_LOWER_LAYER, PPM_EXE_UPPER_LAYER,
    PPM_EXE_WRITABLE, PPM_EXVAT_AT_EMPTY_PATH,
};
use crate::state::{Image, Strings, Text, Thread, path};
use std::sync::Arc;

/// What a thread keeps of its flags over an execve.
const KEPT_FLAGS: u32 = PPM_CL_PIPE_SRC | PPM_CL_PIPE_DST | PPM_CL_IS_MAIN_THREAD | PPM_CL_CLONE_INVERTED;

pub(super) fn execve(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? < 0 {
        return Some(());
    }
    let Some(slot) = ctx.at.thread else { return Some(()) };
    // A follower that loads a program takes the id of its leader, which has ended by then.
    ctx.state.take_over(slot);
    let thread = ctx.state.threads.at(slot)?;
    let mut image = Image::clone(&thread.image);
    image.exe = Text::shared_with(ctx.text(1), &image.exe);
    image.args = Strings::shared_with(ctx.param(2).bytes(), &image.args);
    identify(ctx, slot, &image)?;
    details(ctx, slot)?;
    if !ctx.param(27).is_empty() {
        image.set_exepath(ctx.text(27), ctx.state.keep_deleted_mark);
    } else if let Some(kept) = retrieve(ctx) {
        if let Some(path) = path_of_entry(ctx, &kept) {
            image.set_exepath(&path, ctx.state.keep_deleted_mark);
        }
        give_back(ctx.state, kept);
    }
    credentials(ctx, slot, &mut image)?;
    ctx.state.threads.at_mut(slot)?.image = Arc::new(image);
    settle(ctx, slot)
}

/// Names and ids. A thread of which only its id was known joins its group and its parent.
fn identify(ctx: &mut ParseContext<'_, '_>, slot: u32, image: &Image) -> Option<()> {
    let comm = if ctx.param(13).is_empty() { image.exe.bytes() } else { ctx.text(13) };
    let (pid, ts) = (ctx.i64(4)?, ctx.event.ts());
    let thread = ctx.state.threads.at_mut(slot)?;
    thread.lastexec_ts = ts;
    thread.comm = Text::shared_with(comm, &thread.comm);
    thread.renamed = None;
    thread.pid = pid;
    if thread.is_invalid() {
        let ptid = ctx.i64(5)?;
        let thread = ctx.state.threads.at_mut(slot)?;
        thread.ptid = ptid;
        if thread.flags & PPM_CL_CHILD_IN_PIDNS == 0 {
            (thread.vtid, thread.vpid) = (thread.tid, thread.pid);
        }
        ctx.state.relate(slot);
    }
    Some(())
}

/// Limits, memory, environment, control groups, terminal.
fn details(ctx: &mut ParseContext<'_, '_>, slot: u32) -> Option<()> {
    let fdlimit = ctx.i64(7)?;
    let mut sizes = Thread::new(0);
    memory(ctx, &mut sizes)?;
    let groups = cgroups(ctx, Some(ctx.state.threads.at(slot)?.cgroups.clone()));
    let tty = if ctx.param(16).is_empty() { None } else { Some(ctx.u32(16)?) };
    let (has_memory, env) = (!ctx.param(12).is_empty(), ctx.param(15).bytes());
    let whole = ctx.state.whole_environment(ctx.state.threads.at(slot)?.pid, env, ctx.lookup);
    let thread = ctx.state.threads.at_mut(slot)?;
    thread.fdlimit = fdlimit;
    if has_memory {
        (thread.pfmajor, thread.pfminor) = (sizes.pfmajor, sizes.pfminor);
        (thread.vmsize_kb, thread.vmrss_kb, thread.vmswap_kb) =
            (sizes.vmsize_kb, sizes.vmrss_kb, sizes.vmswap_kb);
    }
    if let Some(whole) = whole {
        thread.env = whole;
    } else if !env.is_empty() {
        thread.env = Strings::shared_with(env, &thread.env);
    }
    if let Some(groups) = groups {
        thread.cgroups = groups;
    }
    thread.tty = tty.unwrap_or(thread.tty);
    Some(())
}

/// The path of the executable, from the enter event of a call whose exit event does not have it.
fn path_of_entry(ctx: &mut ParseContext<'_, '_>, kept: &Kept) -> Option<Vec<u8>> {
    let event = kept.event()?;
    let mut full = Vec::new();
    if event.code() == Code::SyscallExecve_19E {
        match kept_text(&event, 0) {
            b"<NA>" => full.extend_from_slice(b"<NA>"),
            name => path::concatenate(ctx.state.threads.cwd(ctx.thread()?), name, &mut full),
        }
    } else if event.code() == Code::SyscallExecveatE {
        path_of_execveat(ctx, &event, &mut full)?;
    }
    Some(full)
}

fn path_of_execveat(ctx: &mut ParseContext<'_, '_>, event: &RawEvent<'_>, full: &mut Vec<u8>) -> Option<()> {
    let dirfd = event.param(0)?.i64()?;
    let flags = event.param(2)?.u32()?;
    let name = kept_text(event, 1);
    let by_descriptor = flags & PPM_EXVAT_AT_EMPTY_PATH != 0;
    let mut directory = Vec::new();
    let base = base_directory(ctx, name, dirfd, &mut directory);
    match base {
        Base::Descriptor(found) => ctx.at.fd = Some(found),
        Base::WorkingDirectory => ctx.at.fd = ctx.find_fd(dirfd),
        Base::Absolute | Base::Unknown => {}
    }
    if base == Base::Absolute {
        directory.push(b'.');
    }
    if base == Base::Unknown || (!by_descriptor && name == b"<NA>") {
        full.extend_from_slice(b"<NA>");
    } else if by_descriptor {
        path::concatenate(b"", &directory, full);
    } else {
        path::concatenate(&directory, name, full);
    }
    Some(())
}

/// Groups, login, capabilities, user and the executable's own attributes.
fn credentials(ctx: &mut ParseContext<'_, '_>, slot: u32, image: &mut Image) -> Option<()> {
    let i64_at = |index| if ctx.param(index).is_empty() { Some(None) } else { ctx.i64(index).map(Some) };
    let u32_at = |index| if ctx.param(index).is_empty() { Some(None) } else { ctx.u32(index).map(Some) };
    let (vpgid, pgid) = (i64_at(17)?, i64_at(28)?);
    let (loginuid, flags, uid, gid) = (u32_at(18)?, u32_at(19)?, u32_at(26)?, u32_at(29)?);
    let caps = if ctx.param(22).is_empty() { None } else { Some((ctx.u64(20)?, ctx.u64(21)?, ctx.u64(22)?)) };
    if let Some(flags) = flags {
        image.exe_writable = flags & PPM_EXE_WRITABLE != 0;
        image.exe_upper_layer = flags & PPM_EXE_UPPER_LAYER != 0;
        image.exe_from_memfd = flags & PPM_EXE_FROM_MEMFD != 0;
        image.exe_lower_layer = flags & PPM_EXE_LOWER_LAYER != 0;
    }
    let has_inode = !ctx.param(25).is_empty();
    if has_inode {
        (image.exe_ino, image.exe_ino_ctime, image.exe_ino_mtime) =
            (ctx.u64(23)?, ctx.u64(24)?, ctx.u64(25)?);
    }
    let thread = ctx.state.threads.at_mut(slot)?;
    if has_inode {
        let ctime = image.exe_ino_ctime;
        if thread.clone_ts != 0 {
            thread.exe_ino_ctime_duration_clone_ts = thread.clone_ts.saturating_sub(ctime);
        }
        if thread.pidns_init_start_ts != 0 && ctime > thread.pidns_init_start_ts {
            thread.exe_ino_ctime_duration_pidns_start = ctime - thread.pidns_init_start_ts;
        }
    }
    if let Some(caps) = caps {
        (thread.cap_inheritable, thread.cap_permitted, thread.cap_effective) = caps;
    }
    thread.vpgid = vpgid.unwrap_or(thread.vpgid);
    thread.pgid = pgid.unwrap_or(-1);
    thread.loginuid = loginuid.unwrap_or(thread.loginuid);
    thread.uid = uid.unwrap_or(thread.uid);
    thread.gid = gid.unwrap_or(thread.gid);
    Some(())
}

/// What is removed with the old program: descriptors marked so, flags, and the other threads.
fn settle(ctx: &mut ParseContext<'_, '_>, slot: u32) -> Option<()> {
    let thread = ctx.state.threads.at(slot)?;
    let (tid, uid, gid) = (thread.tid, thread.uid, thread.gid);
    let pid = thread.pid;
    ctx.state.births.forget_threads(pid);
    ctx.state.users.see_user(uid, gid, ctx.lookup);
    ctx.state.users.see_group(gid, ctx.lookup);
    if ctx.state.threads.at(slot).is_some_and(|thread| ctx.state.threads.shares_files(thread)) {
        ctx.state.threads.unshare_files(slot);
    }
    if let Some(owner) = ctx.state.threads.fds_slot(slot) {
        let owner = ctx.state.threads.at_mut(owner)?;
        owner.fd_table.retain(|_, fd| !fd.is_close_on_exec());
    }
    let thread = ctx.state.threads.at_mut(slot)?;
    thread.flags = (thread.flags & KEPT_FLAGS) | PPM_CL_ACTIVE | PPM_CL_NAME_CHANGED;
    ctx.notify(|| StateChange::Execve);
    let thread = ctx.state.threads.at(slot)?;
    if ctx.state.threads.living_threads(thread) > 1 {
        ctx.state.remove_followers(slot, tid, ctx.lookup);
    }
    Some(())
}
