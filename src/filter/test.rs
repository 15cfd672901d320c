// SPDX-License-Identifier: Apache-2.0
//! The right side of a comparison, prepared at compile time.

use super::constant::Constant;
use super::op::{Comparator, Modifier, Op};
use super::paths::PathSet;
use super::set::ConstantSet;
use super::types::{Kind, kind};
use super::{compare, regex};
use crate::fields::Value;
use crate::schema::ParamType;
use memchr::memmem::Finder;

/// The test on a value.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// Always true: that there is a value is enough.
    Exists,
    /// Never true.
    Never,
    /// Is this text: the most frequent comparison in filters.
    Text(Box<[u8]>),
    /// Begins with this text.
    Prefix(Box<[u8]>),
    /// Compares with one constant.
    Constant(Op, Constant),
    /// `contains` with one text.
    Contains(Box<Finder<'static>>),
    /// Matches a regular expression.
    Regex(::regex::bytes::Regex),
    /// Is in a set; not in it, if negated.
    Set(ConstantSet, bool),
    /// Is in one of the networks.
    Networks(Vec<Constant>),
    /// Is below one of the paths.
    Paths(PathSet),
    /// This many of the tests must be true.
    Some(Modifier, Vec<Test>),
}

/// Expressions speak of characters: what is none stands for U+FFFD, so that no byte makes an expression false.
#[cold]
fn matches_repaired(regex: &::regex::bytes::Regex, bytes: &[u8]) -> bool {
    regex.is_match(String::from_utf8_lossy(bytes).as_bytes())
}

impl Test {
    /// Prepares `constants`, which are all of type `ty`, for the operator.
    pub(super) fn compile(
        comparator: Comparator,
        ty: ParamType,
        constants: Vec<Constant>,
    ) -> Result<Test, String> {
        let op = comparator.op;
        let network = kind(ty) == Kind::Network;
        match (op, comparator.modifier) {
            (Op::Exists, _) => Ok(Test::Exists),
            (_, Some(_)) if constants.is_empty() => Ok(Test::Never),
            (Op::Eq | Op::DoubleEq, Some(Modifier::AnyOf)) if !network => {
                Ok(Test::Set(ConstantSet::new(&constants), false))
            }
            (Op::Ne, Some(Modifier::AllOf)) if !network => Ok(Test::Set(ConstantSet::new(&constants), true)),
            (_, Some(modifier)) => {
                let tests = constants.into_iter().map(|constant| Test::one(op, constant));
                Ok(Test::Some(modifier, tests.collect::<Result<_, _>>()?))
            }
            (Op::In | Op::Intersects, None) if network => Ok(Test::Networks(constants)),
            (Op::In | Op::Intersects, None) => Ok(Test::Set(ConstantSet::new(&constants), false)),
            (Op::Pmatch, None) => {
                let mut paths = PathSet::default();
                for constant in &constants {
                    if let Constant::Bytes(path) = constant {
                        paths.add(path);
                    }
                }
                Ok(Test::Paths(paths))
            }
            (_, None) => match constants.into_iter().next() {
                Some(constant) => Test::one(op, constant),
                None => Ok(Test::Never),
            },
        }
    }

    fn one(op: Op, constant: Constant) -> Result<Test, String> {
        match (op, constant) {
            (Op::Regex, Constant::Bytes(pattern)) => regex::compile(&pattern).map(Test::Regex),
            (Op::Contains | Op::Bcontains, Constant::Bytes(needle)) => {
                Ok(Test::Contains(Box::new(Finder::new(&needle).into_owned())))
            }
            (Op::Eq | Op::DoubleEq, Constant::Bytes(text)) => Ok(Test::Text(text)),
            (Op::Startswith | Op::Bstartswith, Constant::Bytes(prefix)) => Ok(Test::Prefix(prefix)),
            (op, constant) => Ok(Test::Constant(op, constant)),
        }
    }

    /// True when the value passes.
    #[inline]
    pub(super) fn holds(&self, value: &Value) -> bool {
        match self {
            Test::Exists => true,
            Test::Never => false,
            Test::Text(text) => matches!(value, Value::Bytes(bytes) if *bytes == &**text),
            Test::Prefix(prefix) => matches!(value, Value::Bytes(bytes) if bytes.starts_with(prefix)),
            Test::Constant(op, constant) => compare::with_constant(*op, value, constant),
            Test::Contains(finder) => value.bytes().is_some_and(|bytes| finder.find(bytes).is_some()),
            Test::Regex(regex) => value.bytes().is_some_and(|bytes| match std::str::from_utf8(bytes) {
                Ok(_) => regex.is_match(bytes),
                Err(_) => matches_repaired(regex, bytes),
            }),
            Test::Set(set, negated) => set.contains(value) != *negated,
            Test::Networks(networks) => {
                networks.iter().any(|network| compare::with_constant(Op::Eq, value, network))
            }
            Test::Paths(paths) => value.bytes().is_some_and(|bytes| paths.matches(bytes)),
            Test::Some(modifier, tests) => {
                let mut holding = tests.iter().filter(|test| test.holds(value));
                match modifier {
                    Modifier::AnyOf => holding.next().is_some(),
                    Modifier::OneOf => holding.next().is_some() && holding.next().is_none(),
                    Modifier::AllOf => tests.iter().all(|test| test.holds(value)),
                }
            }
        }
    }
}
