// SPDX-License-Identifier: Apache-2.0
//! Control groups of a thread, from /proc/PID/cgroup (cgroups(7)).

use super::read::read_whole;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustix::fd::{AsFd, BorrowedFd};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Maximum number of bytes kept of a thread's groups (upstream: `SCAP_MAX_CGROUPS_SIZE`).
const GROUPS_SIZE: usize = 4096;
/// Depth of the hierarchy below which our own group is not looked for.
const DEPTH: usize = 32;

/// Turns the file of a thread into `subsystem=path` texts, each followed by a NUL.
#[derive(Debug)]
pub(super) struct Cgroups {
    unified: Option<Unified>,
    /// Our own groups of version 1 as the first namespace sees them, by subsystem; only in a cgroup namespace.
    own: Vec<(Vec<u8>, Vec<u8>)>,
    /// Most processes share their groups with another.
    known: Mutex<FxHashMap<Vec<u8>, Arc<[u8]>>>,
}

/// The hierarchy of version 2.
#[derive(Debug)]
struct Unified {
    mount: PathBuf,
    controllers: Vec<Vec<u8>>,
    /// Our own group as the first namespace sees it; only in a cgroup namespace.
    own: Option<Vec<u8>>,
}

impl Cgroups {
    /// Reads the mounts of the machine whose root directory is `root`. They are read through its first process,
    /// so that a mount or cgroup namespace of our own does not hide them.
    pub fn new(root: &Path) -> Cgroups {
        let mut groups = Cgroups { unified: None, own: Vec::new(), known: Mutex::default() };
        let nested = in_namespace(root);
        let own_pid = nested.then(|| format!("{}", rustix::process::getpid().as_raw_nonzero()));
        let own_pid = own_pid.as_deref().map(str::as_bytes);
        let mounts = fs::read(root.join("proc/1/mounts")).unwrap_or_default();
        for mount in mounts.split(|byte| *byte == b'\n').filter_map(Mount::parse) {
            let place = host_path(root, &mount.place);
            if mount.kind == b"cgroup2"
                && groups.unified.as_ref().is_none_or(|known| known.controllers.is_empty())
            {
                let Some(controllers) = controllers(&place) else { continue };
                let own = own_pid.and_then(|pid| find_own(&place, pid));
                groups.unified = Some(Unified { mount: place, controllers, own });
            } else if mount.kind == b"cgroup"
                && let Some(path) = own_pid.and_then(|pid| find_own(&place, pid))
            {
                groups.own.extend(mount.options.into_iter().map(|option| (option, path.clone())));
            }
        }
        groups
    }

    /// The groups of `process`, a /proc/PID directory; empty where they cannot be read. `text` is a buffer to read into.
    pub fn of(&self, process: BorrowedFd<'_>, text: &mut Vec<u8>) -> Vec<u8> {
        if read_whole(process, c"cgroup", text).is_err() {
            return Vec::new();
        }
        let known = |map: &Mutex<FxHashMap<Vec<u8>, Arc<[u8]>>>| map.lock().get(&text[..]).cloned();
        if let Some(groups) = known(&self.known) {
            return groups.to_vec();
        }
        let groups = self.resolve(text);
        let mut known = self.known.lock();
        known.insert(text.clone(), groups.as_slice().into());
        groups
    }

    /// Controllers move: what was learned is valid for one scan.
    pub fn forget(&self) {
        self.known.lock().clear();
    }

    fn resolve(&self, text: &[u8]) -> Vec<u8> {
        let mut groups = Vec::new();
        for line in text.split(|byte| *byte == b'\n') {
            let mut parts = line.splitn(3, |byte| *byte == b':');
            let (Some(id), Some(subsystems), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            if !subsystems.is_empty() {
                let own = self.own.iter().find(|(name, _)| subsystems.starts_with(name));
                let path = own.map_or_else(|| path.to_vec(), |(_, own)| absolute(own, path));
                for subsystem in subsystems.split(|byte| *byte == b',') {
                    push(&mut groups, subsystem, &path);
                }
            } else if let (b"0", Some(unified)) = (id, &self.unified) {
                unified.resolve(path, &mut groups);
            }
        }
        groups
    }
}

impl Unified {
    /// Names, for each controller, the nearest group upwards that has it, as version 1 would report.
    fn resolve(&self, path: &[u8], groups: &mut Vec<u8>) {
        let mut path = self.own.as_ref().map_or_else(|| path.to_vec(), |own| absolute(own, path));
        let mut found: Vec<Vec<u8>> = Vec::new();
        loop {
            let below = path.strip_prefix(b"/").unwrap_or(&path);
            let Some(here) = controllers(&self.mount.join(std::ffi::OsStr::from_bytes(below))) else {
                return;
            };
            for controller in here {
                if !found.contains(&controller) {
                    push(groups, &controller, &path);
                    found.push(controller);
                }
            }
            if path.len() <= 1 || self.controllers.iter().all(|controller| found.contains(controller)) {
                return;
            }
            match memchr::memrchr(b'/', &path) {
                Some(slash) => path.truncate(slash.max(1)),
                None => return,
            }
        }
    }
}

/// Adds `subsystem=path`, if all of it fits.
fn push(groups: &mut Vec<u8>, subsystem: &[u8], path: &[u8]) {
    if groups.len() + subsystem.len() + path.len() + 2 <= GROUPS_SIZE {
        groups.extend_from_slice(subsystem);
        groups.push(b'=');
        groups.extend_from_slice(path);
        groups.push(0);
    }
}

/// `path` as a cgroup namespace writes it, seen from outside: each leading `/..` is a step up from `own`.
fn absolute(own: &[u8], path: &[u8]) -> Vec<u8> {
    let (mut base, mut path) = (own.strip_suffix(b"/").unwrap_or(own), path);
    while let Some(rest) = path.strip_prefix(b"/..") {
        base = &base[..memchr::memrchr(b'/', base).unwrap_or(0)];
        path = rest;
    }
    let whole = [base, if path == b"/" { b"" } else { path }].concat();
    if whole.is_empty() { b"/".to_vec() } else { whole }
}

/// Controllers enabled in a group; `None` where there is no such group.
fn controllers(group: &Path) -> Option<Vec<Vec<u8>>> {
    let text = fs::read(group.join("cgroup.controllers")).ok()?;
    Some(text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect())
}

/// True when our cgroup namespace is not that of the first process.
fn in_namespace(root: &Path) -> bool {
    let link = |process: &str| fs::read_link(root.join("proc").join(process).join("ns/cgroup"));
    matches!((link("self"), link("1")), (Ok(ours), Ok(first)) if ours != first)
}

/// The group below `mount` that has this process, as a path that begins with `/`.
fn find_own(mount: &Path, pid: &[u8]) -> Option<Vec<u8>> {
    let mut waiting = vec![(mount.to_path_buf(), 0)];
    while let Some((group, depth)) = waiting.pop() {
        let processes = fs::read(group.join("cgroup.procs")).ok();
        if processes.is_some_and(|text| text.split(|byte| *byte == b'\n').any(|line| line == pid)) {
            let below = group.strip_prefix(mount).ok()?.as_os_str().as_bytes();
            return Some([b"/", below].concat());
        }
        let children = fs::read_dir(&group).into_iter().flatten().flatten();
        waiting.extend(
            children
                .filter(|entry| depth < DEPTH && entry.file_type().is_ok_and(|kind| kind.is_dir()))
                .map(|entry| (entry.path(), depth + 1)),
        );
    }
    None
}

fn host_path(root: &Path, place: &[u8]) -> PathBuf {
    let mut path = root.join("proc/1/root").into_os_string().into_vec();
    path.extend_from_slice(place);
    PathBuf::from(std::ffi::OsString::from_vec(path))
}

/// A line of /proc/PID/mounts (fstab(5)).
struct Mount {
    place: Vec<u8>,
    kind: Vec<u8>,
    options: Vec<Vec<u8>>,
}

impl Mount {
    fn parse(line: &[u8]) -> Option<Mount> {
        let mut words = line.split(|byte| *byte == b' ');
        let place = unescape(words.nth(1)?);
        let kind = words.next()?.to_vec();
        let options = words.next()?.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect();
        Some(Mount { place, kind, options })
    }
}

/// Blanks and backslashes are written as three octal digits.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'\\').then(|| tail.get(..3).and_then(super::number::octal)).flatten();
        match escaped.and_then(|code| u8::try_from(code).ok()) {
            Some(code) => {
                plain.push(code);
                rest = &tail[3..];
            }
            None => {
                plain.push(*first);
                rest = tail;
            }
        }
    }
    plain
}

/// Where the hierarchies are mounted, as seen from here.
#[derive(Debug, Default)]
pub struct GroupMounts {
    /// Subsystem of version 1 and its mount point.
    pub v1: Vec<(Vec<u8>, PathBuf)>,
    /// The mount point of version 2.
    pub v2: Option<PathBuf>,
    /// Our cgroup namespace is not that of the first process.
    pub in_namespace: bool,
}

impl GroupMounts {
    /// The mounts of the machine whose root directory is `root`.
    ///
    /// # Errors
    /// Those of its first process cannot be read.
    pub fn read(root: &Path) -> std::io::Result<GroupMounts> {
        let mut found = GroupMounts { in_namespace: in_namespace(root), ..GroupMounts::default() };
        let text = fs::read(root.join("proc/1/mounts"))?;
        for mount in text.split(|byte| *byte == b'\n').filter_map(Mount::parse) {
            let place = host_path(root, &mount.place);
            if mount.kind == b"cgroup2" {
                found.v2.get_or_insert(place);
            } else if mount.kind == b"cgroup" {
                let general = [&b"rw"[..], b"ro", b"nosuid", b"nodev", b"noexec", b"relatime", b"xattr"];
                let names = mount.options.into_iter().filter(|option| !general.contains(&option.as_slice()));
                found.v1.extend(names.map(|name| (name, place.clone())));
            }
        }
        Ok(found)
    }
}

/// Groups of single threads.
#[derive(Debug)]
pub struct ControlGroups(Cgroups);

impl ControlGroups {
    /// Of the machine whose root directory is `root`.
    pub fn new(root: &Path) -> ControlGroups {
        ControlGroups(Cgroups::new(root))
    }

    /// The groups of the thread with this directory, such as `/proc/1`: `subsystem=path` texts, each followed by a
    /// NUL; none where they cannot be read. Answers are kept until [`ControlGroups::forget`].
    pub fn of(&self, process: &Path) -> Vec<u8> {
        let directory = super::read::open_dir(rustix::fs::CWD, process);
        directory.map_or_else(|_| Vec::new(), |directory| self.0.of(directory.as_fd(), &mut Vec::new()))
    }

    /// Discards the answers.
    pub fn forget(&self) {
        self.0.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Cgroups {
        Cgroups { unified: None, own: Vec::new(), known: Mutex::default() }
    }

    #[test]
    fn names_every_subsystem_of_a_line() {
        let text = b"5:cpu,cpuacct:/a:b\n4:name=systemd:/s\n0::/init.scope\nbroken\n";
        assert_eq!(plain().resolve(text), b"cpu=/a:b\0cpuacct=/a:b\0name=systemd=/s\0");
    }

    #[test]
    fn walks_up_to_where_a_controller_is_enabled() {
        let root = std::env::temp_dir().join(format!("syscap-cgroups-{}", std::process::id()));
        for (group, text) in
            [("", "cpu io memory\n"), ("a", "cpu memory\n"), ("a/b", "memory\n"), ("a/b/c", "")]
        {
            fs::create_dir_all(root.join(group)).unwrap();
            fs::write(root.join(group).join("cgroup.controllers"), text).unwrap();
        }
        let unified = Unified { controllers: controllers(&root).unwrap(), mount: root.clone(), own: None };
        let groups = Cgroups { unified: Some(unified), ..plain() };
        assert_eq!(groups.resolve(b"0::/a/b/c\n"), b"memory=/a/b\0cpu=/a\0io=/\0");
        assert_eq!(groups.resolve(b"0::/gone\n"), b"");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn paths_of_a_namespace_are_made_absolute() {
        assert_eq!(absolute(b"/x/y/z", b"/../../other"), b"/x/other");
        assert_eq!(absolute(b"/x/y", b"/"), b"/x/y");
        assert_eq!(absolute(b"/x/y", b"/below"), b"/x/y/below");
        assert_eq!(absolute(b"/x", b"/../../.."), b"/");
    }

    #[test]
    fn keeps_what_fits() {
        let long = [b"9:memory:/".to_vec(), vec![b'x'; 4090], b"\n8:cpu:/y\n".to_vec()].concat();
        assert_eq!(plain().resolve(&long), b"cpu=/y\0");
    }

    #[test]
    fn reads_mounts_with_escapes() {
        let mount = Mount::parse(br"cgroup /a\040b cgroup rw,cpu,cpuacct 0 0").unwrap();
        assert_eq!(
            (&mount.place[..], &mount.kind[..], mount.options.len()),
            (&b"/a b"[..], &b"cgroup"[..], 3)
        );
        assert!(Mount::parse(b"cgroup /a").is_none());
    }
}
