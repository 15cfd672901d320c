// SPDX-License-Identifier: Apache-2.0
//! Maps, protection, locking, page faults.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_MAP_SHARED: u32 = 1,
    PPM_MAP_PRIVATE: u32 = 2,
    PPM_MAP_FIXED: u32 = 4,
    PPM_MAP_ANONYMOUS: u32 = 8,
    PPM_MAP_32BIT: u32 = 16,
    PPM_MAP_RENAME: u32 = 32,
    PPM_MAP_NORESERVE: u32 = 0x40,
    PPM_MAP_POPULATE: u32 = 0x80,
    PPM_MAP_NONBLOCK: u32 = 0x100,
    PPM_MAP_GROWSDOWN: u32 = 0x200,
    PPM_MAP_DENYWRITE: u32 = 0x400,
    PPM_MAP_EXECUTABLE: u32 = 0x800,
    PPM_MAP_INHERIT: u32 = 0x1000,
    PPM_MAP_FILE: u32 = 0x2000,
    PPM_MAP_LOCKED: u32 = 0x4000,

    PPM_MFD_CLOEXEC: u32 = 1,
    PPM_MFD_ALLOW_SEALING: u32 = 2,
    PPM_MFD_HUGETLB: u32 = 4,

    PPM_MLOCK_ONFAULT: u32 = 1,

    PPM_MLOCKALL_MCL_CURRENT: u32 = 1,
    PPM_MLOCKALL_MCL_FUTURE: u32 = 2,
    PPM_MLOCKALL_MCL_ONFAULT: u32 = 4,

    PPM_PF_PROTECTION_VIOLATION: u32 = 1,
    PPM_PF_PAGE_NOT_PRESENT: u32 = 2,
    PPM_PF_WRITE_ACCESS: u32 = 4,
    PPM_PF_READ_ACCESS: u32 = 8,
    PPM_PF_USER_FAULT: u32 = 16,
    PPM_PF_SUPERVISOR_FAULT: u32 = 32,
    PPM_PF_RESERVED_PAGE: u32 = 0x40,
    PPM_PF_INSTRUCTION_FETCH: u32 = 0x80,

    PPM_PROT_NONE: u32 = 0,
    PPM_PROT_READ: u32 = 1,
    PPM_PROT_WRITE: u32 = 2,
    PPM_PROT_EXEC: u32 = 4,
    PPM_PROT_SEM: u32 = 8,
    PPM_PROT_GROWSDOWN: u32 = 16,
    PPM_PROT_GROWSUP: u32 = 32,
    PPM_PROT_SAO: u32 = 0x40,
}

/// Names of `memfd_create_flags`, in the order in which they are printed.
pub const MEMFD_CREATE_FLAGS: &[FlagName] = &[
    flag("MFD_CLOEXEC", PPM_MFD_CLOEXEC),
    flag("MFD_ALLOW_SEALING", PPM_MFD_ALLOW_SEALING),
    flag("MFD_HUGETLB", PPM_MFD_HUGETLB),
];

/// Names of `mlock2_flags`, in the order in which they are printed.
pub const MLOCK2_FLAGS: &[FlagName] = &[flag("MLOCK_ONFAULT", PPM_MLOCK_ONFAULT)];

/// Names of `mlockall_flags`, in the order in which they are printed.
pub const MLOCKALL_FLAGS: &[FlagName] = &[
    flag("MCL_CURRENT", PPM_MLOCKALL_MCL_CURRENT),
    flag("MCL_FUTURE", PPM_MLOCKALL_MCL_FUTURE),
    flag("MCL_ONFAULT", PPM_MLOCKALL_MCL_ONFAULT),
];

/// Names of `mmap_flags`, in the order in which they are printed.
pub const MMAP_FLAGS: &[FlagName] = &[
    flag("MAP_SHARED", PPM_MAP_SHARED),
    flag("MAP_PRIVATE", PPM_MAP_PRIVATE),
    flag("MAP_FIXED", PPM_MAP_FIXED),
    flag("MAP_ANONYMOUS", PPM_MAP_ANONYMOUS),
    flag("MAP_32BIT", PPM_MAP_32BIT),
    flag("MAP_RENAME", PPM_MAP_RENAME),
    flag("MAP_NORESERVE", PPM_MAP_NORESERVE),
    flag("MAP_POPULATE", PPM_MAP_POPULATE),
    flag("MAP_NONBLOCK", PPM_MAP_NONBLOCK),
    flag("MAP_GROWSDOWN", PPM_MAP_GROWSDOWN),
    flag("MAP_DENYWRITE", PPM_MAP_DENYWRITE),
    flag("MAP_EXECUTABLE", PPM_MAP_EXECUTABLE),
    flag("MAP_INHERIT", PPM_MAP_INHERIT),
    flag("MAP_FILE", PPM_MAP_FILE),
    flag("MAP_LOCKED", PPM_MAP_LOCKED),
];

/// Names of `pf_flags`, in the order in which they are printed.
pub const PF_FLAGS: &[FlagName] = &[
    flag("PROTECTION_VIOLATION", PPM_PF_PROTECTION_VIOLATION),
    flag("PAGE_NOT_PRESENT", PPM_PF_PAGE_NOT_PRESENT),
    flag("WRITE_ACCESS", PPM_PF_WRITE_ACCESS),
    flag("READ_ACCESS", PPM_PF_READ_ACCESS),
    flag("USER_FAULT", PPM_PF_USER_FAULT),
    flag("SUPERVISOR_FAULT", PPM_PF_SUPERVISOR_FAULT),
    flag("RESERVED_PAGE", PPM_PF_RESERVED_PAGE),
    flag("INSTRUCTION_FETCH", PPM_PF_INSTRUCTION_FETCH),
];

/// Names of `prot_flags`, in the order in which they are printed.
pub const PROT_FLAGS: &[FlagName] = &[
    flag("PROT_READ", PPM_PROT_READ),
    flag("PROT_WRITE", PPM_PROT_WRITE),
    flag("PROT_EXEC", PPM_PROT_EXEC),
    flag("PROT_SEM", PPM_PROT_SEM),
    flag("PROT_GROWSDOWN", PPM_PROT_GROWSDOWN),
    flag("PROT_GROWSUP", PPM_PROT_GROWSUP),
    flag("PROT_SAO", PPM_PROT_SAO),
    flag("PROT_NONE", PPM_PROT_NONE),
];
