// SPDX-License-Identifier: Apache-2.0
//! Fields of the Kubernetes pod that a container belongs to, and of labels.

use super::known_container::{info, text};
use crate::fields::{Arg, Evaluation, Extracted, FieldRef};
use crate::state::ContainerInfo;
use std::collections::BTreeMap;

type Out<'s> = Extracted<'s>;

/// Length of the short form of an id.
const SHORT_ID: usize = 12;

/// A label that Kubernetes gives each container of a pod.
fn kubernetes<'s>(c: &Evaluation<'s>, key: &str) -> Out<'s> {
    Extracted::from_text(info(c).and_then(|info| info.labels.get(key)).map(String::as_bytes))
}

pub(super) fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    kubernetes(c, "io.kubernetes.pod.name")
}

pub(super) fn namespace<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    kubernetes(c, "io.kubernetes.pod.namespace")
}

pub(super) fn uid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    kubernetes(c, "io.kubernetes.pod.uid")
}

pub(super) fn full_sandbox_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| &info.sandbox_id)
}

pub(super) fn sandbox_id<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c, |info| info.sandbox_id.get(..SHORT_ID).unwrap_or(&info.sandbox_id))
}

/// What describes the pod: the container itself where it carries the pod's interfaces, else the sandbox container.
fn of_pod<'s>(c: &Evaluation<'s>) -> Option<&'s ContainerInfo> {
    let info = info(c)?;
    if !info.cni_json.is_empty() {
        return Some(info);
    }
    let short = info.sandbox_id.get(..SHORT_ID).unwrap_or(&info.sandbox_id);
    c.state().containers.get(short.as_bytes())
}

pub(super) fn label<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let pod = of_pod(c).and_then(|pod| chosen(&pod.pod_labels, field));
    Extracted::from_text(pod.or_else(|| info(c).and_then(|info| chosen(&info.pod_labels, field))))
}

pub(super) fn labels<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_pod(c).or_else(|| info(c)).map_or(Extracted::None, |pod| joined(c, &pod.pod_labels))
}

pub(super) fn ip<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(of_pod(c).map(|pod| pod.ip.as_bytes()).filter(|ip| !ip.is_empty()))
}

pub(super) fn cni<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(of_pod(c).map(|pod| pod.cni_json.as_bytes()).filter(|json| !json.is_empty()))
}

/// The label whose key is in brackets.
pub(super) fn chosen<'s>(labels: &'s BTreeMap<String, String>, field: &FieldRef) -> Option<&'s [u8]> {
    let Arg::Key(key) = &field.arg else { return None };
    labels.get(std::str::from_utf8(key).ok()?).map(String::as_bytes)
}

/// `key:value, key:value`, without annotations and the labels that Kubernetes itself gives.
pub(super) fn joined<'s>(c: &Evaluation<'s>, labels: &BTreeMap<String, String>) -> Out<'s> {
    let mut out = c.scratch.text();
    for (key, value) in labels {
        if key.starts_with("annotation.") || key.starts_with("io.kubernetes.") {
            continue;
        }
        if !out.as_bytes().is_empty() {
            out.extend(b", ");
        }
        out.extend(key.as_bytes());
        if !value.is_empty() {
            out.push(b':');
            out.extend(value.as_bytes());
        }
    }
    out.into_value().into()
}
