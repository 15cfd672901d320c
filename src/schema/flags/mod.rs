// SPDX-License-Identifier: Apache-2.0
//! Flag and enumeration numbers, and the tables that name them.
//!
//! A number here is the portable one that events carry, not the kernel's own of
//! this architecture. Table order is the order of printing.
#![allow(missing_docs, reason = "constants carry upstream's names; the kernel's manual pages describe them")]

/// Declares constants and lists them in `NUMBERS`, so that one row serves the code and the check against the reference.
macro_rules! numbers {
    ($($name:ident: $ty:ty = $value:expr,)*) => {
        $(#[allow(non_upper_case_globals, reason = "upstream writes PPM_AF_DECnet")]
        pub const $name: $ty = $value;)*
        /// The constants of this file by name.
        pub const NUMBERS: &[(&str, i128)] = &[$((stringify!($name), $name as i128)),*];
    };
}

pub mod bpf;
pub mod capability;
pub mod driver;
mod flag_name;
pub mod io_uring;
pub mod keyring;
pub mod memory;
pub mod mode;
pub mod module;
pub mod mount;
pub mod open;
pub mod poll;
pub mod process;
pub mod quota;
pub mod semaphore;
pub mod socket;

pub use flag_name::FlagName;
pub(crate) use flag_name::flag;

/// Hands the list of all tables, `NAME_IN_C = MODULE CONSTANT`, to a macro.
macro_rules! with_flag_tables {
    ($user:ident) => {
        $user! {
            access_flags = open ACCESS_FLAGS,
            anon_inode_fd_types = bpf ANON_INODE_FD_TYPES,
            bpf_commands = bpf BPF_COMMANDS,
            chmod_mode = mode CHMOD_MODE,
            clone_flags = process CLONE_FLAGS,
            close_range_flags = open CLOSE_RANGE_FLAGS,
            creat_flags = open CREAT_FLAGS,
            delete_module_flags = module DELETE_MODULE_FLAGS,
            epoll_create1_flags = poll EPOLL_CREATE1_FLAGS,
            execve_flags = process EXECVE_FLAGS,
            execveat_flags = process EXECVEAT_FLAGS,
            fchownat_flags = open FCHOWNAT_FLAGS,
            fcntl_commands = open FCNTL_COMMANDS,
            file_flags = open FILE_FLAGS,
            finit_module_flags = module FINIT_MODULE_FLAGS,
            flock_flags = open FLOCK_FLAGS,
            fsconfig_cmds = mount FSCONFIG_CMDS,
            futex_operations = semaphore FUTEX_OPERATIONS,
            io_uring_enter_flags = io_uring IO_URING_ENTER_FLAGS,
            io_uring_register_opcodes = io_uring IO_URING_REGISTER_OPCODES,
            io_uring_setup_feats = io_uring IO_URING_SETUP_FEATS,
            io_uring_setup_flags = io_uring IO_URING_SETUP_FLAGS,
            keyctl_operations = keyring KEYCTL_OPERATIONS,
            linkat_flags = open LINKAT_FLAGS,
            lseek_whence = open LSEEK_WHENCE,
            memfd_create_flags = memory MEMFD_CREATE_FLAGS,
            mknod_mode = mode MKNOD_MODE,
            mlock2_flags = memory MLOCK2_FLAGS,
            mlockall_flags = memory MLOCKALL_FLAGS,
            mmap_flags = memory MMAP_FLAGS,
            mount_flags = mount MOUNT_FLAGS,
            newfstatat_flags = open NEWFSTATAT_FLAGS,
            openat2_flags = open OPENAT2_FLAGS,
            pf_flags = memory PF_FLAGS,
            pidfd_open_flags = process PIDFD_OPEN_FLAGS,
            poll_flags = poll POLL_FLAGS,
            prctl_options = process PRCTL_OPTIONS,
            prot_flags = memory PROT_FLAGS,
            ptrace_requests = process PTRACE_REQUESTS,
            quotactl_cmds = quota QUOTACTL_CMDS,
            quotactl_dqi_flags = quota QUOTACTL_DQI_FLAGS,
            quotactl_quota_fmts = quota QUOTACTL_QUOTA_FMTS,
            quotactl_types = quota QUOTACTL_TYPES,
            renameat2_flags = open RENAMEAT2_FLAGS,
            rlimit_resources = process RLIMIT_RESOURCES,
            semctl_commands = semaphore SEMCTL_COMMANDS,
            semget_flags = semaphore SEMGET_FLAGS,
            semop_flags = semaphore SEMOP_FLAGS,
            shutdown_how = socket SHUTDOWN_HOW,
            socket_families = socket SOCKET_FAMILIES,
            sockopt_levels = socket SOCKOPT_LEVELS,
            sockopt_options = socket SOCKOPT_OPTIONS,
            splice_flags = open SPLICE_FLAGS,
            umount_flags = mount UMOUNT_FLAGS,
            unlinkat_flags = open UNLINKAT_FLAGS,
        }
    };
}
pub(crate) use with_flag_tables;

macro_rules! named_tables {
    ($($name:ident = $module:ident $table:ident,)*) => {
        $(pub use $module::$table;)*
        /// Every table by its name.
        pub const TABLES: &[(&str, &[FlagName])] = &[$((stringify!($name), $table)),*];
    };
}
with_flag_tables!(named_tables);

/// Every numeric constant of the modules of this folder by its upstream name.
pub const NUMBERS: &[&[(&str, i128)]] = &[
    bpf::NUMBERS,
    capability::NUMBERS,
    driver::NUMBERS,
    io_uring::NUMBERS,
    keyring::NUMBERS,
    memory::NUMBERS,
    mode::NUMBERS,
    module::NUMBERS,
    mount::NUMBERS,
    open::NUMBERS,
    poll::NUMBERS,
    process::NUMBERS,
    quota::NUMBERS,
    semaphore::NUMBERS,
    socket::NUMBERS,
];
