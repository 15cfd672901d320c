// SPDX-License-Identifier: Apache-2.0
//! Counters of the state.

/// Counters of the state; upstream: `sinsp_stats_v2`, and those of the byte budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Descriptor look-ups that searched a table.
    pub noncached_fd_lookups: u64,
    /// Descriptor look-ups answered by the previous one.
    pub cached_fd_lookups: u64,
    /// Descriptor look-ups that found nothing.
    pub failed_fd_lookups: u64,
    /// Descriptors added.
    pub added_fds: u64,
    /// Descriptors removed.
    pub removed_fds: u64,
    /// Descriptors refused because their table was full.
    pub drops_full_fdtable: u64,
    /// Enter events kept for their exit events.
    pub stored_events: u64,
    /// Enter events lost because their thread is unknown.
    pub store_event_drops: u64,
    /// Kept enter events that were used.
    pub retrieved_events: u64,
    /// Exit events whose enter event was missing.
    pub retrieve_event_drops: u64,
    /// Thread look-ups that searched the table.
    pub noncached_thread_lookups: u64,
    /// Thread look-ups answered by the previous one.
    pub cached_thread_lookups: u64,
    /// Thread look-ups that found nothing.
    pub failed_thread_lookups: u64,
    /// Threads added.
    pub added_threads: u64,
    /// Threads removed.
    pub removed_threads: u64,
    /// Threads refused because the table was full.
    pub drops_full_threadtable: u64,
    /// Threads looked up in the running system.
    pub proc_lookups: u64,
    /// Threads removed to keep the byte budget.
    pub evicted_threads: u64,
    /// Descriptors removed to keep the byte budget.
    pub evicted_fds: u64,
    /// Events whose parameters contradict their table row; they changed nothing.
    pub malformed_events: u64,
}
