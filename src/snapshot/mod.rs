// SPDX-License-Identifier: Apache-2.0
//! Plain records of a machine at one instant (processes, file descriptors, users, interfaces, machine)
//! and the [`Lookup`] trait of whoever can find one.
//!
//! Text fields are bytes without a trailing NUL; UTF-8 not guaranteed.
#![forbid(unsafe_code)]

mod fd;
mod interface;
mod machine;
mod thread;
mod user;

pub use fd::{FdDetail, FdRecord};
pub use interface::{Ipv4Interface, Ipv6Interface};
pub use machine::{AgentInfo, MachineInfo};
pub use thread::ThreadRecord;
pub(crate) use thread::{copy_thread_members, with_thread_members};
pub use user::{GroupRecord, UserRecord};

/// Everything known of a machine at one instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// The machine itself; `None` where a capture file does not describe it.
    pub machine: Option<MachineInfo>,
    /// The program that made the snapshot; `None` where unknown.
    pub agent: Option<AgentInfo>,
    /// Threads, leaders and others, in the order in which they were found.
    pub threads: Vec<ThreadRecord>,
    /// File descriptors by the thread id of their owner, in the order in which they were found.
    pub fds: Vec<(i64, FdRecord)>,
    /// Users.
    pub users: Vec<UserRecord>,
    /// Groups.
    pub groups: Vec<GroupRecord>,
    /// IPv4 addresses of the machine.
    pub ipv4: Vec<Ipv4Interface>,
    /// IPv6 addresses of the machine.
    pub ipv6: Vec<Ipv6Interface>,
}

/// Which thread is looked for, where ids alone do not say it: /proc may be that of another PID namespace.
#[derive(Debug, Clone, Copy)]
pub struct ThreadIdentity<'a> {
    /// Thread id as events have it.
    pub tid: i64,
    /// Thread id in its own PID namespace.
    pub vtid: i64,
    /// Process id in its own PID namespace.
    pub vpid: i64,
    /// Start of the thread, nanoseconds since the epoch; 0 unknown.
    pub start: u64,
    /// Present command name.
    pub comm: &'a [u8],
}

/// A source of look-ups on the running machine. A capture file has none: its implementation returns
/// `None` to everything.
pub trait Lookup {
    /// The thread with this id, and the descriptors of its process when `with_fds`.
    fn thread(&mut self, tid: i64, with_fds: bool) -> Option<(ThreadRecord, Vec<FdRecord>)>;

    /// Descriptors that are open in a thread now, by their numbers; those that are not found are left out.
    fn descriptors(&mut self, _thread: &ThreadIdentity<'_>, _numbers: &[i32]) -> Vec<FdRecord> {
        Vec::new()
    }

    /// The user with this id.
    fn user(&mut self, uid: u32) -> Option<UserRecord>;

    /// The group with this id.
    fn group(&mut self, gid: u32) -> Option<GroupRecord>;

    /// The whole environment of a process, each string ended by a NUL: events and [`ThreadRecord::env`] hold its
    /// beginning only. `None` where the process has ended or may not be read.
    fn environment(&mut self, _pid: i64) -> Option<Vec<u8>> {
        None
    }
}

/// Bytes of an environment that events and records hold (upstream: `SCAP_MAX_ENV_SIZE`).
pub const ENVIRONMENT_SIZE: usize = 4096;

/// A [`Lookup`] that finds nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLookup;

impl Lookup for NoLookup {
    fn thread(&mut self, _tid: i64, _with_fds: bool) -> Option<(ThreadRecord, Vec<FdRecord>)> {
        None
    }

    fn user(&mut self, _uid: u32) -> Option<UserRecord> {
        None
    }

    fn group(&mut self, _gid: u32) -> Option<GroupRecord> {
        None
    }
}
