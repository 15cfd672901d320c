// SPDX-License-Identifier: Apache-2.0
//! The recipe of one event.

use super::op;
use crate::capture::contract::{Class, OPS, Op};
use crate::schema::Code;

/// The recipe of one event.
pub(in crate::capture) struct Row {
    pub(in crate::capture) code: Code,
    pub(super) ops: [Op; OPS],
    pub(super) count: usize,
    /// Under which a lost event is counted.
    pub(super) class: Class,
    /// Flags of the recipe that do not follow from the call.
    pub(super) flags: u8,
}

impl Row {
    /// Counts lost events under a class of their own.
    pub(super) const fn class(mut self, class: Class) -> Row {
        self.class = class;
        self
    }

    /// Adds flags, `RECIPE_...`.
    pub(super) const fn flags(mut self, flags: u8) -> Row {
        self.flags |= flags;
        self
    }
}

/// A recipe of these steps.
pub(super) const fn row(code: Code, steps: &[Op]) -> Row {
    let mut ops = [op::empty(); OPS];
    let mut i = 0;
    while i < steps.len() {
        ops[i] = steps[i];
        i += 1;
    }
    Row { code, ops, count: steps.len(), class: Class::Other, flags: 0 }
}
