// SPDX-License-Identifier: Apache-2.0
//! chdir, fchdir, getcwd, chroot.

use super::super::ParseContext;
use crate::state::{Text, path};

pub(super) fn chdir(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? >= 0 && ctx.at.thread.is_some() {
        go_to(ctx, ctx.read_text(1));
    }
    Some(())
}

pub(super) fn fchdir(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.returned()? >= 0
        && let Some(fd) = ctx.fd()
    {
        let name = fd.name.clone();
        go_to(ctx, Some(name.bytes()).filter(|name| !name.is_empty()));
    }
    Some(())
}

/// What the process received corrects what is known.
pub(super) fn getcwd(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    chdir(ctx)
}

/// Sets the working directory of the process; `None` where it is not known. A relative one is taken from where the thread itself was known to
/// to be in: followers have no directory of their own.
fn go_to(ctx: &mut ParseContext<'_, '_>, directory: Option<&[u8]>) {
    let Some(main) = ctx.at.thread.and_then(|slot| ctx.state.threads.main_slot(slot)) else { return };
    let mut full = std::mem::take(&mut ctx.state.scratch_path);
    let from = ctx.thread().map(|thread| thread.cwd.clone()).unwrap_or_default();
    full.clear();
    match directory {
        Some(directory) if directory.starts_with(b"/") || from.bytes() != path::UNKNOWN => {
            path::concatenate(&from, directory, &mut full);
            if !full.ends_with(b"/") {
                full.push(b'/');
            }
        }
        _ => full.extend_from_slice(path::UNKNOWN),
    }
    if let Some(main) = ctx.state.threads.at_mut(main) {
        main.cwd = Text::shared_with(&full, &main.cwd);
    }
    ctx.state.scratch_path = full;
}

pub(super) fn chroot(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let Some(thread) = ctx.thread() else { return Some(()) };
    if ctx.returned()? != 0 {
        return Some(());
    }
    let given = ctx.read_text(1).unwrap_or_default();
    let mut root = Vec::new();
    if given.is_empty() || given.starts_with(b"/") {
        path::push_printable(given, &mut root);
    } else {
        path::concatenate(ctx.state.threads.cwd(thread), given, &mut root);
    }
    ctx.thread_mut()?.root = Text::new(&root);
    Some(())
}
