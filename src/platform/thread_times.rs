// SPDX-License-Identifier: Apache-2.0
//! What the scheduler counts of a thread.

/// CPU time of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadTimes {
    /// Thread id.
    pub tid: i64,
    /// Time in user mode, clock ticks.
    pub utime: u64,
    /// Time in the kernel, clock ticks.
    pub stime: u64,
}
