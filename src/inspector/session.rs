// SPDX-License-Identifier: Apache-2.0
//! One run over a source: its events, what is written of them, and an end that leaves files whole.

use super::dump::Dumper;
use super::inspector::Inspector;
use crate::codec::Advance;
use crate::error::Result;
use crate::fields::Event;

/// An inspector and the capture that is written of its events. Whatever ends the run, [`Session::finish`] closes what
/// is written.
pub struct Session {
    inspector: Inspector,
    dumper: Option<Dumper>,
    /// The section of the source that was seen last.
    section: u32,
    /// Events that still count.
    left: u64,
}

impl Session {
    /// A run that writes nothing and counts without a limit.
    pub fn new(inspector: Inspector) -> Session {
        Session { section: inspector.section(), inspector, dumper: None, left: u64::MAX }
    }

    /// Ends after `count` calls of [`Session::count`].
    pub fn set_limit(&mut self, count: u64) {
        self.left = count;
    }

    /// Writes to this from now on.
    pub fn set_dumper(&mut self, dumper: Dumper) {
        self.dumper = Some(dumper);
    }

    /// True where a capture is being written.
    pub fn writes(&self) -> bool {
        self.dumper.is_some()
    }

    /// One step, as [`Inspector::advance`]. A new section of the source is one of what is written, too, and what waits to
    /// be written goes to the file while nothing comes.
    ///
    /// # Errors
    /// As for [`Inspector::next`]; the file cannot be written.
    #[inline]
    pub fn advance(&mut self) -> Result<Advance> {
        if self.left == 0 {
            return Ok(Advance::End);
        }
        let step = self.inspector.advance()?;
        if step == Advance::Timeout {
            self.idle()?;
        }
        Ok(step)
    }

    #[cold]
    fn idle(&mut self) -> Result<()> {
        let section = self.inspector.section();
        let begins = std::mem::replace(&mut self.section, section) != section;
        let Some(dumper) = &mut self.dumper else { return Ok(()) };
        if begins {
            dumper.section(self.inspector.state(), self.inspector.time_ahead().unwrap_or_default())?;
        }
        // A live source comes here all the time; a capture only before it waits for whoever writes it.
        if self.inspector.is_capture() { dumper.flush() } else { dumper.flush_if_due() }
    }

    /// The next event, as [`Inspector::next`].
    ///
    /// # Errors
    /// As for [`Session::advance`].
    #[allow(clippy::should_implement_trait, reason = "the items of an iterator cannot borrow from it")]
    pub fn next(&mut self) -> Result<Option<Event<'_>>> {
        loop {
            match self.advance()? {
                Advance::Event => return Ok(self.inspector.event()),
                Advance::Filtered | Advance::Timeout => {}
                Advance::End => return Ok(None),
            }
        }
    }

    /// The inspector, which has the current event, and where that can be written to.
    #[inline]
    pub fn parts(&mut self) -> (&Inspector, Option<&mut Dumper>) {
        (&self.inspector, self.dumper.as_mut())
    }

    /// Counts an event; see [`Session::set_limit`].
    #[inline]
    pub fn count(&mut self) {
        self.left = self.left.saturating_sub(1);
    }

    /// The inspector.
    pub fn inspector(&self) -> &Inspector {
        &self.inspector
    }

    /// Closes what was written, whole.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(&mut self) -> Result<()> {
        self.dumper.take().map_or(Ok(()), Dumper::finish)
    }
}
