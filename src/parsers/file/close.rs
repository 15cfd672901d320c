// SPDX-License-Identifier: Apache-2.0
//! close, close_range.

use super::super::ParseContext;
use crate::schema::flags::open::{PPM_CLOSE_RANGE_CLOEXEC, PPM_CLOSE_RANGE_UNSHARE, PPM_O_CLOEXEC};

/// The descriptor stays until the next event, so that this one can still refer to it.
pub(super) fn close(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? < 0 {
        // A descriptor that could not be closed was not expected to be found.
        let failed = &mut ctx.state.counters.failed_fd_lookups;
        *failed = failed.saturating_sub(1);
        return Some(());
    }
    let Some(thread) = ctx.thread().filter(|_| ctx.at.fd.is_some()) else { return Some(()) };
    let (tid, fd) = (thread.tid, thread.lastevent_fd);
    let waiting = ctx.verdict.remove_fds.get_or_insert_default();
    waiting.0 = tid;
    waiting.1.push(fd);
    ctx.notify_erased(tid, fd, true);
    Some(())
}

pub(super) fn close_range(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let Some(slot) = ctx.at.thread else { return Some(()) };
    if ctx.returned()? < 0 {
        return Some(());
    }
    if ctx.u32(3)? & PPM_CLOSE_RANGE_UNSHARE != 0 {
        ctx.state.threads.unshare_files(slot);
    }
    let Some(owner) = ctx.state.threads.fds_slot(slot) else { return Some(()) };
    let range = i64::from(ctx.u32(1)?)..=i64::from(ctx.u32(2)?);
    let mark = ctx.u32(3)? & PPM_CLOSE_RANGE_CLOEXEC != 0;
    let table = &mut ctx.state.threads.at_mut(owner)?.fd_table;
    if mark {
        let numbers: Vec<i64> =
            table.iter().map(|(number, _)| number).filter(|n| range.contains(n)).collect();
        for number in numbers {
            table.get_mut(number)?.open_flags |= PPM_O_CLOEXEC;
        }
    } else {
        table.retain(|number, _| !range.contains(&number));
    }
    Some(())
}
