// SPDX-License-Identifier: Apache-2.0
//! write, pwrite, writev, pwritev, send, sendto, sendmsg, sendmmsg, sendfile.

use super::super::net::inferred_udp;
use super::super::{ParseContext, StateChange};
use super::condition::condition;
use super::ends::{Way, learn_ends};
use crate::state::{NAME_SIZE, Thread};

#[inline]
pub(super) fn write(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if condition(ctx)? {
        ctx.notify(|| StateChange::Write { data: 1 });
        if ctx.fd()?.name.ends_with(b"/comm") {
            rename(ctx);
        }
    }
    Some(())
}

/// A write to the file of a thread's name in /proc, which works within a process only. The name is not read on to a
/// newline.
#[cold]
fn rename(ctx: &mut ParseContext<'_, '_>) {
    let Some((slot, file)) = ctx.at.thread.zip(ctx.fd()) else { return };
    let Some(task) = file.name.strip_prefix(b"/proc/").and_then(|rest| rest.strip_suffix(b"/comm")) else {
        return;
    };
    let threads = &ctx.state.threads;
    let named = match task.rsplit(|byte| *byte == b'/').next() {
        _ if task == b"thread-self" => Some(slot),
        _ if task == b"self" => threads.main_slot(slot),
        Some(number) => {
            std::str::from_utf8(number).ok().and_then(|number| number.parse().ok()).and_then(|number: i64| {
                // /proc may be that of the thread's own namespace or of an outer one.
                let of = |id: fn(&Thread) -> i64| {
                    threads.members(threads.at(slot)?).find(|member| id(member) == number)
                };
                of(|thread| thread.vtid)
                    .or_else(|| of(|thread| thread.tid))
                    .and_then(|thread| threads.slot(thread.tid))
            })
        }
        None => None,
    };
    let data = ctx.param(1).bytes();
    let written = ctx.returned().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let name = &data[..data.len().min(written).min(NAME_SIZE)];
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    if let Some(thread) = named.and_then(|slot| ctx.state.threads.at_mut(slot)) {
        thread.rename(name);
    }
}

pub(super) fn send(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.fd.is_none() && ctx.at.thread.is_some() {
        inferred_udp(ctx)?;
    }
    sent(ctx, 1)
}

pub(super) fn sendmmsg(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.param(0).is_empty() {
        // Old captures record only that it was called.
        return Some(());
    }
    sent(ctx, 3)
}

fn sent(ctx: &mut ParseContext<'_, '_>, data: usize) -> Option<()> {
    if condition(ctx)? {
        learn_ends(ctx, 4, Way::Out)?;
        ctx.notify(|| StateChange::Write { data });
    }
    Some(())
}

/// Changes nothing that is kept.
pub(super) fn sendfile(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.fd.is_some() && ctx.returned()? >= 0 && ctx.options.state_changes {
        let in_fd = ctx.i64(3)?;
        ctx.notify(|| StateChange::Sendfile { in_fd });
    }
    Some(())
}
