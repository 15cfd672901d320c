// SPDX-License-Identifier: Apache-2.0
//! What a few fields remember from one event to the next.

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// The memory of one occurrence of a field in a filter or template. A copy of the occurrence begins with none.
#[derive(Debug, Default)]
pub struct Memory {
    last: AtomicU64,
    /// By processor or thread id; empty for nearly every field.
    table: Mutex<FxHashMap<i64, u64>>,
}

impl Memory {
    /// Remembers one number and returns the one remembered before; 0 at first.
    pub fn replace(&self, value: u64) -> u64 {
        self.last.swap(value, Ordering::Relaxed)
    }

    /// Increases the count and returns it.
    pub fn count(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Changes the number remembered under a key and returns what `change` returns. The number is 0 at first.
    pub fn with<R>(&self, key: i64, change: impl FnOnce(&mut u64) -> R) -> R {
        let mut table = self.table.lock();
        change(table.entry(key).or_default())
    }
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        Self::default()
    }
}
