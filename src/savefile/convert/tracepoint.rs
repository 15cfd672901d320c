// SPDX-License-Identifier: Apache-2.0
//! Rules: kernel tracepoints.

use super::rule::Take::{Empty, Old};
use super::rule::{Rule, change};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    change(ProcexitE, 0, Procexit_1E, &[Empty, Empty, Empty, Empty, Empty]),
    change(Schedswitch_1E, 1, Schedswitch_6E, &[Old(0), Empty, Empty, Empty, Empty, Empty]),
];
