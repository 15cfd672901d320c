// SPDX-License-Identifier: Apache-2.0
//! The reader of capture files.

mod current;
mod cursor;
mod event;
mod fault;
mod fds;
mod frame;
mod gunzip;
mod interfaces;
mod machine;
mod processes;
mod reader;
mod resync;
mod section;
mod source;
mod types;
mod users;
mod window;

pub use reader::Reader;
pub use types::{Counts, DF_SWALLOWED, FormatVersion, ReadOptions};
