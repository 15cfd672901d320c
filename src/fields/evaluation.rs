//! What the extractors see.

use super::text::{BufferFormat, Zone};
use super::{Extracted, FieldRef, Scratch, Source, Sources, Value};
use crate::codec::{Param, RawEvent};
use crate::state::{Event, Fd, State, Thread};
use std::sync::Arc;

/// How output looks; set once for a source of events.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How byte buffers are written out.
    pub buffer_format: BufferFormat,
    /// Most bytes of a buffer in the normal form; longer ones end in dots. 0 for no limit.
    pub max_buffer_text: usize,
    /// What `evt.outputtime` shows.
    pub time_format: TimeFormat,
    /// The local time zone.
    pub zone: Zone,
    /// Name of the source of system call events.
    pub source: &'static str,
    /// The sources of events that plugins bring; `None` without plugins.
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

/// The forms of `evt.outputtime`; the letters are those of the option `-t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeFormat {
    /// `h`: local time of day.
    TimeOfDay,
    /// `a`: seconds since the epoch.
    Absolute,
    /// `r`: seconds since the first event.
    Relative,
    /// `d`: seconds between entry and exit; always 0 since entries are gone.
    EntryToExit,
    /// `D`: seconds since the event before.
    Previous,
}

/// An event and all that is known around it, while it is being filtered and printed.
#[derive(Debug, Clone, Copy)]
pub struct Evaluation<'s> {
    /// The event with its thread, its descriptor and the state.
    pub event: &'s Event<'s>,
    /// Memory for values that have to be made.
    pub scratch: &'s Scratch,
    /// How output looks.
    pub settings: &'s Settings,
    /// True in filters: buffers are compared as they are, not as they are shown.
    pub comparing: bool,
}

impl<'s> Evaluation<'s> {
    /// The event.
    #[inline]
    pub fn raw(&self) -> &'s RawEvent<'s> {
        &self.event.raw
    }

    /// A parameter of the event; empty past the last one.
    #[inline]
    pub fn param(&self, index: usize) -> Param<'s> {
        self.raw().param_or_empty(index)
    }

    /// The parameter with this name.
    pub fn param_by_name(&self, name: &str) -> Option<(usize, Param<'s>)> {
        let index = self.raw().info().param_index(name)?;
        Some((index, self.raw().param(index)?))
    }

    /// The whole state.
    #[inline]
    pub fn state(&self) -> &'s State {
        self.event.state
    }

    /// The thread of the event.
    #[inline]
    pub fn thread(&self) -> Option<&'s Thread> {
        self.event.thread_info()
    }

    /// The descriptor that the event works on.
    #[inline]
    pub fn fd(&self) -> Option<&'s Fd> {
        self.event.fd
    }

    /// The container id that users and groups of the thread are looked up by; empty for the machine itself.
    #[inline]
    pub fn container_of_users(&self, _thread: &Thread) -> &'static [u8] {
        // The original asks a plugin for the container; without one, every thread is on the machine itself.
        b""
    }

    /// A copy of a text in scratch memory.
    #[inline]
    pub fn copy(&self, text: &[u8]) -> Value<'s> {
        Value::Bytes(self.scratch.bytes(text))
    }
}

impl<'s> Source<'s> for Evaluation<'s> {
    #[inline]
    fn extract(&self, field: &FieldRef) -> Extracted<'s> {
        (field.info.extract)(self, field)
    }

    #[inline]
    fn candidates(&self, field: &FieldRef) -> Extracted<'s> {
        match field.info.candidates {
            Some(candidates) => candidates(self, field),
            None => (field.info.extract)(self, field),
        }
    }

    #[inline]
    fn scratch(&self) -> &'s Scratch {
        self.scratch
    }
}
