// SPDX-License-Identifier: Apache-2.0
//! What the probe counts.

use super::contract::{CLASSES, Counters};

/// Events made and lost, by cause and by class of event. Every event that was to be made is delivered, waits in a
/// ring, or is in one of the counters of loss.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Events that were to be delivered, lost ones included.
    pub produced: u64,
    /// Lost because the ring was full, by class in the order of `scap_stats`: others, clone, execve, connect at
    /// enter, connect, open at enter, open, directories and files, other interest, close, ends of processes.
    pub no_room: [u64; CLASSES],
    /// Lost because they were larger than 64 KiB.
    pub too_big: u64,
    /// Lost because another event was being made on the same processor.
    pub busy: u64,
    /// Parameters that are empty because the memory could not be read.
    pub unreadable: u64,
    /// Left out by sampling; not counted as lost.
    pub sampled_out: u64,
    /// Not made because the filter of [`super::Options::selection`] cannot hold; not counted as lost.
    pub refused: u64,
    /// By processor: produced and lost.
    pub cpus: Vec<(u64, u64)>,
}

impl Stats {
    /// Events lost because a ring was full.
    pub fn lost_no_room(&self) -> u64 {
        self.no_room.iter().sum()
    }

    /// Events lost, whatever the cause.
    pub fn lost(&self) -> u64 {
        self.lost_no_room() + self.too_big + self.busy
    }

    pub(super) fn add(&mut self, counters: &Counters) {
        self.produced += counters.produced;
        for (sum, one) in self.no_room.iter_mut().zip(&counters.no_room) {
            *sum += one;
        }
        self.too_big += counters.too_big;
        self.busy += counters.busy;
        self.unreadable += counters.unreadable;
        self.sampled_out += counters.sampled_out;
        self.refused += counters.refused;
        let lost = counters.no_room.iter().sum::<u64>() + counters.too_big + counters.busy;
        self.cpus.push((counters.produced, lost));
    }
}
