// SPDX-License-Identifier: Apache-2.0
//! Fields of the container that the thread of an event is in, and of its pod: those of the container plugin 0.7, by
//! name, type, argument and order.
//!
//! The id comes from the control groups of the thread; everything else from container events.

use super::known_container::{id_of, info, text, truth};
use super::mounts::{mount, mount_dest, mount_mode, mount_propagation, mount_rdwr, mount_source, mounts};
use super::pod;
use crate::fields::{ArgRule, FieldFlags as F, FieldInfo};
use crate::fields::{Evaluation, Extracted, Extractor, FieldRef, Value};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat;
use crate::state::ContainerId;

type Out<'s> = Extracted<'s>;

/// A field with a text.
const fn plain(name: &'static str, doc: &'static str, extract: Extractor) -> FieldInfo {
    FieldInfo::new(name, Charbuf, doc, extract)
}

/// A field with a truth value.
const fn flag(name: &'static str, doc: &'static str, extract: Extractor) -> FieldInfo {
    FieldInfo::new(name, Bool, doc, extract)
}

/// A part of a mount, which is chosen by number or by path.
const fn of_mount(name: &'static str, doc: &'static str, extract: Extractor) -> FieldInfo {
    plain(name, doc, extract).flags(F::ARG_REQUIRED.or(F::ARG_INDEX).or(F::ARG_KEY)).arg(ArgRule::ByFlags)
}

/// A value that is chosen by its key.
const fn by_key(name: &'static str, doc: &'static str, extract: Extractor) -> FieldInfo {
    plain(name, doc, extract).flags(F::ARG_REQUIRED.or(F::ARG_KEY)).arg(ArgRule::ByFlags)
}

/// A field that rules still name, and that has no value: the plugin, too, gives it none since 0.7.
const fn gone(name: &'static str) -> FieldInfo {
    plain(name, GONE, absent)
}

const GONE: &str = "Deprecated: never has a value.";

pub(super) const FIELDS: &[FieldInfo] = &[
    plain("container.id", "Short id of the container; host for the machine itself.", id)
        .flags(F::FORMAT_SUGGESTED),
    plain("container.full_id", "Whole id of the container.", full_id),
    plain("container.name", "Name of the container; host for the machine itself.", name)
        .flags(F::FORMAT_SUGGESTED),
    plain("container.image", "Image of the container as it was asked for.", image),
    plain("container.image.id", "Id of the image.", image_id),
    plain("container.type", "Runtime of the container, such as docker; host for the machine itself.", kind),
    flag("container.privileged", "True when the container runs with all privileges.", privileged),
    plain(
        "container.mounts",
        "Mounts from the host, with commas between; each is source, destination, mode, writable and propagation \
with colons between.",
        mounts,
    ),
    of_mount("container.mount", "One mount, by number or by a glob pattern of its path on the host.", mount),
    of_mount(
        "container.mount.source",
        "Path of a mount on the host, by number or by a glob pattern of its path in the container.",
        mount_source,
    ),
    of_mount(
        "container.mount.dest",
        "Path of a mount in the container, by number or by a glob pattern of its path on the host.",
        mount_dest,
    ),
    of_mount("container.mount.mode", "Mode of a mount, chosen as in container.mount.", mount_mode),
    of_mount(
        "container.mount.rdwr",
        "true when a mount, chosen as in container.mount, can be written.",
        mount_rdwr,
    ),
    of_mount(
        "container.mount.propagation",
        "Propagation of a mount, chosen as in container.mount.",
        mount_propagation,
    ),
    plain("container.image.repository", "Image without tag and digest.", image_repository)
        .flags(F::FORMAT_SUGGESTED),
    plain("container.image.tag", "Tag of the image.", image_tag).flags(F::FORMAT_SUGGESTED),
    plain("container.image.digest", "Digest of the image.", image_digest),
    gone("container.healthcheck"),
    gone("container.liveness_probe"),
    gone("container.readiness_probe"),
    FieldInfo::new(
        "container.start_ts",
        Abstime,
        "When the first process of the thread's PID namespace began, in nanoseconds since the epoch.",
        start_ts,
    )
    .format(PrintFormat::Dec),
    FieldInfo::new("container.duration", Reltime, "Nanoseconds since container.start_ts.", duration)
        .format(PrintFormat::Dec),
    plain("container.ip", "IPv4 address of the container.", ip),
    plain("container.cni.json", "Network interfaces of the container or its pod, as JSON.", cni),
    flag("container.host_pid", "True when the container is in the PID namespace of the machine.", host_pid),
    flag(
        "container.host_network",
        "True when the container is in the network namespace of the machine.",
        host_network,
    ),
    flag("container.host_ipc", "True when the container is in the IPC namespace of the machine.", host_ipc),
    by_key("container.label", "A label of the container, by its key.", label),
    plain(
        "container.labels",
        "Labels of the container, as key:value with commas between; annotations and those of Kubernetes itself \
left out.",
        labels,
    ),
    FieldInfo::new("proc.is_container_healthcheck", Bool, GONE, absent),
    FieldInfo::new("proc.is_container_liveness_probe", Bool, GONE, absent),
    FieldInfo::new("proc.is_container_readiness_probe", Bool, GONE, absent),
    plain("k8s.pod.name", "Name of the pod.", pod::name).flags(F::FORMAT_SUGGESTED),
    plain("k8s.ns.name", "Kubernetes namespace of the pod.", pod::namespace).flags(F::FORMAT_SUGGESTED),
    plain("k8s.pod.id", "The same as k8s.pod.uid.", pod::uid),
    plain("k8s.pod.uid", "Id of the pod in Kubernetes.", pod::uid),
    plain("k8s.pod.sandbox_id", "Short id of the sandbox container of the pod.", pod::sandbox_id),
    plain("k8s.pod.full_sandbox_id", "Whole id of the sandbox container of the pod.", pod::full_sandbox_id),
    by_key("k8s.pod.label", "A label of the pod, by its key.", pod::label),
    plain("k8s.pod.labels", "Labels of the pod, in the form of container.labels.", pod::labels),
    plain("k8s.pod.ip", "IPv4 address of the pod.", pod::ip),
    plain("k8s.pod.cni.json", "Network interfaces of the pod, as JSON.", pod::cni),
    gone("k8s.rc.name"),
    gone("k8s.rc.id"),
    by_key("k8s.rc.label", GONE, absent),
    gone("k8s.rc.labels"),
    gone("k8s.svc.name"),
    gone("k8s.svc.id"),
    by_key("k8s.svc.label", GONE, absent),
    gone("k8s.svc.labels"),
    gone("k8s.ns.id"),
    by_key("k8s.ns.label", GONE, absent),
    gone("k8s.ns.labels"),
    gone("k8s.rs.name"),
    gone("k8s.rs.id"),
    by_key("k8s.rs.label", GONE, absent),
    gone("k8s.rs.labels"),
    gone("k8s.deployment.name"),
    gone("k8s.deployment.id"),
    by_key("k8s.deployment.label", GONE, absent),
    gone("k8s.deployment.labels"),
];

fn absent<'s>(_: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::None
}

/// Upstream's word for the machine itself, where it expects a container.
const HOST: &[u8] = b"host";

fn id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    Value::Bytes(thread.container().map_or(HOST, ContainerId::short)).into()
}

fn full_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(id_of(c).map(|id| id.full.bytes()))
}

fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    match c.thread() {
        Some(thread) if thread.container().is_none() => Value::Bytes(HOST).into(),
        _ => text(c, |info| &info.name),
    }
}

fn kind<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    let Some(id) = thread.container() else { return Value::Bytes(HOST).into() };
    let kind = info(c).map(|info| info.kind).filter(|kind| !kind.is_empty());
    Value::Bytes(kind.unwrap_or_else(|| id.engine.name()).as_bytes()).into()
}

fn image<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.image)
}

fn image_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.image_id)
}

fn image_repository<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.repository)
}

fn image_tag<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.tag)
}

fn image_digest<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.digest)
}

fn ip<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.ip)
}

fn privileged<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    truth(c, |info| info.privileged)
}

/// A value of the thread's PID namespace; absent where its beginning is unknown.
fn since<'s>(c: &Evaluation<'s>, value: fn(&Evaluation<'_>, u64) -> Value<'static>) -> Out<'s> {
    let start = c.thread().map(|thread| thread.pidns_init_start_ts).filter(|start| *start != 0);
    Extracted::from_option(start.map(|start| value(c, start)))
}

fn start_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    since(c, |_, start| Value::U64(start))
}

fn duration<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    since(c, |c, start| Value::U64(c.raw().ts().saturating_sub(start)))
}

fn cni<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.cni_json)
}

fn host_pid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    truth(c, |info| info.host_pid)
}

fn host_network<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    truth(c, |info| info.host_network)
}

fn host_ipc<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    truth(c, |info| info.host_ipc)
}

fn label<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_text(info(c).and_then(|info| pod::chosen(&info.labels, field)))
}

fn labels<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    info(c).map_or(Extracted::None, |info| pod::joined(c, &info.labels))
}
