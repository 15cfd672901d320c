// SPDX-License-Identifier: Apache-2.0
//! Mounting.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_FSCONFIG_SET_FLAG: u32 = 0,
    PPM_FSCONFIG_SET_STRING: u32 = 1,
    PPM_FSCONFIG_SET_BINARY: u32 = 2,
    PPM_FSCONFIG_SET_PATH: u32 = 3,
    PPM_FSCONFIG_SET_PATH_EMPTY: u32 = 4,
    PPM_FSCONFIG_SET_FD: u32 = 5,
    PPM_FSCONFIG_CMD_CREATE: u32 = 6,
    PPM_FSCONFIG_CMD_RECONFIGURE: u32 = 7,

    PPM_MNT_FORCE: u32 = 1,
    PPM_MNT_DETACH: u32 = 2,
    PPM_MNT_EXPIRE: u32 = 4,

    PPM_MS_RDONLY: u32 = 1,
    PPM_MS_NOSUID: u32 = 2,
    PPM_MS_NODEV: u32 = 4,
    PPM_MS_NOEXEC: u32 = 8,
    PPM_MS_SYNCHRONOUS: u32 = 16,
    PPM_MS_REMOUNT: u32 = 32,
    PPM_MS_MANDLOCK: u32 = 0x40,
    PPM_MS_DIRSYNC: u32 = 0x80,
    PPM_MS_NOATIME: u32 = 0x400,
    PPM_MS_NODIRATIME: u32 = 0x800,
    PPM_MS_BIND: u32 = 0x1000,
    PPM_MS_MOVE: u32 = 0x2000,
    PPM_MS_REC: u32 = 0x4000,
    PPM_MS_SILENT: u32 = 0x8000,
    PPM_MS_POSIXACL: u32 = 0x10000,
    PPM_MS_UNBINDABLE: u32 = 0x20000,
    PPM_MS_PRIVATE: u32 = 0x40000,
    PPM_MS_SLAVE: u32 = 0x80000,
    PPM_MS_SHARED: u32 = 0x100000,
    PPM_MS_RELATIME: u32 = 0x200000,
    PPM_MS_KERNMOUNT: u32 = 0x400000,
    PPM_MS_I_VERSION: u32 = 0x800000,
    PPM_MS_STRICTATIME: u32 = 0x1000000,
    PPM_MS_LAZYTIME: u32 = 0x2000000,
    PPM_MS_NOSEC: u32 = 0x10000000,
    PPM_MS_BORN: u32 = 0x20000000,
    PPM_MS_ACTIVE: u32 = 0x40000000,
    PPM_MS_NOUSER: u32 = 0x80000000,

    PPM_UMOUNT_NOFOLLOW: u32 = 8,
}

/// Names of `fsconfig_cmds`, in the order in which they are printed.
pub const FSCONFIG_CMDS: &[FlagName] = &[
    flag("FSCONFIG_SET_FLAG", PPM_FSCONFIG_SET_FLAG),
    flag("FSCONFIG_SET_STRING", PPM_FSCONFIG_SET_STRING),
    flag("FSCONFIG_SET_BINARY", PPM_FSCONFIG_SET_BINARY),
    flag("FSCONFIG_SET_PATH", PPM_FSCONFIG_SET_PATH),
    flag("FSCONFIG_SET_PATH_EMPTY", PPM_FSCONFIG_SET_PATH_EMPTY),
    flag("FSCONFIG_SET_FD", PPM_FSCONFIG_SET_FD),
    flag("FSCONFIG_CMD_CREATE", PPM_FSCONFIG_CMD_CREATE),
    flag("FSCONFIG_CMD_RECONFIGURE", PPM_FSCONFIG_CMD_RECONFIGURE),
];

/// Names of `mount_flags`, in the order in which they are printed.
pub const MOUNT_FLAGS: &[FlagName] = &[
    flag("RDONLY", PPM_MS_RDONLY),
    flag("NOSUID", PPM_MS_NOSUID),
    flag("NODEV", PPM_MS_NODEV),
    flag("NOEXEC", PPM_MS_NOEXEC),
    flag("SYNCHRONOUS", PPM_MS_SYNCHRONOUS),
    flag("REMOUNT", PPM_MS_REMOUNT),
    flag("MANDLOCK", PPM_MS_MANDLOCK),
    flag("DIRSYNC", PPM_MS_DIRSYNC),
    flag("NOATIME", PPM_MS_NOATIME),
    flag("NODIRATIME", PPM_MS_NODIRATIME),
    flag("BIND", PPM_MS_BIND),
    flag("MOVE", PPM_MS_MOVE),
    flag("REC", PPM_MS_REC),
    flag("SILENT", PPM_MS_SILENT),
    flag("POSIXACL", PPM_MS_POSIXACL),
    flag("UNBINDABLE", PPM_MS_UNBINDABLE),
    flag("PRIVATE", PPM_MS_PRIVATE),
    flag("SLAVE", PPM_MS_SLAVE),
    flag("SHARED", PPM_MS_SHARED),
    flag("RELATIME", PPM_MS_RELATIME),
    flag("KERNMOUNT", PPM_MS_KERNMOUNT),
    flag("I_VERSION", PPM_MS_I_VERSION),
    flag("STRICTATIME", PPM_MS_STRICTATIME),
    flag("LAZYTIME", PPM_MS_LAZYTIME),
    flag("NOSEC", PPM_MS_NOSEC),
    flag("BORN", PPM_MS_BORN),
    flag("ACTIVE", PPM_MS_ACTIVE),
    flag("NOUSER", PPM_MS_NOUSER),
];

/// Names of `umount_flags`, in the order in which they are printed.
pub const UMOUNT_FLAGS: &[FlagName] = &[
    flag("FORCE", PPM_MNT_FORCE),
    flag("DETACH", PPM_MNT_DETACH),
    flag("EXPIRE", PPM_MNT_EXPIRE),
    flag("NOFOLLOW", PPM_UMOUNT_NOFOLLOW),
];
