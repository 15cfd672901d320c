// SPDX-License-Identifier: Apache-2.0
//! The remaining system calls, and the generic event for calls without one of their own.

use super::row::{EventRow, dynamic, flags, param, relative, row};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::dynamic_params::{BPF_DYNAMIC_PARAM, KEYCTL_DYNAMIC_PARAM};
use crate::schema::flags::{
    BPF_COMMANDS, DELETE_MODULE_FLAGS, FINIT_MODULE_FLAGS, FSCONFIG_CMDS, KEYCTL_OPERATIONS, MKNOD_MODE,
};
use crate::schema::{Category as C, Code, EventFlags as F};

pub(super) const ROWS: &[EventRow] = &[
    row(
        Code::GenericE,
        "syscall",
        C::SYSCALL.or(C::OTHER),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("ID", Syscallid, Dec), param("nativeID", Uint16, Dec)],
    ),
    row(
        Code::GenericX,
        "syscall",
        C::SYSCALL.or(C::OTHER),
        F::CONVERTER_MANAGED,
        &[param("ID", Syscallid, Dec), param("nativeID", Uint16, Dec)],
    ),
    row(
        Code::SyscallBpfE,
        "bpf",
        C::SYSCALL.or(C::OTHER),
        F::CREATES_FD.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("cmd", Int64, Dec)],
    ),
    row(
        Code::SyscallBpfX,
        "bpf",
        C::SYSCALL.or(C::OTHER),
        F::CREATES_FD.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[dynamic("res_or_fd", Dyn, Dec, BPF_DYNAMIC_PARAM)],
    ),
    row(
        Code::SyscallSeccompE,
        "seccomp",
        C::SYSCALL.or(C::OTHER),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("op", Uint64, Dec), param("flags", Uint64, Hex)],
    ),
    row(
        Code::SyscallSeccompX,
        "seccomp",
        C::SYSCALL.or(C::OTHER),
        F::CONVERTER_MANAGED,
        &[param("res", Errno, Dec), param("op", Uint64, Dec), param("flags", Uint64, Hex)],
    ),
    row(
        Code::SyscallBpf_2E,
        "bpf",
        C::SYSCALL.or(C::OTHER),
        F::CREATES_FD.or(F::OLD_VERSION),
        &[param("cmd", Int64, Dec)],
    ),
    row(
        Code::SyscallBpf_2X,
        "bpf",
        C::SYSCALL.or(C::OTHER),
        F::CREATES_FD,
        &[param("fd", Fd, Dec), flags("cmd", Enumflags32, Dec, BPF_COMMANDS)],
    ),
    row(Code::SyscallFsconfigE, "fsconfig", C::SYSCALL.or(C::SYSTEM), F::OLD_VERSION, &[]),
    row(
        Code::SyscallFsconfigX,
        "fsconfig",
        C::SYSCALL.or(C::SYSTEM),
        F::USES_FD,
        &[
            param("res", Errno, Dec),
            param("fd", Fd, Dec),
            flags("cmd", Enumflags32, Dec, FSCONFIG_CMDS),
            param("key", Charbuf, Na),
            param("value_bytebuf", Bytebuf, Na),
            param("value_charbuf", Charbuf, Na),
            param("aux", Int32, Dec),
        ],
    ),
    row(Code::SyscallInitModuleE, "init_module", C::SYSCALL.or(C::OTHER), F::OLD_VERSION, &[]),
    row(
        Code::SyscallInitModuleX,
        "init_module",
        C::SYSCALL.or(C::OTHER),
        F::NONE,
        &[
            param("res", Errno, Dec),
            param("img", Bytebuf, Na),
            param("length", Uint64, Dec),
            param("uargs", Charbuf, Na),
        ],
    ),
    row(Code::SyscallFinitModuleE, "finit_module", C::SYSCALL.or(C::OTHER), F::OLD_VERSION, &[]),
    row(
        Code::SyscallFinitModuleX,
        "finit_module",
        C::SYSCALL.or(C::OTHER),
        F::USES_FD.or(F::READS_FROM_FD),
        &[
            param("res", Errno, Dec),
            param("fd", Fd, Dec),
            param("uargs", Charbuf, Na),
            flags("flags", Flags32, Hex, FINIT_MODULE_FLAGS),
        ],
    ),
    row(Code::SyscallMknodE, "mknod", C::SYSCALL.or(C::OTHER), F::OLD_VERSION, &[]),
    row(
        Code::SyscallMknodX,
        "mknod",
        C::SYSCALL.or(C::OTHER),
        F::NONE,
        &[
            param("res", Errno, Dec),
            param("path", Fspath, Na),
            flags("mode", Mode, Oct, MKNOD_MODE),
            param("dev", Uint32, Dec),
        ],
    ),
    row(Code::SyscallMknodatE, "mknodat", C::SYSCALL.or(C::OTHER), F::OLD_VERSION, &[]),
    row(
        Code::SyscallMknodatX,
        "mknodat",
        C::SYSCALL.or(C::OTHER),
        F::USES_FD,
        &[
            param("res", Errno, Dec),
            param("dirfd", Fd, Dec),
            relative("path", Fsrelpath, Na, 1),
            flags("mode", Mode, Oct, MKNOD_MODE),
            param("dev", Uint32, Dec),
        ],
    ),
    row(Code::SyscallDeleteModuleE, "delete_module", C::SYSCALL.or(C::OTHER), F::OLD_VERSION, &[]),
    row(
        Code::SyscallDeleteModuleX,
        "delete_module",
        C::SYSCALL.or(C::OTHER),
        F::NONE,
        &[
            param("res", Errno, Dec),
            param("name", Charbuf, Na),
            flags("flags", Flags32, Hex, DELETE_MODULE_FLAGS),
        ],
    ),
    row(Code::SyscallKeyctlE, "NA", C::UNKNOWN, F::UNUSED, &[]),
    row(
        Code::SyscallKeyctlX,
        "keyctl",
        C::SYSCALL.or(C::OTHER),
        F::NONE,
        &[
            param("res", Errno, Dec),
            flags("operation", Enumflags32, Dec, KEYCTL_OPERATIONS),
            dynamic("arg2", Dyn, Dec, KEYCTL_DYNAMIC_PARAM),
            dynamic("arg3", Dyn, Dec, KEYCTL_DYNAMIC_PARAM),
            dynamic("arg4", Dyn, Dec, KEYCTL_DYNAMIC_PARAM),
            dynamic("arg5", Dyn, Dec, KEYCTL_DYNAMIC_PARAM),
        ],
    ),
];
