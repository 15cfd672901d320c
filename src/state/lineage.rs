// SPDX-License-Identifier: Apache-2.0
//! Groups, parents and children, and what happens to orphans.

use super::group::ThreadGroup;
use super::{State, ThreadRef};
use crate::schema::flags::process::PPM_CL_CLOSED;
use crate::snapshot::Lookup;
use rustc_hash::FxHashSet;

/// A list of children is cleaned up when this many of them were removed.
const EXPIRED_CHILDREN: u64 = 10;
/// A list of threads is cleaned up when this many of them are dead.
const DEAD_THREADS: u64 = 11;

/// Maximum number of ancestors that are searched for one that reaps orphans. No real machine has as many; a capture made for it
/// could otherwise make every exit as long as its list of processes.
const MOST_ANCESTORS: usize = 1024;

/// True when a list of `len`, of which `gone` were removed, is worth cleaning up: at `least` so many, and a quarter of
/// a long list, or cleaning up would cost more than it saves.
fn is_untidy(len: usize, gone: u64, least: u64) -> bool {
    gone >= least && gone.saturating_mul(4) >= len as u64
}

impl State {
    /// Puts a thread into the group of its process and under its parent. Nothing happens to a thread of which
    /// only the id is known, and to one that has a group. Upstream: `create_thread_dependencies`.
    pub(crate) fn relate(&mut self, slot: u32) {
        let Some(thread) = self.threads.at(slot) else { return };
        if thread.is_invalid() || thread.group.is_some() {
            return;
        }
        let (pid, ptid, main) = (thread.pid, thread.ptid, thread.is_main());
        let init = pid == 1 || thread.vpid == 1;
        self.join_group(slot, pid, main, init);
        if pid == 1 {
            return;
        }
        match self.find_thread(ptid, false) {
            Some(parent) if self.threads.at(parent).is_some_and(|p| !p.is_invalid()) => {
                self.add_child(parent, slot);
            }
            _ => {
                if let Some(thread) = self.threads.at_mut(slot) {
                    thread.ptid = 0;
                }
            }
        }
    }

    fn join_group(&mut self, slot: u32, pid: i64, main: bool, init: bool) {
        let member = self.threads.reference(slot);
        let id = match self.threads.group_by_pid.get(&pid) {
            Some(&id) => {
                if let Some(group) = self.threads.group_mut(id) {
                    if main {
                        group.threads.push_front(member);
                    } else {
                        group.threads.push_back(member);
                    }
                    group.alive = group.alive.wrapping_add(1);
                }
                id
            }
            None => {
                let threads = [member].into();
                let id =
                    self.threads.new_group(ThreadGroup { pid, alive: 1, reaper: init, threads, owners: 1 });
                self.threads.group_by_pid.insert(pid, id);
                id
            }
        };
        if let Some(group) = self.threads.group_mut(id) {
            group.owners += 1;
        }
        if let Some(thread) = self.threads.at_mut(slot) {
            thread.group = Some(id);
        }
    }

    fn add_child(&mut self, parent: u32, child: u32) {
        let reference = self.threads.reference(child);
        let Some(thread) = self.threads.at_mut(parent) else { return };
        thread.children.push(reference);
        thread.living_children = thread.living_children.wrapping_add(1);
        let ptid = thread.tid;
        if let Some(child) = self.threads.at_mut(child) {
            child.ptid = ptid;
        }
    }

    /// Marks a thread dead: its group has one living thread less.
    pub(crate) fn mark_dead(&mut self, slot: u32) {
        let Some(thread) = self.threads.at_mut(slot) else { return };
        let was_alive = !thread.is_dead();
        thread.flags |= PPM_CL_CLOSED;
        if was_alive {
            self.lose_thread(slot);
        }
    }

    fn lose_thread(&mut self, slot: u32) {
        let Some(id) = self.threads.at(slot).and_then(|thread| thread.group) else { return };
        let Some(group) = self.threads.group_mut(id) else { return };
        group.alive = group.alive.wrapping_sub(1);
        let dead = (group.threads.len() as u64).wrapping_sub(group.alive);
        if is_untidy(group.threads.len(), dead, DEAD_THREADS) {
            let mut members = std::mem::take(&mut group.threads);
            members.retain(|member| self.threads.resolve(*member).is_some());
            if let Some(group) = self.threads.group_mut(id) {
                group.threads = members;
            }
        }
    }

    /// Brings a dead leader back: an execve of another thread of the process has its id from then on. All but that
    /// thread have ended before, so that the only one alive is known to be it. It keeps its descriptors and directories.
    pub(crate) fn take_over(&mut self, slot: u32) {
        let Some(thread) = self.threads.at_mut(slot).filter(|thread| thread.is_dead()) else { return };
        thread.flags &= !PPM_CL_CLOSED;
        let Some(id) = thread.group else { return };
        let Some(thread) = self.threads.at(slot) else { return };
        let members = self.threads.members(thread);
        let living: Vec<i64> =
            members.filter(|one| !one.is_main() && !one.is_dead()).map(|one| one.tid).collect();
        if let [only] = living[..]
            && let Some(only) = self.threads.slot(only)
        {
            self.threads.take_files_over(slot, only);
            self.threads.take_directories_over(slot, only);
        }
        if let Some(group) = self.threads.group_mut(id) {
            group.alive = group.alive.wrapping_add(1);
        }
    }

    /// Records that a parent has a child less.
    fn lose_child(&mut self, ptid: i64) {
        let Some(parent) = self.find_thread(ptid, false) else { return };
        let Some(thread) = self.threads.at_mut(parent) else { return };
        thread.living_children = thread.living_children.wrapping_sub(1);
        let gone = (thread.children.len() as u64).wrapping_sub(thread.living_children);
        if is_untidy(thread.children.len(), gone, EXPIRED_CHILDREN) {
            self.tidy_children(parent);
        }
    }

    fn tidy_children(&mut self, slot: u32) {
        let Some(thread) = self.threads.at_mut(slot) else { return };
        let mut children = std::mem::take(&mut thread.children);
        children.retain(|child| self.threads.resolve(*child).is_some());
        if let Some(thread) = self.threads.at_mut(slot) {
            thread.children = children;
        }
    }

    /// Removes gone threads from every list of children and threads.
    pub(crate) fn tidy_all(&mut self) {
        for slot in 0..self.threads.slots.len() as u32 {
            if self.threads.at(slot).is_some() {
                self.tidy_children(slot);
            }
        }
        let mut groups = std::mem::take(&mut self.threads.groups);
        for group in &mut groups {
            group.threads.retain(|member| self.threads.resolve(*member).is_some());
        }
        self.threads.groups = groups;
    }

    /// Removes a thread: its children go to a reaper, and the leader is removed with the last thread of its process.
    pub(crate) fn remove_thread(&mut self, tid: i64, lookup: &mut dyn Lookup) {
        let Some(slot) = self.threads.slot(tid) else {
            self.counters.failed_thread_lookups += 1;
            return;
        };
        let Some(thread) = self.threads.at(slot) else { return };
        if thread.is_invalid() || thread.group.is_none() {
            let ptid = thread.ptid;
            self.lose_child(ptid);
            self.threads.erase(tid);
            return;
        }
        self.mark_dead(slot);
        self.hand_over_children(slot, lookup);
        let Some(thread) = self.threads.at(slot) else { return };
        let (ptid, pid, main, group) = (thread.ptid, thread.pid, thread.is_main(), thread.group);
        let alive = group.and_then(|id| self.threads.group_mut(id)).map_or(0, |group| group.alive);
        if alive == 0 {
            self.lose_child(ptid);
            if let Some(id) = self.threads.group_by_pid.remove(&pid) {
                self.threads.disown(id);
            }
            self.threads.erase(pid);
        }
        if !main {
            self.lose_child(ptid);
            self.threads.erase(tid);
        }
        self.threads.last = None;
        self.counters.removed_threads += 1;
    }

    fn hand_over_children(&mut self, slot: u32, lookup: &mut dyn Lookup) {
        let Some(thread) = self.threads.at(slot) else { return };
        if thread.children.is_empty() {
            return;
        }
        let pid = thread.pid;
        let reaper_tid = thread.reaper_tid;
        let valid = |state: &State, slot: &u32| state.threads.at(*slot).is_some_and(|t| !t.is_invalid());
        let reaper = if reaper_tid > 0 { self.known_thread(reaper_tid, lookup) } else { None };
        let reaper = reaper.filter(|slot| valid(self, slot)).or_else(|| self.find_reaper(slot));
        if let Some(reaper) = reaper.and_then(|slot| self.threads.at(slot).map(|t| (slot, t.tid, t.pid))) {
            if let Some(thread) = self.threads.at_mut(slot) {
                thread.reaper_tid = reaper.1;
            }
            if reaper.2 != pid {
                self.threads.set_reaper(reaper.0, true);
            }
        }
        self.give_children(slot, reaper.filter(|reaper| *reaper != slot));
    }

    fn give_children(&mut self, slot: u32, reaper: Option<u32>) {
        let Some(thread) = self.threads.at_mut(slot) else { return };
        thread.living_children = 0;
        let children = std::mem::take(&mut thread.children);
        for child in children.into_iter().rev() {
            let Some(child) = self.threads.resolve_slot(child) else { continue };
            match reaper {
                Some(reaper) => self.add_child(reaper, child),
                None => {
                    if let Some(child) = self.threads.at_mut(child) {
                        child.ptid = 0;
                    }
                }
            }
        }
    }

    /// Who adopts the children of a thread: another thread of its process, or else the nearest ancestor in the
    /// same kind of pid namespace whose process reaps orphans.
    fn find_reaper(&mut self, slot: u32) -> Option<u32> {
        let thread = self.threads.at(slot)?;
        let (tid, ptid, namespaced) = (thread.tid, thread.ptid, thread.is_in_pid_namespace());
        if let Some(group) = self.threads.group(thread).filter(|group| group.alive > 0) {
            let found = self.living(group.threads.iter(), Some(slot));
            if found.is_some() {
                return found;
            }
        }
        let mut seen = FxHashSet::default();
        seen.insert(tid);
        let mut next = self.find_thread(ptid, false);
        while let Some(ancestor) = next {
            let thread = self.threads.at(ancestor)?;
            if !seen.insert(thread.tid)
                || seen.len() > MOST_ANCESTORS
                || thread.is_in_pid_namespace() != namespaced
            {
                return None;
            }
            if let Some(group) = self.threads.group(thread).filter(|group| group.reaper && group.alive > 0) {
                let found = self.living(group.threads.iter(), None);
                if found.is_some() {
                    return found;
                }
            }
            let ptid = thread.ptid;
            next = self.find_thread(ptid, false);
        }
        None
    }

    fn living<'a>(&self, mut members: impl Iterator<Item = &'a ThreadRef>, but: Option<u32>) -> Option<u32> {
        let found =
            members.find(|m| Some(m.slot) != but && self.threads.resolve(**m).is_some_and(|t| !t.is_dead()));
        found.map(|member| member.slot)
    }

    /// Removes the living followers of the process of a thread, but for `but`.
    pub(crate) fn remove_followers(&mut self, slot: u32, but: i64, lookup: &mut dyn Lookup) {
        for follower in self.followers(slot, but) {
            self.remove_thread(follower, lookup);
        }
    }

    /// Ids of the living followers of the process of a thread, without the leader and without `but`.
    fn followers(&self, slot: u32, but: i64) -> Vec<i64> {
        let Some(group) = self.threads.at(slot).and_then(|thread| self.threads.group(thread)) else {
            return Vec::new();
        };
        let members = group.threads.iter().filter_map(|member| self.threads.resolve(*member));
        members.filter(|thread| !thread.is_main() && thread.tid != but).map(|thread| thread.tid).collect()
    }
}
