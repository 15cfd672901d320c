//! Flag and enumeration numbers, and the tables that name them.
//!
//! A number here is the portable one that events carry, not the kernel's own of
//! this architecture. Table order is the order of printing.
#![allow(
    missing_docs,
    reason = "constants carry upstream's names; the kernel's manual pages say what they do"
)]

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

pub use bpf::{ANON_INODE_FD_TYPES, BPF_COMMANDS};
pub use io_uring::{
    IO_URING_ENTER_FLAGS, IO_URING_REGISTER_OPCODES, IO_URING_SETUP_FEATS, IO_URING_SETUP_FLAGS,
};
pub use keyring::KEYCTL_OPERATIONS;
pub use memory::{MEMFD_CREATE_FLAGS, MLOCK2_FLAGS, MLOCKALL_FLAGS, MMAP_FLAGS, PF_FLAGS, PROT_FLAGS};
pub use mode::{CHMOD_MODE, MKNOD_MODE};
pub use module::{DELETE_MODULE_FLAGS, FINIT_MODULE_FLAGS};
pub use mount::{FSCONFIG_CMDS, MOUNT_FLAGS, UMOUNT_FLAGS};
pub use open::{
    ACCESS_FLAGS, CLOSE_RANGE_FLAGS, CREAT_FLAGS, FCHOWNAT_FLAGS, FCNTL_COMMANDS, FILE_FLAGS, FLOCK_FLAGS,
    LINKAT_FLAGS, LSEEK_WHENCE, NEWFSTATAT_FLAGS, OPENAT2_FLAGS, RENAMEAT2_FLAGS, SPLICE_FLAGS,
    UNLINKAT_FLAGS,
};
pub use poll::{EPOLL_CREATE1_FLAGS, POLL_FLAGS};
pub use process::{
    CLONE_FLAGS, EXECVE_FLAGS, EXECVEAT_FLAGS, PIDFD_OPEN_FLAGS, PRCTL_OPTIONS, PTRACE_REQUESTS,
    RLIMIT_RESOURCES,
};
pub use quota::{QUOTACTL_CMDS, QUOTACTL_DQI_FLAGS, QUOTACTL_QUOTA_FMTS, QUOTACTL_TYPES};
pub use semaphore::{FUTEX_OPERATIONS, SEMCTL_COMMANDS, SEMGET_FLAGS, SEMOP_FLAGS};
pub use socket::{SHUTDOWN_HOW, SOCKET_FAMILIES, SOCKOPT_LEVELS, SOCKOPT_OPTIONS};

/// One name of a flag or enumeration value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagName {
    /// As printed, without the `PPM_` prefix.
    pub name: &'static str,
    /// The portable value.
    pub value: u32,
}

pub(crate) const fn flag(name: &'static str, value: u32) -> FlagName {
    FlagName { name, value }
}

/// Every table by its name.
pub const TABLES: &[(&str, &[FlagName])] = &[
    ("access_flags", ACCESS_FLAGS),
    ("anon_inode_fd_types", ANON_INODE_FD_TYPES),
    ("bpf_commands", BPF_COMMANDS),
    ("chmod_mode", CHMOD_MODE),
    ("clone_flags", CLONE_FLAGS),
    ("close_range_flags", CLOSE_RANGE_FLAGS),
    ("creat_flags", CREAT_FLAGS),
    ("delete_module_flags", DELETE_MODULE_FLAGS),
    ("epoll_create1_flags", EPOLL_CREATE1_FLAGS),
    ("execve_flags", EXECVE_FLAGS),
    ("execveat_flags", EXECVEAT_FLAGS),
    ("fchownat_flags", FCHOWNAT_FLAGS),
    ("fcntl_commands", FCNTL_COMMANDS),
    ("file_flags", FILE_FLAGS),
    ("finit_module_flags", FINIT_MODULE_FLAGS),
    ("flock_flags", FLOCK_FLAGS),
    ("fsconfig_cmds", FSCONFIG_CMDS),
    ("futex_operations", FUTEX_OPERATIONS),
    ("io_uring_enter_flags", IO_URING_ENTER_FLAGS),
    ("io_uring_register_opcodes", IO_URING_REGISTER_OPCODES),
    ("io_uring_setup_feats", IO_URING_SETUP_FEATS),
    ("io_uring_setup_flags", IO_URING_SETUP_FLAGS),
    ("keyctl_operations", KEYCTL_OPERATIONS),
    ("linkat_flags", LINKAT_FLAGS),
    ("lseek_whence", LSEEK_WHENCE),
    ("memfd_create_flags", MEMFD_CREATE_FLAGS),
    ("mknod_mode", MKNOD_MODE),
    ("mlock2_flags", MLOCK2_FLAGS),
    ("mlockall_flags", MLOCKALL_FLAGS),
    ("mmap_flags", MMAP_FLAGS),
    ("mount_flags", MOUNT_FLAGS),
    ("newfstatat_flags", NEWFSTATAT_FLAGS),
    ("openat2_flags", OPENAT2_FLAGS),
    ("pf_flags", PF_FLAGS),
    ("pidfd_open_flags", PIDFD_OPEN_FLAGS),
    ("poll_flags", POLL_FLAGS),
    ("prctl_options", PRCTL_OPTIONS),
    ("prot_flags", PROT_FLAGS),
    ("ptrace_requests", PTRACE_REQUESTS),
    ("quotactl_cmds", QUOTACTL_CMDS),
    ("quotactl_dqi_flags", QUOTACTL_DQI_FLAGS),
    ("quotactl_quota_fmts", QUOTACTL_QUOTA_FMTS),
    ("quotactl_types", QUOTACTL_TYPES),
    ("renameat2_flags", RENAMEAT2_FLAGS),
    ("rlimit_resources", RLIMIT_RESOURCES),
    ("semctl_commands", SEMCTL_COMMANDS),
    ("semget_flags", SEMGET_FLAGS),
    ("semop_flags", SEMOP_FLAGS),
    ("shutdown_how", SHUTDOWN_HOW),
    ("socket_families", SOCKET_FAMILIES),
    ("sockopt_levels", SOCKOPT_LEVELS),
    ("sockopt_options", SOCKOPT_OPTIONS),
    ("splice_flags", SPLICE_FLAGS),
    ("umount_flags", UMOUNT_FLAGS),
    ("unlinkat_flags", UNLINKAT_FLAGS),
];

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
