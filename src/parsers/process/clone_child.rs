// SPDX-License-Identifier: Apache-2.0
//! A clone as the child reports it.

use super::super::ParseContext;
use super::child::{
    STALE, attach_again, describe, follow_files, heritage, inherit, introduce, is_leader, is_unclear,
    name_after, remove_reused,
};
use crate::schema::Code;
use crate::schema::flags::process::{
    PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLONE_FILES, PPM_CL_CLONE_FS, PPM_CL_CLONE_INVERTED, PPM_CL_CLONE_NEWPID,
    PPM_CL_CLONE_THREAD, PPM_CL_CLONE_VFORK,
};
use crate::state::Thread;

pub(super) fn child(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let mut collision = false;
    if ctx.thread().is_some_and(|thread| thread.clone_ts != 0) {
        if was_made_by_its_caller(ctx)? {
            ctx.thread_mut()?.clone_seen.by_child = true;
            return Some(());
        }
        remove_reused(ctx, ctx.event.tid());
        collision = true;
        ctx.at.thread = None;
    }
    let mut child = identity(ctx)?;
    // A thread whose flags were lost has another id than its process.
    let leader = is_leader(child.flags) && child.tid == child.pid;
    let reported_flags = child.flags;
    let origin = if leader {
        child.ptid
    } else {
        // Upstream shows every thread as one that shares its descriptors.
        child.flags |= PPM_CL_CLONE_FILES;
        child.pid
    };
    child.pidns_init_start_ts = namespace_start(ctx, &child)?;
    let Some(slot) = ctx.state.get_thread(origin, false, ctx.lookup) else {
        ctx.at.thread = None;
        return Some(());
    };
    let valid = !ctx.state.threads.at(slot)?.is_invalid();
    if !valid && !leader {
        reveal_leader(ctx, slot, &child)?;
    }
    let (exe, args) = (ctx.text(1), ctx.param(2).bytes());
    let kept = ctx.state.births.take(&child, !leader, exe, args);
    let heritage = match kept {
        None if valid => {
            let lost = !leader && is_leader(reported_flags);
            let flags = if lost { child.flags | PPM_CL_CLONE_THREAD } else { reported_flags };
            child.clone_seen.guessed = is_unclear(ctx, slot, flags)?;
            // Not with its parent, which did not make it.
            let shared =
                if child.clone_seen.guessed && leader { PPM_CL_CLONE_FILES | PPM_CL_CLONE_FS } else { 0 };
            Some(heritage(ctx, slot, flags & !shared)?)
        }
        Some(mut kept) => {
            follow_files(ctx, &mut kept, slot);
            Some(kept)
        }
        None => None,
    };
    describe(ctx, &mut child, heritage.as_ref())?;
    match heritage {
        Some(heritage) => inherit(&mut child, heritage, leader),
        None if !leader => name_after(ctx.state.threads.at_mut(slot)?, &child),
        None => {}
    }
    let slot = introduce(ctx, child, collision);
    ctx.at.thread = slot;
    if slot.is_some() {
        attach_again(ctx, collision);
    }
    Some(())
}

/// True when the thread of this id is the child, which its caller has reported before.
fn was_made_by_its_caller(ctx: &ParseContext<'_, '_>) -> Option<bool> {
    let (pid, ptid) = (ctx.i64(4)?, ctx.i64(5)?);
    let known = ctx.thread()?;
    // Events of two processors may come a little out of order.
    let age = ctx.event.ts().abs_diff(known.clone_ts);
    let related = known.ptid == ptid
        || known.pid == pid && known.tid != pid
        || ctx.state.threads.parent(known).is_none_or(Thread::is_dead);
    Some(!known.clone_seen.by_child && (related || !known.clone_seen.by_caller) && age < STALE)
}

/// Ids and names of the child.
fn identity(ctx: &ParseContext<'_, '_>) -> Option<Thread> {
    let mut child = Thread::new(ctx.event.tid());
    child.pid = ctx.i64(4)?;
    child.ptid = ctx.i64(5)?;
    (child.vtid, child.vpid) =
        if ctx.param(19).is_empty() { (child.tid, -1) } else { (ctx.i64(18)?, ctx.i64(19)?) };
    // The mark shows the caller's side that nothing is left to do.
    child.flags = ctx.u32(15)? | PPM_CL_CLONE_INVERTED;
    child.clone_seen.by_child = true;
    // The caller of a vfork reports last, and is not waited for.
    child.clone_seen.by_caller =
        child.flags & PPM_CL_CLONE_VFORK != 0 || ctx.event.code() == Code::SyscallVfork_20X;
    Some(child)
}

/// Fills in a leader of which only the id was known.
fn reveal_leader(ctx: &mut ParseContext<'_, '_>, slot: u32, child: &Thread) -> Option<()> {
    let leader = ctx.state.threads.at_mut(slot)?;
    (leader.pid, leader.ptid, leader.vpid, leader.vtid) = (child.pid, child.ptid, child.vpid, child.vpid);
    ctx.state.relate(slot);
    Some(())
}

/// When the init process of the child's pid namespace started.
fn namespace_start(ctx: &ParseContext<'_, '_>, child: &Thread) -> Option<u64> {
    let namespaced =
        child.flags & (PPM_CL_CHILD_IN_PIDNS | PPM_CL_CLONE_NEWPID) != 0 || child.tid != child.vtid;
    if !namespaced {
        return Some(ctx.state.boot_ts);
    }
    if ctx.param(20).is_empty() {
        return Some(0);
    }
    Some(ctx.u64(20)?.wrapping_add(ctx.state.boot_ts))
}
