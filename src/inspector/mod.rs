// SPDX-License-Identifier: Apache-2.0
//! The conductor: open, next, close; parse, notify, clean up; suppression, purging, dumping, metrics.
#![forbid(unsafe_code)]

mod core;
mod dump;
mod filter;
mod hidden;
#[expect(clippy::module_inception, reason = "the type has the name of its module")]
mod inspector;
mod legacy;
mod limits;
mod made;
mod metrics;
mod mode;
mod open;
mod options;
mod plugins;
mod purge;
mod pushdown;
mod rotation;
mod serials;
mod session;
mod source;
mod suppress;

pub use crate::parsers::{Options as ParserOptions, StateChange};
pub use dump::{DumpOptions, Dumper};
pub use filter::InspectorFilter;
pub use hidden::is_hidden;
pub use inspector::Inspector;
pub use metrics::{Metric, MetricUnit, MetricValue, resource_metrics};
pub use mode::Mode;
pub use options::Options;
pub use pushdown::selection;
pub use rotation::Rotation;
pub use session::Session;

#[cfg(test)]
mod tests;
