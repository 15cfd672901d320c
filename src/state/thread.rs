// SPDX-License-Identifier: Apache-2.0
//! A thread.

use super::directories::Directories;
use super::files::Files;
use super::group::GroupId;
use super::thread_ref::ThreadRef;
use super::{Cgroups, ContainerId, Dynamic, FdTable, Image, Strings, Text};
use crate::schema::flags::process::{PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLOSED, PPM_CL_IS_MAIN_THREAD};
use std::sync::Arc;

/// Bytes of a thread's name without its NUL (TASK_COMM_LEN of the kernel).
pub(crate) const NAME_SIZE: usize = 15;

/// Whose report of a clone has been seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CloneSeen {
    pub(crate) by_caller: bool,
    pub(crate) by_child: bool,
    /// Until its caller reports, it has copies of what another thread has that may not be its maker.
    pub(crate) guessed: bool,
}

/// Bytes of an enter event that waits for its exit event.
#[derive(Debug, Clone, Default)]
pub(crate) struct EnterBytes(pub(crate) Vec<u8>);

/// What is known of one thread; the leader's entry describes its process. Upstream: `sinsp_threadinfo`.
#[derive(Debug, Clone)]
pub struct Thread {
    /// Thread id in the initial pid namespace.
    pub tid: i64,
    /// Id of its process; -1 unknown.
    pub pid: i64,
    /// Id of the thread that is its parent; -1 unknown, 0 none.
    pub ptid: i64,
    /// Thread that adopts its children when it ends; -1 unknown.
    pub reaper_tid: i64,
    /// Session id; -1 unknown.
    pub sid: i64,
    /// Process group id in its own pid namespace; -1 unknown.
    pub vpgid: i64,
    /// Process group id in the initial pid namespace; -1 unknown.
    pub pgid: i64,
    /// Thread id in its own pid namespace; -1 unknown.
    pub vtid: i64,
    /// Process id in its own pid namespace; -1 unknown.
    pub vpid: i64,
    /// `PPM_CL_` flags.
    pub flags: u32,
    /// User id; `u32::MAX` unknown.
    pub uid: u32,
    /// Group id; `u32::MAX` unknown.
    pub gid: u32,
    /// Login user id; `u32::MAX` unset.
    pub loginuid: u32,
    /// Controlling terminal; 0 none.
    pub tty: u32,
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
    /// Maximum number of file descriptors of the process; -1 unknown. Use [`super::ThreadTable::fd_limit`].
    pub fdlimit: i64,
    /// Permitted capabilities, portable bits (`PPM_CAP_`).
    pub cap_permitted: u64,
    /// Effective capabilities.
    pub cap_effective: u64,
    /// Inheritable capabilities.
    pub cap_inheritable: u64,
    /// From the last status change of the executable to the start of the thread, nanoseconds.
    pub exe_ino_ctime_duration_clone_ts: u64,
    /// From the start of the pid namespace to the last status change of the executable, nanoseconds.
    pub exe_ino_ctime_duration_pidns_start: u64,
    /// Start of the init process of its pid namespace, nanoseconds since the epoch.
    pub pidns_init_start_ts: u64,
    /// Start of the thread, nanoseconds since the epoch; 0 unknown.
    pub clone_ts: u64,
    /// Its last execve, nanoseconds since the epoch; 0 none seen.
    pub lastexec_ts: u64,
    /// Its last event, nanoseconds since the epoch; 0 none seen.
    pub lastevent_ts: u64,
    /// The event before the last, nanoseconds since the epoch; 0 none seen.
    pub prevevent_ts: u64,
    /// When it was last used, in event time.
    pub lastaccess_ts: u64,
    /// Descriptor of its last event; -1 none.
    pub lastevent_fd: i64,
    /// Code of its last enter event; `u16::MAX` none seen.
    pub lastevent_type: u16,
    /// True while the stored enter event belongs to the current exit event.
    pub(crate) enter_valid: bool,
    /// True when a filter on the inspector keeps it out of capture files.
    pub filtered_out: bool,
    /// Command name.
    pub comm: Text,
    /// The name that the thread has given itself since, as prctl(PR_SET_NAME) does; `None` where it is `comm`. Rules rely
    /// on the name as of the last execve, so this is kept apart.
    pub(crate) renamed: Option<Text>,
    /// Program: executable, arguments.
    pub image: Arc<Image>,
    /// Control groups.
    pub cgroups: Cgroups,
    /// Root directory.
    pub root: Text,
    /// Environment of a leader. Use [`super::ThreadTable::env`].
    pub(crate) env: Strings,
    /// Working directory of a leader, and of a thread that does not share its leader's, with a `/` at its end. Use [`super::ThreadTable::cwd`].
    pub(crate) cwd: Text,
    /// With whom it shares working and root directory.
    pub(crate) directories: Directories,
    /// Descriptors, where it has its own. Use [`super::ThreadTable::fds`].
    pub(crate) fd_table: FdTable,
    /// Whose descriptors it works with.
    pub(crate) files: Files,
    /// How many threads say with [`Files::Of`] that they work with the descriptors in this entry.
    pub(super) sharers: u32,
    /// Which sides of the clone that made it were seen.
    pub(crate) clone_seen: CloneSeen,
    /// Bytes of the enter event that waits for its exit event.
    pub(crate) enter: Option<Box<EnterBytes>>,
    /// Values of fields that plugins defined.
    pub dynamic: Dynamic,
    pub(super) group: Option<GroupId>,
    pub(super) children: Vec<ThreadRef>,
    pub(super) living_children: u64,
}

impl Thread {
    /// A thread of which nothing but its id is known.
    pub fn new(tid: i64) -> Self {
        Self {
            tid,
            pid: -1,
            ptid: -1,
            reaper_tid: -1,
            sid: -1,
            vpgid: -1,
            pgid: -1,
            vtid: -1,
            vpid: -1,
            flags: crate::schema::flags::process::PPM_CL_NAME_CHANGED,
            uid: u32::MAX,
            gid: u32::MAX,
            loginuid: u32::MAX,
            tty: 0,
            vmsize_kb: 0,
            vmrss_kb: 0,
            vmswap_kb: 0,
            pfmajor: 0,
            pfminor: 0,
            fdlimit: -1,
            cap_permitted: 0,
            cap_effective: 0,
            cap_inheritable: 0,
            exe_ino_ctime_duration_clone_ts: 0,
            exe_ino_ctime_duration_pidns_start: 0,
            pidns_init_start_ts: 0,
            clone_ts: 0,
            lastexec_ts: 0,
            lastevent_ts: 0,
            prevevent_ts: 0,
            lastaccess_ts: 0,
            lastevent_fd: 0,
            lastevent_type: u16::MAX,
            enter_valid: false,
            filtered_out: false,
            comm: Text::EMPTY,
            renamed: None,
            image: Arc::default(),
            cgroups: Cgroups::EMPTY,
            root: Text::EMPTY,
            env: Strings::EMPTY,
            cwd: Text::EMPTY,
            directories: Directories::Process,
            fd_table: FdTable::default(),
            files: Files::Process,
            sharers: 0,
            clone_seen: CloneSeen::default(),
            enter: None,
            dynamic: Dynamic::EMPTY,
            group: None,
            children: Vec::new(),
            living_children: 0,
        }
    }

    /// True for the main thread of its process.
    #[inline]
    pub fn is_main(&self) -> bool {
        self.tid == self.pid || self.flags & PPM_CL_IS_MAIN_THREAD != 0
    }

    /// True when it is in a pid namespace other than the initial one.
    pub fn is_in_pid_namespace(&self) -> bool {
        self.flags & PPM_CL_CHILD_IN_PIDNS != 0 || (self.tid != self.vtid && self.vtid >= 0)
    }

    /// True for an entry that has nothing but the id of a thread that made events.
    #[inline]
    pub fn is_invalid(&self) -> bool {
        self.tid < 0 || self.pid < 0 || self.ptid < 0
    }

    /// True when its exit was seen.
    #[inline]
    pub fn is_dead(&self) -> bool {
        self.flags & PPM_CL_CLOSED != 0
    }

    /// True when it has children, or had some that are not cleaned up yet.
    pub(crate) fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// The present name of the thread, at most 15 bytes, UTF-8 not guaranteed.
    pub fn present_comm(&self) -> &[u8] {
        self.renamed.as_ref().unwrap_or(&self.comm)
    }

    /// Gives the thread another present name.
    pub(crate) fn rename(&mut self, name: &[u8]) {
        self.renamed = (self.comm.bytes() != name).then(|| Text::new(name));
    }

    /// First argument of the command line.
    pub fn exe(&self) -> &[u8] {
        &self.image.exe
    }

    /// Full path of the executable.
    pub fn exepath(&self) -> &[u8] {
        &self.image.exepath
    }

    /// Arguments after the first.
    pub fn args(&self) -> &Strings {
        &self.image.args
    }

    /// Appends the command name and the arguments, a space between each.
    pub fn push_cmdline(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.comm);
        for arg in self.image.args.iter() {
            out.push(b' ');
            out.extend_from_slice(arg);
        }
    }

    /// The path of its control group in this subsystem, such as `cpuset`.
    pub fn cgroup(&self, subsystem: &[u8]) -> Option<&[u8]> {
        self.cgroups.path(subsystem)
    }

    /// The container it is in, derived from its control groups.
    pub fn container(&self) -> Option<&ContainerId> {
        self.cgroups.container()
    }

    /// Bytes that it takes, with its share of what it shares with others.
    pub fn memory(&self) -> usize {
        size_of::<Self>()
            + self.comm.heap_size()
            + self.image.memory() / Arc::strong_count(&self.image)
            + self.root.heap_size()
            + self.cwd.heap_size()
            + self.env.heap_size()
            + self.cgroups.heap_size()
            + self.children.capacity() * size_of::<ThreadRef>()
            + self.enter.as_ref().map_or(0, |enter| enter.0.capacity())
            + self.fd_table.memory()
            + self.dynamic.heap_size()
    }
}
