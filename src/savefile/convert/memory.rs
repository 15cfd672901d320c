// SPDX-License-Identifier: Apache-2.0
//! Rules: memory.

use super::rule::Take::{Empty, Enter, EnterOrEmpty, Old};
use super::rule::{Rule, add, change, store};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(SyscallBrk_1E, 1),
    change(SyscallBrk_1X, 1, SyscallBrk_4X, &[Old(0), EnterOrEmpty(0), Empty, Empty, Empty]),
    store(SyscallBrk_4E, 1),
    add(SyscallBrk_4X, 4, &[EnterOrEmpty(0)]),
    store(SyscallMmapE, 6),
    add(SyscallMmapX, 4, &[Enter(0), Enter(1), Enter(2), Enter(3), Enter(4), Enter(5)]),
    store(SyscallMmap2E, 6),
    add(SyscallMmap2X, 4, &[Enter(0), Enter(1), Enter(2), Enter(3), Enter(4), Enter(5)]),
    store(SyscallMunmapE, 2),
    add(SyscallMunmapX, 4, &[Enter(0), Enter(1)]),
    store(SyscallMprotectE, 3),
    add(SyscallMprotectX, 1, &[Enter(0), Enter(1), Enter(2)]),
];
