// SPDX-License-Identifier: Apache-2.0
//! Limits of resources.

use super::row::{EventRow, flags, param, row};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::RLIMIT_RESOURCES;
use crate::schema::{Category as C, Code, EventFlags as F};

pub(super) const ROWS: &[EventRow] = &[
    row(
        Code::SyscallGetrlimitE,
        "getrlimit",
        C::SYSCALL.or(C::PROCESS),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[flags("resource", Enumflags8, Dec, RLIMIT_RESOURCES)],
    ),
    row(
        Code::SyscallGetrlimitX,
        "getrlimit",
        C::SYSCALL.or(C::PROCESS),
        F::CONVERTER_MANAGED,
        &[
            param("res", Errno, Dec),
            param("cur", Int64, Dec),
            param("max", Int64, Dec),
            flags("resource", Enumflags8, Dec, RLIMIT_RESOURCES),
        ],
    ),
    row(
        Code::SyscallSetrlimitE,
        "setrlimit",
        C::SYSCALL.or(C::PROCESS),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[flags("resource", Enumflags8, Dec, RLIMIT_RESOURCES)],
    ),
    row(
        Code::SyscallSetrlimitX,
        "setrlimit",
        C::SYSCALL.or(C::PROCESS),
        F::CONVERTER_MANAGED,
        &[
            param("res", Errno, Dec),
            param("cur", Int64, Dec),
            param("max", Int64, Dec),
            flags("resource", Enumflags8, Dec, RLIMIT_RESOURCES),
        ],
    ),
    row(
        Code::SyscallPrlimitE,
        "prlimit",
        C::SYSCALL.or(C::PROCESS),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("pid", Pid, Dec), flags("resource", Enumflags8, Dec, RLIMIT_RESOURCES)],
    ),
    row(
        Code::SyscallPrlimitX,
        "prlimit",
        C::SYSCALL.or(C::PROCESS),
        F::CONVERTER_MANAGED,
        &[
            param("res", Errno, Dec),
            param("newcur", Int64, Dec),
            param("newmax", Int64, Dec),
            param("oldcur", Int64, Dec),
            param("oldmax", Int64, Dec),
            param("pid", Int64, Dec),
            flags("resource", Enumflags8, Dec, RLIMIT_RESOURCES),
        ],
    ),
];
