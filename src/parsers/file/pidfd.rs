// SPDX-License-Identifier: Apache-2.0
//! pidfd_open, pidfd_getfd.

use super::super::ParseContext;
use crate::schema::FdType;
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::state::{Fd, Text};

pub(super) fn open(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let number = ctx.returned()?;
    if number < 0 {
        return Some(());
    }
    let mut fd = Fd::new(FdType::Pidfd);
    fd.pid = ctx.i64(1)?;
    // The kernel sets O_CLOEXEC in any case.
    fd.open_flags = ctx.u32(2)? | PPM_O_CLOEXEC;
    fd.name = Text::new(format!("/proc/{}", fd.pid).as_bytes());
    ctx.open(number, fd);
    Some(())
}

pub(super) fn getfd(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let number = ctx.returned()?;
    let (pidfd, wanted) = (ctx.i64(1)?, ctx.i64(2)?);
    let Some((slot, at)) = ctx.find_fd(pidfd) else { return Some(()) };
    let pid = match ctx.state.threads.at(slot)?.fd_table.get(at) {
        Some(fd) if fd.ty == FdType::Pidfd => fd.pid,
        _ => return Some(()),
    };
    let Some(other) = ctx.state.find_thread(pid, false) else { return Some(()) };
    let Some(owner) = ctx.state.find_fd(other, wanted) else { return Some(()) };
    let mut fd = ctx.state.threads.at(owner)?.fd_table.copy_out(wanted)?;
    fd.clear_close_on_exec();
    fd.open_flags |= PPM_O_CLOEXEC;
    ctx.open_copy(number, fd);
    Some(())
}
