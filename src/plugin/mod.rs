// SPDX-License-Identifier: Apache-2.0
//! Loads a plugin library and speaks its C tables, both ways.
//!
//! [`Host`] holds the plugins of one inspector. A plugin may be an event source ([`Instance`]), read fields, parse events, make
//! asynchronous events ([`AsyncQueue`]) and use the state as tables.
#![allow(missing_docs, reason = "the structures of the plugin API are documented in plugin/plugin_api.h")]

pub(crate) mod abi;
mod asynchronous;
mod batch;
mod built_in;
mod capabilities;
mod describe;
mod extract;
mod field_list;
mod guard;
mod host;
mod library;
mod listen;
mod loaded;
mod metrics;
mod open_params;
mod owner;
mod refusal;
mod routines;
mod schema;
mod source;
mod source_names;
mod table;
mod text;
mod version;

pub use asynchronous::AsyncQueue;
pub(crate) use asynchronous::now;
pub(crate) use batch::{Batch, Fetched, complete};
pub use capabilities::Capabilities;
pub use describe::Description;
pub(crate) use describe::{missing_function, required_version, told_version};
pub use field_list::FieldRow;
pub use host::Host;
pub(crate) use library::{copy_table, load_library};
pub use loaded::Plugin;
pub use metrics::{Metric, MetricValue};
pub use open_params::OpenParam;
pub use source::Instance;
pub use table::{Log, ProgramTables, StateType};
pub use version::{API as API_VERSION, Version};
