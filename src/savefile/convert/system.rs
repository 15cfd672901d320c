// SPDX-License-Identifier: Apache-2.0
//! Rules: the system as a whole.

use super::rule::Take::{Default, Enter, EnterOrEmpty, Old};
use super::rule::{Rule, add, change, store};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(GenericE, 2),
    add(GenericX, 1, &[EnterOrEmpty(1)]),
    store(SyscallBpfE, 1),
    change(SyscallBpfX, 1, SyscallBpf_2X, &[Old(0), EnterOrEmpty(0)]),
    add(SyscallSeccompE, 1, &[Default]),
    store(SyscallSeccompE, 2),
    add(SyscallSeccompX, 1, &[Enter(0), Enter(1)]),
];
