// SPDX-License-Identifier: Apache-2.0
//! The program over the public Rust API.
#![forbid(unsafe_code)]

mod arguments;
mod command_line;
mod doctor;
mod events;
mod info;
mod interrupt;
mod list;
mod live;
mod merge;
mod moment;
mod options;
mod output;
mod plugins;
mod program;
mod progress;
mod raw;
mod repair;
mod run;
mod slice;
mod stop;
mod summary;
mod tools;
mod write;

pub use command_line::command;
pub use program::run;
