// SPDX-License-Identifier: Apache-2.0
//! What of a filter the kernel can test before it makes an event.
//!
//! The condition made here holds wherever the filter does. A comparison that the kernel cannot decide as user space
//! would, or that is negated where a value may be absent, becomes [`Condition::Always`].

use crate::capture::{Condition, Interest, Number, Selection};
use crate::fields::KernelTest;
use crate::filter::{EventSet, Expr, ExprKind, Filter, Leaf, Op};
use crate::schema::Code;

/// What a filter needs of the events; the kernel leaves out the rest.
pub fn selection(program: &Filter) -> Selection {
    if program.looks_back() {
        return Selection::default();
    }
    Selection {
        needed: Interest::all().narrowed(|code| program.codes().contains(code)),
        condition: condition(program.tree(), &mut program.leaves()),
    }
}

/// The condition that a filter implies. `leaves` are its comparisons, in the order of the text.
fn condition<'p>(tree: &Expr, leaves: &mut impl Iterator<Item = Leaf<'p>>) -> Condition {
    match &tree.kind {
        ExprKind::And(all) => Condition::and(all.iter().map(|one| condition(one, leaves)).collect()),
        ExprKind::Or(any) => Condition::or(any.iter().map(|one| condition(one, leaves)).collect()),
        ExprKind::Not(inner) => negated(inner, leaves),
        _ => leaves.next().map_or(Condition::Always, |leaf| comparison(tree, &leaf)),
    }
}

/// The condition that the negation of a filter implies: that of a comparison may hold because a value is missing.
fn negated<'p>(tree: &Expr, leaves: &mut impl Iterator<Item = Leaf<'p>>) -> Condition {
    match &tree.kind {
        ExprKind::And(all) => Condition::or(all.iter().map(|one| negated(one, leaves)).collect()),
        ExprKind::Or(any) => Condition::and(any.iter().map(|one| negated(one, leaves)).collect()),
        ExprKind::Not(inner) => condition(inner, leaves),
        _ => leaves.next().map_or(Condition::Always, |leaf| by_calls(&leaf.may_fail)),
    }
}

fn comparison(tree: &Expr, leaf: &Leaf<'_>) -> Condition {
    let by_calls = || by_calls(&leaf.may_hold);
    let ExprKind::Binary { left, op, right } = &tree.kind else { return by_calls() };
    let ExprKind::Field { arg: None, .. } = &left.kind else { return by_calls() };
    if op.modifier.is_some() {
        return Condition::Always;
    }
    let values: Vec<&[u8]> = match &right.kind {
        ExprKind::Value(value) => vec![value],
        ExprKind::List(values) if op.op == Op::In => values.iter().map(Vec::as_slice).collect(),
        _ => return by_calls(),
    };
    let each =
        |one: &dyn Fn(&[u8]) -> Condition| Condition::or(values.iter().map(|value| one(value)).collect());
    match leaf.field.and_then(|field| field.info.kernel) {
        Some(KernelTest::CallName) if matches!(op.op, Op::Eq | Op::DoubleEq | Op::In) => {
            by_names(&values, &leaf.may_hold)
        }
        Some(KernelTest::Pid) => each(&|value| number(Number::Pid, op.op, value)),
        Some(KernelTest::Tid) => each(&|value| number(Number::Tid, op.op, value)),
        Some(KernelTest::Uid) => each(&|value| number(Number::Uid, op.op, value)),
        Some(KernelTest::ReturnValue) => each(&|value| number(Number::Result, op.op, value)),
        Some(KernelTest::ProcessName) => each(&|value| process_name(op.op, value)),
        Some(KernelTest::Failed) => each(&|value| failed(op.op, value)),
        Some(KernelTest::Outcome) => each(&|value| result(op.op, value)),
        Some(KernelTest::CallName) | None => by_calls(),
    }
}

/// As far as the event's code decides.
fn by_calls(codes: &EventSet) -> Condition {
    if Code::all().all(|code| codes.contains(code)) {
        return Condition::Always;
    }
    Condition::calls(|_, code| codes.contains(code))
}

/// As [`by_calls`], and generic events by the names of their calls.
fn by_names(names: &[&[u8]], codes: &EventSet) -> Condition {
    Condition::calls(|sc, code| {
        codes.contains(code) && (code != Code::GenericX || names.contains(&sc.name().as_bytes()))
    })
}

/// A comparison with a plain decimal number; other spellings are left to user space.
fn number(of: Number, op: Op, value: &[u8]) -> Condition {
    let text = std::str::from_utf8(value).unwrap_or_default();
    let digits = text.strip_prefix('-').filter(|_| of == Number::Result).unwrap_or(text);
    let plain =
        digits == "0" || (!digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(value) = text.parse::<i64>().ok().filter(|value| plain && value.abs() < i64::from(i32::MAX))
    else {
        return Condition::Always;
    };
    let (low, high, negated) = match op {
        Op::Eq | Op::DoubleEq | Op::In => (value, value, false),
        Op::Ne => (value, value, true),
        Op::Lt => (i64::MIN, value - 1, false),
        Op::Le => (i64::MIN, value, false),
        Op::Gt => (value + 1, i64::MAX, false),
        Op::Ge => (value, i64::MAX, false),
        _ => return Condition::Always,
    };
    Condition::Number { of, low, high, negated }
}

fn process_name(op: Op, value: &[u8]) -> Condition {
    let (prefix, negated) = match op {
        Op::Eq | Op::DoubleEq | Op::In => (false, false),
        Op::Ne => (false, true),
        Op::Startswith => (true, false),
        _ => return Condition::Always,
    };
    if value.is_empty() || !value.iter().all(u8::is_ascii_graphic) {
        return Condition::Always;
    }
    Condition::Name { text: value.to_vec(), prefix, negated }
}

fn outcome(failed: bool) -> Condition {
    let (low, high) = if failed { (i64::MIN, -1) } else { (0, i64::MAX) };
    Condition::Number { of: Number::Result, low, high, negated: false }
}

fn failed(op: Op, value: &[u8]) -> Condition {
    match (op, value) {
        (Op::Eq | Op::DoubleEq, b"true") | (Op::Ne, b"false") => outcome(true),
        (Op::Eq | Op::DoubleEq, b"false") | (Op::Ne, b"true") => outcome(false),
        _ => Condition::Always,
    }
}

/// `evt.res`: SUCCESS, or the name of an error.
fn result(op: Op, value: &[u8]) -> Condition {
    match (op, value == b"SUCCESS") {
        (Op::Eq | Op::DoubleEq | Op::In, success) => outcome(!success),
        (Op::Ne, true) => outcome(true),
        _ => Condition::Always,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Catalogue;
    use crate::schema::syscalls::table;

    fn compiled(text: &str) -> Filter {
        let catalogue = Catalogue::new(crate::fields::CLASSES.iter().copied());
        Filter::compile(text.as_bytes(), &catalogue).expect("a filter")
    }

    fn of(text: &str) -> Condition {
        let program = compiled(text);
        condition(program.tree(), &mut program.leaves())
    }

    fn pid(low: i64, high: i64, negated: bool) -> Condition {
        Condition::Number { of: Number::Pid, low, high, negated }
    }

    fn calls(condition: &Condition) -> Vec<&'static str> {
        let Condition::Calls(set) = condition else { panic!("{condition:?}") };
        let has = |number: &usize| set[number / 64] >> (number % 64) & 1 != 0;
        let known = |number: &usize| table::TABLE[*number].sc != crate::schema::Sc::UNKNOWN;
        (0..table::SIZE).filter(has).filter(known).map(|number| table::TABLE[number].sc.name()).collect()
    }

    #[test]
    fn comparisons_become_conditions() {
        assert_eq!(of("proc.pid = 12"), pid(12, 12, false));
        assert_eq!(of("proc.pid != 12"), pid(12, 12, true));
        assert_eq!(of("proc.pid >= 12"), pid(12, i64::MAX, false));
        assert_eq!(of("proc.pid in (1, 2)"), Condition::Any(vec![pid(1, 1, false), pid(2, 2, false)]));
        assert_eq!(of("evt.failed = true"), outcome(true));
        assert_eq!(of("evt.res != SUCCESS"), outcome(true));
        assert_eq!(of("evt.res = ENOENT"), outcome(true));
        let name = |negated| Condition::Name { text: b"sh".to_vec(), prefix: false, negated };
        assert_eq!(of("proc.name = sh"), name(false));
        assert_eq!(of("proc.name != sh"), name(true));
        assert_eq!(calls(&of("evt.type in (getppid, openat)")), ["getppid", "openat"]);
    }

    #[test]
    fn what_the_kernel_cannot_tell_always_holds() {
        for text in [
            "fd.name = /etc/passwd",
            "proc.pid = 012",
            "proc.name contains s",
            "proc.name = \"\"",
            "evt.res != ENOENT",
            "not proc.name = sh",
            "not (proc.pid = 1 and proc.name = sh)",
            "proc.pid = 1 or fd.name = x",
            "evt.failed exists",
            "proc.pname = sh",
            "toupper(proc.name) = SH",
        ] {
            assert_eq!(of(text), Condition::Always, "{text}");
        }
    }

    #[test]
    fn parts_are_kept() {
        assert_eq!(of("proc.pid = 1 and fd.name = x"), pid(1, 1, false));
        let either = of("(evt.type = read and proc.pid = 1) or (evt.type = write and proc.pid = 2)");
        let Condition::Any(parts) = either else { panic!("{either:?}") };
        let Condition::All(first) = &parts[0] else { panic!("{parts:?}") };
        assert_eq!((calls(&first[0]), &first[1]), (vec!["read"], &pid(1, 1, false)));
        let others = of("not evt.type in (read, write)");
        assert!(!calls(&others).contains(&"read") && calls(&others).contains(&"getppid"));
        // By name, a generic event may be any of many calls.
        assert_eq!(of("evt.type != getppid"), Condition::Always);
    }

    #[test]
    fn filters_that_look_back_need_everything() {
        let of = |text: &str| selection(&compiled(text));
        for text in [
            "evt.num > 3 and proc.pid = 1",
            "proc.name = a and not evt.deltatime > 3",
            "evt.type = read or not evt.num > 3",
            "evt.type = switch and thread.exectime > 1",
        ] {
            assert_eq!(of(text), Selection::default(), "{text}");
        }
        for text in ["evt.latency > 3", "proc.name = evt.num", "evt.count = 1 and proc.pid = 1"] {
            assert!(!compiled(text).looks_back(), "{text}");
        }
        let one = of("proc.pid = 1 and evt.type = read");
        use crate::schema::Sc;
        assert!(one.needed.has(Sc::READ) && one.needed.has(Sc::CLOSE) && !one.needed.has(Sc::WRITE));
        assert!(matches!(&one.condition, Condition::All(all) if all[0] == pid(1, 1, false)), "{one:?}");
    }
}
