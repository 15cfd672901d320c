// SPDX-License-Identifier: Apache-2.0
//! Signals.

use super::row::{EventRow, flags, param, row};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::FILE_FLAGS;
use crate::schema::{Category as C, Code, EventFlags as F};

pub(super) const ROWS: &[EventRow] = &[
    row(
        Code::SyscallSignalfdE,
        "signalfd",
        C::SYSCALL.or(C::SIGNAL),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("fd", Fd, Dec), param("mask", Uint32, Hex), param("flags", Uint8, Hex)],
    ),
    row(
        Code::SyscallSignalfdX,
        "signalfd",
        C::SYSCALL.or(C::SIGNAL),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[
            param("res", Fd, Dec),
            param("fd", Fd, Dec),
            param("mask", Uint32, Hex),
            param("flags", Uint8, Hex),
        ],
    ),
    row(
        Code::SyscallKillE,
        "kill",
        C::SYSCALL.or(C::SIGNAL),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("pid", Pid, Dec), param("sig", Sigtype, Dec)],
    ),
    row(
        Code::SyscallKillX,
        "kill",
        C::SYSCALL.or(C::SIGNAL),
        F::CONVERTER_MANAGED,
        &[param("res", Errno, Dec), param("pid", Pid, Dec), param("sig", Sigtype, Dec)],
    ),
    row(
        Code::SyscallTkillE,
        "tkill",
        C::SYSCALL.or(C::SIGNAL),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("tid", Pid, Dec), param("sig", Sigtype, Dec)],
    ),
    row(
        Code::SyscallTkillX,
        "tkill",
        C::SYSCALL.or(C::SIGNAL),
        F::CONVERTER_MANAGED,
        &[param("res", Errno, Dec), param("tid", Pid, Dec), param("sig", Sigtype, Dec)],
    ),
    row(
        Code::SyscallTgkillE,
        "tgkill",
        C::SYSCALL.or(C::SIGNAL),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("pid", Pid, Dec), param("tid", Pid, Dec), param("sig", Sigtype, Dec)],
    ),
    row(
        Code::SyscallTgkillX,
        "tgkill",
        C::SYSCALL.or(C::SIGNAL),
        F::CONVERTER_MANAGED,
        &[
            param("res", Errno, Dec),
            param("pid", Pid, Dec),
            param("tid", Pid, Dec),
            param("sig", Sigtype, Dec),
        ],
    ),
    row(
        Code::SyscallSignalfd4E,
        "signalfd4",
        C::SYSCALL.or(C::SIGNAL),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("fd", Fd, Dec), param("mask", Uint32, Hex)],
    ),
    row(
        Code::SyscallSignalfd4X,
        "signalfd4",
        C::SYSCALL.or(C::SIGNAL),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[
            param("res", Fd, Dec),
            flags("flags", Flags16, Hex, FILE_FLAGS),
            param("fd", Fd, Dec),
            param("mask", Uint32, Hex),
        ],
    ),
];
