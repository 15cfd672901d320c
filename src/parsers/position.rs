// SPDX-License-Identifier: Apache-2.0
//! Where an event belongs.

/// Number, source, thread and descriptor of an event, by their places in the state: good until the next event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Position {
    /// Number of the event since the source was opened; the first is 1.
    pub num: u64,
    /// Index of the event source among those of the inspector; `None` unknown.
    pub source: Option<usize>,
    /// Slot of the thread that the event belongs to.
    pub thread: Option<u32>,
    /// Slot that holds the descriptor of the event, and the descriptor's number there.
    pub fd: Option<(u32, i64)>,
    /// The event changed the name of its descriptor, or made it with a name.
    pub name_changed: bool,
    /// The error that the call returned, positive; 0 none.
    pub error: i32,
}

impl Position {
    /// Forgets thread, descriptor and error.
    #[inline]
    pub fn detach(&mut self) {
        (self.thread, self.fd, self.name_changed, self.error) = (None, None, false, 0);
    }
}
