//! Which container a control group belongs to, and what captures tell about containers.

use super::{ContainerInfo, Text};
use rustc_hash::FxHashMap;

/// What made a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerEngine {
    /// Docker.
    Docker,
    /// CRI-O.
    CriO,
    /// containerd, by itself or below Kubernetes.
    Containerd,
    /// Podman.
    Podman,
    /// LXC.
    Lxc,
    /// Kubernetes with a runtime that the path does not name.
    Kubernetes,
}

impl ContainerEngine {
    /// The name in lower case, as `container.type` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::CriO => "cri-o",
            Self::Containerd => "containerd",
            Self::Podman => "podman",
            Self::Lxc => "lxc",
            Self::Kubernetes => "cri",
        }
    }
}

/// The identity of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerId {
    /// What made it.
    pub engine: ContainerEngine,
    /// 64 hexadecimal digits, or the name of an LXC container.
    pub full: Text,
}

impl ContainerId {
    /// The form that people use: the first 12 digits, or the whole name of an LXC container.
    pub fn short(&self) -> &[u8] {
        if self.engine == ContainerEngine::Lxc { &self.full } else { &self.full[..self.full.len().min(12)] }
    }
}

const ID_DIGITS: usize = 64;

/// The markers in front of an id, longest and most telling first.
const PREFIXES: &[(&[u8], ContainerEngine)] = &[
    (b"cri-containerd-", ContainerEngine::Containerd),
    (b"cri-containerd:", ContainerEngine::Containerd),
    (b"containerd-", ContainerEngine::Containerd),
    (b"crio-conmon-", ContainerEngine::CriO),
    (b"crio-", ContainerEngine::CriO),
    (b"libpod-conmon-", ContainerEngine::Podman),
    (b"libpod-", ContainerEngine::Podman),
    (b"docker-", ContainerEngine::Docker),
];

/// The container that a control group path belongs to, version 1 and 2 hierarchies alike.
pub fn identify(path: &[u8]) -> Option<ContainerId> {
    lxc(path).or_else(|| {
        let mut parent: &[u8] = b"";
        let mut found = None;
        for piece in path.split(|&b| b == b'/').filter(|p| !p.is_empty()) {
            if let Some(id) = from_piece(piece, parent, path) {
                found = Some(id);
            }
            parent = piece;
        }
        found
    })
}

fn from_piece(piece: &[u8], parent: &[u8], path: &[u8]) -> Option<ContainerId> {
    let bare = piece.strip_suffix(b".scope").unwrap_or(piece);
    for (prefix, engine) in PREFIXES {
        let at = memchr::memmem::find(bare, prefix);
        let id = at.and_then(|at| digits(&bare[at + prefix.len()..]));
        if let Some(full) = id {
            return Some(ContainerId { engine: *engine, full });
        }
    }
    let full = digits(bare)?;
    let engine = if parent == b"docker" || parent == b"ecs" {
        ContainerEngine::Docker
    } else if parent.starts_with(b"libpod") {
        ContainerEngine::Podman
    } else if memchr::memmem::find(path, b"kubepods").is_some() {
        ContainerEngine::Kubernetes
    } else if parent == b"default" || parent == b"k8s.io" || parent == b"moby" {
        ContainerEngine::Containerd
    } else {
        ContainerEngine::Docker
    };
    Some(ContainerId { engine, full })
}

fn digits(text: &[u8]) -> Option<Text> {
    (text.len() == ID_DIGITS && text.iter().all(u8::is_ascii_hexdigit)).then(|| Text::new(text))
}

fn lxc(path: &[u8]) -> Option<ContainerId> {
    for marker in [&b"/lxc.payload."[..], b"/lxc.payload/", b"/lxc/"] {
        if let Some(at) = memchr::memmem::find(path, marker) {
            let rest = &path[at + marker.len()..];
            let name = rest.split(|&b| b == b'/').next().unwrap_or_default();
            if !name.is_empty() {
                return Some(ContainerId { engine: ContainerEngine::Lxc, full: Text::new(name) });
            }
        }
    }
    None
}

/// What captures tell about containers, by short id.
#[derive(Debug, Default)]
pub struct Containers {
    by_id: FxHashMap<Text, Known>,
}

#[derive(Debug)]
struct Known {
    info: ContainerInfo,
    json: Text,
}

impl Containers {
    /// Most containers remembered; a capture could name any number.
    const LIMIT: usize = 16_384;

    /// Keeps what the JSON text of an event tells about a container. False when it names none, or when the table is
    /// full.
    pub fn set(&mut self, json: &[u8]) -> bool {
        let Some(info) = ContainerInfo::parse(json) else { return false };
        let id = Text::new(info.id.as_bytes());
        if self.by_id.len() >= Self::LIMIT && !self.by_id.contains_key(&id) {
            return false;
        }
        self.by_id.insert(id, Known { info, json: Text::new(json) });
        true
    }

    /// Forgets the container that a JSON text names.
    pub fn remove(&mut self, json: &[u8]) {
        if let Some(info) = ContainerInfo::parse(json) {
            self.by_id.remove(info.id.as_bytes());
        }
    }

    /// What is known of the container with this id.
    pub fn get(&self, id: &[u8]) -> Option<&ContainerInfo> {
        self.by_id.get(id).map(|known| &known.info)
    }

    /// The JSON text of the container with this id.
    pub fn json(&self, id: &[u8]) -> Option<&[u8]> {
        self.by_id.get(id).map(|known| known.json.bytes())
    }

    /// Every container with its JSON text.
    pub fn iter(&self) -> impl Iterator<Item = (&ContainerInfo, &[u8])> {
        self.by_id.values().map(|known| (&known.info, known.json.bytes()))
    }

    /// How many containers are known.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// True when none is known.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn paths_of_every_runtime() {
        use ContainerEngine::*;
        for (path, engine) in [
            (format!("/docker/{ID}"), Docker),
            (format!("/system.slice/docker-{ID}.scope"), Docker),
            (format!("/kubepods.slice/kubepods-pod1.slice/crio-{ID}.scope"), CriO),
            (format!("/kubepods.slice/kubepods-pod1.slice/cri-containerd-{ID}.scope"), Containerd),
            (format!("/machine.slice/libpod-{ID}.scope/container"), Podman),
            (format!("/kubepods/besteffort/pod-1/{ID}"), Kubernetes),
            (format!("/default/{ID}"), Containerd),
        ] {
            let id = identify(path.as_bytes()).unwrap_or_else(|| panic!("{path} names a container"));
            assert_eq!((id.engine, id.short()), (engine, &ID.as_bytes()[..12]), "{path}");
        }
        let lxc = identify(b"/lxc.payload.web/init.scope").expect("lxc");
        assert_eq!((lxc.engine, lxc.short()), (Lxc, &b"web"[..]));
    }

    #[test]
    fn other_paths_name_none() {
        for path in ["", "/", "/user.slice/session-1.scope", "/docker/0123456789ab", "/docker-xyz.scope"] {
            assert!(identify(path.as_bytes()).is_none(), "{path}");
        }
    }
}
