// SPDX-License-Identifier: Apache-2.0
//! State tables: the threads and descriptors of the state for plugins, and the tables of plugins for each other.
//!
//! Plugins borrow the state for as long as one of their functions runs. Every operation takes the loan's lock, so
//! that other threads of a plugin may use the tables meanwhile; outside a loan the operation fails with a text.

mod defined;
mod descriptor_rows;
mod failure;
mod foreign;
mod handle;
mod inner;
mod operations;
mod program;
mod shared;
mod thread_rows;
mod value;
mod vtable;

pub(super) use handle::Kept;
pub use program::ProgramTables;
pub use shared::Log;
pub(super) use shared::Shared;
pub use value::StateType;
pub(super) use vtable::{OLD_READER, READER, WRITER, init_tables};
