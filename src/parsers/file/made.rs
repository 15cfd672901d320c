// SPDX-License-Identifier: Apache-2.0
//! Calls that create a descriptor of a kind of its own.

use super::super::ParseContext;
use crate::schema::FdType;
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::schema::flags::poll::PPM_EPOLL_CLOEXEC;
use crate::state::{Fd, Text};

/// The kernel's O_CLOEXEC, as userfaultfd(2) has it and its event keeps it.
const UFFD_CLOEXEC: u32 = 0o2000000;

/// Opens what the call returned; `flags` reads the open flags where it succeeded.
fn made(
    ctx: &mut ParseContext<'_, '_>,
    ty: FdType,
    flags: impl FnOnce(&ParseContext<'_, '_>) -> Option<u32>,
) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let number = ctx.returned()?;
    if number < 0 {
        return Some(());
    }
    let mut fd = Fd::new(ty);
    fd.open_flags = flags(ctx)?;
    ctx.open(number, fd);
    Some(())
}

/// One function per call.
macro_rules! calls {
    ($($name:ident: $ty:ident, $flags:expr;)*) => {
        $(pub(super) fn $name(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
            made(ctx, FdType::$ty, $flags)
        })*
    };
}

calls! {
    eventfd: Event, |_| Some(0);
    eventfd2: Event, |ctx| ctx.u16(1).map(u32::from);
    signalfd: Signalfd, |_| Some(0);
    signalfd4: Signalfd, |ctx| ctx.u16(1).map(u32::from);
    timerfd: Timerfd, |ctx| ctx.u8(2).map(u32::from);
    inotify: Inotify, |_| Some(0);
    inotify1: Inotify, |ctx| ctx.u16(1).map(u32::from);
    // The kernel opens these with O_CLOEXEC in any case.
    bpf: Bpf, |_| Some(PPM_O_CLOEXEC);
    io_uring: IoUring, |_| Some(PPM_O_CLOEXEC);
    userfaultfd: Userfaultfd, |ctx| {
        Some(if ctx.param(1).u32().unwrap_or(0) & UFFD_CLOEXEC != 0 { PPM_O_CLOEXEC } else { 0 })
    };
    epoll: Eventpoll, |_| Some(0);
    epoll1: Eventpoll, |ctx| {
        Some(if ctx.u32(1)? & PPM_EPOLL_CLOEXEC != 0 { PPM_O_CLOEXEC } else { 0 })
    };
}

/// A failed call leaves an entry of no kind under the number that it returned, as upstream does: the event is
/// then shown with a descriptor.
pub(super) fn memfd(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let number = ctx.returned()?;
    let mut fd = Fd::new(FdType::Uninitialized);
    if number >= 0 {
        fd.ty = FdType::Memfd;
        fd.name = Text::new(ctx.text(1));
        fd.open_flags = ctx.u32(2)?;
    }
    ctx.open(number, fd);
    Some(())
}
