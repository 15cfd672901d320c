//! A capture file as a source of events.

use super::{BEHIND, Delivery, Engine, Step};
use crate::error::Result;
use crate::savefile::{Item, Reader, Record};
use crate::snapshot::Snapshot;
use std::ops::Range;

impl Engine for Reader {
    fn snapshot(&self) -> &Snapshot {
        Reader::snapshot(self)
    }

    fn take_snapshot(&mut self) -> Snapshot {
        Reader::take_snapshot(self)
    }

    /// `End` is the end of the section: a capture may have another one, see [`Reader::next_section`].
    #[inline]
    fn next(&mut self) -> Result<Step<'_>> {
        Ok(match self.advance()? {
            Item::Event(Record { event, original, cpu, flags }) => {
                Step::Event(Delivery { event, original, cpu, flags })
            }
            Item::Swallowed => Step::Filtered,
            Item::End => Step::End,
        })
    }

    #[inline]
    fn capture(&mut self) -> Option<&mut Reader> {
        Some(self)
    }

    #[inline]
    fn holds(&self, event: &Range<*const u8>) -> bool {
        Reader::holds(self, event, BEHIND)
    }

    fn stored_offset(&self) -> u64 {
        Reader::stored_offset(self)
    }

    fn next_section(&mut self) -> Result<bool> {
        Reader::next_section(self)
    }
}
