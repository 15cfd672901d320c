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

/// Sets the working directory of the thread and of all that share it; `None` where it is not known. A relative one is
/// taken from where the thread was.
fn go_to(ctx: &mut ParseContext<'_, '_>, directory: Option<&[u8]>) {
    let Some(slot) = ctx.at.thread.filter(|slot| ctx.state.threads.directories_slot(*slot).is_some()) else {
        return;
    };
    let mut full = std::mem::take(&mut ctx.state.scratch_path);
    let from = ctx.thread().map(|thread| ctx.state.threads.cwd(thread)).unwrap_or_default();
    full.clear();
    match directory {
        Some(directory) if directory.starts_with(b"/") || from != path::UNKNOWN => {
            path::concatenate(from, directory, &mut full);
            if !full.ends_with(b"/") {
                full.push(b'/');
            }
        }
        _ => full.extend_from_slice(path::UNKNOWN),
    }
    if from != full {
        ctx.state.set_cwd(slot, &Text::new(&full));
    }
    ctx.state.scratch_path = full;
}

/// The path that a process gives begins at the root directory that it has. Where it is now keeps its place, and has the
/// path that the process sees from then on.
pub(super) fn chroot(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let Some(slot) = ctx.at.thread else { return Some(()) };
    if ctx.returned()? != 0 {
        return Some(());
    }
    let thread = ctx.thread()?;
    let given = ctx.read_text(1).unwrap_or_default();
    let mut inside = Vec::new();
    if given.is_empty() || given.starts_with(b"/") {
        path::push_printable(given, &mut inside);
    } else {
        path::concatenate(ctx.state.threads.cwd(thread), given, &mut inside);
    }
    let mut root = thread.root.strip_suffix(b"/").unwrap_or(&thread.root).to_vec();
    root.extend_from_slice(&inside);
    ctx.state.set_root(slot, &Text::new(&root));
    let thread = ctx.state.threads.at(slot)?;
    let below = ctx.state.threads.cwd(thread).strip_prefix(inside.strip_suffix(b"/").unwrap_or(&inside));
    if let Some(below) = below.filter(|below| below.starts_with(b"/") && !inside.is_empty()) {
        let below = Text::new(below);
        ctx.state.set_cwd(slot, &below);
    }
    Some(())
}
