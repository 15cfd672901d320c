// SPDX-License-Identifier: Apache-2.0
//! System V IPC and futexes.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_FU_FUTEX_WAIT: u32 = 0,
    PPM_FU_FUTEX_WAKE: u32 = 1,
    PPM_FU_FUTEX_FD: u32 = 2,
    PPM_FU_FUTEX_REQUEUE: u32 = 3,
    PPM_FU_FUTEX_CMP_REQUEUE: u32 = 4,
    PPM_FU_FUTEX_WAKE_OP: u32 = 5,
    PPM_FU_FUTEX_LOCK_PI: u32 = 6,
    PPM_FU_FUTEX_UNLOCK_PI: u32 = 7,
    PPM_FU_FUTEX_TRYLOCK_PI: u32 = 8,
    PPM_FU_FUTEX_WAIT_BITSET: u32 = 9,
    PPM_FU_FUTEX_WAKE_BITSET: u32 = 10,
    PPM_FU_FUTEX_WAIT_REQUEUE_PI: u32 = 11,
    PPM_FU_FUTEX_CMP_REQUEUE_PI: u32 = 12,
    PPM_FU_FUTEX_PRIVATE_FLAG: u32 = 0x80,
    PPM_FU_FUTEX_CLOCK_REALTIME: u32 = 0x100,

    PPM_GETALL: u32 = 0x40,

    PPM_GETNCNT: u32 = 0x80,

    PPM_GETPID: u32 = 0x100,

    PPM_GETVAL: u32 = 0x200,

    PPM_GETZCNT: u32 = 0x400,

    PPM_IPC_NOWAIT: u32 = 1,
    PPM_IPC_STAT: u32 = 1,
    PPM_IPC_SET: u32 = 2,
    PPM_IPC_RMID: u32 = 4,
    PPM_IPC_INFO: u32 = 8,
    PPM_IPC_CREAT: u32 = 0x2000,
    PPM_IPC_EXCL: u32 = 0x4000,

    PPM_SEM_UNDO: u32 = 2,
    PPM_SEM_INFO: u32 = 16,
    PPM_SEM_STAT: u32 = 32,

    PPM_SETALL: u32 = 0x800,

    PPM_SETVAL: u32 = 0x1000,
}

/// Names of `futex_operations`, in the order in which they are printed.
pub const FUTEX_OPERATIONS: &[FlagName] = &[
    flag("FUTEX_CLOCK_REALTIME", PPM_FU_FUTEX_CLOCK_REALTIME),
    flag("FUTEX_PRIVATE_FLAG", PPM_FU_FUTEX_PRIVATE_FLAG),
    flag("FUTEX_CMP_REQUEUE_PI", PPM_FU_FUTEX_CMP_REQUEUE_PI),
    flag("FUTEX_WAIT_REQUEUE_PI", PPM_FU_FUTEX_WAIT_REQUEUE_PI),
    flag("FUTEX_WAKE_BITSET", PPM_FU_FUTEX_WAKE_BITSET),
    flag("FUTEX_WAIT_BITSET", PPM_FU_FUTEX_WAIT_BITSET),
    flag("FUTEX_TRYLOCK_PI", PPM_FU_FUTEX_TRYLOCK_PI),
    flag("FUTEX_UNLOCK_PI", PPM_FU_FUTEX_UNLOCK_PI),
    flag("FUTEX_LOCK_PI", PPM_FU_FUTEX_LOCK_PI),
    flag("FUTEX_WAKE_OP", PPM_FU_FUTEX_WAKE_OP),
    flag("FUTEX_CMP_REQUEUE", PPM_FU_FUTEX_CMP_REQUEUE),
    flag("FUTEX_REQUEUE", PPM_FU_FUTEX_REQUEUE),
    flag("FUTEX_FD", PPM_FU_FUTEX_FD),
    flag("FUTEX_WAKE", PPM_FU_FUTEX_WAKE),
    flag("FUTEX_WAIT", PPM_FU_FUTEX_WAIT),
];

/// Names of `semctl_commands`, in the order in which they are printed.
pub const SEMCTL_COMMANDS: &[FlagName] = &[
    flag("IPC_STAT", PPM_IPC_STAT),
    flag("IPC_SET", PPM_IPC_SET),
    flag("IPC_RMID", PPM_IPC_RMID),
    flag("IPC_INFO", PPM_IPC_INFO),
    flag("SEM_INFO", PPM_SEM_INFO),
    flag("SEM_STAT", PPM_SEM_STAT),
    flag("GETALL", PPM_GETALL),
    flag("GETNCNT", PPM_GETNCNT),
    flag("GETPID", PPM_GETPID),
    flag("GETVAL", PPM_GETVAL),
    flag("GETZCNT", PPM_GETZCNT),
    flag("SETALL", PPM_SETALL),
    flag("SETVAL", PPM_SETVAL),
];

/// Names of `semget_flags`, in the order in which they are printed.
pub const SEMGET_FLAGS: &[FlagName] = &[flag("IPC_EXCL", PPM_IPC_EXCL), flag("IPC_CREAT", PPM_IPC_CREAT)];

/// Names of `semop_flags`, in the order in which they are printed.
pub const SEMOP_FLAGS: &[FlagName] = &[flag("IPC_NOWAIT", PPM_IPC_NOWAIT), flag("SEM_UNDO", PPM_SEM_UNDO)];
