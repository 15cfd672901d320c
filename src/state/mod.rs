//! The tables that remember: threads, thread groups, fds, users, containers.
//!
//! State is changed by the parsers and by the import of the initial snapshot only; everyone else reads it
//! through `&State`.
#![forbid(unsafe_code)]

mod cgroups;
mod container;
mod counters;
mod fd;
mod fd_table;
mod group;
mod image;
mod interfaces;
pub mod path;
mod situation;
mod socket;
mod table;
mod text;
mod thread;
mod users;

pub use cgroups::Cgroups;
pub use container::{ContainerEngine, ContainerId, Containers, identify as identify_container};
pub use counters::Counters;
pub use fd::{Fd, type_char as fd_type_char, type_name as fd_type_name};
pub use fd_table::FdTable;
pub use group::{GroupId, ThreadGroup};
pub use image::Image;
pub use interfaces::Interfaces;
pub use situation::Situation;
pub use socket::SocketInfo;
pub use table::ThreadTable;
pub use text::{Strings, Text};
pub use thread::{Thread, ThreadRef};
pub use users::{Group, User, Users};

use crate::snapshot::{AgentInfo, MachineInfo};

/// Everything known of the machine at the current event.
#[derive(Debug, Default)]
pub struct State {
    /// Threads, their groups and their descriptors.
    pub threads: ThreadTable,
    /// Users and groups.
    pub users: Users,
    /// Addresses of the machine.
    pub interfaces: Interfaces,
    /// What captures tell about containers.
    pub containers: Containers,
    /// The machine; `None` where the source does not tell.
    pub machine: Option<MachineInfo>,
    /// The program that recorded; `None` where the source does not tell.
    pub agent: Option<AgentInfo>,
    /// What the state counts about itself.
    pub counters: Counters,
    /// Time of the current event, nanoseconds since the epoch.
    pub now: u64,
    /// Time of the first event that is not a meta event; 0 before it.
    pub first_event_ts: u64,
}

impl State {
    /// Start of the machine, nanoseconds since the epoch; 0 unknown.
    pub fn boot_ts(&self) -> u64 {
        self.machine.as_ref().map_or(0, |machine| machine.boot_ts_epoch)
    }
}
