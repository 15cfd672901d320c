// SPDX-License-Identifier: Apache-2.0
//! What each event does to state; one function per event, by family, in one route table.
//!
//! [`attach()`] finds the thread and the descriptor of an event, [`apply`] runs the function of its code, and
//! [`finish`] drops what was kept for it. What is to happen later or elsewhere (a thread to remove, an observer
//! to call) is left in the [`Verdict`].
#![forbid(unsafe_code)]

mod attach;
mod context;
mod enter;
mod file;
mod io;
mod meta;
mod net;
mod parser;
mod position;
mod process;
mod routes;
mod state_change;
mod verdict;

pub use attach::attach;
pub use context::{Options, ParseContext};
pub use enter::{finish, serves_exit};
pub use position::Position;
pub use routes::apply;
#[cfg(test)]
pub(crate) use routes::is_parsed;
pub use state_change::StateChange;
pub use verdict::Verdict;

#[cfg(test)]
mod tests;
