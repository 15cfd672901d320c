// SPDX-License-Identifier: Apache-2.0
//! Opening, locating and controlling files.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_AT_SYMLINK_NOFOLLOW: u32 = 0x100,
    PPM_AT_REMOVEDIR: u32 = 0x200,
    PPM_AT_SYMLINK_FOLLOW: u32 = 0x400,
    PPM_AT_NO_AUTOMOUNT: u32 = 0x800,
    PPM_AT_EMPTY_PATH: u32 = 0x1000,
    PPM_AT_FDCWD: i32 = -100,

    PPM_CLOSE_RANGE_UNSHARE: u32 = 2,
    PPM_CLOSE_RANGE_CLOEXEC: u32 = 4,

    PPM_F_OK: u32 = 0,

    PPM_FCNTL_UNKNOWN: u32 = 0,
    PPM_FCNTL_F_DUPFD: u32 = 1,
    PPM_FCNTL_F_GETFD: u32 = 2,
    PPM_FCNTL_F_SETFD: u32 = 3,
    PPM_FCNTL_F_GETFL: u32 = 4,
    PPM_FCNTL_F_SETFL: u32 = 5,
    PPM_FCNTL_F_GETLK: u32 = 6,
    PPM_FCNTL_F_SETLK: u32 = 8,
    PPM_FCNTL_F_SETLKW: u32 = 9,
    PPM_FCNTL_F_SETOWN: u32 = 10,
    PPM_FCNTL_F_GETOWN: u32 = 12,
    PPM_FCNTL_F_SETSIG: u32 = 13,
    PPM_FCNTL_F_GETSIG: u32 = 15,
    PPM_FCNTL_F_GETLK64: u32 = 17,
    PPM_FCNTL_F_SETLK64: u32 = 18,
    PPM_FCNTL_F_SETLKW64: u32 = 19,
    PPM_FCNTL_F_SETOWN_EX: u32 = 21,
    PPM_FCNTL_F_GETOWN_EX: u32 = 22,
    PPM_FCNTL_F_SETLEASE: u32 = 23,
    PPM_FCNTL_F_GETLEASE: u32 = 24,
    PPM_FCNTL_F_CANCELLK: u32 = 25,
    PPM_FCNTL_F_DUPFD_CLOEXEC: u32 = 26,
    PPM_FCNTL_F_NOTIFY: u32 = 27,
    PPM_FCNTL_F_SETPIPE_SZ: u32 = 28,
    PPM_FCNTL_F_GETPIPE_SZ: u32 = 29,
    PPM_FCNTL_F_OFD_GETLK: u32 = 30,
    PPM_FCNTL_F_OFD_SETLK: u32 = 31,
    PPM_FCNTL_F_OFD_SETLKW: u32 = 32,

    PPM_FD_UPPER_LAYER_CREAT: u32 = 1,
    PPM_FD_LOWER_LAYER_CREAT: u32 = 2,
    PPM_FD_UPPER_LAYER: u32 = 0x8000,
    PPM_FD_LOWER_LAYER: u32 = 0x10000,

    PPM_LOCK_NONE: u32 = 0,
    PPM_LOCK_SH: u32 = 1,
    PPM_LOCK_EX: u32 = 2,
    PPM_LOCK_NB: u32 = 4,
    PPM_LOCK_UN: u32 = 8,

    PPM_NOT_OVERLAY_FS: u32 = 0,

    PPM_O_NONE: u32 = 0,
    PPM_O_RDONLY: u32 = 1,
    PPM_O_WRONLY: u32 = 2,
    PPM_O_RDWR: u32 = 3,
    PPM_O_CREAT: u32 = 4,
    PPM_O_APPEND: u32 = 8,
    PPM_O_DSYNC: u32 = 16,
    PPM_O_EXCL: u32 = 32,
    PPM_O_NONBLOCK: u32 = 0x40,
    PPM_O_SYNC: u32 = 0x80,
    PPM_O_TRUNC: u32 = 0x100,
    PPM_O_DIRECT: u32 = 0x200,
    PPM_O_DIRECTORY: u32 = 0x400,
    PPM_O_LARGEFILE: u32 = 0x800,
    PPM_O_CLOEXEC: u32 = 0x1000,
    PPM_O_TMPFILE: u32 = 0x2000,
    PPM_O_F_CREATED: u32 = 0x4000,

    PPM_OVERLAY_UPPER: u32 = 1,
    PPM_OVERLAY_LOWER: u32 = 2,

    PPM_R_OK: u32 = 4,

    PPM_RENAME_NOREPLACE: u32 = 1,
    PPM_RENAME_EXCHANGE: u32 = 2,
    PPM_RENAME_WHITEOUT: u32 = 4,

    PPM_RESOLVE_BENEATH: u32 = 1,
    PPM_RESOLVE_IN_ROOT: u32 = 2,
    PPM_RESOLVE_NO_MAGICLINKS: u32 = 4,
    PPM_RESOLVE_NO_SYMLINKS: u32 = 8,
    PPM_RESOLVE_NO_XDEV: u32 = 16,
    PPM_RESOLVE_CACHED: u32 = 32,

    PPM_SEEK_SET: u32 = 0,
    PPM_SEEK_CUR: u32 = 1,
    PPM_SEEK_END: u32 = 2,

    PPM_SPLICE_F_MOVE: u32 = 1,
    PPM_SPLICE_F_NONBLOCK: u32 = 2,
    PPM_SPLICE_F_MORE: u32 = 4,
    PPM_SPLICE_F_GIFT: u32 = 8,

    PPM_W_OK: u32 = 2,

    PPM_X_OK: u32 = 1,
}

/// Names of `access_flags`, in the order in which they are printed.
pub const ACCESS_FLAGS: &[FlagName] =
    &[flag("F_OK", PPM_F_OK), flag("R_OK", PPM_R_OK), flag("W_OK", PPM_W_OK), flag("X_OK", PPM_X_OK)];

/// Names of `close_range_flags`, in the order in which they are printed.
pub const CLOSE_RANGE_FLAGS: &[FlagName] = &[
    flag("CLOSE_RANGE_UNSHARE", PPM_CLOSE_RANGE_UNSHARE),
    flag("CLOSE_RANGE_CLOEXEC", PPM_CLOSE_RANGE_CLOEXEC),
];

/// Names of `creat_flags`, in the order in which they are printed.
pub const CREAT_FLAGS: &[FlagName] = &[
    flag("FD_UPPER_LAYER_CREAT", PPM_FD_UPPER_LAYER_CREAT),
    flag("FD_LOWER_LAYER_CREAT", PPM_FD_LOWER_LAYER_CREAT),
];

/// Names of `fchownat_flags`, in the order in which they are printed.
pub const FCHOWNAT_FLAGS: &[FlagName] =
    &[flag("AT_SYMLINK_NOFOLLOW", 0x400), flag("AT_EMPTY_PATH", PPM_AT_EMPTY_PATH)];

/// Names of `fcntl_commands`, in the order in which they are printed.
pub const FCNTL_COMMANDS: &[FlagName] = &[
    flag("F_GETPIPE_SZ", PPM_FCNTL_F_GETPIPE_SZ),
    flag("F_SETPIPE_SZ", PPM_FCNTL_F_SETPIPE_SZ),
    flag("F_NOTIFY", PPM_FCNTL_F_NOTIFY),
    flag("F_DUPFD_CLOEXEC", PPM_FCNTL_F_DUPFD_CLOEXEC),
    flag("F_CANCELLK", PPM_FCNTL_F_CANCELLK),
    flag("F_GETLEASE", PPM_FCNTL_F_GETLEASE),
    flag("F_SETLEASE", PPM_FCNTL_F_SETLEASE),
    flag("F_GETOWN_EX", PPM_FCNTL_F_GETOWN_EX),
    flag("F_SETOWN_EX", PPM_FCNTL_F_SETOWN_EX),
    flag("F_SETLKW64", PPM_FCNTL_F_SETLKW64),
    flag("F_SETLK64", PPM_FCNTL_F_SETLK64),
    flag("F_GETLK64", PPM_FCNTL_F_GETLK64),
    flag("F_GETSIG", PPM_FCNTL_F_GETSIG),
    flag("F_SETSIG", PPM_FCNTL_F_SETSIG),
    flag("F_GETOWN", PPM_FCNTL_F_GETOWN),
    flag("F_SETOWN", PPM_FCNTL_F_SETOWN),
    flag("F_SETLKW", PPM_FCNTL_F_SETLKW),
    flag("F_SETLK", PPM_FCNTL_F_SETLK),
    flag("F_GETLK", PPM_FCNTL_F_GETLK),
    flag("F_SETFL", PPM_FCNTL_F_SETFL),
    flag("F_GETFL", PPM_FCNTL_F_GETFL),
    flag("F_SETFD", PPM_FCNTL_F_SETFD),
    flag("F_GETFD", PPM_FCNTL_F_GETFD),
    flag("F_DUPFD", PPM_FCNTL_F_DUPFD),
    flag("F_OFD_GETLK", PPM_FCNTL_F_OFD_GETLK),
    flag("F_OFD_SETLK", PPM_FCNTL_F_OFD_SETLK),
    flag("F_OFD_SETLKW", PPM_FCNTL_F_OFD_SETLKW),
    flag("UNKNOWN", PPM_FCNTL_UNKNOWN),
];

/// Names of `file_flags`, in the order in which they are printed.
pub const FILE_FLAGS: &[FlagName] = &[
    flag("O_LARGEFILE", PPM_O_LARGEFILE),
    flag("O_DIRECTORY", PPM_O_DIRECTORY),
    flag("O_DIRECT", PPM_O_DIRECT),
    flag("O_TRUNC", PPM_O_TRUNC),
    flag("O_SYNC", PPM_O_SYNC),
    flag("O_NONBLOCK", PPM_O_NONBLOCK),
    flag("O_EXCL", PPM_O_EXCL),
    flag("O_DSYNC", PPM_O_DSYNC),
    flag("O_APPEND", PPM_O_APPEND),
    flag("O_CREAT", PPM_O_CREAT),
    flag("O_RDWR", PPM_O_RDWR),
    flag("O_WRONLY", PPM_O_WRONLY),
    flag("O_RDONLY", PPM_O_RDONLY),
    flag("O_CLOEXEC", PPM_O_CLOEXEC),
    flag("O_NONE", PPM_O_NONE),
    flag("O_TMPFILE", PPM_O_TMPFILE),
    flag("O_F_CREATED", PPM_O_F_CREATED),
    flag("FD_UPPER_LAYER", PPM_FD_UPPER_LAYER),
    flag("FD_LOWER_LAYER", PPM_FD_LOWER_LAYER),
];

/// Names of `flock_flags`, in the order in which they are printed.
pub const FLOCK_FLAGS: &[FlagName] = &[
    flag("LOCK_SH", PPM_LOCK_SH),
    flag("LOCK_EX", PPM_LOCK_EX),
    flag("LOCK_NB", PPM_LOCK_NB),
    flag("LOCK_UN", PPM_LOCK_UN),
    flag("LOCK_NONE", PPM_LOCK_NONE),
];

/// Names of `linkat_flags`, in the order in which they are printed.
pub const LINKAT_FLAGS: &[FlagName] =
    &[flag("AT_SYMLINK_FOLLOW", PPM_AT_SYMLINK_FOLLOW), flag("AT_EMPTY_PATH", PPM_AT_EMPTY_PATH)];

/// Names of `lseek_whence`, in the order in which they are printed.
pub const LSEEK_WHENCE: &[FlagName] =
    &[flag("SEEK_END", PPM_SEEK_END), flag("SEEK_CUR", PPM_SEEK_CUR), flag("SEEK_SET", PPM_SEEK_SET)];

/// Names of `newfstatat_flags`, in the order in which they are printed.
pub const NEWFSTATAT_FLAGS: &[FlagName] = &[
    flag("AT_EMPTY_PATH", PPM_AT_EMPTY_PATH),
    flag("AT_NO_AUTOMOUNT", PPM_AT_NO_AUTOMOUNT),
    flag("AT_SYMLINK_NOFOLLOW", PPM_AT_SYMLINK_NOFOLLOW),
];

/// Names of `openat2_flags`, in the order in which they are printed.
pub const OPENAT2_FLAGS: &[FlagName] = &[
    flag("RESOLVE_BENEATH", PPM_RESOLVE_BENEATH),
    flag("RESOLVE_IN_ROOT", PPM_RESOLVE_IN_ROOT),
    flag("RESOLVE_NO_MAGICLINKS", PPM_RESOLVE_NO_MAGICLINKS),
    flag("RESOLVE_NO_SYMLINKS", PPM_RESOLVE_NO_SYMLINKS),
    flag("RESOLVE_NO_XDEV", PPM_RESOLVE_NO_XDEV),
    flag("RESOLVE_CACHED", PPM_RESOLVE_CACHED),
];

/// Names of `renameat2_flags`, in the order in which they are printed.
pub const RENAMEAT2_FLAGS: &[FlagName] = &[
    flag("RENAME_NOREPLACE", PPM_RENAME_NOREPLACE),
    flag("RENAME_EXCHANGE", PPM_RENAME_EXCHANGE),
    flag("RENAME_WHITEOUT", PPM_RENAME_WHITEOUT),
];

/// Names of `splice_flags`, in the order in which they are printed.
pub const SPLICE_FLAGS: &[FlagName] = &[
    flag("SPLICE_F_MOVE", PPM_SPLICE_F_MOVE),
    flag("SPLICE_F_NONBLOCK", PPM_SPLICE_F_NONBLOCK),
    flag("SPLICE_F_MORE", PPM_SPLICE_F_MORE),
    flag("SPLICE_F_GIFT", PPM_SPLICE_F_GIFT),
];

/// Names of `unlinkat_flags`, in the order in which they are printed.
pub const UNLINKAT_FLAGS: &[FlagName] = &[flag("AT_REMOVEDIR", PPM_AT_REMOVEDIR)];
