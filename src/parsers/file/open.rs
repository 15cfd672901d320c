// SPDX-License-Identifier: Apache-2.0
//! open, creat, openat, openat2, open_by_handle_at.

use super::super::enter::{Kept, give_back, kept_read_text, retrieve};
use super::super::{ParseContext, StateChange};
use super::base::base_directory;
use crate::schema::FdType;
use crate::schema::flags::open::{
    PPM_FD_LOWER_LAYER, PPM_FD_LOWER_LAYER_CREAT, PPM_FD_UPPER_LAYER, PPM_FD_UPPER_LAYER_CREAT,
    PPM_O_DIRECTORY, PPM_O_F_CREATED, PPM_RESOLVE_IN_ROOT,
};
use crate::state::{Fd, Text, path};

/// What an open is about.
struct Opening<'e> {
    /// `None` where it could not be read.
    name: Option<&'e [u8]>,
    flags: u32,
    dev: u32,
    ino: u64,
}

/// Flags from here up are determined by the kernel, not requested by the process.
const FOUND_FLAGS: u32 = !(PPM_O_F_CREATED - 1);

impl Opening<'_> {
    /// Device and inode, where the kernel reported both.
    fn inode(&mut self, ctx: &ParseContext<'_, '_>, dev: usize, ino: usize) -> Option<()> {
        if !ctx.param(dev).is_empty() {
            self.dev = ctx.u32(dev)?;
            if !ctx.param(ino).is_empty() {
                self.ino = ctx.u64(ino)?;
            }
        }
        Some(())
    }

    /// Uses name and flags of the enter event.
    fn asked<'k>(self, name: &'k [u8], flags: u32) -> Opening<'k> {
        Opening { name: Some(name), flags: flags | (self.flags & FOUND_FLAGS), dev: self.dev, ino: self.ino }
    }
}

/// The name in an enter event, where it could be read.
fn entered_name<'k>(kept: Option<&'k Kept>, name: usize) -> Option<(crate::codec::RawEvent<'k>, &'k [u8])> {
    let event = kept?.event()?;
    let name = kept_read_text(&event, name)?;
    Some((event, name))
}

pub(super) fn open(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let kept = retrieve(ctx);
    let mut opening = Opening { name: ctx.read_text(1), flags: ctx.u32(2)?, dev: 0, ino: 0 };
    opening.inode(ctx, 4, 5)?;
    let opening = match entered_name(kept.as_ref(), 0) {
        Some((event, name)) => opening.asked(name, event.param(1)?.u32()?),
        None => opening,
    };
    let done = in_working_directory(ctx, &opening);
    if let Some(kept) = kept {
        give_back(ctx.state, kept);
    }
    done
}

pub(super) fn creat(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let kept = retrieve(ctx);
    let mut opening = Opening { name: ctx.read_text(1), flags: 0, dev: 0, ino: 0 };
    opening.inode(ctx, 3, 4)?;
    if [3, 4, 5].iter().all(|&index| !ctx.param(index).is_empty()) {
        let layer = u32::from(ctx.u16(5)?);
        opening.flags = if layer & PPM_FD_UPPER_LAYER_CREAT != 0 {
            PPM_FD_UPPER_LAYER
        } else if layer & PPM_FD_LOWER_LAYER_CREAT != 0 {
            PPM_FD_LOWER_LAYER
        } else {
            0
        };
    }
    if let Some((_, name)) = entered_name(kept.as_ref(), 0) {
        opening = Opening { name: Some(name), ..opening };
    }
    let done = in_working_directory(ctx, &opening);
    if let Some(kept) = kept {
        give_back(ctx.state, kept);
    }
    done
}

fn in_working_directory(ctx: &mut ParseContext<'_, '_>, opening: &Opening<'_>) -> Option<()> {
    let mut base = std::mem::take(&mut ctx.state.scratch);
    base.clear();
    base.extend_from_slice(ctx.state.threads.cwd(ctx.thread()?));
    opened(ctx, &base, opening)?;
    ctx.state.scratch = base;
    Some(())
}

pub(super) fn openat(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    relative(ctx, 5, 6)
}

pub(super) fn openat2(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.param(5).u32().unwrap_or(0) & PPM_RESOLVE_IN_ROOT != 0 {
        return in_root(ctx);
    }
    relative(ctx, 6, 7)
}

/// The directory is the root of the path: absolute paths begin there, and `..` does not lead out of it. openat2(2)
fn in_root(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    ctx.thread()?;
    let mut opening = Opening { name: None, flags: ctx.u32(3)?, dev: 0, ino: 0 };
    opening.inode(ctx, 6, 7)?;
    let mut inside = Vec::new();
    if let Some(name) = ctx.read_text(2) {
        path::concatenate(b"/", name, &mut inside);
        // As a relative path, which does not begin with what leads out.
        opening.name = Some(inside.strip_prefix(b"/").filter(|path| !path.is_empty()).unwrap_or(b"."));
    }
    at(ctx, &opening, Some(ctx.i64(1)?))
}

fn relative(ctx: &mut ParseContext<'_, '_>, dev: usize, ino: usize) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let kept = retrieve(ctx);
    let flags = if ctx.param(3).is_empty() { 0 } else { ctx.u32(3)? };
    let mut opening = Opening { name: ctx.read_text(2), flags, dev: 0, ino: 0 };
    if !ctx.param(ino).is_empty() {
        opening.dev = ctx.u32(dev)?;
        opening.ino = ctx.u64(ino)?;
    }
    let mut dirfd = ctx.param(1);
    let opening = match entered_name(kept.as_ref(), 1) {
        Some((event, name)) => {
            dirfd = event.param(0)?;
            // The parameter lives as long as the kept enter event: read it before that is dropped.
            let asked = opening.asked(name, event.param(2)?.u32()?);
            return at(ctx, &asked, dirfd.i64()).inspect(|()| {
                if let Some(kept) = kept {
                    give_back(ctx.state, kept);
                }
            });
        }
        None => opening,
    };
    at(ctx, &opening, if dirfd.is_empty() { None } else { Some(dirfd.i64()?) })
}

fn at(ctx: &mut ParseContext<'_, '_>, opening: &Opening<'_>, dirfd: Option<i64>) -> Option<()> {
    let mut base = std::mem::take(&mut ctx.state.scratch);
    base.clear();
    if let Some(dirfd) = dirfd {
        base_directory(ctx, opening.name.unwrap_or_default(), dirfd, &mut base);
    }
    opened(ctx, &base, opening)?;
    ctx.state.scratch = base;
    Some(())
}

pub(super) fn open_by_handle_at(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.at.thread.is_none() {
        return Some(());
    }
    let mut opening = Opening { name: ctx.read_text(3), flags: ctx.u32(2)?, dev: 0, ino: 0 };
    opening.inode(ctx, 4, 5)?;
    // The kernel reports an absolute path.
    opened(ctx, b"", &opening)
}

fn opened(ctx: &mut ParseContext<'_, '_>, base: &[u8], opening: &Opening<'_>) -> Option<()> {
    let number = ctx.returned()?;
    let mut full = std::mem::take(&mut ctx.state.scratch_path);
    full.clear();
    if let Some(name) = opening.name {
        path::concatenate(base, name, &mut full);
    }
    if number >= 0 {
        let directory = opening.flags & PPM_O_DIRECTORY != 0;
        let mut fd = Fd::new(if directory { FdType::Directory } else { FdType::FileV2 });
        fd.open_flags = opening.flags;
        fd.dev = opening.dev;
        fd.ino = opening.ino;
        fd.name = Text::new(&full);
        fd.name_raw = Text::shared_with(opening.name.unwrap_or_default(), &fd.name);
        fd.flags |= if opening.flags & PPM_FD_UPPER_LAYER != 0 { Fd::OVERLAY_UPPER } else { 0 };
        fd.flags |= if opening.flags & PPM_FD_LOWER_LAYER != 0 { Fd::OVERLAY_LOWER } else { 0 };
        ctx.open(number, fd);
    }
    if opening.flags & PPM_O_DIRECTORY == 0 {
        ctx.notify(|| StateChange::Open { path: full.clone(), flags: opening.flags });
    }
    ctx.state.scratch_path = full;
    Some(())
}
