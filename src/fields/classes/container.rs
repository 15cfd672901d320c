// SPDX-License-Identifier: Apache-2.0
//! Fields of the container that the thread of an event is in.
//!
//! The id comes from the control groups of the thread; everything else from container events.

use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf, Value};
use crate::fields::{ArgRule, FieldFlags as F, FieldInfo};
use crate::schema::ParamType::*;
use crate::state::{ContainerId, ContainerInfo, Mount};

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("container.id", Charbuf, "Short id of the container; host for the machine itself.", id),
    FieldInfo::new("container.full_id", Charbuf, "Whole id of the container.", full_id),
    FieldInfo::new("container.name", Charbuf, "Name of the container; host for the machine itself.", name),
    FieldInfo::new("container.image", Charbuf, "Image of the container as it was asked for.", image),
    FieldInfo::new("container.image.id", Charbuf, "Id of the image.", image_id),
    FieldInfo::new("container.image.repository", Charbuf, "Image without tag and digest.", image_repository),
    FieldInfo::new("container.image.tag", Charbuf, "Tag of the image.", image_tag),
    FieldInfo::new("container.image.digest", Charbuf, "Digest of the image.", image_digest),
    FieldInfo::new(
        "container.type",
        Charbuf,
        "Runtime of the container, such as docker; host for the machine itself.",
        kind,
    ),
    FieldInfo::new(
        "container.privileged",
        Bool,
        "True when the container runs with all privileges.",
        privileged,
    ),
    FieldInfo::new("container.ip", Charbuf, "Address of the container.", ip),
    FieldInfo::new(
        "container.mounts",
        Charbuf,
        "Mounts from the host: source, destination, mode, writable and propagation with \
colons between.",
        mounts,
    ),
    FieldInfo::new("container.mount", Charbuf, "One mount, by number or by one of its paths.", mount)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
    FieldInfo::new("container.mount.source", Charbuf, "Path of a mount on the host.", mount_source)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
    FieldInfo::new("container.mount.dest", Charbuf, "Path of a mount in the container.", mount_dest)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
    FieldInfo::new("container.mount.mode", Charbuf, "Mode of a mount.", mount_mode)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
    FieldInfo::new("container.mount.rdwr", Charbuf, "true when a mount can be written.", mount_rdwr)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
    FieldInfo::new("container.mount.propagation", Charbuf, "Propagation of a mount.", mount_propagation)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
];

/// Upstream's word for the machine itself, where it expects a container.
const HOST: &[u8] = b"host";

fn id_of<'s>(c: &Evaluation<'s>) -> Option<&'s ContainerId> {
    c.thread()?.container()
}

fn info<'s>(c: &Evaluation<'s>) -> Option<&'s ContainerInfo> {
    c.state().containers.get(id_of(c)?.short())
}

/// A text of the container; absent where it is unknown.
fn text<'s>(c: &Evaluation<'s>, what: fn(&ContainerInfo) -> &str) -> Out<'s> {
    let text = info(c).map(|info| what(info).as_bytes()).filter(|text| !text.is_empty());
    Extracted::from_text(text)
}

pub(super) fn id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    Value::Bytes(thread.container().map_or(HOST, ContainerId::short)).into()
}

pub(super) fn full_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(id_of(c).map(|id| id.full.bytes()))
}

pub(super) fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    match c.thread() {
        Some(thread) if thread.container().is_none() => Value::Bytes(HOST).into(),
        _ => text(c, |info| &info.name),
    }
}

pub(super) fn kind<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    let Some(id) = thread.container() else { return Value::Bytes(HOST).into() };
    let kind = info(c).map(|info| info.kind).filter(|kind| !kind.is_empty());
    Value::Bytes(kind.unwrap_or_else(|| id.engine.name()).as_bytes()).into()
}

pub(super) fn image<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.image)
}

pub(super) fn image_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.image_id)
}

pub(super) fn image_repository<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.repository)
}

pub(super) fn image_tag<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.tag)
}

pub(super) fn image_digest<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.digest)
}

pub(super) fn ip<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.ip)
}

pub(super) fn privileged<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(info(c).and_then(|info| info.privileged).map(Value::Bool))
}

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

/// The mount with the index in brackets, or with this path on the host or in the container.
fn chosen<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Option<&'s Mount> {
    let mounts = &info(c)?.mounts;
    match &field.arg {
        Arg::Index(index) => mounts.get(usize::try_from(*index).ok()?),
        Arg::Key(path) => {
            mounts.iter().find(|m| m.source.as_bytes() == &**path || m.destination.as_bytes() == &**path)
        }
        _ => None,
    }
}

pub(super) fn mount<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some(mount) = chosen(c, field) else { return Extracted::None };
    let mut out = c.scratch.text();
    push_mount(mount, &mut out);
    out.into_value().into()
}

pub(super) fn mount_source<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(chosen(c, field).map(|mount| mount.source.as_bytes()))
}

pub(super) fn mount_dest<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(chosen(c, field).map(|mount| mount.destination.as_bytes()))
}

pub(super) fn mount_mode<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(chosen(c, field).map(|mount| mount.mode.as_bytes()))
}

pub(super) fn mount_rdwr<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let word = |mount: &Mount| if mount.writable { b"true".as_slice() } else { b"false" };
    Extracted::from_text(chosen(c, field).map(word))
}

pub(super) fn mount_propagation<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(chosen(c, field).map(|mount| mount.propagation.as_bytes()))
}
