// SPDX-License-Identifier: Apache-2.0
//! Which argument of a call is which parameter of its event.

/// How an argument becomes a parameter.
#[derive(Clone, Copy)]
pub enum Convert {
    /// Text or data, as it is.
    Text,
    Number(fn(i64) -> i64),
    /// Flags of open, to which the event adds whether the file was made.
    Open,
}

/// The bit for that.
pub const F_CREATED: u32 = 1 << 14;

use Convert::{Number, Open, Text};

/// Index of the argument, name of the parameter.
type Argument = (usize, &'static str, Convert);

const SAME: Convert = Number(|value| value);
const MAP: Convert = Number(map_flags);
const FCNTL: Convert = Number(fcntl);

/// Names of calls with the same arguments, and these.
pub const ARGUMENTS: &[(&str, &[Argument])] = &[
    ("open", &[(0, "name", Text), (1, "flags", Open), (2, "mode", SAME)]),
    ("openat", &[(0, "dirfd", SAME), (1, "name", Text), (2, "flags", Open), (3, "mode", SAME)]),
    ("creat", &[(0, "name", Text), (1, "mode", SAME)]),
    ("close fstat fchdir getdents getdents64", &[(0, "fd", SAME)]),
    ("stat lstat stat64 lstat64 chdir rmdir unlink", &[(0, "path", Text)]),
    ("chroot", &[(0, "path", Text)]),
    ("getcwd", &[(0, "path", Text)]),
    ("newfstatat", &[(0, "dirfd", SAME), (1, "path", Text), (3, "flags", SAME)]),
    ("lseek", &[(0, "fd", SAME), (1, "offset", SAME), (2, "whence", SAME)]),
    ("rename link", &[(0, "oldpath", Text), (1, "newpath", Text)]),
    ("symlink", &[(0, "target", Text), (1, "linkpath", Text)]),
    ("renameat", &[(0, "olddirfd", SAME), (1, "oldpath", Text), (2, "newdirfd", SAME), (3, "newpath", Text)]),
    (
        "renameat2",
        &[
            (0, "olddirfd", SAME),
            (1, "oldpath", Text),
            (2, "newdirfd", SAME),
            (3, "newpath", Text),
            (4, "flags", SAME),
        ],
    ),
    ("linkat", &[(0, "olddir", SAME), (1, "oldpath", Text), (2, "newdir", SAME), (3, "newpath", Text)]),
    ("mkdir", &[(0, "path", Text), (1, "mode", SAME)]),
    ("mkdirat", &[(0, "dirfd", SAME), (1, "path", Text), (2, "mode", SAME)]),
    ("unlinkat", &[(0, "dirfd", SAME), (1, "name", Text), (2, "flags", SAME)]),
    ("access", &[(0, "name", Text), (1, "mode", SAME)]),
    ("chmod", &[(0, "filename", Text)]),
    ("fchmod", &[(0, "fd", SAME)]),
    ("fchmodat", &[(0, "dirfd", SAME), (1, "filename", Text)]),
    ("chown lchown", &[(0, "path", Text), (1, "uid", SAME), (2, "gid", SAME)]),
    ("fchown", &[(0, "fd", SAME), (1, "uid", SAME), (2, "gid", SAME)]),
    (
        "fchownat",
        &[(0, "dirfd", SAME), (1, "pathname", Text), (2, "uid", SAME), (3, "gid", SAME), (4, "flags", SAME)],
    ),
    ("read write", &[(0, "fd", SAME), (1, "data", Text), (2, "size", SAME)]),
    ("pread64 pwrite64", &[(0, "fd", SAME), (1, "data", Text), (2, "size", SAME), (3, "pos", SAME)]),
    ("readv writev", &[(0, "fd", SAME)]),
    ("sendto recvfrom", &[(0, "fd", SAME), (1, "data", Text), (2, "size", SAME)]),
    ("sendmsg recvmsg sendmmsg recvmmsg", &[(0, "fd", SAME)]),
    ("connect bind", &[(0, "fd", SAME)]),
    ("listen", &[(0, "fd", SAME), (1, "backlog", SAME)]),
    ("shutdown", &[(0, "fd", SAME), (1, "how", SAME)]),
    ("socket", &[(0, "domain", SAME), (1, "type", SAME), (2, "proto", SAME)]),
    ("socketpair", &[(0, "domain", SAME), (1, "type", SAME), (2, "proto", SAME)]),
    ("setsockopt", &[(0, "fd", SAME)]),
    ("getsockopt", &[(0, "fd", SAME)]),
    ("dup", &[(0, "oldfd", SAME)]),
    ("dup2 dup3", &[(0, "oldfd", SAME), (1, "newfd", SAME)]),
    ("fcntl fcntl64", &[(0, "fd", SAME), (1, "cmd", FCNTL)]),
    ("ioctl", &[(0, "fd", SAME), (1, "request", SAME)]),
    ("flock", &[(0, "fd", SAME), (1, "operation", SAME)]),
    (
        "mmap",
        &[
            (0, "addr", SAME),
            (1, "length", SAME),
            (2, "prot", SAME),
            (3, "flags", MAP),
            (4, "fd", SAME),
            (5, "offset", SAME),
        ],
    ),
    ("munmap", &[(0, "addr", SAME), (1, "length", SAME)]),
    ("mprotect", &[(0, "addr", SAME), (1, "length", SAME), (2, "prot", SAME)]),
    ("brk", &[(0, "addr", SAME)]),
    ("execve", &[(0, "filename", Text), (1, "args", Text)]),
    ("kill", &[(0, "pid", SAME), (1, "sig", SAME)]),
    ("tkill", &[(0, "tid", SAME), (1, "sig", SAME)]),
    ("tgkill", &[(0, "pid", SAME), (1, "tid", SAME), (2, "sig", SAME)]),
    ("prlimit64", &[(0, "pid", SAME), (1, "resource", SAME)]),
    ("getrlimit setrlimit", &[(0, "resource", SAME)]),
    ("setpgid", &[(0, "pid", SAME), (1, "pgid", SAME)]),
    ("setuid", &[(0, "uid", SAME)]),
    ("setgid", &[(0, "gid", SAME)]),
    ("futex", &[(0, "addr", SAME), (1, "op", SAME), (2, "val", SAME)]),
    ("epoll_create", &[(0, "size", SAME)]),
    ("epoll_wait", &[(2, "maxevents", SAME)]),
    ("eventfd2", &[(0, "initval", SAME)]),
    ("poll", &[(2, "timeout", SAME)]),
    ("copy_file_range", &[(0, "fdin", SAME), (2, "fdout", SAME), (4, "len", SAME)]),
    ("sendfile", &[(0, "out_fd", SAME), (1, "in_fd", SAME), (3, "size", SAME)]),
    ("memfd_create", &[(0, "name", Text)]),
    ("io_uring_setup", &[(0, "entries", SAME)]),
    (
        "io_uring_enter",
        &[(0, "fd", SAME), (1, "to_submit", SAME), (2, "min_complete", SAME), (3, "flags", SAME)],
    ),
    ("io_uring_register", &[(0, "fd", SAME), (3, "nr_args", SAME)]),
];

/// `(of the kernel, of the event)` of each bit that is set.
fn bits(value: i64, table: &[(i32, i64)]) -> i64 {
    table.iter().filter(|(bit, _)| value & i64::from(*bit) == i64::from(*bit)).map(|(_, to)| to).sum()
}

pub fn open_flags(value: i64) -> i64 {
    let access = match value as i32 & libc::O_ACCMODE {
        libc::O_RDONLY => 1,
        libc::O_WRONLY => 2,
        libc::O_RDWR => 3,
        _ => 0,
    };
    // O_SYNC has the bit of O_DSYNC. As in the original, O_DIRECTORY alone shows as O_TMPFILE (bit 13) as well, whose bits
    // include it.
    let table = [
        (libc::O_CREAT, 1 << 2),
        (libc::O_APPEND, 1 << 3),
        (libc::O_DSYNC, 1 << 4),
        (libc::O_EXCL, 1 << 5),
        (libc::O_NONBLOCK, 1 << 6),
        (libc::O_SYNC, 1 << 7),
        (libc::O_TRUNC, 1 << 8),
        (libc::O_DIRECT, 1 << 9),
        (libc::O_DIRECTORY, 1 << 10 | 1 << 13),
        (0o100_000, 1 << 11),
        (libc::O_CLOEXEC, 1 << 12),
    ];
    access + bits(value, &table)
}

/// Flags of mmap(2).
fn map_flags(value: i64) -> i64 {
    bits(
        value,
        &[
            (libc::MAP_SHARED, 1),
            (libc::MAP_PRIVATE, 2),
            (libc::MAP_FIXED, 4),
            (libc::MAP_ANONYMOUS, 8),
            (libc::MAP_32BIT, 16),
            (libc::MAP_NORESERVE, 0x40),
            (libc::MAP_POPULATE, 0x80),
            (libc::MAP_NONBLOCK, 0x100),
            (libc::MAP_GROWSDOWN, 0x200),
            (libc::MAP_DENYWRITE, 0x400),
            (libc::MAP_LOCKED, 0x4000),
        ],
    )
}

fn fcntl(command: i64) -> i64 {
    match command as i32 {
        libc::F_DUPFD_CLOEXEC => 26,
        5 => 6,
        6 => 8,
        7 => 9,
        other @ 0..5 => i64::from(other) + 1,
        other => i64::from(other),
    }
}
