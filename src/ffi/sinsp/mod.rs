// SPDX-License-Identifier: Apache-2.0
//! The inspector, its events, filters, output and state as a flat C interface (C: libsinsp/sinsp_c.h).
//!
//! Handles are opaque and owned by their creator, except for the current event, which its inspector owns. Texts are
//! borrowed: each function says for how long. NULL handles are failures; a panic is one too.
#![allow(non_camel_case_types, reason = "these are the C names")]

// The header begins with it.
pub mod version;

pub mod added;
mod asked;
pub mod ast;
pub mod catalogue;
mod codes;
pub mod dumper;
pub mod event;
pub mod fd;
pub mod field;
pub mod filter;
pub mod formatter;
pub mod inspector;
pub mod live;
pub mod log;
pub mod log_sink;
pub mod machine;
pub mod metrics;
pub mod names;
pub mod notice;
pub mod open;
pub mod plugin;
pub mod plugin_fields;
pub mod plugin_source;
pub mod ready;
pub mod settings;
pub mod suppression;
pub mod table;
pub mod table_entry;
pub mod text;
pub mod thread;
pub mod user;

pub use event::sinsp_event_t;
pub use inspector::sinsp_inspector_t;
pub use text::sinsp_text;
