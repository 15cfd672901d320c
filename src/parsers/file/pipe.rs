// SPDX-License-Identifier: Apache-2.0
//! pipe, pipe2.

use super::super::ParseContext;
use crate::schema::FdType;
use crate::state::Fd;

pub(super) fn pipe(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    ends(ctx, None)
}

pub(super) fn pipe2(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    ends(ctx, Some(4))
}

fn ends(ctx: &mut ParseContext<'_, '_>, flags: Option<usize>) -> Option<()> {
    if ctx.returned()? < 0 || ctx.at.thread.is_none() {
        return Some(());
    }
    let (read_end, write_end) = (ctx.i64(1)?, ctx.i64(2)?);
    let mut fd = Fd::new(FdType::Fifo);
    fd.ino = ctx.u64(3)?;
    if let Some(flags) = flags {
        fd.open_flags = ctx.u32(flags)?;
    }
    ctx.open(read_end, fd.clone());
    ctx.open(write_end, fd);
    Some(())
}
