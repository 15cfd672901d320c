// SPDX-License-Identifier: Apache-2.0
//! procexit, and who adopts the orphans.

use super::super::ParseContext;
use crate::schema::flags::process::{
    PPM_PR_GET_CHILD_SUBREAPER, PPM_PR_GET_NAME, PPM_PR_SET_CHILD_SUBREAPER, PPM_PR_SET_NAME,
};
use crate::state::NAME_SIZE;

/// The thread stays until the next event, so that this one can still refer to it.
pub(super) fn exit(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let Some(slot) = ctx.at.thread else { return Some(()) };
    let thread = ctx.state.threads.at(slot)?;
    let seen = thread.clone_seen;
    if seen.by_child && !seen.by_caller {
        let family = if thread.is_main() { thread.ptid } else { thread.pid };
        let number = thread.vtid;
        ctx.state.births.ends_first(family, number);
    }
    let pid = thread.pid;
    ctx.state.mark_dead(slot);
    if ctx.state.threads.at(slot).is_some_and(|thread| ctx.state.threads.living_threads(thread) == 0) {
        ctx.state.births.forget_threads(pid);
    }
    ctx.verdict.remove_thread = Some(ctx.event.tid());
    if !ctx.state.threads.at(slot)?.has_children() {
        return Some(());
    }
    let reaper = if ctx.event.param_count() <= 4 {
        -1
    } else if ctx.param(4).is_empty() {
        return Some(());
    } else {
        ctx.i64(4)?
    };
    ctx.state.threads.at_mut(slot)?.reaper_tid = reaper;
    Some(())
}

/// A process may ask to reap the orphans among its descendants, and a thread give itself a name or ask for it.
pub(super) fn prctl(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? < 0 {
        return Some(());
    }
    let Some(slot) = ctx.thread_or_same_id() else { return Some(()) };
    if ctx.state.threads.at(slot)?.is_invalid() {
        return Some(());
    }
    let option = ctx.u32(1)?;
    if matches!(option, PPM_PR_SET_NAME | PPM_PR_GET_NAME)
        && let Some(name) = ctx.read_text(2)
    {
        ctx.state.threads.at_mut(slot)?.rename(&name[..name.len().min(NAME_SIZE)]);
    }
    if option == PPM_PR_SET_CHILD_SUBREAPER || option == PPM_PR_GET_CHILD_SUBREAPER {
        let reaper = ctx.i64(3)? != 0;
        ctx.state.threads.set_reaper(slot, reaper);
    }
    Some(())
}
