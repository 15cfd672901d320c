// SPDX-License-Identifier: Apache-2.0
//! What extractors read.

use super::{Event, Extracted, FieldRef, Scratch, Settings, Source, Value, Workspace};
use crate::codec::{Param, RawEvent};
use crate::state::{Fd, State, Thread};

/// The evaluation of an event: its context, while it is filtered and printed.
#[derive(Debug, Clone, Copy)]
pub struct Evaluation<'s> {
    /// The event with its thread, its descriptor and the state.
    pub event: &'s Event<'s>,
    /// Memory for values that have to be built.
    pub scratch: &'s Scratch,
    /// How output looks.
    pub settings: &'s Settings,
    /// True in filters: buffers are compared as recorded, not as printed.
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
        // The original gets the container from a plugin; without one, every thread is on the machine itself.
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

impl Event<'_> {
    /// The event with the memory and settings of its inspector; `comparing`: for a filter.
    #[inline]
    pub(crate) fn evaluation(&self, comparing: bool) -> Evaluation<'_> {
        let Workspace { scratch, settings } = self.workspace;
        Evaluation { event: self, scratch, settings, comparing }
    }
}
