// SPDX-License-Identifier: Apache-2.0
//! Adding threads to the table and removing them, and the look-ups that count.

use super::group::{GroupId, ThreadGroup};
use super::table::Slot;
use super::{Fd, State, Strings, Thread, ThreadRef, ThreadTable};
use crate::snapshot::{ENVIRONMENT_SIZE, Lookup};

impl ThreadTable {
    /// The thread in a slot that is in use.
    #[inline]
    pub(crate) fn at_mut(&mut self, slot: u32) -> Option<&mut Thread> {
        self.slots.get_mut(slot as usize)?.thread.as_deref_mut()
    }

    /// The slot of a thread.
    pub(crate) fn slot(&self, tid: i64) -> Option<u32> {
        self.by_tid.get(&tid).copied()
    }

    /// The slot that a reference points to, while its thread is in the table.
    pub(super) fn resolve_slot(&self, thread: ThreadRef) -> Option<u32> {
        self.resolve(thread).map(|_| thread.slot)
    }

    /// A reference to the thread in a slot that is in use.
    pub(crate) fn reference_at(&self, slot: u32) -> Option<ThreadRef> {
        self.at(slot).map(|_| self.reference(slot))
    }

    pub(super) fn reference(&self, slot: u32) -> ThreadRef {
        ThreadRef { slot, generation: self.slots[slot as usize].generation }
    }

    /// The slot of the leader of the process of a thread.
    #[inline]
    pub(crate) fn main_slot(&self, slot: u32) -> Option<u32> {
        let thread = self.at(slot)?;
        if thread.is_main() {
            return Some(slot);
        }
        let first = *self.group(thread)?.threads.front()?;
        self.resolve(first).filter(|first| first.is_main()).map(|_| first.slot)
    }

    /// An id for a new descriptor table.
    pub(super) fn new_fd_table(&mut self) -> super::FdTable {
        super::FdTable::new(self.new_fd_table_id())
    }

    pub(super) fn new_fd_table_id(&mut self) -> u32 {
        // 0 means no table.
        self.last_fd_table = self.last_fd_table.wrapping_add(1).max(1);
        self.last_fd_table
    }

    /// Copies the descriptors of one thread to another, as a fork does.
    pub(crate) fn fork_fds(&mut self, from: u32) -> Option<super::FdTable> {
        let id = self.new_fd_table_id();
        Some(self.at(from)?.fd_table.forked(id))
    }

    /// Puts a thread into a free slot, not yet under its id.
    pub(super) fn place(&mut self, mut thread: Thread) -> u32 {
        if thread.fd_table.id() == 0 {
            thread.fd_table = self.new_fd_table();
        }
        self.growth += thread.memory();
        self.join_files(&mut thread);
        let thread = Some(Box::new(thread));
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize].thread = thread;
                slot
            }
            None => {
                self.slots.push(Slot { generation: 0, thread });
                (self.slots.len() - 1) as u32
            }
        };
        self.join_directories(slot);
        slot
    }

    /// Removes the thread from a slot; references to it find nothing from now on.
    pub(super) fn vacate(&mut self, slot: u32) {
        self.give_up_files(slot);
        let Some(entry) = self.slots.get_mut(slot as usize) else { return };
        let Some(thread) = entry.thread.take() else { return };
        entry.generation = entry.generation.wrapping_add(1);
        self.free.push(slot);
        if let Some(group) = thread.group {
            self.disown(group);
        }
    }

    /// Removes the thread with this id.
    pub(super) fn erase(&mut self, tid: i64) {
        if let Some(slot) = self.by_tid.remove(&tid) {
            self.vacate(slot);
        }
        self.last = None;
    }

    pub(super) fn group_mut(&mut self, group: GroupId) -> Option<&mut ThreadGroup> {
        self.groups.get_mut(group.0 as usize)
    }

    pub(super) fn new_group(&mut self, group: ThreadGroup) -> GroupId {
        match self.free_groups.pop() {
            Some(at) => {
                self.groups[at as usize] = group;
                GroupId(at)
            }
            None => {
                self.groups.push(group);
                GroupId((self.groups.len() - 1) as u32)
            }
        }
    }

    /// One owner less; the last one removes the group.
    pub(super) fn disown(&mut self, group: GroupId) {
        let Some(entry) = self.groups.get_mut(group.0 as usize) else { return };
        entry.owners = entry.owners.saturating_sub(1);
        if entry.owners == 0 {
            *entry = ThreadGroup::default();
            self.free_groups.push(group.0);
        }
    }

    /// Removes the descriptors in the table of a thread, except one; returns how many there were.
    pub(crate) fn clear_fds(&mut self, slot: u32, keep: Option<i64>) -> usize {
        let id = self.new_fd_table_id();
        let Some(thread) = self.at_mut(slot) else { return 0 };
        let mut table = super::FdTable::new(id);
        if let Some(number) = keep
            && let Some(fd) = thread.fd_table.copy_out(number)
        {
            table.insert(number, fd);
        }
        std::mem::replace(&mut thread.fd_table, table).len()
    }

    /// Makes the process of a thread a reaper of orphans, or not.
    pub(crate) fn set_reaper(&mut self, slot: u32, reaper: bool) {
        if let Some(group) = self.at(slot).and_then(|thread| thread.group)
            && let Some(group) = self.group_mut(group)
        {
            group.reaper = reaper;
        }
    }
}

impl State {
    /// The slot of a thread. With `remember`, the next look-up for the same one is free.
    #[inline(always)]
    pub(crate) fn find_thread(&mut self, tid: i64, remember: bool) -> Option<u32> {
        if let Some((last, slot)) = self.threads.last
            && last == tid
            && tid >= 0
        {
            self.counters.cached_thread_lookups += 1;
            self.touch(slot);
            return Some(slot);
        }
        self.search_thread(tid, remember)
    }

    #[inline(never)]
    fn search_thread(&mut self, tid: i64, remember: bool) -> Option<u32> {
        let Some(slot) = self.threads.slot(tid) else {
            self.counters.failed_thread_lookups += 1;
            return None;
        };
        self.counters.noncached_thread_lookups += 1;
        if remember {
            self.threads.last = Some((tid, slot));
            self.touch(slot);
        }
        Some(slot)
    }

    #[inline]
    fn touch(&mut self, slot: u32) {
        let now = self.now;
        if let Some(thread) = self.threads.at_mut(slot) {
            thread.lastaccess_ts = now;
        }
    }

    /// The slot of a thread, looked up in the system if it is not known; where the system does not know it either,
    /// an entry is made that has nothing but the id. `None` when the table is full.
    #[inline(always)]
    pub(crate) fn get_thread(&mut self, tid: i64, remember: bool, lookup: &mut dyn Lookup) -> Option<u32> {
        self.find_thread(tid, remember).or_else(|| self.ask_for_thread(tid, remember, lookup))
    }

    /// As [`State::get_thread`], without an entry for a thread that nobody knows: it may have ended meanwhile.
    pub(super) fn known_thread(&mut self, tid: i64, lookup: &mut dyn Lookup) -> Option<u32> {
        self.find_thread(tid, false).or_else(|| {
            let has_space = self.threads.len() < self.threads.max_threads;
            if has_space && self.fetch_thread(tid, lookup) { self.find_thread(tid, false) } else { None }
        })
    }

    #[inline(never)]
    fn ask_for_thread(&mut self, tid: i64, remember: bool, lookup: &mut dyn Lookup) -> Option<u32> {
        if self.threads.len() >= self.threads.max_threads && tid != self.threads.self_pid {
            return None;
        }
        if !self.fetch_thread(tid, lookup) {
            let mut unknown = Thread::new(tid);
            unknown.comm = self.unknown.clone();
            unknown.image = self.unknown_image.clone();
            self.add_thread(unknown, true);
        }
        self.find_thread(tid, remember)
    }

    /// Looks a thread up in the system and imports it; false where it is not known or look-ups are no longer allowed.
    fn fetch_thread(&mut self, tid: i64, lookup: &mut dyn Lookup) -> bool {
        let done = self.lookups_of_this_period();
        if self.max_lookups.is_some_and(|max| done >= max) {
            return false;
        }
        let with_fds = self.max_lookups_with_fds.is_none_or(|max| done < max);
        self.counters.proc_lookups += 1;
        let Some((record, fds)) = lookup.thread(tid, with_fds) else { return false };
        self.import_thread(&record, true, lookup);
        for fd in &fds {
            self.import_fd(record.tid, fd);
        }
        self.threads.slot(tid).is_some()
    }

    /// Number of look-ups in the system since the period began. Event time is the clock.
    fn lookups_of_this_period(&mut self) -> u64 {
        let (start, before) = self.lookup_period_start;
        let over = self.lookup_period_ns != 0 && self.now.saturating_sub(start) >= self.lookup_period_ns;
        if over {
            self.lookup_period_start = (self.now, self.counters.proc_lookups);
            return 0;
        }
        self.counters.proc_lookups - before
    }

    /// The environment of a process beyond what an event or record of it holds; `None` where that is all, or where
    /// the process can no longer be read.
    pub(crate) fn whole_environment(
        &self,
        pid: i64,
        known: &[u8],
        lookup: &mut dyn Lookup,
    ) -> Option<Strings> {
        if !self.large_environments || known.len() != ENVIRONMENT_SIZE {
            return None;
        }
        let whole = lookup.environment(pid)?;
        let mut kept = Vec::with_capacity(whole.len() + 1);
        // Empty strings are left out, as upstream does here and nowhere else.
        for variable in whole.split(|byte| *byte == 0).filter(|variable| !variable.is_empty()) {
            kept.extend_from_slice(variable);
            kept.push(0);
        }
        Some(Strings::new(&kept))
    }

    /// Imports a thread and replaces one with the same id. With `related`, it joins its group and its parent.
    /// `None` when the table is full.
    pub(crate) fn add_thread(&mut self, thread: Thread, related: bool) -> Option<u32> {
        if self.threads.len() >= self.threads.max_threads && thread.pid != self.threads.self_pid {
            self.counters.drops_full_threadtable += 1;
            return None;
        }
        let tid = thread.tid;
        let slot = self.threads.place(thread);
        if related {
            self.relate(slot);
        }
        self.counters.added_threads += 1;
        if self.threads.last.is_some_and(|(last, _)| last == tid) {
            self.threads.last = None;
        }
        if let Some(old) = self.threads.by_tid.insert(tid, slot) {
            self.threads.vacate(old);
        }
        Some(slot)
    }

    /// Looks a descriptor of a thread up and counts it; `None` for numbers below 0. Returns the slot that holds it.
    #[inline]
    pub(crate) fn find_fd(&mut self, slot: u32, fd: i64) -> Option<u32> {
        if fd < 0 {
            return None;
        }
        let owner = self.threads.fds_slot(slot)?;
        let table = &mut self.threads.at_mut(owner)?.fd_table;
        if table.last == fd {
            self.counters.cached_fd_lookups += 1;
            return Some(owner);
        }
        if table.get(fd).is_none() {
            self.counters.failed_fd_lookups += 1;
            return None;
        }
        table.last = fd;
        self.counters.noncached_fd_lookups += 1;
        Some(owner)
    }

    /// Opens a descriptor of a thread, replaces one with the same number, and makes it the one that the
    /// thread used last. Returns the slot that holds it; `None` when the leader is unknown or the table is full.
    pub(crate) fn add_fd(&mut self, slot: u32, number: i64, fd: Fd) -> Option<u32> {
        let owner = self.threads.fds_slot(slot)?;
        let added = self.insert_fd(owner, number, fd);
        if let Some(thread) = self.threads.at_mut(slot) {
            thread.lastevent_fd = number;
        }
        added.then_some(owner)
    }

    /// Puts a descriptor into the table of the thread in `owner`; false when that is full.
    pub(crate) fn insert_fd(&mut self, owner: u32, number: i64, fd: Fd) -> bool {
        let max = self.threads.max_fds;
        let size = fd.memory() + size_of::<usize>();
        let Some(thread) = self.threads.at_mut(owner) else { return false };
        let table = &mut thread.fd_table;
        if table.len() >= max && table.get(number).is_none() {
            self.counters.drops_full_fdtable += 1;
            return false;
        }
        table.last = -1;
        let new = table.insert(number, fd);
        self.counters.added_fds += u64::from(new);
        self.threads.growth += size;
        true
    }

    /// Closes a descriptor of a thread.
    pub(crate) fn remove_fd(&mut self, slot: u32, fd: i64) {
        let Some(owner) = self.threads.fds_slot(slot) else { return };
        let Some(thread) = self.threads.at_mut(owner) else { return };
        if thread.fd_table.last == fd {
            thread.fd_table.last = -1;
        }
        if thread.fd_table.remove(fd) {
            self.counters.noncached_fd_lookups += 1;
            self.counters.removed_fds += 1;
        } else {
            self.counters.failed_fd_lookups += 1;
        }
    }
}
