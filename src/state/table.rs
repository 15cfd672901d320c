// SPDX-License-Identifier: Apache-2.0
//! The thread table.

use super::directories::DirectorySets;
use super::group::{GroupId, ThreadGroup};
use super::recent::RecentExits;
use super::{Strings, Thread, ThreadRef, path};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Every thread, by slot and by thread id, and every thread group. Upstream: `sinsp_thread_manager`.
#[derive(Debug)]
pub struct ThreadTable {
    pub(super) slots: Vec<Slot>,
    pub(super) free: Vec<u32>,
    pub(super) by_tid: FxHashMap<i64, u32>,
    pub(super) groups: Vec<ThreadGroup>,
    pub(super) free_groups: Vec<u32>,
    pub(super) group_by_pid: FxHashMap<i64, GroupId>,
    pub(super) last_fd_table: u32,
    /// The thread that was looked up last, by id and slot.
    pub(super) last: Option<(i64, u32)>,
    pub(super) recent_exits: RecentExits,
    pub(super) directory_sets: DirectorySets,
    /// Ports of listening sockets found in the system.
    pub(super) server_ports: BTreeSet<u16>,
    /// Maximum number of threads that are kept.
    pub(crate) max_threads: usize,
    /// Maximum number of descriptors that are kept of a process.
    pub(crate) max_fds: usize,
    /// The process that is recording: kept even when the table is full.
    pub(crate) self_pid: i64,
    /// Bytes added since the state was last measured, removals not counted.
    pub(crate) growth: usize,
}

/// A slot for a thread. The generation changes with every thread that leaves it.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub(super) generation: u32,
    pub(super) thread: Option<Box<Thread>>,
}

impl Default for ThreadTable {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            by_tid: FxHashMap::default(),
            groups: Vec::new(),
            free_groups: Vec::new(),
            group_by_pid: FxHashMap::default(),
            last_fd_table: 0,
            last: None,
            recent_exits: RecentExits::default(),
            directory_sets: DirectorySets::default(),
            server_ports: BTreeSet::new(),
            max_threads: 262_144,
            max_fds: 4096,
            self_pid: 0,
            growth: 0,
        }
    }
}

impl ThreadTable {
    /// The thread with this id.
    #[inline]
    pub fn get(&self, tid: i64) -> Option<&Thread> {
        self.by_tid.get(&tid).and_then(|slot| self.at(*slot))
    }

    /// The thread that a reference points to, while it is in the table.
    #[inline]
    pub fn resolve(&self, thread: ThreadRef) -> Option<&Thread> {
        let slot = self.slots.get(thread.slot as usize)?;
        if slot.generation == thread.generation { slot.thread.as_deref() } else { None }
    }

    #[inline]
    pub(crate) fn at(&self, slot: u32) -> Option<&Thread> {
        self.slots.get(slot as usize)?.thread.as_deref()
    }

    /// A reference to the thread with this id, which never refers to a later one.
    pub fn reference_to(&self, tid: i64) -> Option<ThreadRef> {
        self.by_tid.get(&tid).map(|slot| self.reference(*slot))
    }

    /// Threads that ended a moment ago.
    pub(crate) fn recent_exits(&self) -> &RecentExits {
        &self.recent_exits
    }

    /// Records the end of a thread.
    pub(crate) fn note_exit(&mut self, tid: i64, ts: u64) {
        let ptid = self.get(tid).map_or(-1, |thread| thread.ptid);
        self.recent_exits.record(tid, ptid, ts);
    }

    /// Compares the tables with each other.
    #[cfg(test)]
    pub(crate) fn check(&self) {
        let mut owners = vec![0u32; self.groups.len()];
        for thread in self.iter() {
            if let Some(group) = thread.group {
                owners[group.0 as usize] += 1;
            }
        }
        for group in self.group_by_pid.values() {
            owners[group.0 as usize] += 1;
        }
        let counted: Vec<u32> = self.groups.iter().map(|group| group.owners).collect();
        assert_eq!(owners, counted, "owners of groups");
        let unused = owners.iter().filter(|owners| **owners == 0).count();
        assert_eq!(unused, self.free_groups.len(), "groups without owners are free");
        let used = self.slots.iter().filter(|slot| slot.thread.is_some()).count();
        assert_eq!(used + self.free.len(), self.slots.len(), "every slot is in use or free");
        assert_eq!(used, self.by_tid.len(), "every thread has its id");
    }

    /// Every thread, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Thread> {
        self.slots.iter().filter_map(|slot| slot.thread.as_deref())
    }

    /// How many threads there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.by_tid.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.by_tid.is_empty()
    }

    /// The group of a thread; `None` for an entry of which only the id is known.
    #[inline]
    pub fn group(&self, thread: &Thread) -> Option<&ThreadGroup> {
        self.groups.get(thread.group?.0 as usize)
    }

    /// The main thread of the process of this one: itself, or the first of its group.
    #[inline]
    pub fn main_thread<'a>(&'a self, thread: &'a Thread) -> Option<&'a Thread> {
        if thread.is_main() {
            return Some(thread);
        }
        let first = *self.group(thread)?.threads.front()?;
        self.resolve(first).filter(|first| first.is_main())
    }

    /// The parent of a thread, alive or not.
    #[inline]
    pub fn parent(&self, thread: &Thread) -> Option<&Thread> {
        self.get(thread.ptid)
    }

    /// Parents up to the root. Ends where an ancestor is unknown, has the id -1, or where the chain would
    /// loop.
    pub fn ancestors<'a>(&'a self, thread: &Thread) -> Ancestors<'a> {
        let slow = self.parent(thread);
        Ancestors { table: self, slow, fast: slow.and_then(|t| self.parent(t)) }
    }

    /// The process `n` generations up, leaders only: 0 is its own process, 1 the parent's.
    /// Upstream: `get_ancestor_process`.
    pub fn ancestor_process<'a>(&'a self, thread: &'a Thread, n: u32) -> Option<&'a Thread> {
        let mut main = self.main_thread(thread)?;
        for _ in 0..n {
            main = self.main_thread(self.parent(main)?)?;
        }
        Some(main)
    }

    /// The leader of a session or process group: the thread of that id, or the oldest ancestor in an unbroken
    /// line that has the same one. `id_of` reads the id; `-1` has no leader. With `virtual_ids` the id is one of
    /// the pid namespace of the thread. Upstream: `get_oldest_matching_ancestor`.
    pub fn oldest_matching_ancestor<'a>(
        &'a self,
        thread: &Thread,
        id_of: impl Fn(&Thread) -> i64,
        virtual_ids: bool,
    ) -> Option<&'a Thread> {
        let id = id_of(thread);
        if id == -1 {
            return None;
        }
        if !virtual_ids || !thread.is_in_pid_namespace() {
            let leader = self.get(id);
            if leader.is_some() {
                return leader;
            }
        }
        self.ancestors(thread).take_while(|ancestor| id_of(ancestor) == id).last()
    }

    /// Threads of the process that are alive, the leader included. Upstream: `get_num_threads`.
    pub fn living_threads(&self, thread: &Thread) -> u64 {
        self.group(thread).map_or(0, |group| group.alive)
    }

    /// Threads of the process that are alive, without the leader. Upstream: `get_num_not_leader_threads`.
    pub fn living_followers(&self, thread: &Thread) -> u64 {
        let Some(group) = self.group(thread) else { return 0 };
        match self.main_thread(thread) {
            Some(main) if !main.is_dead() => group.alive.wrapping_sub(1),
            _ => group.alive,
        }
    }

    /// Threads of the process of a thread, the newest first.
    pub fn members<'a>(&'a self, thread: &Thread) -> impl Iterator<Item = &'a Thread> {
        let members = self.group(thread).map(|group| group.threads.iter().rev());
        members.into_iter().flatten().filter_map(|member| self.resolve(*member))
    }

    /// Children of a thread that are in the table.
    pub fn children<'a>(&'a self, thread: &'a Thread) -> impl Iterator<Item = &'a Thread> {
        thread.children.iter().rev().filter_map(|child| self.resolve(*child))
    }

    /// A descriptor of a thread; `None` for numbers below 0.
    #[inline]
    pub fn fd<'a>(&'a self, thread: &'a Thread, fd: i64) -> Option<&'a super::Fd> {
        if fd < 0 { None } else { self.fds(thread)?.get(fd) }
    }

    /// Working directory of a thread, with a `/` at its end; `./` where the leader is not known, and
    /// [`path::UNKNOWN`] where a path could not be read: what a relative name is put behind.
    pub fn cwd<'a>(&'a self, thread: &'a Thread) -> &'a [u8] {
        self.directories_holder(thread).map_or(b"./", |holder| &holder.cwd)
    }

    /// As [`ThreadTable::cwd`], to be shown; `None` where it could not be read.
    pub fn known_cwd<'a>(&'a self, thread: &'a Thread) -> Option<&'a [u8]> {
        Some(self.cwd(thread)).filter(|cwd| *cwd != path::UNKNOWN)
    }

    /// Environment of a thread's process.
    pub fn env<'a>(&'a self, thread: &'a Thread) -> &'a Strings {
        &self.main_thread(thread).unwrap_or(thread).env
    }

    /// The value of an environment variable, spaces around it dropped. Upstream: `get_env(name)`.
    pub fn env_value<'a>(&'a self, thread: &'a Thread, name: &[u8]) -> Option<&'a [u8]> {
        self.env(thread).iter().find_map(|entry| {
            let value = entry.strip_prefix(name)?.strip_prefix(b"=")?;
            if value.is_empty() {
                return None;
            }
            let start = value.iter().position(|&b| b != b' ').unwrap_or(value.len());
            let end = value.iter().rposition(|&b| b != b' ').map_or(start, |last| last + 1);
            Some(&value[start..end])
        })
    }

    /// Descriptors that are open in the process. Upstream: `get_fd_opencount`.
    pub fn fd_count(&self, thread: &Thread) -> u64 {
        self.main_thread(thread).and_then(|main| self.fds(main)).map_or(0, |fds| fds.len() as u64)
    }

    /// Maximum number of descriptors of the process. Upstream: `get_fd_limit`.
    pub fn fd_limit(&self, thread: &Thread) -> i64 {
        self.main_thread(thread).map_or(0, |main| main.fdlimit)
    }

    /// Open descriptors in percent of the limit, at most 100. Upstream: `get_fd_usage_pct_d`.
    pub fn fd_usage_percent(&self, thread: &Thread) -> f64 {
        let limit = self.fd_limit(thread);
        if limit <= 0 {
            return 0.0;
        }
        let open = self.fd_count(thread);
        if open <= limit as u64 { (open as f64 * 100.0) / limit as f64 } else { 100.0 }
    }

    /// Appends the path of a directory descriptor with a `/` at its end, U+FFFD for what is not printable; false
    /// where the descriptor or its name is unknown. Upstream: `get_path_for_dir_fd`.
    pub fn push_directory_path(&self, thread: &Thread, fd: i64, out: &mut impl path::PathOut) -> bool {
        let Some(fd) = self.fd(thread, fd).filter(|fd| !fd.name.is_empty()) else { return false };
        path::push_printable(&fd.name, out);
        if !fd.name.ends_with(b"/") {
            out.put(b"/");
        }
        true
    }
}

/// Walks from a thread to its ancestors. Made by [`ThreadTable::ancestors`].
#[derive(Debug, Clone)]
pub struct Ancestors<'a> {
    table: &'a ThreadTable,
    slow: Option<&'a Thread>,
    /// Goes up twice as fast: where it meets `slow`, the chain is a loop.
    fast: Option<&'a Thread>,
}

impl<'a> Iterator for Ancestors<'a> {
    type Item = &'a Thread;

    fn next(&mut self) -> Option<&'a Thread> {
        let current = self.slow.filter(|thread| thread.tid != -1)?;
        self.slow = self.table.parent(current);
        for _ in 0..2 {
            self.fast = self.fast.and_then(|thread| self.table.parent(thread));
            if let Some(slow) = self.slow
                && (self.fast.is_some_and(|fast| std::ptr::eq(fast, slow)) || slow.tid == slow.ptid)
            {
                self.slow = None;
                break;
            }
        }
        Some(current)
    }
}
