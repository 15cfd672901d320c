// SPDX-License-Identifier: Apache-2.0
//! Events of all rings in order of time.

use super::contract::PREFIX_IO_URING;
use super::loss::Gap;
use super::ring::{Head, Ring};
use super::time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An event may reach its ring this much later than its time says, nanoseconds.
const LATENESS: u64 = 500_000;

/// Rings, merged. The heap holds those whose next event is known, so that an event does not cost a look at the others.
pub(super) struct Merge {
    rings: Vec<Ring>,
    heads: BinaryHeap<Reverse<(u64, usize)>>,
    /// Events up to this time can be delivered: no earlier one can still arrive.
    horizon: u64,
    /// The current event: its ring, and the events of its processor that were lost before it.
    current: Option<(usize, Head, u32)>,
    /// Boot time since the epoch, for the horizon.
    boot_time: u64,
    /// Next sequence number of each processor.
    sequences: Vec<Option<u32>>,
}

/// An event in its ring.
pub(super) struct Found<'a> {
    pub bytes: &'a [u8],
    pub cpu: u16,
    /// True for an operation of io_uring.
    pub io_uring: bool,
    /// Events of this processor that were lost since the previous one.
    pub lost: u32,
}

impl Merge {
    pub fn new(rings: Vec<Ring>, boot_time: u64, cpus: usize) -> Merge {
        Merge {
            heads: BinaryHeap::with_capacity(rings.len()),
            rings,
            horizon: 0,
            current: None,
            boot_time,
            sequences: vec![None; cpus],
        }
    }

    /// Makes the next event the current one, if one is certain to be next.
    #[inline]
    pub fn advance(&mut self) -> bool {
        let Some(index) = self.first() else { return false };
        let Some(head) = self.rings[index].head() else { return false };
        self.current = Some((index, head, self.lost(&head)));
        true
    }

    /// The current event.
    #[inline]
    pub fn current(&self) -> Option<Found<'_>> {
        let (index, head, lost) = self.current?;
        let bytes = self.rings[index].event(&head);
        Some(Found { bytes, cpu: head.prefix.cpu, io_uring: head.prefix.marks & PREFIX_IO_URING != 0, lost })
    }

    /// The gap in front of the next event, reported once: [`Merge::advance`] does not report it again.
    #[inline]
    pub fn gap(&mut self) -> Option<Gap> {
        let index = self.first()?;
        let head = self.rings[index].head()?;
        let lost = self.lost(&head);
        if let Some(next) = self.sequences.get_mut(usize::from(head.prefix.cpu)) {
            *next = Some(head.prefix.sequence);
        }
        (lost > 0).then_some(Gap { ts: head.ts, cpu: head.prefix.cpu, lost })
    }

    /// True if there is such an event. Goes behind the current one.
    #[inline]
    pub fn is_ready(&mut self) -> bool {
        self.first().is_some()
    }

    #[inline]
    fn first(&mut self) -> Option<usize> {
        self.release();
        match self.heads.peek() {
            Some(Reverse((ts, index))) if *ts <= self.horizon => Some(*index),
            _ => self.look(),
        }
    }

    /// Bytes that wait in all rings together, and the largest number that waits in one.
    pub fn pending(&self) -> (u64, u64) {
        self.rings.iter().map(Ring::pending).fold((0, 0), |(sum, most), one| (sum + one, most.max(one)))
    }

    /// Number of rings.
    pub fn len(&self) -> usize {
        self.rings.len()
    }

    /// Goes behind the current event.
    #[inline]
    fn release(&mut self) {
        let Some((index, head, _)) = self.current.take() else { return };
        let ring = &mut self.rings[index];
        ring.advance(&head);
        ring.release(false);
        match (ring.head(), self.heads.peek_mut()) {
            (Some(next), Some(mut top)) => *top = Reverse((next.ts, index)),
            (None, Some(top)) => {
                std::collections::binary_heap::PeekMut::pop(top);
            }
            (_, None) => {}
        }
    }

    /// Checks the rings whose next event is not known, and the clock.
    #[cold]
    fn look(&mut self) -> Option<usize> {
        let now = self.boot_time + time::since_boot();
        for index in 0..self.rings.len() {
            let ring = &mut self.rings[index];
            ring.release(true);
            ring.refresh();
        }
        self.heads.clear();
        for (index, ring) in self.rings.iter_mut().enumerate() {
            if let Some(head) = ring.head() {
                self.heads.push(Reverse((head.ts, index)));
            }
        }
        // A single ring is in order already.
        self.horizon = if self.rings.len() == 1 { u64::MAX } else { now.saturating_sub(LATENESS) };
        match self.heads.peek() {
            Some(Reverse((ts, index))) if *ts <= self.horizon => Some(*index),
            _ => None,
        }
    }

    fn lost(&mut self, head: &Head) -> u32 {
        let Some(next) = self.sequences.get_mut(usize::from(head.prefix.cpu)) else { return 0 };
        let lost = head.prefix.sequence.wrapping_sub(next.unwrap_or(0));
        *next = Some(head.prefix.sequence.wrapping_add(1));
        lost
    }
}
