//! What a few fields remember from one event to the next.

use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// The memory of one mention of a field in a filter or template.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Time of the last event, or a count.
    pub last: Cell<u64>,
    /// By processor or thread id; empty for nearly every field.
    pub table: RefCell<FxHashMap<i64, u64>>,
}
