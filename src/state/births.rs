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
    /// The program as both sides report it.
    pub(crate) exe: Text,
    pub(crate) args: Strings,
    pub(crate) heritage: Heritage,
}

/// Those that wait, in the order of their reports.
#[derive(Debug, Default)]
pub(crate) struct Births(VecDeque<Birth>);

impl Births {
    /// Takes in what a caller reports.
    pub(crate) fn wait_for(&mut self, birth: Birth) {
        let caller = birth.caller;
        let mut of_caller =
            self.0.iter().enumerate().filter(|(_, other)| other.caller == caller).map(|(at, _)| at);
        if let Some(oldest) = of_caller.next()
            && of_caller.count() + 1 >= MOST_OF_A_CALLER
        {
            self.0.remove(oldest);
        }
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(birth);
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
        if self.0.is_empty() {
            return None;
        }
        let related = |birth: &Birth| {
            if by_thread {
                birth.caller_pid == child.pid
            } else {
                birth.caller == child.ptid || birth.caller_ptid == child.ptid && birth.caller_ptid > 0
            }
        };
        let own = |birth: &Birth| birth.caller == child.ptid || by_thread;
        let found = self
            .0
            .iter()
            .rposition(|birth| birth.child == child.vtid && related(birth) && own(birth))
            .or_else(|| self.0.iter().rposition(|birth| birth.child == child.vtid && related(birth)))
            .or_else(|| {
                self.0.iter().position(|birth| {
                    related(birth) && own(birth) && (birth.in_another_namespace || child.vtid == 1)
                })
            })
            // The caller has ended since, and the child has another parent.
            .or_else(|| {
                self.0.iter().rposition(|birth| {
                    birth.child == child.vtid
                        && birth.exe.bytes() == exe
                        && birth.args.bytes() == without_last_nul(args)
                        && (birth.namespace_start == 0
                            || child.pidns_init_start_ts == 0
                            || birth.namespace_start == child.pidns_init_start_ts)
                })
            })?;
        let birth = self.0.remove(found)?;
        // Older ones with the same id will never be matched: the id was used again.
        self.0.retain(|other| other.caller != birth.caller || other.child != birth.child);
        Some(birth.heritage)
    }

    /// Changes the directories of those that share them with the threads of a set.
    pub(super) fn set_directories(&mut self, number: u32, set: impl Fn(&mut Text, &mut Text)) {
        for birth in &mut self.0 {
            let heritage = &mut birth.heritage;
            if heritage.directories == Directories::Set(number) {
                set(&mut heritage.cwd, &mut heritage.root);
            }
        }
    }

    /// How many wait.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
