// SPDX-License-Identifier: Apache-2.0
//! Rules: waiting for descriptors and for time.

use super::rule::Take::{Enter, Old};
use super::rule::{Rule, add, change, store};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(SyscallEpollwaitE, 1),
    add(SyscallEpollwaitX, 1, &[Enter(0)]),
    store(SyscallPollE, 2),
    add(SyscallPollX, 2, &[Enter(1)]),
    change(SyscallNewselectX, 1, SyscallSelectX, &[Old(0)]),
    store(SyscallNanosleepE, 1),
    add(SyscallNanosleepX, 1, &[Enter(0)]),
    store(SyscallTimerfdCreateE, 2),
    add(SyscallTimerfdCreateX, 1, &[Enter(0), Enter(1)]),
    store(SyscallPpollE, 3),
    add(SyscallPpollX, 2, &[Enter(1), Enter(2)]),
    store(SyscallEpollCreateE, 1),
    add(SyscallEpollCreateX, 1, &[Enter(0)]),
    store(SyscallEpollCreate1E, 1),
    add(SyscallEpollCreate1X, 1, &[Enter(0)]),
];
