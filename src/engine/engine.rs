// SPDX-License-Identifier: Apache-2.0
//! The trait of every source of events.

use crate::capture::{Probe, Stats};
use crate::codec::{Advance, Record};
use crate::error::Result;
use crate::savefile::Reader;
use crate::snapshot::Snapshot;
use rustix::fd::BorrowedFd;
use std::ops::Range;

/// Bytes after an event that may be read where [`Engine::holds`] it: C programs read 8 bytes of shorter parameters.
pub const BEHIND: usize = 8;

/// A source of events.
pub trait Engine {
    /// The machine as it was when the source was opened.
    fn snapshot(&self) -> &Snapshot;

    /// As [`Engine::snapshot`], by value: a source that can give it away is left with an empty one.
    fn take_snapshot(&mut self) -> Snapshot {
        self.snapshot().clone()
    }

    /// Makes the next event the current one.
    ///
    /// # Errors
    /// A damaged file or a source that failed; the message names it.
    fn advance(&mut self) -> Result<Advance>;

    /// The event of the last [`Engine::advance`]; `None` where that brought none.
    fn current(&self) -> Option<Record<'_>>;

    /// The capture file behind the source, where that is all there is to it.
    fn capture(&mut self) -> Option<&mut Reader> {
        None
    }

    /// True when these bytes of an event, and [`BEHIND`] bytes after them, stay where they are until the next call of
    /// [`Engine::advance`]: whoever cannot hold a borrow may then keep the place instead of a copy.
    fn holds(&self, _event: &Range<*const u8>) -> bool {
        false
    }

    /// How far the source has been read, bytes of the file as it is stored; 0 for sources that are not files.
    fn stored_offset(&self) -> u64 {
        0
    }

    /// How much has been read, in per cent, and as text of the source; `None` where it does not report it.
    fn progress(&self) -> Option<(f64, String)> {
        None
    }

    /// Advances to the next part of a source of several, which begins with a snapshot of its own. False where
    /// there is none.
    ///
    /// # Errors
    /// As for [`Engine::advance`].
    fn next_section(&mut self) -> Result<bool> {
        Ok(false)
    }

    /// A descriptor that becomes readable when it is time to call [`Engine::advance`] again, for event loops. Once it was
    /// asked for, `advance` no longer sleeps where nothing has come: it returns `Timeout` and sets the descriptor's time.
    /// `None` for sources that never wait.
    ///
    /// # Errors
    /// The system has no descriptor left.
    fn ready_fd(&mut self) -> Result<Option<BorrowedFd<'_>>> {
        Ok(None)
    }

    /// Waits where [`Engine::advance`] does not because [`Engine::ready_fd`] was asked for: until something may have
    /// come, 30 ms at most.
    ///
    /// # Errors
    /// The system refuses to install the handlers.
    fn wait(&mut self) -> Result<()> {
        Ok(())
    }

    /// The probe of a live source, to control it; `None` for others.
    fn probe_mut(&mut self) -> Option<&mut Probe> {
        None
    }

    /// Ends a live source: no more events are made, and [`Engine::advance`] gives those that were made, then `End`.
    /// False for sources that cannot be stopped.
    ///
    /// # Errors
    /// The kernel refuses.
    fn stop(&mut self) -> Result<bool> {
        Ok(false)
    }

    /// Counters of a live source; `None` for others.
    ///
    /// # Errors
    /// The kernel does not give the counters.
    fn stats(&self) -> Result<Option<Stats>> {
        Ok(None)
    }
}
