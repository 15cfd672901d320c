// SPDX-License-Identifier: Apache-2.0
//! dup, dup2, dup3, fcntl, ioctl.

use super::super::ParseContext;
use crate::schema::flags::open::{
    PPM_FCNTL_F_DUPFD, PPM_FCNTL_F_DUPFD_CLOEXEC, PPM_FCNTL_F_SETFD, PPM_O_CLOEXEC,
};
use crate::schema::flags::process::{PPM_CL_PIPE_DST, PPM_CL_PIPE_SRC};

/// The kernel's `FD_CLOEXEC`.
const FD_CLOEXEC: u64 = 1;

pub(super) fn dup(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    duplicate(ctx, 0)
}

pub(super) fn dup3(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let keep = ctx.param(3).u32().unwrap_or(0) & PPM_O_CLOEXEC;
    duplicate(ctx, keep)
}

fn duplicate(ctx: &mut ParseContext<'_, '_>, flags: u32) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let number = ctx.returned()?;
    if number < 0 {
        return Some(());
    }
    if ctx.at.fd.is_none() {
        forget(ctx, number);
        return Some(());
    }
    // dup2 of a descriptor to itself changes nothing, not even its close-on-exec flag.
    if ctx.at.fd.is_some_and(|(_, source)| source == number) {
        return Some(());
    }
    let thread = ctx.thread_mut()?;
    // A descriptor that replaces standard input or output: part of a shell pipe.
    match number {
        0 => thread.flags |= PPM_CL_PIPE_DST,
        1 => thread.flags |= PPM_CL_PIPE_SRC,
        _ => {}
    }
    let tid = thread.tid;
    if ctx.find_fd(number).is_some() {
        ctx.notify_erased(tid, number, false);
    }
    copy(ctx, number, flags)
}

/// A copy of a descriptor that is not known: nor is the one that it replaces any more.
fn forget(ctx: &mut ParseContext<'_, '_>, number: i64) {
    if ctx.fds().is_some_and(|table| table.get(number).is_some())
        && let Some(slot) = ctx.at.thread
    {
        ctx.state.remove_fd(slot, number);
    }
}

fn copy(ctx: &mut ParseContext<'_, '_>, number: i64, flags: u32) -> Option<()> {
    let mut fd = ctx.fd()?.clone();
    fd.clear_close_on_exec();
    fd.open_flags |= flags;
    ctx.open_copy(number, fd);
    Some(())
}

pub(super) fn fcntl(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let command = u32::from(ctx.u8(2)?);
    let flags = match command {
        PPM_FCNTL_F_DUPFD | PPM_FCNTL_F_SETFD => 0,
        PPM_FCNTL_F_DUPFD_CLOEXEC => PPM_O_CLOEXEC,
        _ => return Some(()),
    };
    let number = ctx.returned()?;
    if number < 0 || ctx.at.fd.is_none() {
        return Some(());
    }
    if command != PPM_FCNTL_F_SETFD {
        return copy(ctx, number, flags);
    }
    let fd = ctx.fd_mut()?;
    fd.clear_close_on_exec();
    let argument = ctx.u64(3)?;
    if argument & FD_CLOEXEC != 0 {
        ctx.fd_mut()?.open_flags |= PPM_O_CLOEXEC;
    }
    Some(())
}

/// Of `asm-generic/ioctls.h`: sets close-on-exec.
const FIOCLEX: u64 = 0x5451;
/// Ends close-on-exec.
const FIONCLEX: u64 = 0x5450;

/// Two requests are not for the driver behind a descriptor, but for the descriptor.
pub(super) fn ioctl(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let request = ctx.u64(2)?;
    if !matches!(request, FIOCLEX | FIONCLEX) || ctx.returned()? < 0 || ctx.at.fd.is_none() {
        return Some(());
    }
    let fd = ctx.fd_mut()?;
    fd.clear_close_on_exec();
    fd.open_flags |= if request == FIOCLEX { PPM_O_CLOEXEC } else { 0 };
    Some(())
}
