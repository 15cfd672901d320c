// SPDX-License-Identifier: Apache-2.0
//! `evt.abspath`: the absolute path of a name and its directory descriptor.

use super::descriptor::concatenated;
use super::result::result;
use crate::fields::param_text::text_or_missing;
use crate::fields::{Arg, Evaluation, Extracted, FieldRef};
use crate::schema::Code;
use crate::schema::flags::open::PPM_AT_FDCWD;
use Code::*;

pub(super) fn abspath<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Extracted<'s> {
    Extracted::from_text(absolute(c, &field.arg))
}

/// The names of the two parameters, for the first or only path (`second` false) or the second one.
fn params(code: Code, second: bool) -> Option<(&'static str, &'static str)> {
    Some(match (code, second) {
        (SyscallRenameatX | SyscallRenameat2X, false) => ("olddirfd", "oldpath"),
        (SyscallRenameatX | SyscallRenameat2X, true) => ("newdirfd", "newpath"),
        (SyscallLinkat_2X, false) => ("olddir", "oldpath"),
        (SyscallLinkat_2X, true) => ("newdir", "newpath"),
        (SyscallSymlinkatX, _) => ("linkdirfd", "linkpath"),
        (SyscallOpenat_2X | SyscallOpenat2X | SyscallUnlinkat_2X, _) => ("dirfd", "name"),
        (SyscallMkdiratX, _) => ("dirfd", "path"),
        (SyscallFchmodatX, _) => ("dirfd", "filename"),
        (SyscallFchownatX, _) => ("dirfd", "pathname"),
        _ => return None,
    })
}

fn absolute<'s>(c: &Evaluation<'s>, arg: &Arg) -> Option<&'s [u8]> {
    let thread = c.event.thread?;
    let code = c.raw().code();
    if code == SyscallOpenByHandleAtX {
        // Descriptor 0 counts as failed, as in upstream.
        let opened = result(c).is_some_and(|fd| fd as i32 > 0);
        return opened.then(|| concatenated(c, b"", text_or_missing(c.param(3))));
    }
    let (directory, path) = params(code, *arg == Arg::Param("dst"))?;
    let (_, directory) = c.param_by_name(directory)?;
    let (_, path) = c.param_by_name(path)?;
    if path.is_empty() {
        return None;
    }
    let (number, path) = (directory.i64()?, text_or_missing(path));
    let threads = &c.state().threads;
    let mut base = c.scratch.text();
    if path.first() == Some(&b'/') {
        base.push(b'.');
    } else if number == i64::from(PPM_AT_FDCWD) {
        base.extend(threads.cwd(thread));
    } else {
        match threads.fd(thread, number) {
            Some(fd) => {
                base.extend(&fd.name);
                base.push(b'/');
            }
            None => base.extend(b"<UNKNOWN>/"),
        }
    }
    Some(concatenated(c, base.as_bytes(), path))
}
