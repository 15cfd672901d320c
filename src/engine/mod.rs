// SPDX-License-Identifier: Apache-2.0
//! Where events come from: one small trait; savefile, live probe, no-driver, plugin source, test input.
#![forbid(unsafe_code)]

#[expect(clippy::module_inception, reason = "the trait has the name of its module")]
mod engine;
mod live;
mod no_driver;
mod plugin;
mod savefile;
mod test_input;

pub use crate::codec::{Advance, Record};
pub use engine::{BEHIND, Engine};
pub use live::Live;
pub use no_driver::NoDriver;
pub use plugin::{PluginPlatform, PluginSource};
pub use test_input::TestInput;
