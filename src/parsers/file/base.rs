// SPDX-License-Identifier: Apache-2.0
//! What a relative path is relative to.

use super::super::ParseContext;
use crate::state::path;

/// Appends the directory that `name` is relative to: nothing for an absolute name, the working directory of the
/// process, the path of `dirfd` with a `/` at its end, or `<UNKNOWN>`. Returns the descriptor where one was used.
pub(in crate::parsers) fn base_directory(
    ctx: &mut ParseContext<'_, '_>,
    name: &[u8],
    dirfd: i64,
    out: &mut Vec<u8>,
) -> Base {
    const AT_FDCWD: i64 = crate::schema::flags::open::PPM_AT_FDCWD as i64;
    if name.starts_with(b"/") {
        return Base::Absolute;
    }
    if let Some(thread) = ctx.thread() {
        if dirfd == AT_FDCWD {
            out.extend_from_slice(ctx.state.threads.cwd(thread));
            return Base::WorkingDirectory;
        }
        if let Some(found) = ctx.find_fd(dirfd)
            && let Some(fd) = ctx.state.threads.at(found.0).and_then(|t| t.fd_table.get(found.1))
        {
            if fd.name.is_empty() {
                out.extend_from_slice(path::UNKNOWN);
            } else {
                out.extend_from_slice(&fd.name);
                if !out.ends_with(b"/") {
                    out.push(b'/');
                }
            }
            return Base::Descriptor(found);
        }
    }
    out.extend_from_slice(path::UNKNOWN);
    Base::Unknown
}

/// What a relative name is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parsers) enum Base {
    /// Nothing: the name is absolute.
    Absolute,
    /// The working directory.
    WorkingDirectory,
    /// This descriptor: slot and number.
    Descriptor((u32, i64)),
    /// Unknown.
    Unknown,
}
