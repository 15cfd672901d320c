// SPDX-License-Identifier: Apache-2.0
//! What the call of an event returned.

use crate::fields::Evaluation;
use crate::schema::{Category, Code};

/// The result of a call; `None` for events that have none.
pub(super) fn result(c: &Evaluation<'_>) -> Option<i64> {
    let event = c.raw();
    let code = event.code();
    let has_one =
        code != Code::GenericX && !code.is_enter() && code.info().category.has_class(Category::SYSCALL);
    let first = event.param(0).filter(|_| has_one)?;
    Some(match first.bytes().len() {
        4 => first.i32().map_or(0, i64::from),
        8 => first.i64().unwrap_or(0),
        _ => 0,
    })
}
