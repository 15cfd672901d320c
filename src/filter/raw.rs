// SPDX-License-Identifier: Apache-2.0
//! Comparing `evt.rawarg`: the type is that of the parameter in the event, which need not be the one that the constant
//! was read as.

use super::compare;
use super::constant::{self, Constant};
use super::op::{Comparator, Op};
use super::test::Test;
use super::types::{Kind, kind};
use crate::fields::Value;
use crate::schema::ParamType;
use std::borrow::Cow;

/// Constants as bytes, and the texts among them prepared for matching.
#[derive(Debug, Clone)]
pub(super) struct RawTest {
    op: Op,
    first: Option<Vec<u8>>,
    text: Test,
}

impl RawTest {
    pub(super) fn compile(
        comparator: Comparator,
        ty: ParamType,
        constants: Vec<Constant>,
    ) -> Result<RawTest, String> {
        let first = constants.first().map(|constant| constant.to_bytes(ty));
        let plain = Comparator { op: comparator.op, modifier: None };
        Ok(RawTest { op: comparator.op, first, text: Test::compile(plain, ty, constants)? })
    }

    /// Compares the bytes of a parameter; one without bytes has no value.
    pub(super) fn holds(&self, ty: ParamType, bytes: &[u8]) -> bool {
        if bytes.is_empty() {
            return false;
        }
        let text = &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())];
        match self.op {
            Op::Exists => true,
            Op::In | Op::Intersects | Op::Pmatch | Op::Regex => {
                kind(ty) == Kind::Text && self.text.holds(&Value::Bytes(text))
            }
            op => self.first.as_ref().is_some_and(|constant| one(op, ty, bytes, text, constant)),
        }
    }
}

fn one(op: Op, ty: ParamType, bytes: &[u8], text: &[u8], constant: &[u8]) -> bool {
    match ty {
        ParamType::Uid | ParamType::Gid => numbers(op, ty, bytes, constant),
        _ => match kind(ty) {
            Kind::Number | Kind::Bool => numbers(op, ty, bytes, constant),
            Kind::Text => {
                let end = memchr::memchr(0, constant).unwrap_or(constant.len());
                compare::bytes(op, text, &constant[..end])
            }
            // The original does not pass on how long a buffer is.
            Kind::Bytes => compare::bytes(op, b"", constant),
            Kind::Address if bytes.len() == constant.len() => match op {
                Op::Ne => bytes != constant,
                _ => bytes == constant,
            },
            Kind::Address | Kind::Network => op == Op::Ne,
            Kind::Other => false,
        },
    }
}

fn numbers(op: Op, ty: ParamType, left: &[u8], right: &[u8]) -> bool {
    let number = |bytes: &[u8]| {
        let mut word = [0; 8];
        let len = constant::width(ty).min(bytes.len());
        word[..len].copy_from_slice(&bytes[..len]);
        u64::from_le_bytes(word)
    };
    let (left, right) = (number(left), number(right));
    let ordering = match ty {
        ParamType::Int8 => (left as i8).cmp(&(right as i8)),
        ParamType::Int16 => (left as i16).cmp(&(right as i16)),
        ParamType::Int32 => (left as i32).cmp(&(right as i32)),
        ParamType::Int64 | ParamType::Errno | ParamType::Fd | ParamType::Pid => {
            (left as i64).cmp(&(right as i64))
        }
        ParamType::Double => {
            return compare::ordered(op, f64::from_bits(left).partial_cmp(&f64::from_bits(right)));
        }
        _ => left.cmp(&right),
    };
    compare::ordered(op, Some(ordering))
}

/// The bytes of a value that a source returned for a raw parameter.
pub(super) fn bytes_of<'v>(value: &'v Value<'_>, ty: ParamType) -> (ParamType, Cow<'v, [u8]>) {
    match value {
        Value::Raw(ty, bytes) => (*ty, Cow::Borrowed(bytes)),
        Value::Bytes(bytes) => (ty, Cow::Borrowed(bytes)),
        _ => (ty, Cow::Borrowed(&[])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(op: Op, constant_ty: ParamType, constant: &str, ty: ParamType, bytes: &[u8]) -> bool {
        let constant = Constant::parse(constant_ty, constant.as_bytes()).expect("valid");
        RawTest::compile(op.into(), constant_ty, vec![constant]).expect("valid").holds(ty, bytes)
    }

    #[test]
    fn the_type_in_the_event_decides() {
        use ParamType::{Fd, Flags16, Flags32, Fspath, Int64, Uint32};
        assert!(holds(Op::Eq, Flags16, "258", Flags32, &258_u32.to_le_bytes()));
        assert!(!holds(Op::Eq, Flags16, "258", Flags32, &65794_u32.to_le_bytes()));
        assert!(holds(Op::Lt, Int64, "0", Fd, &(-2_i64).to_le_bytes()));
        assert!(holds(Op::Eq, Int64, "-1", Uint32, &[0xff; 4]));
        assert!(holds(Op::Eq, Fspath, "/a", Fspath, b"/a\0"));
        assert!(holds(Op::In, Fspath, "/a", Fspath, b"/a\0"));
        assert!(!holds(Op::In, Fd, "3", Fd, &3_i64.to_le_bytes()));
        assert!(!holds(Op::Eq, Fd, "3", Fd, b""));
    }
}
