// SPDX-License-Identifier: Apache-2.0
//! System calls: portable codes, native numbers, named sets.

pub mod ia32;
mod lookup;
mod sc;
mod sc_list;
pub mod sets;
pub mod table;
mod x86_64;

pub use sc::Sc;
