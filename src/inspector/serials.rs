// SPDX-License-Identifier: Apache-2.0
//! Numbers of event contexts, each given once in a process.

use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers are taken from the process in blocks of so many.
const BLOCK: u64 = 1 << 32;

/// Blocks that were taken. Filters may be run on the events of any inspector, so that a number must not occur twice.
static BLOCKS: AtomicU64 = AtomicU64::new(0);

/// The numbers of one inspector.
#[derive(Debug, Default)]
pub(super) struct Serials {
    /// The latest one. Threads that look at the same event at once may get the same number, which does no harm: it is the
    /// same event and the same state.
    latest: AtomicU64,
}

impl Serials {
    /// The next number: not 0, below 2^63.
    #[inline(always)]
    pub(super) fn next(&self) -> u64 {
        let mut next = self.latest.load(Ordering::Relaxed) + 1;
        if next % BLOCK <= 1 {
            next = block();
        }
        self.latest.store(next, Ordering::Relaxed);
        next
    }
}

/// The first number of a new block; its remainder is 2, so that neither 0 + 1 nor the end of a block is one.
#[cold]
fn block() -> u64 {
    (BLOCKS.fetch_add(1, Ordering::Relaxed) + 1) * BLOCK + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_once() {
        let (a, b) = (Serials::default(), Serials::default());
        let mut numbers: Vec<u64> = (0..4).flat_map(|_| [a.next(), b.next()]).collect();
        a.latest.store(7 * BLOCK + BLOCK - 2, Ordering::Relaxed);
        numbers.extend([a.next(), a.next(), a.next()]);
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
        assert!(numbers.iter().all(|number| *number > BLOCK && *number < 1 << 63));
    }
}
