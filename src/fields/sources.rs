// SPDX-License-Identifier: Apache-2.0
//! The sources of events that plugins bring.

use super::TextBuf;
use crate::codec::RawEvent;
use std::fmt::Debug;

/// What is known of the event sources other than system calls.
pub trait Sources: Debug + Send + Sync {
    /// Name of the source at an index; `None` for an unknown index. Index 0 is `syscall`.
    fn source_name(&self, index: usize) -> Option<&str>;

    /// Name of the plugin that made an event; `None` unless it is loaded.
    fn plugin_name(&self, event: &RawEvent<'_>) -> Option<&str>;

    /// Appends the text of the plugin that made an event; false unless it is loaded.
    fn push_event_text(&self, event: &RawEvent<'_>, num: u64, out: &mut TextBuf<'_>) -> bool;
}
