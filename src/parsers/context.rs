// SPDX-License-Identifier: Apache-2.0
//! What a parser works with: the event, its thread and descriptor, and the state to change.

use super::{Position, StateChange, Verdict};
use crate::codec::{Param, RawEvent};
use crate::schema::ParamType;
use crate::snapshot::Lookup;
use crate::state::{Fd, FdTable, State, Text, Thread};

/// Switches of the parsers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Follow whether a connect is pending or failed, not only whether it succeeded.
    pub track_connection_status: bool,
    /// Record changes for observers: `Verdict::state_changes`.
    pub state_changes: bool,
}

/// One event while it is parsed.
pub struct ParseContext<'a, 'e> {
    /// The state to change.
    pub state: &'a mut State,
    /// The event.
    pub event: &'a RawEvent<'e>,
    /// The look-up for what is not known.
    pub lookup: &'a mut dyn Lookup,
    /// The switches.
    pub options: Options,
    /// What is left to do.
    pub verdict: &'a mut Verdict,
    /// The position of the event.
    pub at: &'a mut Position,
}

impl<'a, 'e> ParseContext<'a, 'e> {
    /// An event, and where to record its position.
    pub fn new(
        state: &'a mut State,
        event: &'a RawEvent<'e>,
        lookup: &'a mut dyn Lookup,
        options: Options,
        verdict: &'a mut Verdict,
        at: &'a mut Position,
    ) -> Self {
        Self { state, event, lookup, options, verdict, at }
    }

    /// The return value of the call; 0 where the parameter has no integer size. `None` for an event without one.
    #[inline]
    pub(super) fn returned(&self) -> Option<i64> {
        let param = self.event.param(0)?;
        Some(match param.bytes().len() {
            4 => i64::from(param.i32()?),
            8 => param.i64()?,
            _ => 0,
        })
    }

    /// The parameter at `index`, or an empty one.
    #[inline]
    pub(super) fn param(&self, index: usize) -> Param<'e> {
        self.event.param_or_empty(index)
    }

    /// The text at `index`.
    pub(super) fn text(&self, index: usize) -> &'e [u8] {
        text(self.event, index)
    }

    /// The text at `index`; `None` where it could not be read.
    pub(super) fn read_text(&self, index: usize) -> Option<&'e [u8]> {
        read_text(self.event, index)
    }

    /// The thread of the event.
    pub(super) fn thread(&self) -> Option<&Thread> {
        self.state.threads.at(self.at.thread?)
    }

    /// The thread of the event, to be changed.
    pub(super) fn thread_mut(&mut self) -> Option<&mut Thread> {
        self.state.threads.at_mut(self.at.thread?)
    }

    /// The thread of the event or, where it has none, the thread of that id.
    pub(super) fn thread_or_same_id(&mut self) -> Option<u32> {
        self.at.thread.or_else(|| self.state.find_thread(self.event.tid(), true))
    }

    /// The descriptor of the event.
    pub(super) fn fd(&self) -> Option<&Fd> {
        let (slot, number) = self.at.fd?;
        self.state.threads.at(slot)?.fd_table.get(number)
    }

    /// The descriptor of the event, to be changed.
    pub(super) fn fd_mut(&mut self) -> Option<&mut Fd> {
        let (slot, number) = self.at.fd?;
        self.state.threads.at_mut(slot)?.fd_table.get_mut(number)
    }

    /// The descriptors that the thread of the event works with.
    pub(super) fn fds(&self) -> Option<&FdTable> {
        self.state.threads.fds(self.thread()?)
    }

    /// Sets a new name for the descriptor of the event.
    pub(super) fn rename(&mut self, name: &[u8]) {
        let Some(fd) = self.fd() else { return };
        if fd.name.bytes() == name {
            return;
        }
        let name = Text::new(name);
        self.at.name_changed = true;
        if let Some(fd) = self.fd_mut() {
            fd.name = name;
        }
    }

    /// Sets the name of the descriptor of the event to what `build` writes.
    pub(super) fn rename_with(&mut self, build: impl FnOnce(&Self, &mut Vec<u8>)) {
        let mut name = std::mem::take(&mut self.state.scratch);
        name.clear();
        build(self, &mut name);
        self.rename(&name);
        self.state.scratch = name;
    }

    /// Opens a descriptor for the thread of the event and makes it that of the event.
    pub(super) fn open(&mut self, number: i64, fd: Fd) {
        let named = !fd.name.is_empty();
        self.at.fd = self.add(number, fd);
        self.at.name_changed = named && self.at.fd.is_some();
    }

    /// Opens a copy of the event's descriptor; its name does not count as changed.
    pub(super) fn open_copy(&mut self, number: i64, fd: Fd) {
        self.at.fd = self.add(number, fd);
        self.at.name_changed = false;
    }

    fn add(&mut self, number: i64, fd: Fd) -> Option<(u32, i64)> {
        let owner = self.state.add_fd(self.at.thread?, number, fd)?;
        Some((owner, number))
    }

    /// Looks a descriptor of the event's thread up and counts it.
    pub(super) fn find_fd(&mut self, number: i64) -> Option<(u32, i64)> {
        let owner = self.state.find_fd(self.at.thread?, number)?;
        Some((owner, number))
    }

    /// Records a change for observers, if there are any.
    pub(super) fn notify(&mut self, change: impl FnOnce() -> StateChange) {
        if self.options.state_changes {
            self.verdict.state_changes.push(change());
        }
    }

    /// Records for observers, if there are any, that a descriptor of the event's thread that goes.
    pub(super) fn notify_erased(&mut self, tid: i64, fd: i64, closed: bool) {
        if !self.options.state_changes {
            return;
        }
        let erased = self.fds().and_then(|table| Some(table.as_shown(table.get(fd)?)));
        if let Some(erased) = erased {
            self.verdict.note_erased(tid, fd, closed, erased);
        }
    }
}

/// The text of a parameter; `None` where the kernel could not read it.
pub(super) fn read_text<'e>(event: &RawEvent<'e>, index: usize) -> Option<&'e [u8]> {
    event.param_or_empty(index).read_text()
}

/// The text of a parameter as upstream reads it: paths and texts that the kernel could not read are `<NA>`, in
/// the encodings that old captures have for that, too.
pub(super) fn text<'e>(event: &RawEvent<'e>, index: usize) -> &'e [u8] {
    let param = event.param_or_empty(index);
    if read_text(event, index).is_none() {
        let ty = event.info().params.get(index).map(|info| info.ty);
        if matches!(ty, Some(ParamType::Charbuf | ParamType::Fspath | ParamType::Fsrelpath)) {
            return b"<NA>";
        }
    }
    param.text()
}

/// A number of exactly its size.
macro_rules! exact {
    ($($name:ident: $ty:ty),*) => {
        $(/// The number at `index`; `None` where the parameter is not exactly of its size.
        #[inline]
        pub(super) fn $name(&self, index: usize) -> Option<$ty> {
            let param = self.event.param(index)?;
            if param.bytes().len() == size_of::<$ty>() { param.$name() } else { None }
        })*
    };
}

impl ParseContext<'_, '_> {
    exact! { u8: u8, u16: u16, u32: u32, u64: u64, i32: i32, i64: i64 }
}
