// SPDX-License-Identifier: Apache-2.0
//! Thread groups: the threads of one process.

use super::thread_ref::ThreadRef;
use std::collections::VecDeque;

/// Index of a group in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupId(pub(super) u32);

/// The threads of one process. Upstream: `thread_group_info`.
#[derive(Debug, Clone, Default)]
pub struct ThreadGroup {
    /// Id of the process.
    pub pid: i64,
    /// Threads whose exit was not seen, the leader included.
    pub alive: u64,
    /// Orphans among its descendants become its children.
    pub reaper: bool,
    /// The leader, if known, is the first. Some may have been removed.
    pub(super) threads: VecDeque<ThreadRef>,
    /// Threads that refer to this group, and 1 while the group is listed under its pid.
    pub(super) owners: u32,
}
