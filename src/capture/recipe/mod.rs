// SPDX-License-Identifier: Apache-2.0
//! How each event is made: one recipe per event, as data that the probe follows (ebpf/interpret.h).

mod all;
mod file;
mod identity;
mod io;
mod memory;
mod net;
mod op;
mod process;
mod row;
mod system;
mod tracepoint;
mod wait;

pub(super) use all::{all, code_of};
#[cfg(test)]
mod tests;
