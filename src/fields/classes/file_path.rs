// SPDX-License-Identifier: Apache-2.0
//! Fields of the paths that an event names.

use super::descriptor::{concatenated, push_directory};
use super::result::result;
use crate::codec::Param;
use crate::fields::FieldInfo;
use crate::fields::param_text::text_or_missing;
use crate::fields::{Evaluation, Extracted, FieldRef};
use crate::schema::Code;
use crate::schema::ParamType::*;
use crate::state::path;
use Code::*;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("fs.path.name", Charbuf, "Absolute path of the file that the event works on.", name),
    FieldInfo::new(
        "fs.path.nameraw",
        Charbuf,
        "Path of the file that the event works on, as the process passed it.",
        nameraw,
    ),
    FieldInfo::new(
        "fs.path.source",
        Charbuf,
        "Absolute path of the source, for events with two paths.",
        source,
    ),
    FieldInfo::new("fs.path.sourceraw", Charbuf, "Path of the source as the process gave it.", sourceraw),
    FieldInfo::new(
        "fs.path.target",
        Charbuf,
        "Absolute path of the target, for events with two paths.",
        target,
    ),
    FieldInfo::new("fs.path.targetraw", Charbuf, "Path of the target as the process gave it.", targetraw),
];

/// Which of the paths of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Only,
    Source,
    Target,
}

/// Where an event has its paths.
enum Paths {
    /// In one parameter.
    One(&'static str),
    /// In two: source and target.
    Two(&'static str, &'static str),
    /// In the name of its descriptor.
    Descriptor,
}

/// The paths of an event; `None` for events without any.
fn paths(code: Code) -> Option<Paths> {
    Some(match code {
        SyscallMkdir_2X | SyscallMkdiratX | SyscallRmdir_2X | SyscallUnlink_2X | SyscallChownX
        | SyscallLchownX => Paths::One("path"),
        SyscallUnlinkat_2X | SyscallOpenX | SyscallOpenat_2X | SyscallOpenat2X | SyscallUmount_1X
        | SyscallUmount2X => Paths::One("name"),
        SyscallFchmodatX | SyscallChmodX => Paths::One("filename"),
        SyscallFchownatX => Paths::One("pathname"),
        SyscallQuotactlX => Paths::One("special"),
        SyscallFchmodX | SyscallFchownX => Paths::Descriptor,
        SyscallRenameX | SyscallRenameatX | SyscallRenameat2X => Paths::Two("oldpath", "newpath"),
        SyscallLink_2X | SyscallLinkat_2X => Paths::Two("newpath", "oldpath"),
        SyscallSymlinkX | SyscallSymlinkatX => Paths::Two("linkpath", "target"),
        SyscallMountX => Paths::Two("dev", "dir"),
        _ => return None,
    })
}

/// Failed calls have no paths, but for those that open.
fn has_paths(c: &Evaluation<'_>) -> bool {
    matches!(c.raw().code(), SyscallOpenX | SyscallOpenat_2X | SyscallOpenat2X) || result(c) == Some(0)
}

/// The parameter that is the path, and its index; `None` where it could not be read.
fn parameter<'s>(c: &Evaluation<'s>, end: End) -> Option<(usize, Param<'s>)> {
    let name = match (paths(c.raw().code())?, end) {
        (Paths::One(name), End::Only)
        | (Paths::Two(name, _), End::Source)
        | (Paths::Two(_, name), End::Target) => name,
        _ => return None,
    };
    c.param_by_name(name).filter(|(_, param)| param.read_text().is_some())
}

fn named<'s>(c: &Evaluation<'s>, end: End) -> Option<&'s [u8]> {
    if !has_paths(c) {
        return None;
    }
    match (paths(c.raw().code())?, end) {
        (Paths::Descriptor, End::Only) => Some(descriptor_name(c)),
        _ => parameter(c, end).map(|(_, param)| text_or_missing(param)),
    }
}

/// The name as in `fd.name`.
fn descriptor_name<'s>(c: &Evaluation<'s>) -> &'s [u8] {
    let last = || c.thread().and_then(|thread| c.state().threads.fd(thread, thread.lastevent_fd));
    c.fd().or_else(last).map_or(b"", |fd| fd.name.bytes())
}

fn raw<'s>(c: &Evaluation<'s>, end: End) -> Out<'s> {
    Extracted::from_text(named(c, end))
}

fn full<'s>(c: &Evaluation<'s>, end: End) -> Out<'s> {
    let (Some(path), Some(thread)) = (named(c, end), c.thread()) else { return Extracted::None };
    if path.first() == Some(&b'/') {
        return Extracted::from_text(Some(concatenated(c, b"", path)));
    }
    let opened = match c.raw().code() {
        SyscallOpenat_2X | SyscallOpenat2X => c.fd(),
        _ => None,
    };
    if let Some(opened) = opened {
        // Its name is already seen from its directory.
        return Extracted::from_text(Some(concatenated(c, b"", &opened.name)));
    }
    let mut directory = c.scratch.text();
    match directory_parameter(c, end) {
        Some(number) => push_directory(c, path, number, &mut directory),
        // The text in the link, of which nobody has looked what it leads to.
        None if c.raw().code() == SyscallSymlinkatX => directory.extend(path::UNKNOWN),
        None => directory.extend(c.state().threads.cwd(thread)),
    }
    Extracted::from_text(Some(concatenated(c, directory.as_bytes(), path)))
}

/// The directory descriptor that a relative path is seen from, of calls that take one: it stands in front of the path.
fn directory_parameter(c: &Evaluation<'_>, end: End) -> Option<i64> {
    let (index, _) = parameter(c, end)?;
    let before = index.checked_sub(1)?;
    let name = c.raw().info().params.get(before)?.name;
    (name.ends_with("dirfd") || matches!(name, "olddir" | "newdir")).then(|| c.param(before).i64()).flatten()
}

pub(super) fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    full(c, End::Only)
}

pub(super) fn nameraw<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    raw(c, End::Only)
}

pub(super) fn source<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    full(c, End::Source)
}

pub(super) fn sourceraw<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    raw(c, End::Source)
}

pub(super) fn target<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    full(c, End::Target)
}

pub(super) fn targetraw<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    raw(c, End::Target)
}
