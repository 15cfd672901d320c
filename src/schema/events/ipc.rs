//! Pipes, semaphores, shared memory, message queues.

use super::row::{EventRow, flags, param, row};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::{FILE_FLAGS, FUTEX_OPERATIONS, SOCKET_FAMILIES};
use crate::schema::{Category as C, Code, EventFlags as F};

pub(super) const ROWS: &[EventRow] = &[
    row(
        Code::SocketSocketpairE,
        "socketpair",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[
            flags("domain", Enumflags32, Dec, SOCKET_FAMILIES),
            param("type", Uint32, Dec),
            param("proto", Uint32, Dec),
        ],
    ),
    row(
        Code::SocketSocketpairX,
        "socketpair",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[
            param("res", Errno, Dec),
            param("fd1", Fd, Dec),
            param("fd2", Fd, Dec),
            param("source", Uint64, Hex),
            param("peer", Uint64, Hex),
            flags("domain", Enumflags32, Dec, SOCKET_FAMILIES),
            param("type", Uint32, Dec),
            param("proto", Uint32, Dec),
        ],
    ),
    row(
        Code::SyscallPipeE,
        "pipe",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION),
        &[],
    ),
    row(
        Code::SyscallPipeX,
        "pipe",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE),
        &[param("res", Errno, Dec), param("fd1", Fd, Dec), param("fd2", Fd, Dec), param("ino", Uint64, Dec)],
    ),
    row(
        Code::SyscallEventfdE,
        "eventfd",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("initval", Uint64, Dec), param("flags", Uint32, Hex)],
    ),
    row(
        Code::SyscallEventfdX,
        "eventfd",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[param("res", Fd, Dec), param("initval", Uint64, Dec), param("flags", Uint32, Hex)],
    ),
    row(
        Code::SyscallFutexE,
        "futex",
        C::SYSCALL.or(C::IPC),
        F::OLD_VERSION.or(F::CONVERTER_MANAGED),
        &[param("addr", Uint64, Hex), flags("op", Flags16, Hex, FUTEX_OPERATIONS), param("val", Uint64, Dec)],
    ),
    row(
        Code::SyscallFutexX,
        "futex",
        C::SYSCALL.or(C::IPC),
        F::CONVERTER_MANAGED,
        &[
            param("res", Errno, Dec),
            param("addr", Uint64, Hex),
            flags("op", Flags16, Hex, FUTEX_OPERATIONS),
            param("val", Uint64, Dec),
        ],
    ),
    row(
        Code::SyscallInotifyInitE,
        "inotify_init",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("flags", Uint8, Hex)],
    ),
    row(
        Code::SyscallInotifyInitX,
        "inotify_init",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[param("res", Fd, Dec), param("flags", Uint8, Hex)],
    ),
    row(
        Code::SyscallPipe2E,
        "pipe2",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION),
        &[],
    ),
    row(
        Code::SyscallPipe2X,
        "pipe2",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE),
        &[
            param("res", Errno, Dec),
            param("fd1", Fd, Dec),
            param("fd2", Fd, Dec),
            param("ino", Uint64, Dec),
            flags("flags", Flags32, Hex, FILE_FLAGS),
        ],
    ),
    row(
        Code::SyscallInotifyInit1E,
        "inotify_init1",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION),
        &[],
    ),
    row(
        Code::SyscallInotifyInit1X,
        "inotify_init1",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE),
        &[param("res", Fd, Dec), flags("flags", Flags16, Hex, FILE_FLAGS)],
    ),
    row(
        Code::SyscallEventfd2E,
        "eventfd2",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("initval", Uint64, Dec)],
    ),
    row(
        Code::SyscallEventfd2X,
        "eventfd2",
        C::SYSCALL.or(C::IPC),
        F::CREATES_FD.or(F::MODIFIES_STATE).or(F::CONVERTER_MANAGED),
        &[param("res", Fd, Dec), flags("flags", Flags16, Hex, FILE_FLAGS), param("initval", Uint64, Dec)],
    ),
    row(Code::SyscallProcessVmReadvE, "process_vm_readv", C::SYSCALL.or(C::IPC), F::OLD_VERSION, &[]),
    row(
        Code::SyscallProcessVmReadvX,
        "process_vm_readv",
        C::SYSCALL.or(C::IPC),
        F::NONE,
        &[param("res", Int64, Dec), param("pid", Pid, Dec), param("data", Bytebuf, Na)],
    ),
    row(Code::SyscallProcessVmWritevE, "process_vm_writev", C::SYSCALL.or(C::IPC), F::OLD_VERSION, &[]),
    row(
        Code::SyscallProcessVmWritevX,
        "process_vm_writev",
        C::SYSCALL.or(C::IPC),
        F::NONE,
        &[param("res", Int64, Dec), param("pid", Pid, Dec), param("data", Bytebuf, Na)],
    ),
];
