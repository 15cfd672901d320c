// SPDX-License-Identifier: Apache-2.0
//! One comparison of a filter.

use super::extraction::{Extraction, Run};
use super::memo::Memo;
use super::op::Op;
use super::raw::RawTest;
use super::set;
use super::test::Test;
use super::{compare, raw};
use crate::fields::{Extracted, FieldRef, Source, Value};
use std::sync::Arc;

/// Values, and the test on them.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) left: Extraction,
    pub(super) question: Question,
    /// Where the result is kept for other filters with the same comparison.
    pub(super) memo: Option<Arc<Memo>>,
}

/// The test.
#[derive(Debug, Clone)]
pub(super) enum Question {
    /// A value exists.
    Exists,
    /// On the one value.
    Value(Test),
    /// Of each element of a list: `in` needs all, `intersects` one.
    Elements { test: Test, all: bool },
    /// The comparison with the values of another field.
    Field { op: Op, right: Box<Extraction> },
    /// On each candidate: one is enough.
    AnyCandidate(Test),
    /// On each candidate: all, and there is one.
    EveryCandidate(Test),
    /// The source knows candidates, even if the list is empty.
    HasCandidates,
    /// The time of the event is within so many nanoseconds.
    Around { time: u64, distance: u64 },
    /// On the bytes of a parameter.
    Raw(RawTest),
}

impl Question {
    /// True when it tests the candidates of a field, not its value.
    pub(super) fn asks_candidates(&self) -> bool {
        matches!(
            self,
            Question::AnyCandidate(_)
                | Question::EveryCandidate(_)
                | Question::HasCandidates
                | Question::Around { .. }
        )
    }
}

impl Check {
    #[inline(always)]
    pub(super) fn holds<'s, S: Source<'s>>(&'s self, run: &Run<'_, 's, S>) -> bool {
        match &self.memo {
            Some(memo) if run.serial != 0 => memo.result(run.serial, || self.holds_any(run)),
            _ => self.evaluate(run),
        }
    }

    #[inline(always)]
    fn evaluate<'s, S: Source<'s>>(&'s self, run: &Run<'_, 's, S>) -> bool {
        if let Question::Value(test) = &self.question {
            return match self.left.get(run) {
                Extracted::One(ref value) => test.holds(value),
                Extracted::Many([value]) => test.holds(value),
                _ => false,
            };
        }
        self.holds_any(run)
    }

    /// As [`Check::evaluate`], whatever the test.
    #[inline(never)]
    fn holds_any<'s, S: Source<'s>>(&'s self, run: &Run<'_, 's, S>) -> bool {
        match &self.question {
            Question::Exists => self.left.get(run).exists(),
            Question::Value(test) => match self.left.get(run) {
                Extracted::One(value) => test.holds(&value),
                Extracted::Many([value]) => test.holds(value),
                _ => false,
            },
            Question::Elements { test, all } => match self.left.get(run) {
                Extracted::None => false,
                found if *all => found.values().iter().all(|value| test.holds(value)),
                found => found.values().iter().any(|value| test.holds(value)),
            },
            Question::Field { op, right } => {
                let left_values = self.left.get(run);
                if !left_values.exists() {
                    return false;
                }
                let right_values = right.get(run);
                right_values.exists() && fields(*op, &self.left, &left_values, right, &right_values)
            }
            Question::AnyCandidate(test) => self.left.get(run).values().iter().any(|value| test.holds(value)),
            Question::EveryCandidate(test) => {
                let found = self.left.get(run);
                !found.values().is_empty() && found.values().iter().all(|value| test.holds(value))
            }
            Question::HasCandidates => self.left.get(run).exists(),
            Question::Around { time, distance } => match self.left.get(run).values().first() {
                Some(Value::U64(ts)) => ts.abs_diff(*time) <= *distance,
                _ => false,
            },
            Question::Raw(test) => match (self.left.get(run).values().first(), self.left.field()) {
                (Some(value), Some(FieldRef { ty, .. })) => {
                    let (ty, bytes) = raw::bytes_of(value, *ty);
                    test.holds(ty, &bytes)
                }
                _ => false,
            },
        }
    }
}

/// Compares the values of two fields of one type.
fn fields(
    op: Op,
    left: &Extraction,
    left_values: &Extracted,
    right: &Extraction,
    right_values: &Extracted,
) -> bool {
    let is_list = left.result().1;
    let (lefts, rights) = (left_values.values(), right_values.values());
    // Of a list the original compares the texts with their NULs, of a scalar without.
    let comparable = |value: &Value| {
        let left_nul = is_list && left.is_terminated();
        left_nul == right.is_terminated() || value.bytes().is_none()
    };
    let is_right = |value: &Value| comparable(value) && rights.iter().any(|right| same(value, right));
    match (op, is_list, lefts) {
        (Op::In, true, _) => lefts.iter().all(is_right),
        (Op::Intersects, true, _) => lefts.iter().any(is_right),
        (Op::In | Op::Intersects, false, [value]) => is_right(value),
        (_, false, [value]) => rights.first().is_some_and(|right| compare::values(op, value, right)),
        _ => false,
    }
}

/// Equality of bytes, as `in` needs it.
fn same(left: &Value, right: &Value) -> bool {
    match (set::word(left), set::word(right)) {
        (Some(left), Some(right)) => left == right,
        _ => compare::values(Op::Eq, left, right),
    }
}
