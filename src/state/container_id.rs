// SPDX-License-Identifier: Apache-2.0
//! Which container a control group belongs to, by the names that runtimes give to control groups.

use super::Text;

/// The runtime of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerEngine {
    /// Docker.
    Docker,
    /// CRI-O.
    CriO,
    /// containerd, by itself, with nerdctl or ctr, or below Kubernetes.
    Containerd,
    /// Podman.
    Podman,
    /// LXC, LXD and Incus.
    Lxc,
    /// LXC by way of libvirt.
    LibvirtLxc,
    /// BOSH process manager.
    Bpm,
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
            Self::LibvirtLxc => "libvirt-lxc",
            Self::Bpm => "bpm",
            Self::Kubernetes => "cri",
        }
    }
}

/// The identity of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerId {
    /// What made it.
    pub engine: ContainerEngine,
    /// 64 hexadecimal digits, or the name that its user gave to it (LXC, libvirt, bpm, ctr).
    pub full: Text,
}

impl ContainerId {
    /// The form that people use: the first 12 bytes; the whole name of LXC, libvirt and bpm.
    pub fn short(&self) -> &[u8] {
        match self.engine {
            ContainerEngine::Lxc | ContainerEngine::LibvirtLxc | ContainerEngine::Bpm => &self.full,
            _ => &self.full[..self.full.len().min(12)],
        }
    }
}

const ID_DIGITS: usize = 64;
/// Limit of containerd for the names of namespaces and containers.
const LONGEST_NAME: usize = 76;

/// What stands directly in front of an id. The monitors of Podman and CRI-O (`libpod-conmon-`, `crio-conmon-`) run on the
/// host: what follows `libpod-` in their names is no id.
const PREFIXES: &[(&[u8], ContainerEngine)] = &[
    (b"cri-containerd-", ContainerEngine::Containerd),
    (b"nerdctl-", ContainerEngine::Containerd),
    (b"containerd-", ContainerEngine::Containerd),
    (b"crio-", ContainerEngine::CriO),
    (b"libpod-payload-", ContainerEngine::Podman),
    (b"libpod-", ContainerEngine::Podman),
    (b"docker-", ContainerEngine::Docker),
];

/// `SLICE:PREFIX:ID` is meant for systemd; a runtime without it makes one directory of that name.
const FOR_SYSTEMD: &[(&[u8], ContainerEngine)] = &[
    (b":cri-containerd", ContainerEngine::Containerd),
    (b":nerdctl", ContainerEngine::Containerd),
    (b":crio", ContainerEngine::CriO),
    (b":docker", ContainerEngine::Docker),
    (b":libpod", ContainerEngine::Podman),
];

const UNIT_SUFFIXES: &[&[u8]] = &[
    b".service",
    b".slice",
    b".scope",
    b".socket",
    b".mount",
    b".automount",
    b".swap",
    b".device",
    b".target",
    b".timer",
    b".path",
];

/// First parts of paths that are no namespaces of containerd; those that end in `*` begin so.
const NOT_CONTAINERD: &[&[u8]] = &[
    b"docker",
    b"ecs",
    b"garden",
    b"mesos",
    b"machine",
    b"user",
    b"system",
    b"init",
    b"kubepods*",
    b"kubelet",
    b"libvirt",
    b"lxc*",
    b"libpod*",
    b"podruntime",
    b"runtime",
    b"actions_job",
    b"daemon",
];

/// Namespaces of containerd whose containers may have control groups of their own.
const KNOWN_NAMESPACES: &[&[u8]] = &[b"default", b"k8s.io", b"moby"];

/// The container that a control group path belongs to, version 1 and 2 hierarchies alike: the innermost one that a part of
/// the path names.
pub fn identify(path: &[u8]) -> Option<ContainerId> {
    let (mut before, mut parent): (&[u8], &[u8]) = (b"", b"");
    let mut found = None;
    for part in path.split(|&b| b == b'/').filter(|part| !part.is_empty()) {
        if let Some((engine, full)) = by_id(part, parent, path).or_else(|| by_name(part, parent, before)) {
            found = Some(ContainerId { engine, full: Text::new(full) });
        }
        (before, parent) = (parent, part);
    }
    found.or_else(|| made_by_ctr(path))
}

/// Names that hold an id of 64 hexadecimal digits.
fn by_id<'p>(part: &'p [u8], parent: &[u8], path: &[u8]) -> Option<(ContainerEngine, &'p [u8])> {
    let bare = part.strip_suffix(b".scope").unwrap_or(part);
    let id = &bare[bare.len().checked_sub(ID_DIGITS)?..];
    if !id.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let front = &bare[..bare.len() - ID_DIGITS];
    let engine = if front.is_empty() {
        without_prefix(parent, path)
    } else if let Some(slice) = front.strip_suffix(b":") {
        FOR_SYSTEMD.iter().find(|(prefix, _)| slice.ends_with(prefix))?.1
    } else {
        PREFIXES.iter().find(|(prefix, _)| *prefix == front)?.1
    };
    Some((engine, id))
}

/// The engine whose control groups have nothing but the id for a name.
fn without_prefix(parent: &[u8], path: &[u8]) -> ContainerEngine {
    if parent == b"docker" || parent == b"ecs" {
        ContainerEngine::Docker
    } else if parent.starts_with(b"libpod") {
        ContainerEngine::Podman
    } else if memchr::memmem::find(path, b"kubepods").is_some() {
        ContainerEngine::Kubernetes
    } else if KNOWN_NAMESPACES.contains(&parent) {
        ContainerEngine::Containerd
    } else {
        ContainerEngine::Docker
    }
}

/// Names that users gave.
fn by_name<'p>(part: &'p [u8], parent: &[u8], before: &[u8]) -> Option<(ContainerEngine, &'p [u8])> {
    if parent == b"lxc" && before == b"libvirt" {
        return Some((ContainerEngine::LibvirtLxc, part));
    }
    if parent == b"lxc" || parent == b"lxc.payload" {
        return Some((ContainerEngine::Lxc, part));
    }
    let scope = part.strip_suffix(b".scope");
    let found = if let Some(name) = part.strip_prefix(b"lxc.payload.") {
        (ContainerEngine::Lxc, name)
    } else if let Some(name) = part.strip_suffix(b".libvirt-lxc") {
        (ContainerEngine::LibvirtLxc, name)
    } else if let Some(name) = scope.and_then(|unit| unit.strip_prefix(b"machine-lxc\\x2d")) {
        (ContainerEngine::LibvirtLxc, name)
    } else {
        let name = scope.unwrap_or(part).strip_prefix(b"bpm-")?;
        let legal = name.iter().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(b));
        (ContainerEngine::Bpm, if legal && !is_unit(name) { name } else { b"" })
    };
    (!found.1.is_empty()).then_some(found)
}

/// `/NAMESPACE/NAME`, what containerd makes where its client (ctr) names no control group. Any two directories may look
/// so: those of systemd and of other runtimes are left out.
fn made_by_ctr(path: &[u8]) -> Option<ContainerId> {
    let mut parts = path.strip_prefix(b"/")?.split(|&b| b == b'/');
    let (namespace, name) = (parts.next()?, parts.next()?);
    let others = NOT_CONTAINERD.iter().any(|other| match other.strip_suffix(b"*") {
        Some(start) => namespace.starts_with(start),
        None => namespace == *other,
    });
    let ends = parts.next().is_none() || KNOWN_NAMESPACES.contains(&namespace);
    let named = |text| is_containerd_name(text) && !is_unit(text);
    let made = !others && ends && named(namespace) && named(name);
    made.then(|| ContainerId { engine: ContainerEngine::Containerd, full: Text::new(name) })
}

/// Letters and digits, joined by one `.`, `-` or `_`, or by two `_`.
fn is_containerd_name(text: &[u8]) -> bool {
    let joins = |b: u8| b"._-".contains(&b);
    let edges = [text.first(), text.last()];
    let pairs = |pair: &[u8]| !(joins(pair[0]) && joins(pair[1])) || pair == b"__";
    text.len() <= LONGEST_NAME
        && edges.iter().all(|edge| edge.is_some_and(u8::is_ascii_alphanumeric))
        && text.iter().all(|&b| b.is_ascii_alphanumeric() || joins(b))
        && text.windows(2).all(pairs)
        && memchr::memmem::find(text, b"___").is_none()
}

fn is_unit(text: &[u8]) -> bool {
    UNIT_SUFFIXES.iter().any(|suffix| text.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::identify;

    /// Paths of control groups, with the short id and the type that belong to them; `ID` and `ID2` are for ids of 64 digits.
    const PATHS: &str = include_str!("../../testdata/container-paths.tsv");

    fn with_ids(text: &str) -> String {
        let first = format!("3ad7b26ded6d{:052x}", 0xabc);
        let second = format!("a2bc7b153f03{:052x}", 0xDEF);
        let short = text.replace("ID2_12", &second[..12]).replace("ID12", &first[..12]);
        short.replace("ID2", &second).replace("ID", &first)
    }

    fn named(path: &str) -> (String, &'static str) {
        identify(path.as_bytes()).map_or(("host".into(), "host"), |id| {
            (String::from_utf8_lossy(id.short()).into_owned(), id.engine.name())
        })
    }

    #[test]
    fn paths_of_every_runtime() {
        let mut count = 0;
        for row in PATHS.lines().skip(1) {
            let mut columns = row.split('\t').map(with_ids);
            let [path, id, engine] = std::array::from_fn(|_| columns.next().expect("three columns"));
            let (found, engine_found) = named(&path);
            assert_eq!((found, engine_found), (id, engine.as_str()), "{path}");
            count += 1;
        }
        assert_eq!(count, 96);
    }

    #[test]
    fn other_paths_name_none() {
        let long = format!("/docker/{}", "0".repeat(65));
        let not_hex = format!("/docker/g{}", "0".repeat(63));
        for path in [
            "",
            "/",
            "//",
            "/docker/0123456789ab",
            "/docker-xyz.scope",
            "/a/b/c",
            "/a/b--c",
            "/a/b_",
            &long,
            &not_hex,
        ] {
            assert_eq!(named(path).0, "host", "{path}");
        }
        assert_eq!(named("/a/b__c").0, "b__c");
        assert_eq!(named(&format!("/a/{}", "b".repeat(77))).0, "host");
    }
}
