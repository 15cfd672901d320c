// SPDX-License-Identifier: Apache-2.0
//! The tables that remember: threads, thread groups, fds, users, containers.
//!
//! State is changed by the parsers and by the import of the initial snapshot only; everyone else reads it
//! through `&State`.
#![forbid(unsafe_code)]

pub mod address;
mod births;
mod cgroups;
mod container;
mod container_id;
mod container_info;
mod counters;
mod directories;
mod directory_sharing;
mod dynamic;
mod export;
mod fd;
mod fd_table;
mod files;
mod group;
mod image;
mod import;
mod interfaces;
mod intern;
mod lineage;
pub mod path;
mod recent;
mod sharing;
mod socket;
#[expect(clippy::module_inception, reason = "the type has the name of its module")]
mod state;
mod store;
mod table;
mod text;
mod thread;
mod thread_ref;
mod users;

pub(crate) use births::{Birth, Heritage};
pub use cgroups::Cgroups;
pub use container::Containers;
pub use container_id::{ContainerEngine, ContainerId, identify as identify_container};
pub use container_info::{ContainerInfo, Mount};
pub use counters::Counters;
pub(crate) use directories::Directories;
pub use dynamic::{Dynamic, DynamicValue};
pub use fd::{Fd, type_char as fd_type_char, type_name as fd_type_name};
pub use fd_table::FdTable;
pub(crate) use files::Files;
pub use group::{GroupId, ThreadGroup};
pub use image::Image;
pub use interfaces::Interfaces;
pub use socket::SocketInfo;
pub use state::State;
pub use table::ThreadTable;
pub use text::{Strings, Text};
pub use thread::Thread;
pub(crate) use thread::{EnterBytes, NAME_SIZE};
pub use thread_ref::ThreadRef;
pub use users::{Group, User, Users};
