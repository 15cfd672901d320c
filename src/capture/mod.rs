//! Loads the probe (aya), drains its rings, runs its iterators, reports its counters.
//!
//! The probe's source is in ebpf/, and the object embedded here is what `ebpf/build` makes of it. Programs in the
//! kernel go with the process that loaded them, however it ends.

mod attach;
mod contract;
mod failure;
mod form;
mod interest;
mod load;
mod loss;
mod merge;
mod pushdown;
mod recipe;
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
mod with_enter;

pub use interest::Interest;
pub use load::{Options, Probe};
pub use loss::{Gap, Loss, Losses};
pub use pushdown::{Condition, Number, Selection};
pub use requirements::{Finding, examine};
pub use rings::BufferOptions;
pub use scope::Scope;
pub use snapshot::Tasks;
pub use stats::Stats;

/// An event as it lies in a ring.
#[derive(Debug)]
pub struct Record<'a> {
    /// The encoded event.
    pub bytes: &'a [u8],
    /// Processor that made it.
    pub cpu: u16,
    /// Made of an operation that was submitted through a ring of io_uring; see [`Options::io_uring`].
    pub io_uring: bool,
    /// Events of this processor that were lost since the one before.
    pub lost: u32,
}
