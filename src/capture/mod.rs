// SPDX-License-Identifier: Apache-2.0
//! Loads the probe (aya), drains its rings, runs its iterators, reports its counters.
//!
//! The probe's source is in ebpf/, and the object embedded here is what `ebpf/build` makes of it. Programs in the
//! kernel are unloaded with the process that loaded them, however it ends.

mod attach;
mod contract;
mod environment;
mod failure;
mod interest;
mod load;
mod loss;
mod merge;
mod program;
mod pushdown;
mod recipe;
mod record;
mod requirements;
mod ring;
mod rings;
mod scope;
mod snapshot;
mod stats;
mod tables;
mod time;
mod translation;
mod types;
mod variant;
mod with_enter;

pub use environment::Environment;
pub use interest::Interest;
pub use load::{Options, Probe};
pub use loss::{Gap, Loss, Losses};
pub use pushdown::{Condition, Number, Selection};
pub use record::Record;
pub use requirements::{Finding, examine};
pub use rings::BufferOptions;
pub use scope::Scope;
pub use snapshot::Tasks;
pub use stats::Stats;
