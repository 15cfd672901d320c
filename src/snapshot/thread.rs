//! A thread.

/// What is known of one thread; the leader's record stands for its process. Upstream: `scap_threadinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadRecord {
    /// Thread id in the initial pid namespace.
    pub tid: i64,
    /// Id of the thread's process.
    pub pid: i64,
    /// Id of the parent process.
    pub ptid: i64,
    /// Session id; -1 unknown.
    pub sid: i64,
    /// Process group id in the thread's own pid namespace; -1 unknown.
    pub vpgid: i64,
    /// Process group id in the initial pid namespace; -1 unknown.
    pub pgid: i64,
    /// Command name.
    pub comm: Vec<u8>,
    /// First argument of the command line.
    pub exe: Vec<u8>,
    /// Full path of the executable.
    pub exepath: Vec<u8>,
    /// The executable can be written by the user of the thread.
    pub exe_writable: bool,
    /// The executable is in the upper layer of an overlay file system.
    pub exe_upper_layer: bool,
    /// The executable is in a lower layer of an overlay file system.
    pub exe_lower_layer: bool,
    /// The executable is an anonymous memory file.
    pub exe_from_memfd: bool,
    /// Arguments after the first, each followed by a NUL.
    pub args: Vec<u8>,
    /// Environment, each entry followed by a NUL.
    pub env: Vec<u8>,
    /// Working directory.
    pub cwd: Vec<u8>,
    /// Most file descriptors the process may have.
    pub fdlimit: i64,
    /// `PPM_CL_` flags.
    pub flags: u32,
    /// User id; `u32::MAX` unknown.
    pub uid: u32,
    /// Group id; `u32::MAX` unknown.
    pub gid: u32,
    /// Permitted capabilities, portable bits (`PPM_CAP_`).
    pub cap_permitted: u64,
    /// Effective capabilities.
    pub cap_effective: u64,
    /// Inheritable capabilities.
    pub cap_inheritable: u64,
    /// Inode of the executable.
    pub exe_ino: u64,
    /// Last status change of the executable, nanoseconds since the epoch.
    pub exe_ino_ctime: u64,
    /// Last modification of the executable, nanoseconds since the epoch.
    pub exe_ino_mtime: u64,
    /// Virtual memory, KiB.
    pub vmsize_kb: u32,
    /// Resident memory, KiB.
    pub vmrss_kb: u32,
    /// Swapped memory, KiB.
    pub vmswap_kb: u32,
    /// Major page faults since start.
    pub pfmajor: u64,
    /// Minor page faults since start.
    pub pfminor: u64,
    /// Thread id in its own pid namespace; -1 unknown.
    pub vtid: i64,
    /// Process id in its own pid namespace; -1 unknown.
    pub vpid: i64,
    /// Start of the init process of its pid namespace, nanoseconds since the epoch.
    pub pidns_init_start_ts: u64,
    /// Control groups as `subsystem=path`, each followed by a NUL.
    pub cgroups: Vec<u8>,
    /// Root directory.
    pub root: Vec<u8>,
    /// Start of the thread, nanoseconds since the epoch; 0 unknown.
    pub clone_ts: u64,
    /// Controlling terminal; 0 none.
    pub tty: u32,
    /// Login user id; `u32::MAX` unset.
    pub loginuid: u32,
}

impl Default for ThreadRecord {
    /// Numbers that a missing field of an old capture file stands for.
    fn default() -> Self {
        Self {
            tid: 0,
            pid: 0,
            ptid: 0,
            sid: -1,
            vpgid: -1,
            pgid: -1,
            comm: Vec::new(),
            exe: Vec::new(),
            exepath: Vec::new(),
            exe_writable: false,
            exe_upper_layer: false,
            exe_lower_layer: false,
            exe_from_memfd: false,
            args: Vec::new(),
            env: Vec::new(),
            cwd: Vec::new(),
            fdlimit: 0,
            flags: 0,
            uid: 0,
            gid: 0,
            cap_permitted: 0,
            cap_effective: 0,
            cap_inheritable: 0,
            exe_ino: 0,
            exe_ino_ctime: 0,
            exe_ino_mtime: 0,
            vmsize_kb: 0,
            vmrss_kb: 0,
            vmswap_kb: 0,
            pfmajor: 0,
            pfminor: 0,
            vtid: -1,
            vpid: -1,
            pidns_init_start_ts: 0,
            cgroups: Vec::new(),
            root: Vec::new(),
            clone_ts: 0,
            tty: 0,
            loginuid: u32::MAX,
        }
    }
}
