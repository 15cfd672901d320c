// SPDX-License-Identifier: Apache-2.0
//! Users, groups, sessions, limits.

use super::super::contract::Class;
use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(SyscallGetegidX, &[number(4, RET)]),
    row(SyscallGeteuidX, &[number(4, RET)]),
    row(SyscallGetgidX, &[number(4, RET)]),
    row(SyscallGetuidX, &[number(4, RET)]),
    row(SyscallGetresgidX, &[ret(), user(4, 0, 0, 4), user(4, 1, 0, 4), user(4, 2, 0, 4)]),
    row(SyscallGetresuidX, &[ret(), user(4, 0, 0, 4), user(4, 1, 0, 4), user(4, 2, 0, 4)]),
    row(SyscallSetgidX, &[ret(), number(4, 0)]),
    row(SyscallSetuidX, &[ret(), number(4, 0)]),
    row(SyscallSetregidX, &[ret(), number(4, 0), number(4, 1)]),
    row(SyscallSetreuidX, &[ret(), number(4, 0), number(4, 1)]),
    row(SyscallSetresgidX, &[ret(), number(4, 0), number(4, 1), number(4, 2)]).class(Class::OtherInterest),
    row(SyscallSetresuidX, &[ret(), number(4, 0), number(4, 1), number(4, 2)]).class(Class::OtherInterest),
    row(SyscallSetpgidX, &[ret(), fd(0), fd(1)]).class(Class::OtherInterest),
    row(SyscallSetsidX, &[ret()]).class(Class::OtherInterest),
    row(
        SyscallGetrlimitX,
        &[
            ret(),
            user(8, 1, 0, 8).when(When::Zero).or(-1),
            user(8, 1, 8, 8).when(When::Zero).or(-1),
            flags(1, Table::Rlimit, 0),
        ],
    ),
    row(SyscallSetrlimitX, &[ret(), user(8, 1, 0, 8), user(8, 1, 8, 8), flags(1, Table::Rlimit, 0)]),
    row(
        SyscallPrlimitX,
        &[
            ret(),
            user(8, 2, 0, 8),
            user(8, 2, 8, 8),
            load(8, 3, 0, 8),
            load(9, 3, 8, 8),
            number(8, 8).when(When::Zero).or(-1),
            number(8, 9).when(When::Zero).or(-1),
            fd(0),
            flags(1, Table::Rlimit, 1),
        ],
    ),
];
