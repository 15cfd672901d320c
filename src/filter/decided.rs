// SPDX-License-Identifier: Apache-2.0
//! Comparisons that hold for every event or for none, whatever the event: `evt.num = 0`, with which rules are switched
//! off, and comparisons with an empty list.

use super::ast::{Expr, ExprKind};
use super::check::{Check, Question};
use super::constant::Constant;
use super::op::{Comparator, Op};
use super::test::Test;
use crate::fields::scan_u64;

/// The first event has this number.
const FIRST_EVENT: u64 = 1;

/// What a number of at least `least` is compared to, as far as that decides.
fn number(op: Op, least: u64, constant: u64) -> Option<bool> {
    match op {
        Op::Eq | Op::DoubleEq if constant < least => Some(false),
        Op::Lt if constant <= least => Some(false),
        Op::Le if constant < least => Some(false),
        Op::Ne if constant < least => Some(true),
        Op::Gt if constant < least => Some(true),
        Op::Ge if constant <= least => Some(true),
        _ => None,
    }
}

/// Whether a compiled comparison holds; `None` where that depends on the event.
pub(super) fn check(check: &Check) -> Option<bool> {
    let is_event_number = check.left.transforms.is_empty()
        && check.left.field().is_some_and(|field| field.info.name == "evt.num");
    match &check.question {
        Question::Value(Test::Never) | Question::AnyCandidate(Test::Never) => Some(false),
        Question::Elements { test: Test::Never, all: false } => Some(false),
        Question::Value(test) if is_event_number => match test {
            Test::Constant(op, Constant::U64(constant)) => number(*op, FIRST_EVENT, *constant),
            Test::Set(set, false) if set.is_within(0..FIRST_EVENT) => Some(false),
            _ => None,
        },
        // Any other number may be absent, which makes every comparison false.
        Question::Value(Test::Constant(op, Constant::U64(constant))) => {
            number(*op, 0, *constant).filter(|holds| !holds)
        }
        Question::Value(Test::Set(set, false))
        | Question::AnyCandidate(Test::Set(set, false))
        | Question::Elements { test: Test::Set(set, false), all: false }
            if set.is_within(0..0) =>
        {
            Some(false)
        }
        _ => None,
    }
}

/// As [`check`], by the text alone.
pub(super) fn comparison(left: &Expr, comparator: Comparator, right: &Expr) -> Option<bool> {
    let op = comparator.op;
    let constants = match &right.kind {
        ExprKind::Value(text) => std::slice::from_ref(text),
        ExprKind::List(texts) => texts.as_slice(),
        _ => return None,
    };
    if constants.is_empty() {
        // A list of values is in every list where it is empty itself.
        return (comparator.modifier.is_some() || matches!(op, Op::Intersects | Op::Pmatch)).then_some(false);
    }
    let is_event_number = matches!(&left.kind, ExprKind::Field { name, arg: None } if name == b"evt.num");
    if !is_event_number || comparator.modifier.is_some() {
        return None;
    }
    let decimal = |text: &Vec<u8>| scan_u64(text).filter(|_| text.iter().all(u8::is_ascii_digit));
    match (op, constants) {
        (Op::In, _) => {
            let below = |text| decimal(text).is_some_and(|constant| constant < FIRST_EVENT);
            constants.iter().all(below).then_some(false)
        }
        (_, [text]) => number(op, FIRST_EVENT, decimal(text)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::fields::{CLASSES, Catalogue};
    use crate::filter::{Filter, event_codes, parse, sc_codes};

    #[test]
    fn conditions_that_never_hold_have_no_codes() {
        let catalogue = Catalogue::new(CLASSES.iter().copied());
        let all = |filter: &str| {
            let tree = parse(filter.as_bytes()).expect("a filter");
            let program = Filter::from_tree(&tree, &catalogue).expect("a filter");
            let counts = [
                event_codes(&tree).expect("codes").len(),
                sc_codes(&tree).expect("codes").len(),
                program.codes().len(),
            ];
            match counts {
                [0, 0, 0] => Some(false),
                [events, calls, known] if [events, calls, known] == every() => Some(true),
                _ => None,
            }
        };
        for filter in [
            "evt.num = 0",
            "evt.num == 0",
            "evt.num < 0",
            "evt.num < 1",
            "evt.num <= 0",
            "evt.num in (0)",
            "evt.num in (0, 0)",
            "evt.type=openat and evt.num=0",
            "not evt.num>=1",
            "not evt.num != 0",
            "evt.type=openat and not not evt.num=0",
        ] {
            assert_eq!(all(filter), Some(false), "{filter}");
        }
        for filter in [
            "not evt.num=0",
            "not evt.num=1",
            "evt.num=1",
            "evt.num >= 0",
            "evt.num > 0",
            "evt.num in (0, 1)",
            "not (evt.type=openat and evt.num=0)",
            "evt.num exists",
            "evt.num != 0",
        ] {
            assert_eq!(all(filter), Some(true), "{filter}");
        }
        for filter in ["evt.type=openat or evt.num=0", "evt.type=openat and not (evt.num=0)"] {
            assert_eq!(all(filter), None, "{filter}");
        }
        // Only what is compiled knows types.
        let never = |filter: &str| {
            Filter::compile(filter.as_bytes(), &catalogue).expect("a filter").codes().is_empty()
        };
        for filter in ["proc.name in ()", "proc.pname = anyof ()", "evt.buflen < 0", "proc.aname in ()"] {
            assert!(never(filter), "{filter}");
        }
        for filter in ["not proc.name in ()", "evt.buflen >= 0", "evt.buflen <= 0"] {
            assert!(!never(filter), "{filter}");
        }
    }

    fn every() -> [usize; 3] {
        let tree = parse(b"proc.name = a").expect("a filter");
        let codes = event_codes(&tree).expect("codes").len();
        [codes, sc_codes(&tree).expect("codes").len(), codes]
    }
}
