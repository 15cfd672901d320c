// SPDX-License-Identifier: Apache-2.0
//! Asks the running system: /proc, users, interfaces, cgroups, mounts.
//!
//! Everything is read below a root directory, `/` or where the machine's own is mounted in a container. A process
//! that ends while it is read is left out; what may not be read is left empty.
#![forbid(unsafe_code)]

mod cgroups;
mod descriptors;
mod environment;
mod interfaces;
mod locate;
mod machine;
mod mounts;
mod number;
#[allow(clippy::module_inception, reason = "what the module is about")]
mod platform;
mod process;
mod read;
mod resources;
mod scan;
mod sockets;
mod stat;
mod status;
mod thread_times;
mod users;

pub use cgroups::{ControlGroups, GroupMounts};
pub use descriptors::Descriptors;
pub use platform::{Platform, boot_time, sockets};
pub use resources::Resources;
pub use scan::{Processes, ScanOptions};
pub use thread_times::ThreadTimes;

#[cfg(test)]
mod tests;
