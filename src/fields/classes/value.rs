// SPDX-License-Identifier: Apache-2.0
//! What a reader of a field returns, from an optional value.

use crate::fields::{Extracted, Value};

type Out<'s> = Extracted<'s>;

pub(super) fn text<'s>(bytes: Option<&'s [u8]>) -> Out<'s> {
    Extracted::from_text(bytes)
}

pub(super) fn number<'s>(value: Option<i64>) -> Out<'s> {
    Extracted::from_option(value.map(Value::I64))
}

pub(super) fn unsigned<'s>(value: Option<u64>) -> Out<'s> {
    Extracted::from_option(value.map(Value::U64))
}

pub(super) fn boolean<'s>(value: Option<bool>) -> Out<'s> {
    Extracted::from_option(value.map(Value::Bool))
}

/// Numbers where 0 means unknown.
pub(super) fn known<'s>(value: Option<u64>) -> Out<'s> {
    unsigned(value.filter(|value| *value != 0))
}
