// SPDX-License-Identifier: Apache-2.0
//! Waiting for descriptors and for time.

use super::row::{EventRow, flags, param, row};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::EPOLL_CREATE1_FLAGS;
use crate::schema::{Category as C, Code, EventFlags as F};

pub(super) const ROWS: &[EventRow] = &[
    row(
        Code::SyscallEpollwaitE,
        "epoll_wait",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("maxevents", Errno, Dec)],
    ),
    row(
        Code::SyscallEpollwaitX,
        "epoll_wait",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::CONVERTER_MANAGED),
        &[param("res", Errno, Dec), param("maxevents", Errno, Dec)],
    ),
    row(
        Code::SyscallPollE,
        "poll",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("fds", Fdlist, Dec), param("timeout", Int64, Dec)],
    ),
    row(
        Code::SyscallPollX,
        "poll",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::CONVERTER_MANAGED),
        &[param("res", Errno, Dec), param("fds", Fdlist, Dec), param("timeout", Int64, Dec)],
    ),
    row(Code::SyscallSelectE, "select", C::SYSCALL.or(C::WAIT), F::WAITS.or(F::OLD_VERSION), &[]),
    row(Code::SyscallSelectX, "select", C::SYSCALL.or(C::WAIT), F::WAITS, &[param("res", Errno, Dec)]),
    row(Code::SyscallNewselectE, "select", C::SYSCALL.or(C::WAIT), F::WAITS.or(F::OLD_VERSION), &[]),
    row(
        Code::SyscallNewselectX,
        "select",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("res", Errno, Dec)],
    ),
    row(
        Code::SyscallNanosleepE,
        "nanosleep",
        C::SYSCALL.or(C::SLEEP),
        F::WAITS.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("interval", Reltime, Dec)],
    ),
    row(
        Code::SyscallNanosleepX,
        "nanosleep",
        C::SYSCALL.or(C::SLEEP),
        F::WAITS.or(F::CONVERTER_MANAGED),
        &[param("res", Errno, Dec), param("interval", Reltime, Dec)],
    ),
    row(
        Code::SyscallTimerfdCreateE,
        "timerfd_create",
        C::SYSCALL.or(C::TIME),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("clockid", Uint8, Dec), param("flags", Uint8, Hex)],
    ),
    row(
        Code::SyscallTimerfdCreateX,
        "timerfd_create",
        C::SYSCALL.or(C::TIME),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[param("res", Fd, Dec), param("clockid", Uint8, Dec), param("flags", Uint8, Hex)],
    ),
    row(
        Code::SyscallPpollE,
        "ppoll",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("fds", Fdlist, Dec), param("timeout", Reltime, Dec), param("sigmask", Sigset, Dec)],
    ),
    row(
        Code::SyscallPpollX,
        "ppoll",
        C::SYSCALL.or(C::WAIT),
        F::WAITS.or(F::CONVERTER_MANAGED),
        &[
            param("res", Errno, Dec),
            param("fds", Fdlist, Dec),
            param("timeout", Reltime, Dec),
            param("sigmask", Sigset, Dec),
        ],
    ),
    row(
        Code::SyscallEpollCreateE,
        "epoll_create",
        C::SYSCALL.or(C::WAIT),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("size", Int32, Dec)],
    ),
    row(
        Code::SyscallEpollCreateX,
        "epoll_create",
        C::SYSCALL.or(C::WAIT),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[param("res", Errno, Dec), param("size", Int32, Dec)],
    ),
    row(
        Code::SyscallEpollCreate1E,
        "epoll_create1",
        C::SYSCALL.or(C::WAIT),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[flags("flags", Flags32, Hex, EPOLL_CREATE1_FLAGS)],
    ),
    row(
        Code::SyscallEpollCreate1X,
        "epoll_create1",
        C::SYSCALL.or(C::WAIT),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[param("res", Errno, Dec), flags("flags", Flags32, Hex, EPOLL_CREATE1_FLAGS)],
    ),
];
