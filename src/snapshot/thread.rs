// SPDX-License-Identifier: Apache-2.0
//! A thread.

/// Hands the members of a thread that are numbers to a macro: name, type and what a missing field of an old capture file
/// stands for. Everything that holds a thread or copies one follows this list: the record, the state, C structures.
///
/// - `id`: signed here and unsigned in C.
/// - `thread`: a member of the thread itself.
/// - `image`: a member of its program.
macro_rules! with_thread_members {
    ($user:ident! $($arguments:tt)*) => {
        $user! { $($arguments)*;
            id {
                /// Thread id in the initial pid namespace.
                tid: i64 = 0,
                /// Id of the thread's process.
                pid: i64 = 0,
                /// Id of the parent process.
                ptid: i64 = 0,
                /// Session id; -1 unknown.
                sid: i64 = -1,
                /// Process group id in the thread's own pid namespace; -1 unknown.
                vpgid: i64 = -1,
                /// Process group id in the initial pid namespace; -1 unknown.
                pgid: i64 = -1,
            }
            thread {
                /// Maximum number of file descriptors of the process.
                fdlimit: i64 = 0,
                /// `PPM_CL_` flags.
                flags: u32 = 0,
                /// User id; `u32::MAX` unknown.
                uid: u32 = 0,
                /// Group id; `u32::MAX` unknown.
                gid: u32 = 0,
                /// Permitted capabilities, portable bits (`PPM_CAP_`).
                cap_permitted: u64 = 0,
                /// Effective capabilities.
                cap_effective: u64 = 0,
                /// Inheritable capabilities.
                cap_inheritable: u64 = 0,
                /// Virtual memory, KiB.
                vmsize_kb: u32 = 0,
                /// Resident memory, KiB.
                vmrss_kb: u32 = 0,
                /// Swapped memory, KiB.
                vmswap_kb: u32 = 0,
                /// Major page faults since start.
                pfmajor: u64 = 0,
                /// Minor page faults since start.
                pfminor: u64 = 0,
                /// Thread id in its own pid namespace; -1 unknown.
                vtid: i64 = -1,
                /// Process id in its own pid namespace; -1 unknown.
                vpid: i64 = -1,
                /// Start of the init process of its pid namespace, nanoseconds since the epoch.
                pidns_init_start_ts: u64 = 0,
                /// Start of the thread, nanoseconds since the epoch; 0 unknown.
                clone_ts: u64 = 0,
                /// Controlling terminal; 0 none.
                tty: u32 = 0,
                /// Login user id; `u32::MAX` unset.
                loginuid: u32 = u32::MAX,
            }
            image {
                /// The executable can be written by the user of the thread.
                exe_writable: bool = false,
                /// The executable is in the upper layer of an overlay file system.
                exe_upper_layer: bool = false,
                /// The executable is in a lower layer of an overlay file system.
                exe_lower_layer: bool = false,
                /// The executable is an anonymous memory file.
                exe_from_memfd: bool = false,
                /// Inode of the executable.
                exe_ino: u64 = 0,
                /// Last status change of the executable, nanoseconds since the epoch.
                exe_ino_ctime: u64 = 0,
                /// Last modification of the executable, nanoseconds since the epoch.
                exe_ino_mtime: u64 = 0,
            }
        }
    };
}
pub(crate) use with_thread_members;

/// Copies the members of one group: `copy_thread_members!(image, from => to)`.
macro_rules! copy_thread_members {
    ($group:ident, $from:expr => $to:expr) => {
        $crate::snapshot::with_thread_members!(copy_thread_members! @$group $from, $to)
    };
    (@id $from:expr, $to:expr; id { $($(#[$doc:meta])* $name:ident: $type:ty = $default:expr,)* } $($rest:tt)*) => {
        $($to.$name = $from.$name as _;)*
    };
    (@thread $from:expr, $to:expr; id $ids:tt thread { $($(#[$doc:meta])* $name:ident: $type:ty = $default:expr,)* }
     $($rest:tt)*) => {
        $($to.$name = $from.$name;)*
    };
    (@image $from:expr, $to:expr; id $ids:tt thread $members:tt
     image { $($(#[$doc:meta])* $name:ident: $type:ty = $default:expr,)* }) => {
        $($to.$name = $from.$name;)*
    };
}
pub(crate) use copy_thread_members;

macro_rules! record {
    (; $($group:ident { $($(#[$doc:meta])* $name:ident: $type:ty = $default:expr,)* })*) => {
        /// What is known of one thread; the leader's record describes its process. Upstream: `scap_threadinfo`.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct ThreadRecord {
            $($($(#[$doc])* pub $name: $type,)*)*
            /// Command name.
            pub comm: Vec<u8>,
            /// First argument of the command line.
            pub exe: Vec<u8>,
            /// Full path of the executable.
            pub exepath: Vec<u8>,
            /// Arguments after the first, each followed by a NUL.
            pub args: Vec<u8>,
            /// Environment, each entry followed by a NUL.
            pub env: Vec<u8>,
            /// Working directory.
            pub cwd: Vec<u8>,
            /// Control groups as `subsystem=path`, each followed by a NUL.
            pub cgroups: Vec<u8>,
            /// Root directory.
            pub root: Vec<u8>,
        }

        impl Default for ThreadRecord {
            /// Values that replace a missing field of an old capture file.
            fn default() -> Self {
                Self {
                    $($($name: $default,)*)*
                    comm: Vec::new(),
                    exe: Vec::new(),
                    exepath: Vec::new(),
                    args: Vec::new(),
                    env: Vec::new(),
                    cwd: Vec::new(),
                    cgroups: Vec::new(),
                    root: Vec::new(),
                }
            }
        }
    };
}
with_thread_members!(record!);
