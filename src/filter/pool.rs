// SPDX-License-Identifier: Apache-2.0
//! Comparisons that several filters have in common: compiled once, and evaluated once per event.

use super::check::{Check, Question};
use super::extraction::Extraction;
use super::{Expr, to_source};
use crate::fields::FieldFlags;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Comparisons that are kept at most; a pool with more is emptied, after which new filters share among themselves.
const MAX_CHECKS: usize = 16_384;

/// The comparisons of the filters that were compiled with one catalogue, by their texts. Once the catalogue is changed,
/// the pool has to be cleared, since names may mean other fields.
#[derive(Debug, Default)]
pub struct Pool {
    checks: FxHashMap<Vec<u8>, Check>,
}

impl Pool {
    /// Forgets all comparisons. Filters that have them keep them.
    pub fn clear(&mut self) {
        self.checks.clear();
    }

    /// The text by which a comparison is known.
    pub(super) fn key(expr: &Expr) -> Vec<u8> {
        to_source(expr)
    }

    /// A copy of the comparison with this text, which shares its result.
    pub(super) fn get(&self, key: &[u8]) -> Option<Check> {
        self.checks.get(key).cloned()
    }

    /// Keeps a comparison, if its result depends on nothing but the event and the state.
    pub(super) fn keep(&mut self, key: Vec<u8>, check: &mut Check) {
        if !is_repeatable(check) {
            return;
        }
        check.memo = Some(Arc::default());
        if self.checks.len() == MAX_CHECKS {
            self.checks.clear();
        }
        self.checks.insert(key, check.clone());
    }
}

/// False where a field remembers between evaluations, or is read by somebody else's code.
fn is_repeatable(check: &mut Check) -> bool {
    let mut repeatable = true;
    let mut look = |extraction: &mut Extraction| {
        repeatable &= extraction.field().is_none_or(|field| {
            let has = |flag| field.info.flags.has(flag);
            !has(FieldFlags::REMEMBERS) && !has(FieldFlags::COUNTS_EVENTS) && field.info.external.is_none()
        });
    };
    check.left.visit_mut(&mut look);
    if let Question::Field { right, .. } = &mut check.question {
        right.visit_mut(&mut look);
    }
    repeatable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{CLASSES, Catalogue};
    use crate::filter::Filter;
    use crate::filter::memo::Memo;

    #[test]
    fn equal_comparisons_are_shared_unless_a_field_remembers() {
        let catalogue = Catalogue::new(CLASSES.iter().copied());
        let mut pool = Pool::default();
        let mut compile =
            |text: &str| Filter::compile_with(text.as_bytes(), &catalogue, &mut pool).expect("a filter");
        let a = compile("proc.name = a and (evt.deltatime > 5 or fd.name in (b, 'c'))");
        let b = compile("fd.name in (b, c) or proc.name = 'a' or evt.deltatime > 5 or proc.name = b");
        let memos = |filter: &Filter| filter.memos();
        let (a, b) = (memos(&a), memos(&b));
        // In the order of the text.
        let shared = |a: &Option<Arc<Memo>>, b: &Option<Arc<Memo>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        };
        assert!(shared(&a[0], &b[1]) && shared(&a[2], &b[0]));
        assert!(a[1].is_none() && b[2].is_none(), "evt.deltatime counts from the event before");
        assert!(!shared(&a[0], &b[3]));
    }
}
