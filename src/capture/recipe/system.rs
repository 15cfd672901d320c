// SPDX-License-Identifier: Apache-2.0
//! The system, keys, modules, semaphores.

use super::super::contract::Class;
use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(SyscallBpf_2X, &[ret(), number(4, 0)]).class(Class::OtherInterest),
    row(SyscallDeleteModuleX, &[ret(), path(0), flags(4, Table::DeleteModule, 1)]),
    row(SyscallFinitModuleX, &[ret(), fd(0), path(1), flags(4, Table::FinitModule, 2)]),
    row(SyscallInitModuleX, &[ret(), bytes(0, 1), number(8, 1), path(2)]),
    row(SyscallKeyctlX, &[ret(), number(4, 0), keyctl(1), keyctl(2), keyctl(3), keyctl(4)])
        .class(Class::OtherInterest),
    row(
        SyscallSemctlX,
        &[ret(), number(4, 0), number(4, 1), flags(2, Table::Semctl, 2), number_if(4, 3, 2, 16)],
    ),
    row(SyscallSemgetX, &[ret(), number(4, 0), number(4, 1), flags(4, Table::Semget, 2)]),
    row(
        SyscallSemopX,
        &[ret(), number(4, 2), semop(0), semop(1), semop(2), semop(3), semop(4), semop(5), number(4, 0)],
    ),
];
