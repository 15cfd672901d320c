// SPDX-License-Identifier: Apache-2.0
//! What is left to do after an event.

use super::StateChange;
use crate::state::Fd;
use smallvec::SmallVec;

/// What the parsers leave to the inspector.
#[derive(Debug, Default)]
pub struct Verdict {
    /// A thread that ended: to be removed before the next event.
    pub remove_thread: Option<i64>,
    /// The thread that closed descriptors, and their numbers: to be removed before the next event.
    pub remove_fds: Option<(i64, SmallVec<[i64; 2]>)>,
    /// What the event changed, for observers; in order. Empty unless [`super::Options::state_changes`].
    pub state_changes: SmallVec<[StateChange; 1]>,
    /// The descriptors of [`StateChange::EraseFd`] changes, as they were; in order.
    pub erased: Vec<Fd>,
}

impl Verdict {
    /// Records for observers that a descriptor goes; `erased` is what it was.
    pub(crate) fn note_erased(&mut self, tid: i64, fd: i64, closed: bool, erased: Fd) {
        self.state_changes.push(StateChange::EraseFd { tid, fd, closed });
        self.erased.push(erased);
    }
}
