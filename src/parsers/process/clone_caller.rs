//! A clone as its caller reports it.

use super::super::ParseContext;
use super::clone::{attach_again, copy_process, describe, inherit, introduce, is_leader};
use crate::schema::Code;
use crate::schema::flags::process::{
    PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLONE_FILES, PPM_CL_CLONE_INVERTED, PPM_CL_CLONE_NEWPID,
    PPM_CL_CLONE_PARENT, PPM_CL_CLONE_VFORK,
};
use crate::state::Thread;
use std::sync::Arc;

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
    if leaves_it_to_the_child(ctx, slot, flags)? {
        return Some(());
    }
    if ctx.state.threads.recent_exits().contains(child_tid, tid, ctx.event.ts()) {
        return Some(());
    }
    let known = ctx.state.find_thread(child_tid, false);
    if let Some(known) = known
        && ctx.state.threads.at(known)?.flags & PPM_CL_CLONE_INVERTED != 0
    {
        // The child was first.
        return Some(());
    }
    // Before the older thread of that id goes: it may be the caller.
    let child = build(ctx, slot, valid, child_tid, flags)?;
    let collision = known.is_some();
    if collision {
        ctx.state.remove_thread(child_tid, ctx.lookup);
    }
    if !valid && ctx.state.threads.slot(tid) == Some(slot) {
        let caller = ctx.state.threads.at_mut(slot)?;
        caller.comm = child.comm.clone();
        let image = Arc::make_mut(&mut caller.image);
        image.exe = child.image.exe.clone();
        image.args = child.image.args.clone();
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

/// In a pid namespace the caller does not know the id that counts, and of a child that shares the memory of its
/// parent until it is done the parent hears last.
fn leaves_it_to_the_child(ctx: &ParseContext<'_, '_>, slot: u32, flags: u32) -> Option<bool> {
    let namespaced = flags & (PPM_CL_CHILD_IN_PIDNS | PPM_CL_CLONE_NEWPID | PPM_CL_CLONE_PARENT) != 0
        || ctx.event.tid() != ctx.state.threads.at(slot)?.vtid;
    let vfork = flags & PPM_CL_CLONE_VFORK != 0 || ctx.event.code() == Code::SyscallVfork_20X;
    Some(namespaced || vfork)
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
    let caller = ctx.state.threads.at(slot)?;
    if is_leader(flags) {
        child.pid = child_tid;
        child.ptid = caller.tid;
        if valid {
            copy_process(ctx, &mut child, slot)?;
        }
    } else {
        child.pid = caller.pid;
        child.ptid = caller.ptid;
        // Threads have no descriptors of their own here, as if every one had asked for that.
        child.flags |= PPM_CL_CLONE_FILES;
        child.lastexec_ts = caller.lastexec_ts;
    }
    child.vtid = child.tid;
    child.vpid = child.pid;
    describe(ctx, &mut child, valid.then_some(slot))?;
    child.pidns_init_start_ts = ctx.state.boot_ts;
    if valid {
        inherit(ctx, &mut child, slot)?;
    }
    Some(child)
}
