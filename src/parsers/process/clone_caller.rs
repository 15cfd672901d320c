// SPDX-License-Identifier: Apache-2.0
//! A clone as its caller reports it.

use super::super::ParseContext;
use super::child::{
    STALE, attach_again, correct, describe, heritage, inherit, introduce, is_leader, name_after,
    remove_reused,
};
use crate::schema::Code;
use crate::schema::flags::process::{
    PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLONE_FILES, PPM_CL_CLONE_INVERTED, PPM_CL_CLONE_NEWPID,
    PPM_CL_CLONE_PARENT, PPM_CL_CLONE_VFORK,
};
use crate::state::{Birth, Strings, Text, Thread};

pub(super) fn caller(ctx: &mut ParseContext<'_, '_>, child_tid: i64) -> Option<()> {
    let tid = ctx.event.tid();
    let Some(slot) = ctx.state.get_thread(tid, false, ctx.lookup) else {
        ctx.at.thread = None;
        return Some(());
    };
    let valid = !ctx.state.threads.at(slot)?.is_invalid();
    if !valid {
        reveal(ctx, slot)?;
    }
    ctx.at.thread = Some(slot);
    let flags = ctx.u32(15)?;
    if is_vfork(ctx, flags) {
        // The parent hears last of a child that shares its memory until it is done.
        return Some(());
    }
    if is_known_to_the_child_only(ctx, slot, flags)? {
        if valid {
            expect_child(ctx, slot, child_tid, flags)?;
        }
        return Some(());
    }
    let known = ctx.state.find_thread(child_tid, false);
    match known {
        Some(known) if was_first(ctx, slot, known)? => {
            confirm(ctx, known, slot, flags)?;
            return Some(());
        }
        None if ctx.state.threads.recent_exits().contains(child_tid, tid, ctx.event.ts()) => return Some(()),
        _ => {}
    }
    // Before the older thread of that id is removed: it may be the caller.
    let child = build(ctx, slot, valid, child_tid, flags)?;
    let collision = known.is_some();
    if collision {
        remove_reused(ctx, child_tid);
    }
    if !valid && ctx.state.threads.slot(tid) == Some(slot) {
        name_after(ctx.state.threads.at_mut(slot)?, &child);
    }
    if introduce(ctx, child, collision).is_some() {
        attach_again(ctx, collision);
    }
    Some(())
}

/// Fills in a caller of which only the id was known.
fn reveal(ctx: &mut ParseContext<'_, '_>, slot: u32) -> Option<()> {
    let (pid, ptid) = (ctx.i64(4)?, ctx.i64(5)?);
    let (vtid, vpid) =
        if ctx.param(19).is_empty() { (ctx.event.tid(), -1) } else { (ctx.i64(18)?, ctx.i64(19)?) };
    let caller = ctx.state.threads.at_mut(slot)?;
    (caller.pid, caller.ptid, caller.vtid, caller.vpid) = (pid, ptid, vtid, vpid);
    ctx.state.relate(slot);
    Some(())
}

fn is_vfork(ctx: &ParseContext<'_, '_>, flags: u32) -> bool {
    flags & PPM_CL_CLONE_VFORK != 0 || ctx.event.code() == Code::SyscallVfork_20X
}

/// In a pid namespace the caller does not know the id that counts.
fn is_known_to_the_child_only(ctx: &ParseContext<'_, '_>, slot: u32, flags: u32) -> Option<bool> {
    let elsewhere = PPM_CL_CHILD_IN_PIDNS | PPM_CL_CLONE_NEWPID | PPM_CL_CLONE_PARENT;
    Some(flags & elsewhere != 0 || ctx.event.tid() != ctx.state.threads.at(slot)?.vtid)
}

/// True when the thread of the child's id is the child, which has reported itself before its caller did.
fn was_first(ctx: &ParseContext<'_, '_>, caller: u32, child: u32) -> Option<bool> {
    let (caller, child) = (ctx.state.threads.at(caller)?, ctx.state.threads.at(child)?);
    let by_child = child.clone_seen.by_child || child.flags & PPM_CL_CLONE_INVERTED != 0;
    let related = child.ptid == caller.tid
        || child.pid == caller.pid
        || ctx
            .state
            .threads
            .get(child.ptid)
            .and_then(|parent| ctx.state.threads.group(parent))
            .is_none_or(|group| group.reaper);
    let young = ctx.event.ts().abs_diff(child.clone_ts) < STALE;
    Some(by_child && !child.clone_seen.by_caller && related && young)
}

/// The caller of a child that has reported itself.
fn confirm(ctx: &mut ParseContext<'_, '_>, child: u32, caller: u32, flags: u32) -> Option<()> {
    let thread = ctx.state.threads.at_mut(child)?;
    thread.clone_seen.by_caller = true;
    if thread.clone_seen.guessed && !ctx.state.threads.at(caller)?.is_invalid() {
        correct(ctx, child, caller, flags)?;
    }
    Some(())
}

/// Most children that are looked through for one that has reported itself before its caller did.
const NEWEST: usize = 64;

/// Keeps what the child has from its caller until the child reports itself, unless it has done so before.
fn expect_child(ctx: &mut ParseContext<'_, '_>, slot: u32, child: i64, flags: u32) -> Option<()> {
    let threads = &ctx.state.threads;
    let caller = threads.at(slot)?;
    // The first process of a namespace has the number 1 there.
    let number = if flags & PPM_CL_CLONE_NEWPID != 0 { 1 } else { child };
    let reported = |thread: &&Thread| {
        let seen = thread.clone_seen;
        thread.vtid == number && seen.by_child && !seen.by_caller
    };
    let parent = if flags & PPM_CL_CLONE_PARENT != 0 { threads.parent(caller) } else { Some(caller) };
    let first = if is_leader(flags) {
        parent.and_then(|parent| threads.children(parent).take(NEWEST).find(reported))
    } else {
        threads.members(caller).take(NEWEST).find(reported)
    };
    // The parent that the caller had may have ended since, and the child has another one.
    let orphan = || threads.iter().find(|one| one.clone_seen.guessed && one.is_main() && reported(one));
    let first = first.or_else(|| if flags & PPM_CL_CLONE_PARENT != 0 { orphan() } else { None });
    if let Some(first) = first.and_then(|first| threads.slot(first.tid)) {
        return confirm(ctx, first, slot, flags);
    }
    let family = if is_leader(flags) { parent.map_or(-1, |parent| parent.tid) } else { caller.pid };
    if ctx.state.births.has_ended(family, number) {
        return Some(());
    }
    let caller = ctx.state.threads.at(slot)?;
    let birth = Birth {
        caller: caller.tid,
        caller_pid: caller.pid,
        caller_ptid: if flags & PPM_CL_CLONE_PARENT != 0 { caller.ptid } else { -1 },
        namespace_start: caller.pidns_init_start_ts,
        child,
        in_another_namespace: flags & PPM_CL_CLONE_NEWPID != 0
            || flags & PPM_CL_CHILD_IN_PIDNS != 0 && caller.tid == caller.vtid,
        is_thread: !is_leader(flags),
        exe: Text::shared_with(ctx.text(1), &caller.image.exe),
        args: Strings::shared_with(ctx.param(2).bytes(), &caller.image.args),
        heritage: heritage(ctx, slot, flags)?,
    };
    ctx.state.births.wait_for(birth);
    Some(())
}

fn build(
    ctx: &mut ParseContext<'_, '_>,
    slot: u32,
    valid: bool,
    child_tid: i64,
    flags: u32,
) -> Option<Thread> {
    let mut child = Thread::new(child_tid);
    child.flags = flags;
    child.clone_seen.by_caller = true;
    let heritage = if valid { Some(heritage(ctx, slot, flags)?) } else { None };
    let caller = ctx.state.threads.at(slot)?;
    if is_leader(flags) {
        child.pid = child_tid;
        child.ptid = caller.tid;
    } else {
        child.pid = caller.pid;
        child.ptid = caller.ptid;
        // Upstream shows every thread as one that shares its descriptors.
        child.flags |= PPM_CL_CLONE_FILES;
        child.lastexec_ts = caller.lastexec_ts;
    }
    child.vtid = child.tid;
    child.vpid = child.pid;
    describe(ctx, &mut child, heritage.as_ref())?;
    child.pidns_init_start_ts = ctx.state.boot_ts;
    if let Some(heritage) = heritage {
        inherit(&mut child, heritage, is_leader(flags));
    }
    Some(child)
}
