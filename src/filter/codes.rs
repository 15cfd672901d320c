// SPDX-License-Identifier: Apache-2.0
//! Sets of events, and which events and system calls a tree names.

use super::op::{Op, TransformerName};
use super::{Expr, ExprKind, FilterError, decided};
use crate::schema::{Code, Sc};

macro_rules! bit_set {
    ($(#[$doc:meta])* $name:ident of $item:ty, $count:expr, $number:expr, $all:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name {
            words: [u64; $count.div_ceil(64)],
        }

        impl $name {
            /// The empty set.
            pub const fn none() -> Self {
                Self { words: [0; $count.div_ceil(64)] }
            }

            /// The set of all codes.
            pub fn all() -> Self {
                $all.collect()
            }

            /// Adds one.
            pub fn insert(&mut self, item: $item) {
                let number = usize::from($number(item));
                if let Some(word) = self.words.get_mut(number / 64) {
                    *word |= 1 << (number % 64);
                }
            }

            /// True when it is in the set.
            #[inline]
            pub fn contains(&self, item: $item) -> bool {
                let number = usize::from($number(item));
                self.words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 != 0)
            }

            /// Those in either set.
            pub fn union(mut self, other: &Self) -> Self {
                self.words.iter_mut().zip(other.words).for_each(|(a, b)| *a |= b);
                self
            }

            /// The intersection.
            pub fn intersection(mut self, other: &Self) -> Self {
                self.words.iter_mut().zip(other.words).for_each(|(a, b)| *a &= b);
                self
            }

            /// Those that are not in `other`.
            pub fn difference(mut self, other: &Self) -> Self {
                self.words.iter_mut().zip(other.words).for_each(|(a, b)| *a &= !b);
                self
            }

            /// How many are in the set.
            pub fn len(&self) -> usize {
                self.words.iter().map(|word| word.count_ones() as usize).sum()
            }

            /// True when none is in the set.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// The members in the order of their numbers.
            pub fn iter(&self) -> impl Iterator<Item = $item> + '_ {
                $all.filter(|item| self.contains(*item))
            }
        }

        impl Algebra for $name {
            fn no_codes() -> Self {
                Self::none()
            }
            fn or(self, other: &Self) -> Self {
                self.union(other)
            }
            fn and(self, other: &Self) -> Self {
                self.intersection(other)
            }
            fn without(self, other: &Self) -> Self {
                self.difference(other)
            }
        }

        impl FromIterator<$item> for $name {
            fn from_iter<I: IntoIterator<Item = $item>>(items: I) -> Self {
                let mut set = Self::none();
                items.into_iter().for_each(|item| set.insert(item));
                set
            }
        }
    };
}

bit_set! {
    /// A set of event codes.
    EventSet of Code, Code::COUNT, Code::number, Code::all()
}

bit_set! {
    /// A set of system calls.
    ScSet of Sc, Sc::COUNT, number_of, Sc::all()
}

const fn number_of(sc: Sc) -> u16 {
    sc.0
}

/// How the walk joins sets of either kind.
trait Algebra: Copy {
    fn no_codes() -> Self;
    fn or(self, other: &Self) -> Self;
    fn and(self, other: &Self) -> Self;
    fn without(self, other: &Self) -> Self;
}

/// What the walk puts into a set.
trait Codes: Algebra {
    fn all_codes() -> Self;
    fn named(names: &[&[u8]]) -> Self;
}

impl Codes for EventSet {
    fn all_codes() -> Self {
        Self::all()
    }
    /// Events by name. A name that only system calls have means the generic events.
    fn named(names: &[&[u8]]) -> Self {
        let specific = |code: &Code| *code != Code::GenericE && *code != Code::GenericX;
        let has = |name: &str| names.contains(&name.as_bytes());
        let mut set: EventSet = Code::all().filter(specific).filter(|code| has(code.info().name)).collect();
        let is_event = |name: &&&[u8]| set.iter().any(|code| code.info().name.as_bytes() == **name);
        let others: Vec<_> = names.iter().filter(|name| !is_event(name)).collect();
        if others.iter().any(|name| name.is_empty() || Sc::all().any(|sc| sc.name().as_bytes() == **name)) {
            set.insert(Code::GenericE);
            set.insert(Code::GenericX);
        }
        set
    }
}

impl Codes for ScSet {
    fn all_codes() -> Self {
        Sc::all().filter(|sc| *sc != Sc::UNKNOWN).collect()
    }
    /// The calls that make the events of these names; those that make generic events by their own name.
    fn named(names: &[&[u8]]) -> Self {
        let events = EventSet::named(names);
        let generic: EventSet = [Code::GenericE, Code::GenericX].into_iter().collect();
        let has_generic = !events.intersection(&generic).is_empty();
        let events = events.difference(&generic);
        let makes = |sc: &Sc, set: &EventSet| sc.events().iter().any(|code| set.contains(*code));
        let named = |sc: &Sc| has_generic && makes(sc, &generic) && names.contains(&sc.name().as_bytes());
        Sc::all().filter(|sc| makes(sc, &events) || named(sc)).collect()
    }
}

/// The events for which a tree can be true, as far as its `evt.type` and `syscall.type` comparisons determine;
/// upstream: `ppm_event_codes`. [`super::Filter::codes`] is sharper and needs a catalogue.
///
/// # Errors
/// Such a comparison has a field or a transformer in it.
pub fn event_codes(tree: &Expr) -> Result<EventSet, FilterError> {
    walk(tree, false)
}

/// As [`event_codes`], for system calls; upstream: `ppm_sc_codes`.
///
/// # Errors
/// As there.
pub fn sc_codes(tree: &Expr) -> Result<ScSet, FilterError> {
    walk(tree, false)
}

fn walk<C: Codes>(expr: &Expr, negated: bool) -> Result<C, FilterError> {
    match &expr.kind {
        ExprKind::And(children) if !negated => conjunction(children, negated),
        ExprKind::Or(children) if negated => conjunction(children, negated),
        ExprKind::And(children) | ExprKind::Or(children) => {
            children.iter().try_fold(C::no_codes(), |set, child| Ok(set.or(&walk(child, negated)?)))
        }
        ExprKind::Not(child) => walk(child, !negated),
        ExprKind::Unary { left, op } => {
            let decides = is_event_type(left)? && op.op == Op::Exists;
            Ok(if decides && negated { C::no_codes() } else { C::all_codes() })
        }
        ExprKind::Binary { left, op, right } => {
            if let Some(holds) = decided::comparison(left, *op, right) {
                return Ok(if holds != negated { C::all_codes() } else { C::no_codes() });
            }
            let by_name = op.modifier.is_none() && matches!(op.op, Op::Eq | Op::DoubleEq | Op::Ne | Op::In);
            if !by_name || !is_event_type(left)? {
                return Ok(C::all_codes());
            }
            let names: Vec<&[u8]> = match &right.kind {
                ExprKind::Value(name) => vec![name],
                ExprKind::List(names) => names.iter().map(Vec::as_slice).collect(),
                _ => {
                    let what = "the events of a comparison with another field cannot be determined";
                    return Err(FilterError::new(what, right.pos));
                }
            };
            let named = C::named(&names);
            Ok(if negated != (op.op == Op::Ne) { C::all_codes().without(&named) } else { named })
        }
        _ => Ok(C::all_codes()),
    }
}

fn conjunction<C: Codes>(children: &[Expr], negated: bool) -> Result<C, FilterError> {
    children.iter().try_fold(C::all_codes(), |set, child| Ok(set.and(&walk(child, negated)?)))
}

/// True for `evt.type` and `syscall.type` themselves.
fn is_event_type(left: &Expr) -> Result<bool, FilterError> {
    match &left.kind {
        ExprKind::Field { name, arg: None } => Ok(name == b"evt.type" || name == b"syscall.type"),
        ExprKind::Transformer { values, name, .. } if *name != TransformerName::Val => {
            for value in values {
                if is_event_type(value)? {
                    let what = "the events of a comparison with a transformer cannot be determined";
                    return Err(FilterError::new(what, left.pos));
                }
            }
            Ok(false)
        }
        _ => Ok(false),
    }
}
