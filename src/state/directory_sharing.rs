// SPDX-License-Identifier: Apache-2.0
//! Whose working and root directory a thread has, and how that changes.

use super::directories::Directories;
use super::{State, Text, Thread, ThreadTable};

/// Number of sets that are not worth cleaning up.
const FEW: usize = 64;

impl State {
    /// Gives a thread a copy of its directories, if others use them too; those keep theirs.
    pub(crate) fn unshare_directories(&mut self, slot: u32) {
        let Some(thread) = self.threads.at(slot).filter(|thread| thread.is_main()) else {
            self.threads.unshare_directories(slot, false);
            return;
        };
        let (pid, cwd, root) = (thread.pid, thread.cwd.clone(), thread.root.clone());
        let awaits = self.births.awaits_threads(pid);
        if let Some(Some(set)) = self.threads.unshare_directories(slot, awaits) {
            self.births.leave_leader(pid, set, &cwd, &root);
        }
    }

    /// Sets the working directory of a thread and of all that share it, children that have not reported themselves
    /// included.
    pub(crate) fn set_cwd(&mut self, slot: u32, cwd: &Text) {
        self.set_directories(slot, |to, _| to.clone_from(cwd));
    }

    /// Sets the root directory, as [`State::set_cwd`].
    pub(crate) fn set_root(&mut self, slot: u32, root: &Text) {
        // Followers have it in their entries, too.
        for holder in self.set_directories(slot, |_, to| to.clone_from(root)) {
            let followers: Vec<u32> = self.threads.followers_of_leader(holder).collect();
            for follower in followers {
                if let Some(follower) = self.threads.at_mut(follower) {
                    follower.root.clone_from(root);
                }
            }
        }
    }

    fn set_directories(&mut self, slot: u32, set: impl Fn(&mut Text, &mut Text)) -> Vec<u32> {
        let changed = self.threads.set_directories(slot, &set);
        let holder = changed.first().and_then(|slot| self.threads.at(*slot));
        if let Some(Directories::Set(number)) = holder.map(|holder| holder.directories) {
            self.births.set_directories(number, set);
        }
        changed
    }
}

impl ThreadTable {
    /// The slot in whose entry the working directory of a thread is.
    pub(crate) fn directories_slot(&self, slot: u32) -> Option<u32> {
        match self.at(slot)?.directories {
            Directories::Set(_) => Some(slot),
            Directories::Process => self.main_slot(slot),
        }
    }

    /// The thread in whose entry the working directory of a thread is; `None` where its leader is not known.
    #[inline]
    pub(super) fn directories_holder<'a>(&'a self, thread: &'a Thread) -> Option<&'a Thread> {
        match thread.directories {
            Directories::Set(_) => Some(thread),
            Directories::Process => self.main_thread(thread),
        }
    }

    /// What a thread that is made by the one in `slot` has: `shares` its directories, and `joins` its process.
    pub(crate) fn inherited_directories(&mut self, slot: u32, shares: bool, joins: bool) -> Directories {
        match (shares, joins) {
            (true, true) => match self.at(slot).map(|thread| thread.directories) {
                Some(Directories::Set(_)) => self.set_of(slot).map_or(Directories::Process, Directories::Set),
                _ => Directories::Process,
            },
            (true, false) => self.set_of(slot).map_or(Directories::Process, Directories::Set),
            (false, true) => Directories::Set(self.new_directory_set()),
            (false, false) => Directories::Process,
        }
    }

    /// As [`State::unshare_directories`]; `awaits`: threads of the process are still to report themselves. Returns the set
    /// of the threads that a leader leaves.
    fn unshare_directories(&mut self, slot: u32, awaits: bool) -> Option<Option<u32>> {
        let thread = self.at(slot)?;
        if !thread.is_main() {
            let (cwd, root) = (Text::new(self.cwd(thread)), thread.root.clone());
            let own = Directories::Set(self.new_directory_set());
            let thread = self.at_mut(slot)?;
            (thread.cwd, thread.root, thread.directories) = (cwd, root, own);
            return Some(None);
        }
        let (cwd, root) = (thread.cwd.clone(), thread.root.clone());
        let others: Vec<u32> = self.followers_of_leader(slot).collect();
        let mut left = None;
        if awaits || !others.is_empty() {
            let set = self.set_of(slot)?;
            left = Some(set);
            for other in others {
                let reference = self.reference(other);
                self.directory_sets.members.entry(set).or_default().push(reference);
                let other = self.at_mut(other)?;
                (other.cwd, other.root, other.directories) =
                    (cwd.clone(), root.clone(), Directories::Set(set));
            }
        }
        self.at_mut(slot)?.directories = Directories::Process;
        Some(left)
    }

    /// Gives a thread other directories than it was given at first.
    pub(crate) fn replace_directories(
        &mut self,
        slot: u32,
        directories: Directories,
        cwd: Text,
        root: Text,
    ) -> Option<()> {
        let thread = self.at_mut(slot)?;
        (thread.directories, thread.root) = (directories, root);
        if thread.is_main() || directories != Directories::Process {
            thread.cwd = cwd;
        }
        self.join_directories(slot);
        Some(())
    }

    /// A thread comes to have the directories of another, with whoever shares them.
    pub(crate) fn take_directories_over(&mut self, slot: u32, from: u32) -> Option<()> {
        let other = self.at(from)?;
        if other.directories == Directories::Process {
            return Some(());
        }
        let (cwd, root, directories) = (other.cwd.clone(), other.root.clone(), other.directories);
        let thread = self.at_mut(slot)?;
        (thread.cwd, thread.root, thread.directories) = (cwd, root, directories);
        self.join_directories(slot);
        Some(())
    }

    /// Changes the directories of a thread and of all that share them. Returns the slots of the entries that were changed.
    fn set_directories(&mut self, slot: u32, set: impl Fn(&mut Text, &mut Text)) -> Vec<u32> {
        let Some(slot) = self.directories_slot(slot) else { return Vec::new() };
        let Some(holder) = self.at_mut(slot) else { return Vec::new() };
        set(&mut holder.cwd, &mut holder.root);
        let Directories::Set(number) = holder.directories else { return vec![slot] };
        let Some(mut members) = self.directory_sets.members.remove(&number) else { return vec![slot] };
        members.retain(|member| {
            let member = self.resolve_slot(*member).and_then(|slot| self.at_mut(slot));
            let member = member.filter(|member| member.directories == Directories::Set(number));
            member.map(|member| set(&mut member.cwd, &mut member.root)).is_some()
        });
        let changed = members.iter().map(|member| member.slot()).collect();
        self.directory_sets.members.insert(number, members);
        changed
    }

    /// Takes a thread that has just been put into its slot into the set that it shares with others.
    pub(super) fn join_directories(&mut self, slot: u32) {
        if let Some(Directories::Set(number)) = self.at(slot).map(|thread| thread.directories)
            && self.directory_sets.members.contains_key(&number)
        {
            let reference = self.reference(slot);
            self.directory_sets.members.entry(number).or_default().push(reference);
        }
    }

    /// The followers that use the directories of their leader; none for a thread that leads none.
    fn followers_of_leader(&self, leader: u32) -> impl Iterator<Item = u32> {
        let members = self
            .at(leader)
            .filter(|thread| thread.is_main())
            .and_then(|thread| self.group(thread))
            .map(|group| &group.threads);
        members.into_iter().flatten().filter_map(|member| self.resolve_slot(*member)).filter(move |slot| {
            *slot != leader && self.at(*slot).is_some_and(|thread| thread.directories == Directories::Process)
        })
    }

    /// The set of a thread that comes to share its directories with another process.
    fn set_of(&mut self, slot: u32) -> Option<u32> {
        let holder = self.directories_slot(slot)?;
        let number = match self.at(holder)?.directories {
            Directories::Set(number) => number,
            Directories::Process => self.new_directory_set(),
        };
        let reference = self.reference(holder);
        self.at_mut(holder)?.directories = Directories::Set(number);
        self.tidy_directory_sets();
        let members = self.directory_sets.members.entry(number).or_default();
        if !members.contains(&reference) {
            members.push(reference);
        }
        Some(number)
    }

    fn new_directory_set(&mut self) -> u32 {
        self.directory_sets.last = self.directory_sets.last.wrapping_add(1);
        self.directory_sets.last
    }

    /// How many sets have several members, or had.
    #[cfg(test)]
    pub(crate) fn directory_set_count(&self) -> usize {
        self.directory_sets.members.len()
    }

    /// Removes members and sets that are gone, each time that the number of sets has doubled.
    fn tidy_directory_sets(&mut self) {
        if self.directory_sets.members.len() < self.directory_sets.limit.max(FEW) {
            return;
        }
        let mut sets = std::mem::take(&mut self.directory_sets.members);
        sets.retain(|number, members| {
            members.retain(|member| {
                self.resolve(*member).is_some_and(|thread| thread.directories == Directories::Set(*number))
            });
            !members.is_empty()
        });
        self.directory_sets.limit = sets.len() * 2;
        self.directory_sets.members = sets;
    }
}
