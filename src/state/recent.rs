// SPDX-License-Identifier: Apache-2.0
//! Threads that ended a moment ago.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// The last threads that ended. The clone of a parent may be reported after the exit of its child: the child
/// must not be created again.
#[derive(Debug, Clone, Default)]
pub struct RecentExits {
    /// In the order of their ends.
    order: VecDeque<(u64, u64)>,
    /// When each ended last.
    last: FxHashMap<u64, u64>,
}

/// How many are remembered.
const LEN: usize = 8192;
/// For how long, nanoseconds.
const WINDOW: u64 = 2_000_000_000;

fn key(tid: i64, ptid: i64) -> u64 {
    (ptid as u64) << 32 | (tid as u64 & 0xffff_ffff)
}

impl RecentExits {
    /// Records the end of a thread.
    pub(crate) fn record(&mut self, tid: i64, ptid: i64, ts: u64) {
        if self.order.len() == LEN
            && let Some((key, ts)) = self.order.pop_front()
            && self.last.get(&key) == Some(&ts)
        {
            self.last.remove(&key);
        }
        self.order.push_back((key(tid, ptid), ts));
        self.last.insert(key(tid, ptid), ts);
    }

    /// True when such a thread ended within two seconds before `ts`.
    pub(crate) fn contains(&self, tid: i64, ptid: i64, ts: u64) -> bool {
        self.last.get(&key(tid, ptid)).is_some_and(|at| ts >= *at && ts - at < WINDOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_two_seconds_count() {
        let mut recent = RecentExits::default();
        recent.record(5, 1, 1_000);
        assert!(recent.contains(5, 1, 1_000) && recent.contains(5, 1, WINDOW + 999));
        assert!(!recent.contains(5, 1, 999) && !recent.contains(5, 1, WINDOW + 1_000));
        assert!(!recent.contains(5, 2, 1_000) && !recent.contains(6, 1, 1_000));
        for tid in 0..LEN as i64 {
            recent.record(tid + 100, 1, 1_000);
        }
        assert!(!recent.contains(5, 1, 1_000) && recent.contains(100, 1, 1_000));
    }
}
