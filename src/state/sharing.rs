// SPDX-License-Identifier: Apache-2.0
//! Whose descriptors a thread works with, and how that changes.

use super::files::Files;
use super::{FdTable, Thread, ThreadTable};
use crate::schema::flags::process::PPM_CL_CLONE_FILES;

impl ThreadTable {
    /// The slot whose thread holds the descriptors that a thread works with.
    #[inline]
    pub(crate) fn fds_slot(&self, slot: u32) -> Option<u32> {
        let thread = self.at(slot)?;
        match thread.files {
            Files::Process if thread.flags & PPM_CL_CLONE_FILES == 0 => Some(slot),
            Files::Process => {
                let main = self.main_slot(slot)?;
                if main == slot { Some(slot) } else { self.fds_slot(main) }
            }
            Files::Own => Some(slot),
            Files::Of(holder) => self.resolve_slot(holder),
        }
    }

    /// The descriptors that a thread works with: its own or those that it shares; `None` where their holder is not known.
    #[inline]
    pub fn fds<'a>(&'a self, thread: &'a Thread) -> Option<&'a FdTable> {
        match thread.files {
            Files::Process if thread.flags & PPM_CL_CLONE_FILES == 0 => Some(&thread.fd_table),
            Files::Process => {
                let main = self.main_thread(thread)?;
                if std::ptr::eq(main, thread) { Some(&thread.fd_table) } else { self.fds(main) }
            }
            Files::Own => Some(&thread.fd_table),
            Files::Of(holder) => self.resolve(holder).map(|holder| &holder.fd_table),
        }
    }

    /// True when other processes work with the descriptors in the entry of this thread, or it with those of another.
    pub(crate) fn shares_files(&self, thread: &Thread) -> bool {
        thread.sharers > 0 || matches!(thread.files, Files::Of(_))
    }

    /// Gives a thread a copy of its descriptors, if others work with them too; those keep theirs.
    pub(crate) fn unshare_files(&mut self, slot: u32) -> Option<()> {
        let holder = self.fds_slot(slot)?;
        let copy = self.fork_fds(holder)?;
        if holder == slot {
            self.hand_files_over(slot);
        } else {
            self.leave_files(slot);
            self.leave_followers(slot, holder);
        }
        let thread = self.at_mut(slot)?;
        // A child that is still to report itself may share the old ones: those have another id.
        thread.fd_table = copy;
        thread.files = Files::Own;
        Some(())
    }

    /// A thread comes to work with a copy of those of another, as it does after an execve.
    pub(crate) fn take_files_over(&mut self, slot: u32, from: u32) -> Option<()> {
        let holder = self.fds_slot(from)?;
        if holder == slot {
            return Some(());
        }
        let copy = self.fork_fds(holder)?;
        self.give_up_files(slot);
        let thread = self.at_mut(slot)?;
        (thread.fd_table, thread.files) = (copy, Files::Own);
        Some(())
    }

    /// Gives a thread other descriptors than it was given at first; those that it opened since stay.
    pub(crate) fn replace_files(&mut self, slot: u32, files: Files, table: FdTable) -> Option<()> {
        let old = &self.at(slot)?.fd_table;
        let opened: Vec<i64> =
            old.iter().filter(|(_, fd)| fd.home == old.id()).map(|(number, _)| number).collect();
        let opened: Vec<_> =
            opened.into_iter().filter_map(|number| Some((number, old.copy_out(number)?))).collect();
        self.give_up_files(slot);
        let new = if table.id() == 0 { self.new_fd_table() } else { table };
        let thread = self.at_mut(slot)?;
        thread.fd_table = new;
        thread.files = files;
        if let Files::Of(holder) = files {
            match self.resolve_slot(holder).and_then(|holder| self.at_mut(holder)) {
                Some(holder) => holder.sharers += 1,
                None => self.at_mut(slot)?.files = Files::Own,
            }
        }
        let owner = self.fds_slot(slot)?;
        let table = &mut self.at_mut(owner)?.fd_table;
        for (number, fd) in opened {
            table.insert(number, fd);
        }
        Some(())
    }

    /// Before a leader works no longer with the descriptors of `holder`: its followers still do.
    fn leave_followers(&mut self, leader: u32, holder: u32) {
        if !self.at(leader).is_some_and(Thread::is_main) {
            return;
        }
        let members = self.at(leader).and_then(|thread| self.group(thread)).map(|group| &group.threads);
        let members = members.into_iter().flatten().filter_map(|member| self.resolve_slot(*member));
        let followers: Vec<u32> = members
            .filter(|slot| {
                *slot != leader
                    && self.at(*slot).is_some_and(|thread| {
                        thread.files == Files::Process && thread.flags & PPM_CL_CLONE_FILES != 0
                    })
            })
            .collect();
        let reference = self.reference(holder);
        for follower in &followers {
            if let Some(follower) = self.at_mut(*follower) {
                follower.files = Files::Of(reference);
            }
        }
        if let Some(holder) = self.at_mut(holder) {
            holder.sharers += followers.len() as u32;
        }
    }

    /// A thread works no longer with the descriptors of another.
    fn leave_files(&mut self, slot: u32) {
        if let Some(Files::Of(holder)) = self.at(slot).map(|thread| thread.files)
            && let Some(holder) = self.resolve_slot(holder).and_then(|holder| self.at_mut(holder))
        {
            holder.sharers = holder.sharers.saturating_sub(1);
        }
    }

    /// Counts a thread that came to work with the descriptors of another.
    pub(super) fn join_files(&mut self, thread: &mut Thread) {
        let Files::Of(holder) = thread.files else { return };
        match self.resolve_slot(holder).and_then(|holder| self.at_mut(holder)) {
            Some(holder) => holder.sharers += 1,
            None => thread.files = Files::Own,
        }
    }

    /// Before a thread goes: others that work with its descriptors keep them.
    pub(super) fn give_up_files(&mut self, slot: u32) {
        match self.at(slot) {
            Some(thread) if thread.sharers > 0 => self.hand_files_over(slot),
            Some(_) => self.leave_files(slot),
            None => {}
        }
    }

    /// Moves the descriptors in the entry of a thread to the first other one that works with them; if there is one, the
    /// thread is left with none.
    fn hand_files_over(&mut self, slot: u32) {
        let reference = self.reference(slot);
        let uses = |table: &Self, other: u32| {
            other != slot
                && table.at(other).is_some_and(|thread| match thread.files {
                    Files::Of(holder) => holder == reference,
                    Files::Process => {
                        thread.flags & PPM_CL_CLONE_FILES != 0 && table.fds_slot(other) == Some(slot)
                    }
                    Files::Own => false,
                })
        };
        let users: Vec<u32> = if self.at(slot).is_some_and(|thread| thread.sharers > 0) {
            (0..self.slots.len() as u32).filter(|other| uses(self, *other)).collect()
        } else {
            let members = self.at(slot).and_then(|thread| self.group(thread)).map(|group| &group.threads);
            let members = members.into_iter().flatten().filter_map(|member| self.resolve_slot(*member));
            members.filter(|other| uses(self, *other)).collect()
        };
        let Some((&heir, others)) = users.split_first() else { return };
        let Some(thread) = self.at_mut(slot) else { return };
        let table = std::mem::take(&mut thread.fd_table);
        (thread.files, thread.sharers) = (Files::Own, 0);
        let holder = self.reference(heir);
        for other in others {
            if let Some(other) = self.at_mut(*other) {
                other.files = Files::Of(holder);
            }
        }
        if let Some(heir) = self.at_mut(heir) {
            (heir.fd_table, heir.files, heir.sharers) = (table, Files::Own, others.len() as u32);
        }
    }
}
