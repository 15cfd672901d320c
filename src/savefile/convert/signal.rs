// SPDX-License-Identifier: Apache-2.0
//! Rules: signals.

use super::rule::Take::Enter;
use super::rule::{Rule, add, store};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(SyscallSignalfdE, 3),
    add(SyscallSignalfdX, 1, &[Enter(0), Enter(1), Enter(2)]),
    store(SyscallKillE, 2),
    add(SyscallKillX, 1, &[Enter(0), Enter(1)]),
    store(SyscallTkillE, 2),
    add(SyscallTkillX, 1, &[Enter(0), Enter(1)]),
    store(SyscallTgkillE, 3),
    add(SyscallTgkillX, 1, &[Enter(0), Enter(1), Enter(2)]),
    store(SyscallSignalfd4E, 2),
    add(SyscallSignalfd4X, 2, &[Enter(0), Enter(1)]),
];
