// SPDX-License-Identifier: Apache-2.0
//! Threads whose events are left out.

use crate::codec::RawEvent;
use crate::schema::Code;
use crate::snapshot::{Snapshot, ThreadRecord};
use rustc_hash::FxHashSet;

/// Leaves out threads by id and by command name, and their children.
#[derive(Debug, Default)]
pub(super) struct Suppress {
    comms: FxHashSet<Vec<u8>>,
    tids: FxHashSet<i64>,
    /// Events left out.
    pub(super) count: u64,
}

impl Suppress {
    pub(super) fn new(comms: &[Vec<u8>], tids: &[i64]) -> Self {
        Self { comms: comms.iter().cloned().collect(), tids: tids.iter().copied().collect(), count: 0 }
    }

    pub(super) fn add_comm(&mut self, comm: &[u8]) {
        self.comms.insert(comm.to_vec());
    }

    pub(super) fn add_tid(&mut self, tid: i64) {
        self.tids.insert(tid);
    }

    pub(super) fn clear_comms(&mut self) {
        self.comms.clear();
    }

    pub(super) fn clear_tids(&mut self) {
        self.tids.clear();
    }

    /// True when events of this thread are left out. Thread 0 is every idle processor.
    pub(super) fn has(&self, tid: i64) -> bool {
        tid != 0 && self.tids.contains(&tid)
    }

    /// True when a thread of the initial state is left out.
    pub(super) fn refuses(&mut self, record: &ThreadRecord) -> bool {
        if !self.comms.contains(&record.comm) {
            return false;
        }
        self.tids.insert(record.tid);
        self.count += 1;
        true
    }

    /// Parent and id of every thread, where some are to be left out; for [`Suppress::spread`].
    pub(super) fn families(&self, snapshot: &Snapshot) -> Vec<(i64, i64)> {
        if self.tids.is_empty() && self.comms.is_empty() {
            return Vec::new();
        }
        snapshot.threads.iter().map(|t| (t.ptid, t.tid)).collect()
    }

    /// After the initial state: children of threads that are left out are left out, too.
    pub(super) fn spread(&mut self, mut families: Vec<(i64, i64)>) {
        // Parents first: ids in order, as the list of them is kept upstream.
        families.sort_unstable();
        for (parent, tid) in families {
            if self.has(parent) {
                self.tids.insert(tid);
            }
        }
    }

    /// True when the event is left out. Follows threads that are created, load a program and end.
    #[inline]
    pub(super) fn drops(&mut self, event: &RawEvent<'_>) -> bool {
        if self.tids.is_empty() && self.comms.is_empty() {
            return false;
        }
        let dropped = self.follow(event);
        self.count += u64::from(dropped);
        dropped
    }

    fn follow(&mut self, event: &RawEvent<'_>) -> bool {
        use Code::*;
        let tid = event.tid();
        match event.code() {
            SyscallClone_20X | SyscallFork_20X | SyscallVfork_20X | SyscallExecve_19X | SyscallExecveatX
            | SyscallClone3X => {
                let (Some(comm), Some(ptid)) = (event.param(13), event.param(5).and_then(|p| p.i64())) else {
                    return false;
                };
                let dropped = self.has(ptid) || self.comms.contains(comm.text());
                if dropped {
                    self.tids.insert(tid);
                }
                dropped
            }
            Procexit_1E => {
                // The end is delivered all the same, or the table would keep the thread.
                self.tids.remove(&tid);
                false
            }
            _ => self.has(tid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Encoder;

    fn fork(tid: i64, ptid: i64, comm: &[u8]) -> Vec<u8> {
        let mut event = Encoder::new(1, tid, Code::SyscallFork_20X).i64(0);
        for index in 1..14 {
            event = match index {
                5 => event.i64(ptid),
                13 => event.text(comm),
                _ => event.bytes(b""),
            };
        }
        let mut out = Vec::new();
        event.finish(&mut out).expect("fits");
        out
    }

    fn drops(suppress: &mut Suppress, bytes: &[u8]) -> bool {
        suppress.drops(&RawEvent::decode(bytes).expect("valid"))
    }

    #[test]
    fn children_follow_their_parents_until_they_end() {
        let mut suppress = Suppress::new(&[b"spy".to_vec()], &[]);
        assert!(drops(&mut suppress, &fork(10, 1, b"spy")));
        assert!(drops(&mut suppress, &fork(11, 10, b"other")));
        assert!(!drops(&mut suppress, &fork(12, 1, b"other")));
        assert!(suppress.has(10) && suppress.has(11) && !suppress.has(12));
        let mut exit = Vec::new();
        Encoder::new(1, 11, Code::Procexit_1E).i64(0).finish(&mut exit).expect("fits");
        assert!(!drops(&mut suppress, &exit));
        assert!(!suppress.has(11));
        assert_eq!(suppress.count, 2);
    }

    #[test]
    fn idle_threads_are_never_left_out() {
        let mut suppress = Suppress::new(&[], &[0]);
        assert!(!drops(&mut suppress, &fork(0, 0, b"swapper")));
    }
}
