// SPDX-License-Identifier: Apache-2.0
//! Sessions and process groups, which a process's threads have in common.
//!
//! The calls have the numbers of the caller's PID namespace. Sessions and, beside these, groups are kept by the numbers
//! that threads have in events.

use super::super::ParseContext;
use crate::state::{State, Thread};

/// Most relatives that are looked at.
const MOST: usize = 1024;

/// The caller leads a session and a process group of its own number.
pub(super) fn setsid(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let number = ctx.returned()?;
    if number < 0 {
        return Some(());
    }
    let Some(slot) = ctx.thread_or_same_id() else { return Some(()) };
    let pid = ctx.state.threads.at(slot)?.pid;
    let session = if pid > 0 { pid } else { number };
    each(ctx.state, slot, |thread| (thread.sid, thread.pgid, thread.vpgid) = (session, session, number));
    Some(())
}

pub(super) fn setpgid(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? != 0 {
        return Some(());
    }
    let (process, group) = (ctx.i64(1)?, ctx.i64(2)?);
    let Some(caller) = ctx.thread_or_same_id() else { return Some(()) };
    let Some(target) = target(ctx.state, caller, process) else { return Some(()) };
    let of = ctx.state.threads.at(target)?;
    let vpgid = if group == 0 { of.vpid } else { group };
    let pgid = if vpgid == of.vpid { of.pid } else { global(ctx.state, caller, vpgid).unwrap_or(-1) };
    each(ctx.state, target, |thread| (thread.pgid, thread.vpgid) = (pgid, vpgid));
    Some(())
}

/// The process that is meant: the caller's own with 0, or a child of any of its threads.
fn target(state: &State, caller: u32, process: i64) -> Option<u32> {
    let threads = &state.threads;
    let thread = threads.at(caller)?;
    if process == 0 || process == thread.vpid {
        return Some(caller);
    }
    let children = threads.members(thread).flat_map(|member| threads.children(member)).take(MOST);
    children.into_iter().find(|child| child.vpid == process).and_then(|child| threads.slot(child.tid))
}

/// The number in events of a process group of the caller's PID namespace. Its leader, or another process of it, is a
/// relative of the caller: both are of one session.
fn global(state: &State, caller: u32, group: i64) -> Option<i64> {
    let threads = &state.threads;
    let thread = threads.at(caller)?;
    if !thread.is_in_pid_namespace() {
        return Some(group);
    }
    let children = threads.members(thread).flat_map(|member| threads.children(member)).take(MOST);
    let siblings = threads.parent(thread).into_iter().flat_map(|parent| threads.children(parent)).take(MOST);
    let ancestors = threads.ancestors(thread).take(MOST);
    let namespace = thread.pidns_init_start_ts;
    let mut relatives = std::iter::once(thread).chain(ancestors).chain(siblings).chain(children);
    relatives.find_map(|one| match one {
        one if one.pidns_init_start_ts != namespace => None,
        one if one.vpid == group => Some(one.pid),
        one if one.vpgid == group && one.pgid > 0 => Some(one.pgid),
        _ => None,
    })
}

/// Changes every thread of a process.
fn each(state: &mut State, slot: u32, change: impl Fn(&mut Thread)) {
    let Some(thread) = state.threads.at_mut(slot) else { return };
    change(thread);
    let Some(thread) = state.threads.at(slot) else { return };
    let members: Vec<i64> = state.threads.members(thread).map(|member| member.tid).collect();
    for tid in members {
        if let Some(member) = state.threads.slot(tid).and_then(|slot| state.threads.at_mut(slot)) {
            change(member);
        }
    }
}
