// SPDX-License-Identifier: Apache-2.0
//! Enter events that wait for their exit events.

use crate::codec::RawEvent;
use rustc_hash::FxHashMap;

/// Maximum number of bytes that wait, with their bookkeeping. Past it all are discarded: their exit events get defaults.
const BUDGET: usize = 64 << 20;
/// Rough cost of an entry besides its bytes.
const ENTRY: usize = 96;
/// Buffers kept for reuse, and the largest one worth keeping.
const SPARE: usize = 64;
const SPARE_SIZE: usize = 4096;

/// One enter event per thread.
#[derive(Default)]
pub(super) struct Stored {
    by_tid: FxHashMap<i64, Vec<u8>>,
    spare: Vec<Vec<u8>>,
    size: usize,
}

impl Stored {
    /// Keeps the event; an earlier one of its thread is discarded.
    pub(super) fn keep(&mut self, event: &RawEvent<'_>) {
        if self.size > BUDGET {
            self.clear();
        }
        let slot = self.by_tid.entry(event.tid()).or_insert_with(|| {
            self.size += ENTRY;
            self.spare.pop().unwrap_or_default()
        });
        self.size = self.size - slot.len() + event.bytes().len();
        slot.clear();
        slot.extend_from_slice(event.bytes());
    }

    /// The stored event of the thread.
    pub(super) fn of(&self, tid: i64) -> Option<RawEvent<'_>> {
        RawEvent::decode(self.by_tid.get(&tid)?).ok()
    }

    /// Discards the event of a thread.
    pub(super) fn forget(&mut self, tid: i64) {
        if let Some(mut slot) = self.by_tid.remove(&tid) {
            self.size -= slot.len() + ENTRY;
            slot.clear();
            if self.spare.len() < SPARE && slot.capacity() <= SPARE_SIZE {
                self.spare.push(slot);
            }
        }
    }

    /// Discards every event.
    pub(super) fn clear(&mut self) {
        self.by_tid = FxHashMap::default();
        self.size = 0;
    }
}
