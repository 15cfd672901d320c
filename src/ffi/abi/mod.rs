// SPDX-License-Identifier: Apache-2.0
//! The C structures, laid out as in falcosecurity/libs 0.25.4 on x86-64; the C headers document each member.
//!
//! Each structure asserts its size, alignment and offsets when it is compiled.
#![allow(missing_docs, reason = "the C headers document each member")]
#![allow(non_camel_case_types, reason = "these are the C names")]

#[macro_use]
mod layout;

pub mod dumper;
pub mod engine;
pub mod engine_params;
pub mod event;
pub mod internal;
pub mod linux;
pub mod machine;
pub mod open;
pub mod platform;
pub mod plugin;
pub mod plugin_api;
pub mod stats;
pub mod thread;
