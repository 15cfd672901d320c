// SPDX-License-Identifier: Apache-2.0
//! Conditions of a filter that the probe tests before it makes an event (ebpf/pushdown.h).

use super::contract::{self, CALL_SETS, CONDITIONS, ConditionKind, Pushdown, SYSCALLS};
use super::interest::Interest;
use super::recipe;
use crate::schema::Code;
use crate::schema::syscalls::{Sc, table};

/// Which events of the interest are needed; the kernel leaves out what it can of the rest. Events that the state
/// needs are delivered in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The calls and kernel events.
    pub needed: Interest,
    /// What an event must satisfy, as far as the kernel can decide it.
    pub condition: Condition,
}

impl Default for Selection {
    /// Everything.
    fn default() -> Self {
        Self { needed: Interest::all(), condition: Condition::Always }
    }
}

/// What an event must satisfy: a condition that may hold for more events than the filter does, never for fewer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Condition {
    /// Always true.
    #[default]
    Always,
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// One of these calls, a bit for each native number; see [`Condition::calls`].
    Calls([u64; SYSCALLS / 64]),
    /// A number that the kernel knows, within inclusive limits.
    Number {
        /// Which number.
        of: Number,
        /// Smallest.
        low: i64,
        /// Largest.
        high: i64,
        /// Outside the limits instead.
        negated: bool,
    },
    /// The name of the process.
    Name {
        /// The name, at most 15 bytes.
        text: Vec<u8>,
        /// The name may continue after the text.
        prefix: bool,
        /// Other names instead.
        negated: bool,
    },
}

/// Numbers that have the same value in the kernel and in user space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// What the call returned.
    Result = ConditionKind::Result as isize,
    /// Pid.
    Pid = ConditionKind::Pid as isize,
    /// Thread id.
    Tid = ConditionKind::Tid as isize,
    /// Effective user.
    Uid = ConditionKind::Uid as isize,
}

/// One element of the rendered condition.
type Step = contract::Condition;

const AND: u8 = ConditionKind::And as u8;
const OR: u8 = ConditionKind::Or as u8;
const CALLS: u8 = ConditionKind::Calls as u8;
const COMM: u8 = ConditionKind::Comm as u8;
/// The kernel's names with their NUL.
const NAME_SIZE: usize = 16;

impl Condition {
    /// The calls for which this holds, given the portable code and the exit event.
    pub fn calls(wanted: impl Fn(Sc, Code) -> bool) -> Condition {
        let mut set = [0; SYSCALLS / 64];
        for (number, entry) in table::TABLE.iter().enumerate().take(SYSCALLS) {
            if entry.sc == Sc::UNKNOWN || wanted(entry.sc, recipe::code_of(entry.exit)) {
                set[number / 64] |= 1 << (number % 64);
            }
        }
        Condition::Calls(set)
    }

    /// Both.
    #[must_use]
    pub fn and(conditions: Vec<Condition>) -> Condition {
        let mut rest: Vec<Condition> =
            conditions.into_iter().filter(|one| *one != Condition::Always).collect();
        match rest.len() {
            0 => Condition::Always,
            1 => rest.swap_remove(0),
            _ => Condition::All(rest),
        }
    }

    /// Either.
    #[must_use]
    pub fn or(mut conditions: Vec<Condition>) -> Condition {
        match conditions.len() {
            // Nothing is known about an impossible event: be careful.
            0 => Condition::Always,
            1 => conditions.swap_remove(0),
            _ if conditions.contains(&Condition::Always) => Condition::Always,
            _ => Condition::Any(conditions),
        }
    }

    /// True if names of processes are compared.
    pub(super) fn names_processes(&self) -> bool {
        self.has(&Condition::is_of_name)
    }

    /// True if one of the parts is of a kind.
    pub(super) fn has(&self, wanted: &impl Fn(&Condition) -> bool) -> bool {
        match self {
            Condition::All(all) | Condition::Any(all) => all.iter().any(|one| one.has(wanted)),
            one => wanted(one),
        }
    }

    /// This without parts of a kind, which always hold then.
    #[must_use]
    pub(super) fn without(self, left_out: &impl Fn(&Condition) -> bool) -> Condition {
        let each = |parts: Vec<Condition>| parts.into_iter().map(|one| one.without(left_out)).collect();
        match self {
            Condition::All(all) => Condition::and(each(all)),
            Condition::Any(any) => Condition::or(each(any)),
            one if left_out(&one) => Condition::Always,
            one => one,
        }
    }

    /// True for a comparison of the name of a process.
    pub(super) fn is_of_name(&self) -> bool {
        matches!(self, Condition::Name { .. })
    }

    /// True for what user space may decide differently about a process that it does not know.
    pub(super) fn is_of_process(&self) -> bool {
        self.is_of_name() || matches!(self, Condition::Number { of: Number::Pid | Number::Uid, .. })
    }
}

/// Steps and the data they refer to, so far.
#[derive(Clone)]
struct Rendered {
    steps: Vec<Step>,
    sets: Vec<[u64; SYSCALLS / 64]>,
}

/// The encoding that the probe reads; `None` where nothing is left out.
pub(super) fn render(condition: &Condition) -> Option<Box<Pushdown>> {
    let mut rendered = Rendered { steps: Vec::new(), sets: Vec::new() };
    if !rendered.add(condition) {
        return None;
    }
    let mut pushdown = Box::new(Pushdown {
        count: rendered.steps.len() as u32,
        pad: 0,
        sets: [[0; SYSCALLS / 64]; CALL_SETS],
        conditions: [Step::default(); CONDITIONS],
    });
    pushdown.conditions[..rendered.steps.len()].copy_from_slice(&rendered.steps);
    pushdown.sets[..rendered.sets.len()].copy_from_slice(&rendered.sets);
    Some(pushdown)
}

impl Rendered {
    /// Appends a condition; false, and nothing is appended, where it always holds or does not fit.
    fn add(&mut self, condition: &Condition) -> bool {
        match condition {
            Condition::Always => false,
            // Of several that must all hold, those that fit are taken.
            Condition::All(all) => {
                let mut taken = 0;
                for one in all {
                    let before = self.clone();
                    if !self.add(one) {
                        continue;
                    }
                    if taken > 0 && !self.push(Step { kind: AND, ..Step::default() }) {
                        *self = before;
                        continue;
                    }
                    taken += 1;
                }
                taken > 0
            }
            // Of several of which one must hold, none can be left out.
            Condition::Any(any) => {
                let before = self.clone();
                for (index, one) in any.iter().enumerate() {
                    if !self.add(one) || (index > 0 && !self.push(Step { kind: OR, ..Step::default() })) {
                        *self = before;
                        return false;
                    }
                }
                !any.is_empty()
            }
            Condition::Calls(set) => {
                let place = self.sets.iter().position(|known| known == set).unwrap_or(self.sets.len());
                if place >= CALL_SETS || !self.push(Step { kind: CALLS, set: place as u8, ..Step::default() })
                {
                    return false;
                }
                if place == self.sets.len() {
                    self.sets.push(*set);
                }
                true
            }
            Condition::Number { of, low, high, negated } => {
                let negated = u8::from(*negated);
                self.push(Step { kind: *of as u8, low: *low, high: *high, negated, ..Step::default() })
            }
            Condition::Name { text, prefix, negated } => {
                if text.len() >= NAME_SIZE {
                    return false;
                }
                let mut bytes = [0; NAME_SIZE];
                bytes[..text.len()].copy_from_slice(text);
                let length = text.len() + usize::from(!prefix);
                let (negated, length) = (u8::from(*negated), length as u8);
                self.push(Step { kind: COMM, text: bytes, length, negated, ..Step::default() })
            }
        }
    }

    fn push(&mut self, step: Step) -> bool {
        let fits = self.steps.len() < CONDITIONS;
        if fits {
            self.steps.push(step);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pid(number: i64) -> Condition {
        Condition::Number { of: Number::Pid, low: number, high: number, negated: false }
    }

    fn kinds(condition: &Condition) -> Vec<u8> {
        render(condition).map_or(Vec::new(), |made| {
            made.conditions[..made.count as usize].iter().map(|s| s.kind).collect()
        })
    }

    #[test]
    fn conditions_stand_behind_what_they_join() {
        assert_eq!(kinds(&Condition::Always), Vec::<u8>::new());
        assert_eq!(kinds(&pid(1)), [4]);
        let either = Condition::Any(vec![pid(1), pid(2), pid(3)]);
        assert_eq!(kinds(&either), [4, 4, OR, 4, OR]);
        let name = Condition::Name { text: b"sh".to_vec(), prefix: false, negated: false };
        assert_eq!(kinds(&Condition::All(vec![name, either])), [COMM, 4, 4, OR, 4, OR, AND]);
    }

    #[test]
    fn what_does_not_fit_always_holds() {
        let many = Condition::Any((0..100).map(pid).collect());
        assert_eq!(kinds(&many), Vec::<u8>::new());
        assert_eq!(kinds(&Condition::All(vec![many.clone(), pid(7)])), [4]);
        assert_eq!(kinds(&Condition::Any(vec![many, pid(7)])), Vec::<u8>::new());
        let long = Condition::Name { text: vec![b'a'; 16], prefix: false, negated: false };
        assert_eq!(kinds(&long), Vec::<u8>::new());
        let all = Condition::All((0..100).map(pid).collect());
        let steps = kinds(&all);
        assert!(
            steps.len() <= CONDITIONS
                && steps.iter().filter(|kind| **kind == AND).count() * 2 + 1 == steps.len()
        );
    }

    #[test]
    fn parts_can_be_left_out() {
        let name = Condition::Name { text: b"sh".to_vec(), prefix: false, negated: false };
        let both = Condition::All(vec![pid(1), name.clone()]);
        assert!(both.names_processes());
        assert_eq!(both.clone().without(&Condition::is_of_name), pid(1));
        assert_eq!(both.without(&Condition::is_of_process), Condition::Always);
        let either = Condition::Any(vec![pid(1), name]);
        assert_eq!(either.without(&Condition::is_of_name), Condition::Always);
    }

    #[test]
    fn alternatives_of_anything_are_anything() {
        assert_eq!(Condition::or(vec![pid(1), Condition::Always]), Condition::Always);
        assert_eq!(Condition::and(vec![pid(1), Condition::Always]), pid(1));
        assert_eq!(Condition::or(Vec::new()), Condition::Always);
    }
}
