// SPDX-License-Identifier: Apache-2.0
//! Everything known of the machine at the current event.

use super::births::Births;
use super::container::Containers;
use super::counters::Counters;
use super::image::Image;
use super::interfaces::Interfaces;
use super::table::ThreadTable;
use super::text::Text;
use super::thread::EnterBytes;
use super::thread::Thread;
use super::users::Users;
use crate::snapshot::{AgentInfo, MachineInfo};
use std::sync::Arc;

/// Everything known of the machine at the current event.
#[derive(Debug)]
pub struct State {
    /// Threads, their groups and their descriptors.
    pub threads: ThreadTable,
    /// Users and groups.
    pub users: Users,
    /// Addresses of the machine.
    pub interfaces: Interfaces,
    /// What captures record about containers.
    pub containers: Containers,
    /// The machine; `None` where the source does not describe it.
    pub machine: Option<MachineInfo>,
    /// The program that recorded; `None` where the source does not describe it.
    pub agent: Option<AgentInfo>,
    /// Start of the machine, nanoseconds since the epoch; 0 unknown.
    pub boot_ts: u64,
    /// What the state counts about itself.
    pub counters: Counters,
    /// Time of the current event, nanoseconds since the epoch.
    pub now: u64,
    /// Time of the first event that is not a meta event; 0 before it.
    pub first_event_ts: u64,
    /// Maximum number of threads that are looked up in the system; `None` unlimited.
    pub(crate) max_lookups: Option<u64>,
    /// After this many, their descriptors are no longer looked up; `None` never.
    pub(crate) max_lookups_with_fds: Option<u64>,
    /// After this time as many look-ups are allowed again, nanoseconds; 0 never.
    pub(crate) lookup_period_ns: u64,
    /// When the period began, and what [`Counters::proc_lookups`] was then.
    pub(super) lookup_period_start: (u64, u64),
    /// Look environments up in the system of which only the beginning is recorded.
    pub(crate) large_environments: bool,
    /// Keep the mark that the kernel appends to the path of a deleted executable, as libs 0.18 did.
    pub(crate) keep_deleted_mark: bool,
    /// Children that have not reported themselves yet.
    pub(crate) births: Births,
    /// The command name of a thread of which only the id is known.
    pub(super) unknown: Text,
    pub(super) unknown_image: Arc<Image>,
    /// Buffer for code that builds a text.
    pub(crate) scratch: Vec<u8>,
    /// Buffer for code that builds a path.
    pub(crate) scratch_path: Vec<u8>,
    /// Memory for enter events to come.
    #[allow(clippy::vec_box, reason = "a thread holds the box")]
    pub(crate) spare_enters: Vec<Box<EnterBytes>>,
}

impl Default for State {
    fn default() -> Self {
        let unknown = Text::new(b"<NA>");
        Self {
            threads: ThreadTable::default(),
            users: Users::default(),
            interfaces: Interfaces::default(),
            containers: Containers::default(),
            machine: None,
            agent: None,
            boot_ts: 0,
            counters: Counters::default(),
            now: 0,
            first_event_ts: 0,
            max_lookups: None,
            keep_deleted_mark: false,
            max_lookups_with_fds: None,
            lookup_period_ns: 0,
            lookup_period_start: (0, 0),
            large_environments: false,
            births: Births::default(),
            unknown_image: Arc::new(Image { exe: unknown.clone(), ..Image::default() }),
            unknown,
            scratch: Vec::new(),
            scratch_path: Vec::new(),
            spare_enters: Vec::new(),
        }
    }
}

impl State {
    /// Bytes that threads and descriptors take.
    pub fn memory(&self) -> usize {
        self.threads.iter().map(Thread::memory).sum()
    }

    /// Descriptors of all processes.
    pub fn fd_count(&self) -> u64 {
        self.threads.iter().map(|thread| thread.fd_table.len() as u64).sum()
    }
}
