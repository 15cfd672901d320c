// SPDX-License-Identifier: Apache-2.0
//! File modes.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_S_NONE: u32 = 0,
    PPM_S_IXOTH: u32 = 1,
    PPM_S_IWOTH: u32 = 2,
    PPM_S_IROTH: u32 = 4,
    PPM_S_IXGRP: u32 = 8,
    PPM_S_IWGRP: u32 = 16,
    PPM_S_IRGRP: u32 = 32,
    PPM_S_IXUSR: u32 = 0x40,
    PPM_S_IWUSR: u32 = 0x80,
    PPM_S_IRUSR: u32 = 0x100,
    PPM_S_ISVTX: u32 = 0x200,
    PPM_S_ISGID: u32 = 0x400,
    PPM_S_ISUID: u32 = 0x800,
    PPM_S_IFIFO: u32 = 0x1000,
    PPM_S_IFCHR: u32 = 0x2000,
    PPM_S_IFBLK: u32 = 0x6000,
    PPM_S_IFREG: u32 = 0x8000,
    PPM_S_IFSOCK: u32 = 0xc000,
}

/// Names of `chmod_mode`, in the order in which they are printed.
pub const CHMOD_MODE: &[FlagName] = &[
    flag("S_IXOTH", PPM_S_IXOTH),
    flag("S_IWOTH", PPM_S_IWOTH),
    flag("S_IROTH", PPM_S_IROTH),
    flag("S_IXGRP", PPM_S_IXGRP),
    flag("S_IWGRP", PPM_S_IWGRP),
    flag("S_IRGRP", PPM_S_IRGRP),
    flag("S_IXUSR", PPM_S_IXUSR),
    flag("S_IWUSR", PPM_S_IWUSR),
    flag("S_IRUSR", PPM_S_IRUSR),
    flag("S_ISVTX", PPM_S_ISVTX),
    flag("S_ISGID", PPM_S_ISGID),
    flag("S_ISUID", PPM_S_ISUID),
];

/// Names of `mknod_mode`, in the order in which they are printed.
pub const MKNOD_MODE: &[FlagName] = &[
    flag("S_IXOTH", PPM_S_IXOTH),
    flag("S_IWOTH", PPM_S_IWOTH),
    flag("S_IROTH", PPM_S_IROTH),
    flag("S_IXGRP", PPM_S_IXGRP),
    flag("S_IWGRP", PPM_S_IWGRP),
    flag("S_IRGRP", PPM_S_IRGRP),
    flag("S_IXUSR", PPM_S_IXUSR),
    flag("S_IWUSR", PPM_S_IWUSR),
    flag("S_IRUSR", PPM_S_IRUSR),
    flag("S_ISVTX", PPM_S_ISVTX),
    flag("S_ISGID", PPM_S_ISGID),
    flag("S_ISUID", PPM_S_ISUID),
    flag("S_IFREG", PPM_S_IFREG),
    flag("S_IFCHR", PPM_S_IFCHR),
    flag("S_IFBLK", PPM_S_IFBLK),
    flag("S_IFIFO", PPM_S_IFIFO),
    flag("S_IFSOCK", PPM_S_IFSOCK),
];
