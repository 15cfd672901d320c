// SPDX-License-Identifier: Apache-2.0
//! What can be set when a source is opened.

use super::mode::Mode;
use crate::fields::Settings;
use crate::parsers;
use crate::plugin::Host;
use crate::savefile::ReadOptions;
use std::sync::Arc;

/// Settings of an [`super::Inspector`]. The defaults are upstream's, with a budget for memory.
///
/// ```
/// use scap::{Inspector, Options};
///
/// let options = Options { suppressed_comms: vec![b"sh".to_vec()], ..Options::default() };
/// let mut inspector = Inspector::open("testdata/shell.scap", options)?;
/// while let Some(event) = inspector.next()? {
///     assert!(event.thread.is_none_or(|thread| &*thread.comm != b"sh"));
/// }
/// assert!(inspector.suppressed_events() > 0);
/// # Ok::<(), scap::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// Kind of source.
    pub mode: Mode,
    /// Keep what a capture file records about its machine: host name, processors, boot time. Upstream reads it and
    /// then clears it, so that fields such as `evt.hostname` and `proc.pidns_init_start_ts` have no value.
    pub machine_info: bool,
    /// Also deliver what only serves the state: for callers that write captures, which recognize it by
    /// [`super::is_hidden`].
    pub deliver_hidden: bool,
    /// Show events as they were recorded, as libs 0.18 did: old codes and layouts, enter events that are otherwise
    /// only used for their exit events, and descriptors by the rules of that time. State is still made from the newest versions.
    /// The source has to keep the recorded events: [`crate::savefile::ReadOptions::keep_original`].
    pub legacy_view: bool,
    /// Let the kernel leave out what the filter refuses. Then numbers of events and counters do not count that.
    pub pushdown: bool,
    /// Keep users and groups.
    pub import_users: bool,
    /// Switches of the parsers.
    pub parsers: parsers::Options,
    /// Maximum number of threads that are kept.
    pub max_threads: usize,
    /// Maximum number of descriptors that are kept of a process.
    pub max_fds: usize,
    /// Maximum number of threads that are looked up in the system; `None` unlimited.
    pub max_lookups: Option<u64>,
    /// After this many, their descriptors are no longer looked up; `None` never.
    pub max_lookups_with_fds: Option<u64>,
    /// After this time as many look-ups are allowed again, nanoseconds; 0 never. Prevents a look-up for every thread
    /// of a storm, and still finds those that come later.
    pub lookup_period_ns: u64,
    /// Read environments whole where the event or the process list holds only the first 4096 bytes. A process that
    /// ends at once keeps those. On a live machine or with a plugin for system calls.
    pub large_environments: bool,
    /// Bytes that threads and descriptors may take together; beyond, dead and idle ones are removed.
    pub byte_budget: usize,
    /// Remove threads whose exit was seen, and on a live machine those that are gone without one.
    pub auto_purge: bool,
    /// How often a live table is searched for threads that are gone, nanoseconds.
    pub purge_interval_ns: u64,
    /// A thread not seen for this long may be gone, nanoseconds.
    pub thread_timeout_ns: u64,
    /// The own process on a live machine: its events are dropped; 0 none.
    pub self_pid: i64,
    /// Command names whose threads are left out.
    pub suppressed_comms: Vec<Vec<u8>>,
    /// Threads that are left out.
    pub suppressed_tids: Vec<i64>,
    /// How fields look: buffers, times.
    pub output: Settings,
    /// Plugins that parse events, observe captures, and send events of their own.
    pub plugins: Option<Arc<Host>>,
}

impl Options {
    /// How a capture file has to be read for these options.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions { keep_original: self.legacy_view, ..ReadOptions::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::Offline,
            machine_info: false,
            deliver_hidden: false,
            legacy_view: false,
            pushdown: true,
            import_users: true,
            parsers: parsers::Options::default(),
            max_threads: 262_144,
            max_fds: 4096,
            max_lookups: None,
            max_lookups_with_fds: None,
            lookup_period_ns: 0,
            large_environments: false,
            byte_budget: 2 << 30,
            auto_purge: true,
            purge_interval_ns: 1200 * SECOND,
            thread_timeout_ns: 1800 * SECOND,
            self_pid: 0,
            suppressed_comms: Vec::new(),
            suppressed_tids: Vec::new(),
            output: Settings::default(),
            plugins: None,
        }
    }
}

/// Nanoseconds.
pub(super) const SECOND: u64 = 1_000_000_000;
