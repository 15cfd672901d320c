// SPDX-License-Identifier: Apache-2.0
//! The result of a comparison, kept while the event is the same.

use std::sync::atomic::{AtomicU64, Ordering};

/// The latest result of a comparison: in one word, so that threads may share it, the serial number of the event context
/// ([`crate::fields::Event`]) above the lowest bit, which is the result.
#[derive(Debug, Default)]
pub(super) struct Memo(AtomicU64);

impl Memo {
    /// The result in the event context `serial`, from `evaluate` where it is not known.
    #[inline(always)]
    pub(super) fn result(&self, serial: u64, evaluate: impl FnOnce() -> bool) -> bool {
        let known = self.0.load(Ordering::Relaxed);
        if known >> 1 == serial {
            return known & 1 != 0;
        }
        let result = evaluate();
        self.0.store(serial << 1 | u64::from(result), Ordering::Relaxed);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_that_of_its_event() {
        let memo = Memo::default();
        assert!(memo.result(1, || true));
        assert!(memo.result(1, || unreachable!("it is known")));
        assert!(!memo.result(2, || false));
        assert!(!memo.result(2, || unreachable!("it is known")));
        assert!(memo.result(1, || true), "only the latest is kept");
    }
}
