// SPDX-License-Identifier: Apache-2.0
//! Rules: users and groups.

use super::rule::Take::{Enter, EnterOrEmpty};
use super::rule::{Rule, add, store};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(SyscallQuotactlE, 4),
    add(SyscallQuotactlX, 14, &[Enter(0), Enter(1), Enter(2), Enter(3)]),
    store(SyscallSetresuidE, 3),
    add(SyscallSetresuidX, 1, &[EnterOrEmpty(0), EnterOrEmpty(1), EnterOrEmpty(2)]),
    store(SyscallSetresgidE, 3),
    add(SyscallSetresgidX, 1, &[EnterOrEmpty(0), EnterOrEmpty(1), EnterOrEmpty(2)]),
    store(SyscallSetuidE, 1),
    add(SyscallSetuidX, 1, &[EnterOrEmpty(0)]),
    store(SyscallSetgidE, 1),
    add(SyscallSetgidX, 1, &[EnterOrEmpty(0)]),
];
