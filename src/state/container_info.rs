// SPDX-License-Identifier: Apache-2.0
//! What a container event says about a container.
//!
//! The JSON is that of libsinsp's container events: an object, alone or under the key `container`, with the keys `id`,
//! `full_id`, `type` (a number), `name`, `image`, `imageid`, `imagerepo`, `imagetag`, `imagedigest`, `privileged`,
//! `host_pid`, `host_network`, `host_ipc`, `ip`, `cni_json`, `labels`, `pod_sandbox_id`, `pod_sandbox_labels` and
//! `Mounts`.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is known of a container beyond its id. Missing texts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerInfo {
    /// The short id: 12 digits.
    pub id: String,
    /// The full id.
    pub full_id: String,
    /// Its runtime, as a word such as `docker`.
    pub kind: &'static str,
    /// Name.
    pub name: String,
    /// Image as it was requested, such as `nginx:1.27`.
    pub image: String,
    /// Id of the image.
    pub image_id: String,
    /// Image without tag and digest.
    pub repository: String,
    /// Tag of the image.
    pub tag: String,
    /// Digest of the image.
    pub digest: String,
    /// Runs with all privileges; `None` unknown.
    pub privileged: Option<bool>,
    /// Runs in the PID namespace of the machine; `None` unknown.
    pub host_pid: Option<bool>,
    /// Runs in the network namespace of the machine; `None` unknown.
    pub host_network: Option<bool>,
    /// Runs in the IPC namespace of the machine; `None` unknown.
    pub host_ipc: Option<bool>,
    /// Address.
    pub ip: String,
    /// Its network interfaces or those of its pod, as JSON.
    pub cni_json: String,
    /// Labels; those of Kubernetes name the pod.
    pub labels: BTreeMap<String, String>,
    /// The full id of the sandbox container of its pod.
    pub sandbox_id: String,
    /// Labels of its pod.
    pub pod_labels: BTreeMap<String, String>,
    /// Mounts from the host.
    pub mounts: Vec<Mount>,
}

/// A mount from the host into a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mount {
    /// Path on the host.
    pub source: String,
    /// Path in the container.
    pub destination: String,
    /// Mode.
    pub mode: String,
    /// Can be written.
    pub writable: bool,
    /// Propagation.
    pub propagation: String,
}

/// Names by the numbers of upstream's `sinsp_container_type`.
const KINDS: &[&str] = &[
    "docker",
    "lxc",
    "libvirt-lxc",
    "mesos",
    "rkt",
    "custom",
    "cri",
    "containerd",
    "cri-o",
    "bpm",
    "static",
    "podman",
];

fn text(object: &Map<String, Value>, key: &str) -> String {
    object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn truth(object: &Map<String, Value>, key: &str) -> Option<bool> {
    object.get(key).and_then(Value::as_bool)
}

/// The texts of an object by their keys.
fn texts(object: &Map<String, Value>, key: &str) -> BTreeMap<String, String> {
    let entries = object.get(key).and_then(Value::as_object).into_iter().flatten();
    entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

impl ContainerInfo {
    /// Its runtime, by the number of upstream's `sinsp_container_type`.
    pub fn kind_number(&self) -> Option<usize> {
        KINDS.iter().position(|kind| *kind == self.kind)
    }

    /// Reads the JSON of an event; `None` where it is not JSON or names no id.
    pub fn parse(json: &[u8]) -> Option<ContainerInfo> {
        let value: Value = serde_json::from_slice(json).ok()?;
        let outer = value.as_object()?;
        let object = outer.get("container").and_then(Value::as_object).unwrap_or(outer);
        let id = text(object, "id");
        if id.is_empty() {
            return None;
        }
        let kind = object.get("type").and_then(Value::as_u64);
        Some(ContainerInfo {
            id,
            full_id: text(object, "full_id"),
            kind: kind.and_then(|kind| KINDS.get(usize::try_from(kind).ok()?)).copied().unwrap_or_default(),
            name: text(object, "name"),
            image: text(object, "image"),
            image_id: text(object, "imageid"),
            repository: text(object, "imagerepo"),
            tag: text(object, "imagetag"),
            digest: text(object, "imagedigest"),
            privileged: truth(object, "privileged"),
            host_pid: truth(object, "host_pid"),
            host_network: truth(object, "host_network"),
            host_ipc: truth(object, "host_ipc"),
            ip: text(object, "ip"),
            cni_json: text(object, "cni_json"),
            labels: texts(object, "labels"),
            sandbox_id: text(object, "pod_sandbox_id"),
            pod_labels: texts(object, "pod_sandbox_labels"),
            mounts: object.get("Mounts").and_then(Value::as_array).into_iter().flatten().map(mount).collect(),
        })
    }
}

fn mount(value: &Value) -> Mount {
    let empty = Map::new();
    let object = value.as_object().unwrap_or(&empty);
    Mount {
        source: text(object, "Source"),
        destination: text(object, "Destination"),
        mode: text(object, "Mode"),
        writable: object.get("RW").and_then(Value::as_bool).unwrap_or_default(),
        propagation: text(object, "Propagation"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_are_read() {
        let old = ContainerInfo::parse(br#"{"id":"3ad7b26ded6d","type":0,"name":"web","image":"nginx:1"}"#);
        let old = old.expect("an id");
        assert_eq!((old.id.as_str(), old.kind, old.name.as_str()), ("3ad7b26ded6d", "docker", "web"));
        assert_eq!(old.privileged, None);
        let new = ContainerInfo::parse(
            br#"{"container":{"id":"a","type":7,"privileged":true,"ip":"10.0.0.2","Mounts":[
                {"Source":"/h","Destination":"/c","Mode":"ro","RW":false,"Propagation":"private"}]}}"#,
        )
        .expect("an id");
        assert_eq!((new.kind, new.privileged, new.ip.as_str()), ("containerd", Some(true), "10.0.0.2"));
        assert_eq!(new.mounts[0].destination, "/c");
    }

    #[test]
    fn what_is_not_a_container_is_refused() {
        for json in [&b""[..], b"{", b"[]", b"5", b"{}", br#"{"id":5}"#, br#"{"container":{"name":"x"}}"#] {
            assert_eq!(ContainerInfo::parse(json), None);
        }
        let unknown = ContainerInfo::parse(br#"{"id":"a","type":99,"Mounts":[1,{}]}"#).expect("an id");
        assert_eq!((unknown.kind, unknown.mounts.len()), ("", 2));
    }
}
