//! The catalogue of named fields and how each is read from event and state.
#![forbid(unsafe_code)]

mod arg;
mod catalogue;
mod context;
mod field;
mod scratch;
mod source;
mod value;

pub use arg::{Arg, ArgRule};
pub(crate) use arg::{scan_i64, scan_u64};
pub use catalogue::{Catalogue, FieldClass, FieldError};
pub use context::Context;
pub use field::{Candidates, CompareRule, Extractor, FieldFlags, FieldInfo, FieldRef, Known, ValueRule};
pub use scratch::{Scratch, TextBuf};
pub use source::Source;
pub use value::{Extracted, Value};
