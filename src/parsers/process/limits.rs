// SPDX-License-Identifier: Apache-2.0
//! getrlimit, setrlimit, prlimit: the maximum number of descriptors of a process.

use super::super::ParseContext;
use crate::schema::flags::process::PPM_RLIMIT_NOFILE;

fn is_descriptors(resource: u8) -> bool {
    u32::from(resource) == PPM_RLIMIT_NOFILE
}

pub(super) fn rlimit(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let Some(slot) = ctx.at.thread else { return Some(()) };
    if ctx.returned()? < 0 || !is_descriptors(ctx.u8(3)?) {
        return Some(());
    }
    let limit = ctx.i64(1)?;
    set(ctx, slot, limit)
}

pub(super) fn prlimit(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? != 0 || ctx.param(6).is_empty() || !is_descriptors(ctx.u8(6)?) {
        return Some(());
    }
    let limit = ctx.i64(1)?;
    if limit == -1 || ctx.param(5).is_empty() {
        return Some(());
    }
    let tid = match ctx.i64(5)? {
        0 => ctx.event.tid(),
        tid => tid,
    };
    let Some(slot) = ctx.state.get_thread(tid, false, ctx.lookup) else { return Some(()) };
    if ctx.state.threads.at(slot)?.is_invalid() {
        return Some(());
    }
    set(ctx, slot, limit)
}

fn set(ctx: &mut ParseContext<'_, '_>, slot: u32, limit: i64) -> Option<()> {
    if limit != -1
        && let Some(main) = ctx.state.threads.main_slot(slot)
    {
        ctx.state.threads.at_mut(main)?.fdlimit = limit;
    }
    Some(())
}
