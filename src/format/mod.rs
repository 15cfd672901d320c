// SPDX-License-Identifier: Apache-2.0
//! Events and output templates to text and JSON.
#![forbid(unsafe_code)]

mod json;
pub(crate) mod raw_event;
mod template;
mod value;
mod write;

pub use json::push_json_string;
pub use template::{Formatter, Template};
pub use value::{push_json_value, push_value};
