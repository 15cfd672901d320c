// SPDX-License-Identifier: Apache-2.0
//! The control groups of a thread.

use super::container_id::{ContainerId, identify};
use super::text::without_last_nul;
use std::sync::{Arc, OnceLock};

/// Control groups as pairs of subsystem and path, shared between the threads that are in the same ones.
#[derive(Clone, Default, Debug)]
pub struct Cgroups(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    /// `subsystem=path`, a NUL between entries.
    list: Box<[u8]>,
    container: OnceLock<Option<ContainerId>>,
}

impl Cgroups {
    /// No groups.
    pub const EMPTY: Cgroups = Cgroups(None);

    /// Reads `subsystem=path` entries, each followed by a NUL, and converts subsystem names to those that
    /// [`Cgroups::path`] expects. `None` when an entry has no `=`: such a list is not valid.
    /// Where `like` has the same groups it is shared. `scratch` is overwritten.
    pub fn parse(entries: &[u8], like: &Cgroups, scratch: &mut Vec<u8>) -> Option<Cgroups> {
        scratch.clear();
        let entries = without_last_nul(entries);
        if !entries.is_empty() {
            for entry in entries.split(|&b| b == 0) {
                let eq = memchr::memchr(b'=', entry)?;
                if !scratch.is_empty() {
                    scratch.push(0);
                }
                push_subsystem(scratch, &entry[..eq]);
                scratch.extend_from_slice(&entry[eq..]);
            }
        }
        if scratch.as_slice() == like.bytes() {
            return Some(like.clone());
        }
        Some(Self::from_list(scratch))
    }

    /// Groups from pairs of subsystem and path, with names as [`Cgroups::path`] expects them.
    pub fn of_pairs<'p>(pairs: impl Iterator<Item = (&'p [u8], &'p [u8])>) -> Cgroups {
        let mut list = Vec::new();
        for (name, path) in pairs {
            if !list.is_empty() {
                list.push(0);
            }
            list.extend_from_slice(name);
            list.push(b'=');
            list.extend_from_slice(path);
        }
        Self::from_list(&list)
    }

    fn from_list(list: &[u8]) -> Cgroups {
        if list.is_empty() {
            return Cgroups(None);
        }
        Cgroups(Some(Arc::new(Inner { list: list.into(), container: OnceLock::new() })))
    }

    /// Entries `subsystem=path` with a NUL between them.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_ref().map_or(b"", |inner| &inner.list)
    }

    /// Subsystem and path of every group, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let list = self.bytes();
        list.split(|&b| b == 0).skip(usize::from(list.is_empty())).map(|entry| {
            let eq = memchr::memchr(b'=', entry).unwrap_or(entry.len());
            (&entry[..eq], entry.get(eq + 1..).unwrap_or_default())
        })
    }

    /// The path of the group in this subsystem, such as `cpuset` or `memory`.
    pub fn path(&self, subsystem: &[u8]) -> Option<&[u8]> {
        self.iter().find(|(name, _)| *name == subsystem).map(|(_, path)| path)
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// True when there are no groups.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The container whose runtime made these groups; found once per list, `None` outside containers.
    pub fn container(&self) -> Option<&ContainerId> {
        let inner = self.0.as_ref()?;
        inner.container.get_or_init(|| self.iter().find_map(|(_, path)| identify(path))).as_ref()
    }

    /// Its share of the bytes on the heap, which it may share with others.
    pub fn heap_size(&self) -> usize {
        let Some(inner) = &self.0 else { return 0 };
        (inner.list.len() + size_of::<Inner>() + 2 * size_of::<usize>()) / Arc::strong_count(inner)
    }
}

impl PartialEq for Cgroups {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

/// Kernels and drivers name a subsystem in a few ways; one of them is kept.
fn push_subsystem(out: &mut Vec<u8>, name: &[u8]) {
    const SUFFIX: &[u8] = b"_cgroup";
    let start = out.len();
    match memchr::memmem::find(name, SUFFIX) {
        Some(at) => {
            out.extend_from_slice(&name[..at]);
            out.extend_from_slice(&name[at + SUFFIX.len()..]);
        }
        None => out.extend_from_slice(name),
    }
    let kept: &[u8] = match &out[start..] {
        b"perf" => b"perf_event",
        b"mem" => b"memory",
        b"io" => b"blkio",
        _ => return,
    };
    out.truncate(start);
    out.extend_from_slice(kept);
}

#[cfg(test)]
mod tests {
    use super::Cgroups;

    fn parse(entries: &[u8]) -> Option<Cgroups> {
        Cgroups::parse(entries, &Cgroups::EMPTY, &mut Vec::new())
    }

    #[test]
    fn subsystem_names_are_unified() {
        let groups = parse(b"cpuset=/a\0perf_cgroup=/b\0mem_cgroup=/c\0io=/d=e\0").expect("well formed");
        let list: Vec<_> = groups.iter().collect();
        assert_eq!(
            list,
            [(&b"cpuset"[..], &b"/a"[..]), (b"perf_event", b"/b"), (b"memory", b"/c"), (b"blkio", b"/d=e")]
        );
        assert_eq!(groups.path(b"memory"), Some(&b"/c"[..]));
        assert_eq!(groups.path(b"pids"), None);
    }

    #[test]
    fn a_list_with_a_bad_entry_is_refused() {
        assert!(parse(b"cpuset=/a\0nonsense\0").is_none());
        assert!(parse(b"").expect("empty").is_empty());
    }
}
