// SPDX-License-Identifier: Apache-2.0
//! Continuing after damage: the search for the next event block that is whole.

use super::event;
use super::fault::io_error;
use super::reader::{Phase, Reader};
use super::source::Source;
use super::window::BUFFER;
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::savefile::block::{EventForm, HEADER_SIZE, NON_LARGE_MAX, Role, TRAILER_SIZE};
use std::fs::File;
use std::path::Path;

/// Longest block that is accepted in a damaged file, bytes.
const MOST: usize = 16 << 20;

impl Reader {
    /// As [`Reader::open`], for a file that may be damaged before its first event: the fault is returned beside a reader
    /// that has what could be read, and [`Reader::resync`] continues.
    ///
    /// # Errors
    /// The file cannot be read at all.
    pub fn open_damaged(path: &Path, options: super::ReadOptions) -> Result<(Reader, Option<Error>)> {
        let file = File::open(path).map_err(|source| io_error("cannot open", path, source))?;
        let opened =
            Source::from_file(file, BUFFER).map_err(|source| io_error("cannot read", path, source))?;
        let mut reader = Reader::unread(opened, path, options);
        match reader.read_section() {
            Ok(()) => Ok((reader, None)),
            Err(fault @ Error::Format { .. }) => Ok((reader, Some(fault))),
            Err(fault) => Err(fault),
        }
    }

    /// True after an error after which [`Reader::read`] finds nothing.
    pub fn is_broken(&self) -> bool {
        matches!(self.phase, Phase::Broken)
    }

    /// Searches for the next event block that is whole, byte by byte from after the last one that was. Returns how many
    /// bytes were skipped, and whether there is such a block.
    ///
    /// # Errors
    /// The file cannot be read any further.
    pub fn resync(&mut self) -> Result<(u64, bool)> {
        let from = self.damage;
        self.window.seek(from + 1).map_err(|source| io_error("cannot seek in", &self.name, source))?;
        loop {
            if !self.fill(HEADER_SIZE)? {
                let end = self.window.tell() + self.window.bytes().len() as u64;
                self.damage = end;
                self.phase = Phase::Broken;
                return Ok((end.saturating_sub(from), false));
            }
            if self.whole_block()? {
                self.phase = Phase::Events;
                return Ok((self.window.tell() - from, true));
            }
            self.window.consume(1);
        }
    }

    /// True when an event block that is whole is next.
    fn whole_block(&mut self) -> Result<bool> {
        let (block_type, len) = self.block_header();
        let (Role::Event(form), size) = (Role::of(block_type), len as usize) else { return Ok(false) };
        if !size.is_multiple_of(4)
            || !(HEADER_SIZE + TRAILER_SIZE..=MOST).contains(&size)
            || !self.fill(size)?
        {
            return Ok(false);
        }
        if self.trailer(size) != len {
            return Ok(false);
        }
        let body = self.window.bytes()[HEADER_SIZE..size - TRAILER_SIZE].to_vec();
        Ok(self.is_event(&body, form))
    }

    fn is_event(&mut self, body: &[u8], form: EventForm) -> bool {
        let Some(parts) = event::parts(body, form) else { return false };
        if !form.large && body.len() + TRAILER_SIZE > NON_LARGE_MAX && !event::fills(body, &parts, form) {
            return false;
        }
        let bytes = &body[parts.event];
        if form.v2 {
            return RawEvent::decode(bytes).is_ok();
        }
        let code = crate::schema::Code::from_number(parts.number);
        code.is_some_and(|code| event::upgrade(bytes, code, &mut self.upgraded).is_ok())
    }
}
