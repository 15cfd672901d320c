// SPDX-License-Identifier: Apache-2.0
//! syscap: libscap and libsinsp for Rust, C and C++.
//!
//! ARCHITECTURE.md says what each module is and may use, and `tests/layering.rs` holds them to it.

/// The examples of README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What the program `syscap` and its manual pages need of the library.
#[doc(hidden)]
pub mod program_only {
    pub use crate::cli::{command, run};
}

pub use error::Error;
pub use fields::{Event, Field, Value};
pub use filter::Filter;
pub use format::Template;
pub use inspector::{Inspector, Options};

pub mod capture;
mod cli;
pub mod codec;
pub mod engine;
pub mod error;
#[doc(hidden)]
pub mod ffi;
pub mod fields;
pub mod filter;
pub mod format;
pub mod inspector;
mod parsers;
pub mod platform;
pub mod plugin;
pub mod savefile;
pub mod schema;
pub mod snapshot;
pub mod state;
