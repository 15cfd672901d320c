//! A clone as the child reports it.

use super::super::ParseContext;
use super::clone::{STALE, attach_again, copy_process, describe, inherit, introduce, is_leader};
use crate::schema::flags::process::{
    PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLONE_FILES, PPM_CL_CLONE_INVERTED, PPM_CL_CLONE_NEWPID,
};
use crate::state::Thread;
use std::sync::Arc;

pub(super) fn child(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let mut collision = false;
    if let Some(known) = ctx.thread().map(|thread| thread.clone_ts).filter(|ts| *ts != 0) {
        if ctx.event.ts().wrapping_sub(known) < STALE {
            // The caller was first.
            return Some(());
        }
        ctx.state.remove_thread(ctx.event.tid(), ctx.lookup);
        collision = true;
        ctx.at.thread = None;
    }
    let mut child = identity(ctx)?;
    let leader = is_leader(child.flags);
    let origin = if leader {
        child.ptid
    } else {
        // Threads have no descriptors of their own here, as if every one had asked for that.
        child.flags |= PPM_CL_CLONE_FILES;
        child.pid
    };
    let Some(slot) = ctx.state.get_thread(origin, false, ctx.lookup) else {
        ctx.at.thread = None;
        return Some(());
    };
    let valid = !ctx.state.threads.at(slot)?.is_invalid();
    if !valid && !leader {
        reveal_leader(ctx, slot, &child)?;
    }
    describe(ctx, &mut child, valid.then_some(slot))?;
    if valid {
        inherit(ctx, &mut child, slot)?;
        if leader {
            copy_process(ctx, &mut child, slot)?;
        } else {
            child.lastexec_ts = ctx.state.threads.at(slot)?.lastexec_ts;
        }
    } else if !leader {
        let thread = ctx.state.threads.at_mut(slot)?;
        thread.comm = child.comm.clone();
        let image = Arc::make_mut(&mut thread.image);
        image.exe = child.image.exe.clone();
        image.args = child.image.args.clone();
    }
    child.pidns_init_start_ts = namespace_start(ctx, &child)?;
    let slot = introduce(ctx, child, collision);
    ctx.at.thread = slot;
    if slot.is_some() {
        attach_again(ctx, collision);
    }
    Some(())
}

/// Who the child is.
fn identity(ctx: &ParseContext<'_, '_>) -> Option<Thread> {
    let mut child = Thread::new(ctx.event.tid());
    child.pid = ctx.i64(4)?;
    child.ptid = ctx.i64(5)?;
    (child.vtid, child.vpid) =
        if ctx.param(19).is_empty() { (child.tid, -1) } else { (ctx.i64(18)?, ctx.i64(19)?) };
    // The mark tells the caller that nothing is left to do.
    child.flags = ctx.u32(15)? | PPM_CL_CLONE_INVERTED;
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
