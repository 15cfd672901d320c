//! What the state counts about itself.

/// Counters of the state; upstream: `sinsp_stats_v2`, and those of the byte budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Descriptor look-ups that went to a table.
    pub noncached_fd_lookups: u64,
    /// Descriptor look-ups answered by the last one.
    pub cached_fd_lookups: u64,
    /// Descriptor look-ups that found nothing.
    pub failed_fd_lookups: u64,
    /// Descriptors added.
    pub added_fds: u64,
    /// Descriptors removed.
    pub removed_fds: u64,
    /// Descriptors refused because their table was full.
    pub drops_full_fdtable: u64,
    /// Entry events kept for their exits.
    pub stored_events: u64,
    /// Entry events lost because their thread is unknown.
    pub store_event_drops: u64,
    /// Kept entry events that were used.
    pub retrieved_events: u64,
    /// Exit events whose entry event was missing.
    pub retrieve_event_drops: u64,
    /// Thread look-ups that went to the table.
    pub noncached_thread_lookups: u64,
    /// Thread look-ups answered by the last one.
    pub cached_thread_lookups: u64,
    /// Thread look-ups that found nothing.
    pub failed_thread_lookups: u64,
    /// Threads added.
    pub added_threads: u64,
    /// Threads removed.
    pub removed_threads: u64,
    /// Threads refused because the table was full.
    pub drops_full_threadtable: u64,
    /// Threads asked of the running system.
    pub proc_lookups: u64,
    /// Threads removed to keep the byte budget.
    pub evicted_threads: u64,
    /// Descriptors removed to keep the byte budget.
    pub evicted_fds: u64,
    /// Events whose parameters were not as their table row says; they changed nothing.
    pub malformed_events: u64,
}
