// SPDX-License-Identifier: Apache-2.0
//! Waiting, timers, signals.

use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(SyscallEpollCreateX, &[ret(), number(4, 0)]),
    row(SyscallEpollCreate1X, &[ret(), flags(4, Table::EpollCreate1, 0)]),
    row(SyscallEpollwaitX, &[ret(), fd(2)]),
    row(SyscallEventfdX, &[ret(), number(8, 0), constant(4, 0)]),
    row(SyscallEventfd2X, &[ret(), flags(2, Table::NonblockCloexec, 1), flags(8, Table::Low32, 0)]),
    row(SyscallFutexX, &[ret(), number(8, 0), flags(2, Table::Futex, 1), number(8, 2)]),
    row(SyscallInotifyInitX, &[ret(), constant(1, 0)]),
    row(SyscallInotifyInit1X, &[ret(), flags(2, Table::NonblockCloexec, 0)]),
    row(SyscallKillX, &[ret(), fd(0), number(1, 1)]),
    row(SyscallTkillX, &[ret(), fd(0), number(1, 1)]),
    row(SyscallTgkillX, &[ret(), fd(0), fd(1), number(1, 2)]),
    row(SyscallNanosleepX, &[ret(), timespec(0)]),
    row(SyscallPollX, &[ret(), fds(0, 1), flags(8, Table::Low32, 2)]),
    row(SyscallPpollX, &[ret(), fds(0, 1), timespec(2), user(4, 3, 0, 4)]),
    row(SyscallSelectX, &[ret()]),
    row(SyscallSignalfdX, &[ret(), fd(0), constant(4, 0), constant(1, 0)]),
    row(SyscallSignalfd4X, &[fd(RET), flags(2, Table::NonblockCloexec, 3), fd(0), constant(4, 0)]),
    row(SyscallTimerfdCreateX, &[ret(), number(1, 0), flags(1, Table::Nonblock, 1)]),
];
