//! Fields of the paths that an event names.

use super::descriptor::{concatenated, push_directory};
use super::result::result;
use crate::fields::FieldInfo;
use crate::fields::param_text::text_or_missing;
use crate::fields::{Evaluation, Extracted, FieldRef, TextBuf};
use crate::schema::ParamType::*;
use crate::schema::{Code, FdType};
use Code::*;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("fs.path.name", Charbuf, "Absolute path of the file that the event works on.", name),
    FieldInfo::new(
        "fs.path.nameraw",
        Charbuf,
        "Path of the file that the event works on, as the process gave it.",
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

/// Failed calls have no paths. A call that opens fails with -1 only, as upstream sees it.
fn succeeded(c: &Evaluation<'_>) -> bool {
    match c.raw().code() {
        SyscallOpenX | SyscallOpenat_2X | SyscallOpenat2X => c.param(0).i64().is_some_and(|fd| fd != -1),
        _ => result(c) == Some(0),
    }
}

fn named<'s>(c: &Evaluation<'s>, end: End) -> Option<&'s [u8]> {
    if !succeeded(c) {
        return None;
    }
    let param = match (paths(c.raw().code())?, end) {
        (Paths::One(name), End::Only)
        | (Paths::Two(name, _), End::Source)
        | (Paths::Two(_, name), End::Target) => name,
        (Paths::Descriptor, End::Only) => return Some(descriptor_name(c)),
        _ => return None,
    };
    c.param_by_name(param).map(|(_, param)| text_or_missing(param))
}

/// The name as `fd.name` gives it.
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
    let mut directory = c.scratch.text();
    let mut path = path;
    match c.raw().code() {
        SyscallOpenat_2X | SyscallOpenat2X => {
            // The name of the descriptor is already seen from its directory.
            path = c.fd().map_or(b"<UNKNOWN>", |fd| fd.name.bytes());
        }
        SyscallNewfstatatX | SyscallFchownatX | SyscallFchmodatX | SyscallMkdiratX | SyscallUnlinkat_2X
        | SyscallMknodatX => push_event_directory(c, &mut directory),
        SyscallSymlinkatX if end == End::Source => push_event_directory(c, &mut directory),
        SyscallSymlinkatX => directory.extend(b"<UNKNOWN>"),
        SyscallRenameat2X => {
            let index = if end == End::Target { 3 } else { 1 };
            push_directory(c, path, c.param(index).i64().unwrap_or(0), &mut directory);
        }
        _ => directory.extend(c.state().threads.cwd(thread)),
    }
    Extracted::from_text(Some(concatenated(c, directory.as_bytes(), path)))
}

/// The directory in the descriptor of the event.
fn push_event_directory(c: &Evaluation<'_>, out: &mut TextBuf<'_>) {
    match c.fd().filter(|fd| fd.ty == FdType::Directory) {
        Some(fd) => {
            out.extend(&fd.name);
            if !fd.name.is_empty() && !fd.name.ends_with(b"/") {
                out.push(b'/');
            }
        }
        None => out.extend(b"<UNKNOWN>"),
    }
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
