// SPDX-License-Identifier: Apache-2.0
//! The catalogue of named fields and how each is read from event and state.
#![forbid(unsafe_code)]

mod arg;
mod catalogue;
mod classes;
mod evaluation;
mod event;
mod external;
mod field;
mod handle;
mod memory;
pub mod param_text;
mod scratch;
mod settings;
mod source;
mod sources;
pub mod text;
mod value;
mod workspace;

pub use arg::{Arg, ArgRule};
pub(crate) use arg::{scan_i64, scan_u64};
pub(crate) use catalogue::did_you_mean;
pub use catalogue::{Catalogue, ExternalClass, FieldClass, FieldError};
pub use classes::CLASSES;
pub use evaluation::Evaluation;
pub use event::Event;
pub use external::External;
pub use field::{
    Candidates, CompareRule, Extractor, FieldFlags, FieldInfo, FieldRef, JsonRule, KernelTest, Known, Row,
    ValueRule,
};
pub use handle::Field;
pub use memory::Memory;
pub use scratch::{Scratch, TextBuf};
pub use settings::{Settings, TimeFormat};
pub use source::Source;
pub use sources::Sources;
pub use value::{Extracted, Value};
pub use workspace::Workspace;
