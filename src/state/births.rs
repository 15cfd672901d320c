// SPDX-License-Identifier: Apache-2.0
//! Children whose making the caller has reported and they themselves have not.
//!
//! In a PID namespace the caller learns an id that counts in its own namespace only, so that the child's report makes
//! the child. What the child inherits is what the caller had when the call returned, not what it has by then.

use super::directories::Directories;
use super::files::Files;
use super::text::without_last_nul;
use super::{Cgroups, FdTable, Image, Strings, Text, Thread};
use std::collections::VecDeque;
use std::sync::Arc;

/// Most that wait.
const MOST: usize = 4096;
/// Most of one caller that wait.
const MOST_OF_A_CALLER: usize = 64;

/// What a child has from the thread that it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Heritage {
    pub(crate) image: Arc<Image>,
    pub(crate) comm: Text,
    pub(crate) renamed: Option<Text>,
    pub(crate) cgroups: Cgroups,
    pub(crate) root: Text,
    pub(crate) cwd: Text,
    pub(crate) directories: Directories,
    pub(crate) env: Strings,
    pub(crate) files: Files,
    pub(crate) fd_table: FdTable,
    /// Id of the table that it shares, and a copy for the case that nobody has it any more; `None` for one that
    /// shares none.
    pub(crate) shared: Option<(u32, FdTable)>,
    pub(crate) ids: [i64; 3],
    pub(crate) tty: u32,
    pub(crate) loginuid: u32,
    pub(crate) capabilities: [u64; 3],
    pub(crate) exe_ino_ctime_duration_clone_ts: u64,
    pub(crate) lastexec_ts: u64,
}

/// A clone as its caller reported it.
#[derive(Debug)]
pub(crate) struct Birth {
    /// Caller: thread, process, parent.
    pub(crate) caller: i64,
    pub(crate) caller_pid: i64,
    pub(crate) caller_ptid: i64,
    /// Start of the init process of the caller's PID namespace; 0 unknown.
    pub(crate) namespace_start: u64,
    /// What the call returned: the id of the child in the PID namespace of the caller.
    pub(crate) child: i64,
    /// The child is in another PID namespace than the caller, so that `child` is not its id there.
    pub(crate) in_another_namespace: bool,
    /// It is a thread of the caller's process.
    pub(crate) is_thread: bool,
    /// The program as both sides report it.
    pub(crate) exe: Text,
    pub(crate) args: Strings,
    pub(crate) heritage: Heritage,
}

/// Those that wait, in the order of their reports.
#[derive(Debug, Default)]
pub(crate) struct Births {
    waiting: VecDeque<Birth>,
    /// Children that ended before their callers reported: parent or, of a thread, process, and number in their own PID
    /// namespace.
    ended: VecDeque<(i64, i64)>,
}

/// Most of those that ended first.
const MOST_ENDED: usize = 256;

impl Births {
    /// Takes in what a caller reports.
    pub(crate) fn wait_for(&mut self, birth: Birth) {
        let caller = birth.caller;
        let mut of_caller =
            self.waiting.iter().enumerate().filter(|(_, other)| other.caller == caller).map(|(at, _)| at);
        if let Some(oldest) = of_caller.next()
            && of_caller.count() + 1 >= MOST_OF_A_CALLER
        {
            self.waiting.remove(oldest);
        }
        if self.waiting.len() >= MOST {
            self.waiting.pop_front();
        }
        self.waiting.push_back(birth);
    }

    /// The birth that a child, which reports itself, is: the newest with its id, or the oldest in a namespace where it
    /// has another. `by_thread`: the clone made a thread of a process. `exe` and `args`: its program, as the event has
    /// them.
    pub(crate) fn take(
        &mut self,
        child: &Thread,
        by_thread: bool,
        exe: &[u8],
        args: &[u8],
    ) -> Option<Heritage> {
        if self.waiting.is_empty() {
            return None;
        }
        let related = |birth: &Birth| {
            if birth.is_thread != by_thread {
                false
            } else if by_thread {
                birth.caller_pid == child.pid
            } else {
                birth.caller == child.ptid || birth.caller_ptid == child.ptid && birth.caller_ptid > 0
            }
        };
        let own = |birth: &Birth| birth.caller == child.ptid || by_thread;
        let found = self
            .waiting
            .iter()
            .rposition(|birth| birth.child == child.vtid && related(birth) && own(birth))
            .or_else(|| self.waiting.iter().rposition(|birth| birth.child == child.vtid && related(birth)))
            .or_else(|| {
                self.waiting.iter().position(|birth| {
                    related(birth) && own(birth) && (birth.in_another_namespace || child.vtid == 1)
                })
            })
            // The caller has ended since, and the child has another parent.
            .or_else(|| {
                self.waiting.iter().rposition(|birth| {
                    birth.child == child.vtid
                        && birth.exe.bytes() == exe
                        && birth.args.bytes() == without_last_nul(args)
                        && (birth.namespace_start == 0
                            || child.pidns_init_start_ts == 0
                            || birth.namespace_start == child.pidns_init_start_ts)
                })
            })?;
        let birth = self.waiting.remove(found)?;
        // Older ones with the same id will never be matched: the id was used again.
        self.waiting.retain(|other| other.caller != birth.caller || other.child != birth.child);
        Some(birth.heritage)
    }

    /// The leader of a process leaves its threads; those that wait and used its directories are of this set.
    pub(super) fn leave_leader(&mut self, pid: i64, number: u32, cwd: &Text, root: &Text) {
        let threads = self.waiting.iter_mut().filter(|birth| birth.is_thread && birth.caller_pid == pid);
        for birth in threads.filter(|birth| birth.heritage.directories == Directories::Process) {
            birth.heritage.directories = Directories::Set(number);
            (birth.heritage.cwd, birth.heritage.root) = (cwd.clone(), root.clone());
        }
    }

    /// The threads of a process that wait never report themselves: it has ended, or runs another program.
    pub(crate) fn forget_threads(&mut self, pid: i64) {
        if !self.waiting.is_empty() {
            self.waiting.retain(|birth| !birth.is_thread || birth.caller_pid != pid);
        }
    }

    /// True while threads of this process wait.
    pub(super) fn awaits_threads(&self, pid: i64) -> bool {
        self.waiting.iter().any(|birth| birth.is_thread && birth.caller_pid == pid)
    }

    /// A child ends whose caller has not reported yet.
    pub(crate) fn ends_first(&mut self, family: i64, number: i64) {
        if self.ended.len() >= MOST_ENDED {
            self.ended.pop_front();
        }
        self.ended.push_back((family, number));
    }

    /// True for a child that ended before its caller reported; the next one of the number is another.
    pub(crate) fn has_ended(&mut self, family: i64, number: i64) -> bool {
        let found = self.ended.iter().position(|ended| *ended == (family, number));
        found.and_then(|found| self.ended.remove(found)).is_some()
    }

    /// Changes the directories of those that share them with the threads of a set.
    pub(super) fn set_directories(&mut self, number: u32, set: impl Fn(&mut Text, &mut Text)) {
        for birth in &mut self.waiting {
            let heritage = &mut birth.heritage;
            if heritage.directories == Directories::Set(number) {
                set(&mut heritage.cwd, &mut heritage.root);
            }
        }
    }

    /// How many wait.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }
}
