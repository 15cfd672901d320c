// SPDX-License-Identifier: Apache-2.0
//! Marks of lost events, to be delivered between others.

use crate::capture::{Gap, Loss, Stats};
use crate::codec::{RawEvent, Record};
use crate::error::Result;
use crate::plugin::now;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Counters are asked for and reported no more often than this.
const COUNTERS: Duration = Duration::from_millis(100);

/// Events of marks that wait to be delivered.
#[derive(Default)]
pub(super) struct Marks {
    waiting: VecDeque<Vec<u8>>,
    /// The current one.
    now: Vec<u8>,
    cpu: u16,
    /// Losses that marks have reported.
    reported: u64,
    /// Time of the last mark, nanoseconds since the epoch.
    last: u64,
    counters: Option<Instant>,
}

impl Marks {
    /// Marks a gap. The first event of the mark is to be delivered next.
    #[cold]
    pub(super) fn gap(&mut self, gap: &Gap, stats: impl FnOnce() -> Result<Stats>) -> Result<()> {
        self.reported += u64::from(gap.lost);
        let due = self.counters.is_none_or(|last| last.elapsed() >= COUNTERS);
        let counters = if due { Some(stats()?) } else { None };
        if due {
            self.counters = Some(Instant::now());
        }
        self.add(&Loss { lost: gap.lost.into(), cpu: Some(gap.cpu), counters }, gap.ts)
    }

    /// Marks what was lost and is not reported yet, with all counters; false where that is nothing.
    pub(super) fn rest(&mut self, stats: &Stats) -> Result<bool> {
        let lost = stats.lost().saturating_sub(self.reported);
        // Even where every gap was reported, the counters may have been reported before the last of them.
        if lost == 0 && self.counters.is_none() {
            return Ok(false);
        }
        self.reported += lost;
        self.counters = None;
        self.add(&Loss { lost, cpu: None, counters: Some(stats.clone()) }, now().max(self.last))?;
        Ok(true)
    }

    fn add(&mut self, loss: &Loss, ts: u64) -> Result<()> {
        self.waiting.extend(loss.encode(ts)?);
        self.cpu = loss.cpu.unwrap_or(0);
        self.last = ts;
        self.advance();
        Ok(())
    }

    /// Advances to the next event; false if there is none.
    #[inline]
    pub(super) fn advance(&mut self) -> bool {
        match self.waiting.pop_front() {
            Some(next) => {
                self.now = next;
                true
            }
            None => false,
        }
    }

    /// The event that is due.
    pub(super) fn record(&self) -> Option<Record<'_>> {
        let event = RawEvent::decode(&self.now).ok()?;
        Some(Record { cpu: self.cpu, ..Record::of(event) })
    }
}
