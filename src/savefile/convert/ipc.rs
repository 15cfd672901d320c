// SPDX-License-Identifier: Apache-2.0
//! Rules: semaphores, futexes, pipes and the like.

use super::rule::Take::Enter;
use super::rule::{Rule, add, store};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(SocketSocketpairE, 3),
    add(SocketSocketpairX, 5, &[Enter(0), Enter(1), Enter(2)]),
    store(SyscallEventfdE, 2),
    add(SyscallEventfdX, 1, &[Enter(0), Enter(1)]),
    store(SyscallFutexE, 3),
    add(SyscallFutexX, 1, &[Enter(0), Enter(1), Enter(2)]),
    store(SyscallInotifyInitE, 1),
    add(SyscallInotifyInitX, 1, &[Enter(0)]),
    store(SyscallEventfd2E, 1),
    add(SyscallEventfd2X, 2, &[Enter(0)]),
];
