// SPDX-License-Identifier: Apache-2.0
//! Old events to their newest version.
//!
//! Captures keep the parameters that events had when they were recorded. A rule specifies what to do with one old version;
//! rules are applied until the event is current. Enter events of old captures are not delivered: their parameters move
//! into the exit event of the same thread.

mod container;
mod family_list;
mod first;
mod rule;
mod run;
mod stored;

mod file;
mod identity;
mod io;
mod ipc;
mod memory;
mod meta;
mod net;
mod process;
mod signal;
mod system;
mod tracepoint;
mod wait;

pub(crate) use first::is_current;
pub use first::{FirstStep, first_step};
pub use rule::{Action, Rule, Take};
pub use run::{ConvertFault, Converter, Outcome};

/// Every rule.
pub fn rules() -> &'static [Rule] {
    &family_list::RULES
}
