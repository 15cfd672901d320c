// SPDX-License-Identifier: Apache-2.0
//! Threads that ended unseen, and memory that is not worth its cost.

use super::options::{Options, SECOND};
use crate::snapshot::Lookup;
use crate::state::State;

/// When the table was searched last.
#[derive(Debug, Default)]
pub(super) struct Purge {
    last: u64,
}

impl Purge {
    /// Searches a live table, from time to time, for threads of which only the id is known and for threads that
    /// were not seen for long and that the system does not know any more.
    #[inline]
    pub(super) fn run(&mut self, state: &mut State, options: &Options, lookup: &mut dyn Lookup) {
        let now = state.now;
        if self.last == 0 {
            // The first search comes early.
            let wait = options.purge_interval_ns.min(30 * SECOND);
            self.last = now.wrapping_sub(options.purge_interval_ns).wrapping_add(wait);
        }
        if now <= self.last.wrapping_add(options.purge_interval_ns) {
            return;
        }
        self.last = now;
        let idle = |last: u64| now > last.saturating_add(options.thread_timeout_ns);
        let mut gone = Vec::new();
        for thread in state.threads.iter() {
            let asked = !thread.is_invalid() && idle(thread.lastaccess_ts);
            let mut alive = || {
                let found = lookup.thread(thread.tid, false);
                found
                    .is_some_and(|(record, _)| record.pid == thread.pid && record.comm == thread.comm.bytes())
            };
            if thread.is_invalid() || (asked && !alive()) {
                gone.push(thread.tid);
            }
        }
        for tid in gone {
            state.remove_thread(tid, lookup);
        }
        state.tidy_all();
    }
}

/// Removes threads until the state fits into the budget again: dead ones first, then those of which only the id
/// is known, then those that were not seen for the longest time. The thread `current` stays with its last
/// descriptor.
pub(super) fn fit_budget(state: &mut State, budget: usize, current: i64, lookup: &mut dyn Lookup) {
    state.threads.growth = 0;
    let mut used = state.memory();
    if used <= budget - budget / 8 {
        return;
    }
    let goal = budget - budget / 4;
    let mut order: Vec<_> = state
        .threads
        .iter()
        .filter(|thread| thread.tid != current)
        .map(|thread| (!thread.is_dead(), !thread.is_invalid(), thread.lastaccess_ts, thread.tid))
        .collect();
    order.sort_unstable();
    // A leader is removed with its last follower: what one removal frees is only known afterwards.
    let batch = (order.len() / 32).max(1);
    for tids in order.chunks(batch) {
        if used <= goal {
            break;
        }
        let before = state.threads.len();
        let fds = state.fd_count();
        for (.., tid) in tids {
            if state.threads.get(*tid).is_some() {
                state.remove_thread(*tid, lookup);
            }
        }
        state.counters.evicted_threads += (before - state.threads.len()) as u64;
        state.counters.evicted_fds += fds.saturating_sub(state.fd_count());
        used = state.memory();
    }
    state.tidy_all();
    if used > goal {
        drop_fds(state, goal, current);
    }
}

/// The last resort: a single process has more descriptors than the whole budget allows.
fn drop_fds(state: &mut State, goal: usize, current: i64) {
    let mut sizes: Vec<_> = state.threads.iter().map(|thread| (thread.memory(), thread.tid)).collect();
    sizes.sort_unstable();
    let used = state.threads.get(current).map(|thread| thread.lastevent_fd);
    for (_, tid) in sizes.into_iter().rev() {
        if state.memory() <= goal {
            return;
        }
        let Some(slot) = state.threads.slot(tid) else { continue };
        let count = state.threads.clear_fds(slot, used);
        state.counters.evicted_fds += count as u64;
    }
}
