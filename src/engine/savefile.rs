// SPDX-License-Identifier: Apache-2.0
//! A capture file as a source of events.

use super::{BEHIND, Engine};
use crate::codec::{Advance, Record};
use crate::error::Result;
use crate::savefile::Reader;
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
    fn advance(&mut self) -> Result<Advance> {
        Reader::advance(self)
    }

    fn current(&self) -> Option<Record<'_>> {
        Reader::current(self)
    }

    fn capture(&mut self) -> Option<&mut Reader> {
        Some(self)
    }

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
