// SPDX-License-Identifier: Apache-2.0
//! Disk quotas.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_DQF_NONE: u32 = 1,

    PPM_GRPQUOTA: u32 = 2,

    PPM_Q_QUOTAON: u32 = 1,
    PPM_Q_QUOTAOFF: u32 = 2,
    PPM_Q_GETFMT: u32 = 4,
    PPM_Q_GETINFO: u32 = 8,
    PPM_Q_SETINFO: u32 = 16,
    PPM_Q_GETQUOTA: u32 = 32,
    PPM_Q_SETQUOTA: u32 = 0x40,
    PPM_Q_SYNC: u32 = 0x80,
    PPM_Q_XQUOTAON: u32 = 0x100,
    PPM_Q_XQUOTAOFF: u32 = 0x200,
    PPM_Q_XGETQUOTA: u32 = 0x400,
    PPM_Q_XSETQLIM: u32 = 0x800,
    PPM_Q_XGETQSTAT: u32 = 0x1000,
    PPM_Q_XQUOTARM: u32 = 0x2000,
    PPM_Q_XQUOTASYNC: u32 = 0x4000,
    PPM_Q_XGETQSTATV: u32 = 0x8000,

    PPM_QFMT_NOT_USED: u32 = 1,
    PPM_QFMT_VFS_OLD: u32 = 2,
    PPM_QFMT_VFS_V0: u32 = 4,
    PPM_QFMT_VFS_V1: u32 = 8,

    PPM_USRQUOTA: u32 = 1,

    PPM_V1_DQF_RSQUASH: u32 = 2,
}

/// Names of `quotactl_cmds`, in the order in which they are printed.
pub const QUOTACTL_CMDS: &[FlagName] = &[
    flag("Q_QUOTAON", PPM_Q_QUOTAON),
    flag("Q_QUOTAOFF", PPM_Q_QUOTAOFF),
    flag("Q_GETFMT", PPM_Q_GETFMT),
    flag("Q_GETINFO", PPM_Q_GETINFO),
    flag("Q_SETINFO", PPM_Q_SETINFO),
    flag("Q_GETQUOTA", PPM_Q_GETQUOTA),
    flag("Q_SETQUOTA", PPM_Q_SETQUOTA),
    flag("Q_SYNC", PPM_Q_SYNC),
    flag("Q_XQUOTAON", PPM_Q_XQUOTAON),
    flag("Q_XQUOTAOFF", PPM_Q_XQUOTAOFF),
    flag("Q_XGETQUOTA", PPM_Q_XGETQUOTA),
    flag("Q_XSETQLIM", PPM_Q_XSETQLIM),
    flag("Q_XGETQSTAT", PPM_Q_XGETQSTAT),
    flag("Q_XQUOTARM", PPM_Q_XQUOTARM),
    flag("Q_XQUOTASYNC", PPM_Q_XQUOTASYNC),
];

/// Names of `quotactl_dqi_flags`, in the order in which they are printed.
pub const QUOTACTL_DQI_FLAGS: &[FlagName] =
    &[flag("DQF_NONE", PPM_DQF_NONE), flag("V1_DQF_RSQUASH", PPM_V1_DQF_RSQUASH)];

/// Names of `quotactl_quota_fmts`, in the order in which they are printed.
pub const QUOTACTL_QUOTA_FMTS: &[FlagName] = &[
    flag("QFMT_NOT_USED", PPM_QFMT_NOT_USED),
    flag("QFMT_VFS_OLD", PPM_QFMT_VFS_OLD),
    flag("QFMT_VFS_V0", PPM_QFMT_VFS_V0),
    flag("QFMT_VFS_V1", PPM_QFMT_VFS_V1),
];

/// Names of `quotactl_types`, in the order in which they are printed.
pub const QUOTACTL_TYPES: &[FlagName] = &[flag("USRQUOTA", PPM_USRQUOTA), flag("GRPQUOTA", PPM_GRPQUOTA)];
