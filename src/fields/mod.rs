//! The catalogue of named fields and how each is read from event and state.
#![forbid(unsafe_code)]

mod arg;
mod catalogue;
mod classes;
mod evaluation;
mod external;
mod field;
mod memory;
pub mod param_text;
mod scratch;
mod source;
pub mod text;
mod value;

pub use arg::{Arg, ArgRule};
pub(crate) use arg::{scan_i64, scan_u64};
pub use catalogue::{Catalogue, ExternalClass, FieldClass, FieldError};
pub use classes::CLASSES;
pub use evaluation::{Evaluation, Settings, TimeFormat};
pub use external::{External, Sources};
pub use field::{
    Candidates, CompareRule, Extractor, FieldFlags, FieldInfo, FieldRef, JsonRule, Known, Row, ValueRule,
};
pub use memory::Memory;
pub use scratch::{Scratch, TextBuf};
pub use source::Source;
pub use value::{Extracted, Value};
