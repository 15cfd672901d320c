// SPDX-License-Identifier: Apache-2.0
//! How fields look.

use super::Sources;
use super::text::{BufferFormat, Zone};
use std::sync::Arc;

/// How output looks; set once for a source of events.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How byte buffers are printed.
    pub buffer_format: BufferFormat,
    /// Most bytes of a buffer in the normal form; longer ones end in dots. 0 for no limit.
    pub max_buffer_text: usize,
    /// What `evt.outputtime` shows.
    pub time_format: TimeFormat,
    /// The local time zone.
    pub zone: Zone,
    /// Name of the source of system call events.
    pub source: &'static str,
    /// The sources of events that plugins add; `None` without plugins.
    pub sources: Option<Arc<dyn Sources>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            buffer_format: BufferFormat::Normal,
            max_buffer_text: 0,
            time_format: TimeFormat::TimeOfDay,
            zone: Zone::system(),
            source: "syscall",
            sources: None,
        }
    }
}

/// The formats of `evt.outputtime`; the letters are those of the option `-t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeFormat {
    /// `h`: local time of day.
    TimeOfDay,
    /// `a`: seconds since the epoch.
    Absolute,
    /// `r`: seconds since the first event.
    Relative,
    /// `d`: seconds between enter and exit event; always 0 since enter events are gone.
    EnterToExit,
    /// `D`: seconds since the previous event.
    Previous,
}
