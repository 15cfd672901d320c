// SPDX-License-Identifier: Apache-2.0
//! Counts facts and differences by kind.

use super::rests;
use std::collections::BTreeMap;

/// One fact that differs.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Kind of the fact.
    pub kind: &'static str,
    /// Of which task and descriptor.
    pub of: String,
    /// What the kernel says.
    pub kernel: String,
    /// What the library says.
    pub ours: String,
}

#[derive(Default)]
struct Count {
    facts: u64,
    explained: BTreeMap<&'static str, u64>,
    unexplained: Vec<(u64, Difference)>,
}

/// All that was compared.
pub struct Facts {
    /// Number of the present stop.
    pub stop: u64,
    kinds: BTreeMap<&'static str, Count>,
}

/// Differences of a kind that are shown.
const SHOWN: usize = 12;

impl Facts {
    pub fn new() -> Facts {
        Facts { stop: 0, kinds: BTreeMap::new() }
    }

    /// Compares one fact.
    pub fn check<T: PartialEq + std::fmt::Debug>(
        &mut self,
        kind: &'static str,
        of: &str,
        kernel: T,
        library: T,
    ) {
        let count = self.kinds.entry(kind).or_default();
        count.facts += 1;
        if kernel == library {
            return;
        }
        let (kernel, library) = (format!("{kernel:?}"), format!("{library:?}"));
        let difference = Difference { kind, of: of.to_owned(), kernel, ours: library };
        match rests::reason(&difference) {
            Some(reason) => *count.explained.entry(reason).or_default() += 1,
            None => count.unexplained.push((self.stop, difference)),
        }
    }

    /// How many facts were compared.
    pub fn count(&self) -> u64 {
        self.kinds.values().map(|kind| kind.facts).sum()
    }

    /// Prints the result; returns the number of differences without a known reason.
    pub fn report(&self, seed: u64, actions: u64) -> usize {
        let mut unexplained = 0;
        eprintln!(
            "seed {seed}: {} facts at {} stops, {actions} actions; per million facts:",
            self.count(),
            self.stop
        );
        for (kind, count) in &self.kinds {
            let million = |part: u64| part as f64 * 1e6 / count.facts as f64;
            let known: u64 = count.explained.values().sum();
            eprintln!(
                "{kind:>22} {:>8} facts {:>6} explained ({:>7.0}) {:>6} not ({:>7.0})",
                count.facts,
                known,
                million(known),
                count.unexplained.len(),
                million(count.unexplained.len() as u64)
            );
            for (reason, number) in &count.explained {
                eprintln!("{:>32} {number} {reason}", "");
            }
            unexplained += count.unexplained.len();
        }
        for count in self.kinds.values() {
            for (stop, one) in count.unexplained.iter().take(SHOWN) {
                eprintln!(
                    "stop {stop}: {} of {}: kernel {}, library {}",
                    one.kind, one.of, one.kernel, one.ours
                );
            }
        }
        unexplained
    }
}
