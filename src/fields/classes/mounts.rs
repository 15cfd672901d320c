// SPDX-License-Identifier: Apache-2.0
//! Fields of the mounts from the host into a container.

use super::known_container::info;
use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf};
use crate::state::Mount;

type Out<'s> = Extracted<'s>;

/// `source:destination:mode:writable:propagation`.
fn push_mount(mount: &Mount, out: &mut TextBuf<'_>) {
    let writable = if mount.writable { "true" } else { "false" };
    for (i, part) in
        [&mount.source, &mount.destination, &mount.mode, writable, &mount.propagation].into_iter().enumerate()
    {
        if i > 0 {
            out.push(b':');
        }
        out.extend(part.as_bytes());
    }
}

pub(super) fn mounts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(info) = info(c) else { return Extracted::None };
    let mut out = c.scratch.text();
    for (i, mount) in info.mounts.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        push_mount(mount, &mut out);
    }
    out.into_value().into()
}

/// The mount with the index in brackets, or the first whose path fits the pattern there.
fn chosen<'s>(c: &Evaluation<'s>, field: &FieldRef, path: fn(&Mount) -> &str) -> Option<&'s Mount> {
    let mounts = &info(c)?.mounts;
    match &field.arg {
        Arg::KeyAndNumber(_, index) => mounts.get(usize::try_from(*index).ok()?),
        Arg::Key(pattern) => mounts.iter().find(|mount| fits(pattern, path(mount).as_bytes())),
        _ => None,
    }
}

fn by_source<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Option<&'s Mount> {
    chosen(c, field, |mount| &mount.source)
}

/// Whether a path fits a pattern, in which `*` stands for any bytes and `?` for one.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (mut p, mut at) = (0, 0);
    // Where to try again: behind the last star, with one byte more for it.
    let mut again: Option<(usize, usize)> = None;
    while at < path.len() {
        match pattern.get(p) {
            Some(b'*') => {
                again = Some((p + 1, at));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == path[at] => (p, at) = (p + 1, at + 1),
            _ => match &mut again {
                Some((star, taken)) => {
                    *taken += 1;
                    (p, at) = (*star, *taken);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

pub(super) fn mount<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some(mount) = by_source(c, field) else { return Extracted::None };
    let mut out = c.scratch.text();
    push_mount(mount, &mut out);
    out.into_value().into()
}

pub(super) fn mount_source<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(chosen(c, field, |mount| &mount.destination).map(|mount| mount.source.as_bytes()))
}

pub(super) fn mount_dest<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(by_source(c, field).map(|mount| mount.destination.as_bytes()))
}

pub(super) fn mount_mode<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(by_source(c, field).map(|mount| mount.mode.as_bytes()))
}

pub(super) fn mount_rdwr<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let word = |mount: &Mount| if mount.writable { b"true".as_slice() } else { b"false" };
    Extracted::from_text(by_source(c, field).map(word))
}

pub(super) fn mount_propagation<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(by_source(c, field).map(|mount| mount.propagation.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_of_paths() {
        for (pattern, path, expected) in [
            ("/proc", "/proc", true),
            ("/proc", "/proc/1", false),
            ("/proc*", "/proc/1", true),
            ("/usr/local/*", "/usr/local", false),
            ("*/run/*.sock", "/var/run/docker.sock", true),
            ("*/run/*.sock", "/var/run/docker.socket", false),
            ("/sr?", "/srv", true),
            ("*", "", true),
            ("", "/", false),
            ("a*b*c", "a-b-b-cc", true),
        ] {
            assert_eq!(fits(pattern.as_bytes(), path.as_bytes()), expected, "{pattern} {path}");
        }
    }
}
