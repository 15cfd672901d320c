// SPDX-License-Identifier: Apache-2.0
//! The reader of capture files.

use super::current::{Current, Found, Memory};
use super::event;
use super::fault::{convert_error, format_error, io_error, truncated};
use super::source::Source;
use super::types::{Counts, DF_SWALLOWED, FormatVersion, ReadOptions};
use super::window::{BUFFER, Window};
use crate::codec::{Advance, RawEvent, Record, Shape};
use crate::error::Result;
use crate::savefile::block::{HEADER_SIZE, NON_LARGE_MAX, Role};
use crate::savefile::convert::{Converter, Outcome, is_current};
use crate::schema::Code;
use crate::snapshot::Snapshot;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub(super) enum Phase {
    Events,
    /// The header of another section is next.
    SectionAhead,
    /// An error was reported after which nothing can be read.
    Broken,
}

/// An open capture. Upstream: the savefile engine.
pub struct Reader {
    pub(super) name: PathBuf,
    pub(super) options: ReadOptions,
    pub(super) window: Window,
    pub(super) phase: Phase,
    pub(super) version: FormatVersion,
    pub(super) sections: u32,
    pub(super) snapshot: Snapshot,
    /// Memory that the rest of the section's state may take.
    pub(super) state_left: usize,
    pub(super) counts: Counts,
    /// A version 1 event with today's header.
    pub(super) upgraded: Vec<u8>,
    pub(super) converter: Converter,
    /// The current event, if there is one.
    pub(super) current: Option<Current>,
    /// Offset of the block after which nothing can be read.
    pub(super) damage: u64,
    /// Where a wait was reported last.
    waited_at: Option<u64>,
}

/// An event block; the event is in the window, or in `upgraded`.
struct Block {
    offset: u64,
    cpu: u16,
    flags: u32,
    code: Code,
    place: Option<Range<usize>>,
}

/// What comes next in a section.
enum Next {
    Event(Block),
    /// Its bytes have not come yet.
    Wait,
    End,
}

impl Reader {
    /// Opens a capture, plain or gzip-compressed, and reads it up to its first event.
    ///
    /// # Errors
    /// The file cannot be read, is not a capture, was written on a machine of the other byte order, is of a newer major
    /// version, or is damaged before its first event.
    pub fn open(path: &Path, options: ReadOptions) -> Result<Reader> {
        let file = File::open(path).map_err(|source| io_error("cannot open", path, source))?;
        Self::from_file(file, path, options)
    }

    /// As [`Reader::open`], for a file that is open already, from its current position; pipes will do. `name` is for messages.
    ///
    /// # Errors
    /// As for [`Reader::open`].
    pub fn from_file(file: File, name: &Path, options: ReadOptions) -> Result<Reader> {
        let opened =
            Source::from_file(file, BUFFER).map_err(|source| io_error("cannot read", name, source))?;
        Self::start(opened, name, options)
    }

    /// As [`Reader::open`], for a capture in memory. `name` is for messages.
    ///
    /// # Errors
    /// As for [`Reader::open`].
    pub fn from_bytes(bytes: Vec<u8>, name: &Path, options: ReadOptions) -> Result<Reader> {
        let opened = Source::from_bytes(bytes).map_err(|source| io_error("cannot read", name, source))?;
        Self::start(opened, name, options)
    }

    fn start(opened: (Source, Vec<u8>), name: &Path, options: ReadOptions) -> Result<Reader> {
        let mut reader = Self::unread(opened, name, options);
        if reader.options.start_offset != 0 {
            let offset = reader.options.start_offset;
            reader.window.seek(offset).map_err(|source| io_error("cannot seek in", name, source))?;
        }
        reader.read_section()?;
        Ok(reader)
    }

    /// A reader that has read nothing yet.
    pub(super) fn unread((source, there): (Source, Vec<u8>), name: &Path, options: ReadOptions) -> Reader {
        Reader {
            name: name.to_path_buf(),
            window: Window::new(source, there),
            phase: Phase::Events,
            version: FormatVersion::default(),
            sections: 0,
            snapshot: Snapshot::default(),
            state_left: 0,
            counts: Counts::default(),
            upgraded: Vec::new(),
            converter: Converter::new(),
            current: None,
            damage: 0,
            waited_at: None,
            options,
        }
    }

    /// The machine as the blocks before the first event of the section describe it.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// As [`Reader::snapshot`], by value; the reader's own is empty afterwards.
    pub fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    /// The version that the section states.
    pub fn version(&self) -> FormatVersion {
        self.version
    }

    /// What was read since the capture was opened.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Sections begun, 1 after opening.
    pub fn sections(&self) -> u32 {
        self.sections
    }

    /// True when the capture continues with another section: `read` returns `End` until [`Reader::next_section`] is
    /// called. Files concatenated with `cat` have several.
    pub fn has_next_section(&self) -> bool {
        matches!(self.phase, Phase::SectionAhead)
    }

    /// Continues with the next section: its snapshot replaces the former one. False where there is none.
    ///
    /// # Errors
    /// As for [`Reader::open`].
    pub fn next_section(&mut self) -> Result<bool> {
        if !self.has_next_section() {
            return Ok(false);
        }
        self.snapshot = Snapshot::default();
        self.current = None;
        self.converter.clear();
        self.read_section()?;
        Ok(true)
    }

    /// True for gzip-compressed captures.
    pub fn is_compressed(&self) -> bool {
        self.window.source().is_gzip()
    }

    /// True once a gzip-compressed capture proved to end before its compressed data does, as that of a writer that
    /// was killed.
    pub fn is_unfinished(&self) -> bool {
        self.window.source().is_cut()
    }

    /// Offset of the next block in the uncompressed bytes, for [`Reader::seek`]:
    /// a program can record where an event is and come back to it.
    pub fn tell(&self) -> u64 {
        self.window.tell()
    }

    /// Moves to a block by an offset that [`Reader::tell`] returned. Backwards in a compressed capture means to decompress
    /// it again from its start. Stored enter events are discarded.
    ///
    /// # Errors
    /// The capture is a pipe and the offset is before the current position, or reading fails.
    pub fn seek(&mut self, offset: u64) -> Result<()> {
        self.converter.clear();
        self.current = None;
        self.phase = Phase::Events;
        self.window.seek(offset).map_err(|source| io_error("cannot seek in", &self.name, source))
    }

    /// Bytes of the file, as it is stored, that were read so far; with [`Reader::stored_size`] for a
    /// progress bar.
    pub fn stored_offset(&self) -> u64 {
        self.window.source().stored_offset(self.window.tell())
    }

    /// Bytes of the file as it is stored; `None` for pipes.
    pub fn stored_size(&self) -> Option<u64> {
        self.window.source().size()
    }

    /// The next event of the section; `None` at its end, see [`Reader::next_section`]. Old enter events, which only
    /// feed their exits, are passed over.
    ///
    /// At the end of a plain file the next call looks again: a file that is being written can be followed.
    ///
    /// # Errors
    /// [`Error::Convert`](crate::error::Error::Convert) and errors of a single event leave the reader at the next one. Behind a damaged frame or the
    /// cut end of a file nothing can be read: one error, then `None`.
    #[inline]
    pub fn read(&mut self) -> Result<Option<Record<'_>>> {
        loop {
            match self.advance()? {
                Advance::Event => return Ok(self.current()),
                Advance::End => return Ok(None),
                Advance::Filtered | Advance::Timeout => {}
            }
        }
    }

    /// As [`Reader::read`], and on with the next section; `None` at the end of the capture.
    ///
    /// # Errors
    /// As for [`Reader::read`].
    pub fn read_through(&mut self) -> Result<Option<Record<'_>>> {
        loop {
            match self.advance()? {
                Advance::Event => return Ok(self.current()),
                Advance::End if self.next_section()? => {}
                Advance::End => return Ok(None),
                Advance::Filtered | Advance::Timeout => {}
            }
        }
    }

    /// As [`Reader::read`], one step at a time and without a borrow: the event is [`Reader::current`]. `Filtered` is an
    /// old enter event that is kept for its exit, or an event of no use.
    ///
    /// # Errors
    /// As for [`Reader::read`].
    #[inline(always)]
    pub fn advance(&mut self) -> Result<Advance> {
        if self.advance_plain() { Ok(Advance::Event) } else { self.advance_any() }
    }

    /// The event of the last [`Reader::advance`]; `None` where that brought none.
    #[inline(always)]
    pub fn current(&self) -> Option<Record<'_>> {
        let current = self.current.as_ref()?;
        Some(Record {
            event: self.over(&current.event),
            original: current.original.as_ref().map(|original| self.over(original)),
            cpu: current.cpu,
            flags: current.flags,
        })
    }

    #[inline(always)]
    fn over(&self, found: &Found) -> RawEvent<'_> {
        let bytes = match found.memory {
            Memory::Window(start) => self.window.buffer().get(start..).unwrap_or_default(),
            Memory::Upgraded => &self.upgraded,
            Memory::Converted => self.converter.bytes(),
        };
        found.shape.over(bytes)
    }

    /// Makes the next block the current event where that is one as today's writers make it. False: nothing was moved
    /// over.
    #[inline(always)]
    pub(crate) fn advance_plain(&mut self) -> bool {
        if !matches!(self.phase, Phase::Events) {
            return false;
        }
        let Some(frame) = event::Frame::at_start(self.window.bytes()) else { return false };
        let event = frame.event();
        let start = self.window.start() + event.start;
        // An event that is not as it should be is left to the other way, which says what is wrong.
        let Some(shape) = Shape::of(&self.window.bytes()[event]) else { return false };
        if !is_current(shape.code(), shape.param_count()) {
            return false;
        }
        self.counts.events += 1;
        self.window.consume(frame.len);
        let event = Found { memory: Memory::Window(start), shape };
        self.current = Some(Current { event, original: None, cpu: frame.cpu, flags: frame.flags });
        true
    }

    /// Makes the next event, of whatever version, the current one.
    #[inline(never)]
    fn advance_any(&mut self) -> Result<Advance> {
        self.current = None;
        let block = match self.next_event()? {
            Next::Event(block) => block,
            Next::Wait => return Ok(Advance::Timeout),
            Next::End => return Ok(Advance::End),
        };
        let (memory, bytes) = match &block.place {
            Some(range) => (Memory::Window(range.start), &self.window.buffer()[range.clone()]),
            None => (Memory::Upgraded, &self.upgraded[..]),
        };
        let event = match RawEvent::decode(bytes) {
            Ok(event) => event,
            Err(fault) => return Err(format_error(&self.name, block.offset, fault.to_string())),
        };
        let recorded = Found { memory, shape: event.shape() };
        let mut current = Current { event: recorded, original: None, cpu: block.cpu, flags: block.flags };
        if !is_current(block.code, event.param_count()) && !self.options.unconverted {
            let outcome = match self.converter.convert(&event) {
                Ok(outcome) => outcome,
                Err(fault) => {
                    return Err(convert_error(&self.name, block.offset, block.code, fault.to_string()));
                }
            };
            match outcome {
                Outcome::Unchanged => {}
                Outcome::Swallowed if self.options.keep_original => current.flags |= DF_SWALLOWED,
                Outcome::Swallowed => return Ok(Advance::Filtered),
                Outcome::Converted => {
                    let shape = match self.converter.event() {
                        Ok(event) => event.shape(),
                        Err(fault) => {
                            return Err(convert_error(
                                &self.name,
                                block.offset,
                                block.code,
                                fault.to_string(),
                            ));
                        }
                    };
                    current.event = Found { memory: Memory::Converted, shape };
                    current.original = self.options.keep_original.then_some(recorded);
                }
            }
        }
        self.current = Some(current);
        Ok(Advance::Event)
    }

    /// True when these bytes and `behind` more are in the window, which stays as it is until the next event is read.
    #[inline]
    pub(crate) fn holds(&self, bytes: &Range<*const u8>, behind: usize) -> bool {
        self.window.holds(bytes, behind)
    }

    /// True once for each place of the capture where the next block is not there yet and reading it would wait.
    fn waits(&mut self) -> Result<bool> {
        let size = match self.window.bytes().len() {
            0..HEADER_SIZE => HEADER_SIZE,
            _ => self.block_header().1 as usize,
        };
        let place = Some(self.window.tell());
        if !self.options.report_waits || self.waited_at == place || self.window.bytes().len() >= size {
            return Ok(false);
        }
        let waits = self.window.would_wait().map_err(|source| io_error("cannot read", &self.name, source))?;
        if waits {
            self.waited_at = place;
        }
        Ok(waits)
    }

    /// Finds the next event of a known code.
    #[inline]
    fn next_event(&mut self) -> Result<Next> {
        if !matches!(self.phase, Phase::Events) {
            return Ok(Next::End);
        }
        loop {
            if self.waits()? {
                return Ok(Next::Wait);
            }
            let offset = self.window.tell();
            if !self.fill(HEADER_SIZE)? {
                return match self.window.bytes().len() {
                    0 => Ok(Next::End),
                    have => Err(self.broken(offset, truncated("block header", HEADER_SIZE, have))),
                };
            }
            let (block_type, len) = self.block_header();
            let Role::Event(form) = Role::of(block_type) else {
                if self.pass_over(offset)? {
                    continue;
                }
                return Ok(Next::End);
            };
            let body = self.body(offset, len)?;
            let end = self.window.start() + len as usize;
            let parts = event::parts(&self.window.buffer()[body.clone()], form);
            let Some(parts) = parts else {
                return Err(self.broken(offset, format!("event block of {len} bytes is too short")));
            };
            let code = Code::from_number(parts.number);
            let large = form.large || code.is_some_and(event::may_be_large);
            if !large
                && len as usize - HEADER_SIZE > NON_LARGE_MAX
                && !(self.trailer(len as usize) == len
                    && event::fills(&self.window.buffer()[body.clone()], &parts, form))
            {
                let what =
                    format!("event block of {len} bytes is not of a LARGE type, and no event fills it");
                return Err(self.broken(offset, what));
            }
            self.window.consume(len as usize);
            debug_assert_eq!(self.window.start(), end);
            self.counts.events += 1;
            let Some(code) = code else {
                self.counts.unknown_events += 1;
                continue;
            };
            let range = body.start + parts.event.start..body.start + parts.event.end;
            let mut block = Block { offset, cpu: parts.cpu, flags: parts.flags, code, place: None };
            if form.v2 {
                block.place = Some(range);
            } else if let Err(fault) = event::upgrade(&self.window.buffer()[range], code, &mut self.upgraded)
            {
                return Err(format_error(&self.name, offset, fault));
            }
            return Ok(Next::Event(block));
        }
    }

    /// Skips a block that is not an event; false at a section header.
    #[cold]
    fn pass_over(&mut self, offset: u64) -> Result<bool> {
        match Role::of(self.block_header().0) {
            Role::Section => {
                self.phase = Phase::SectionAhead;
                return Ok(false);
            }
            Role::Foreign => self.counts.foreign_blocks += 1,
            _ => self.counts.late_state_blocks += 1,
        }
        self.skip_block(offset)?;
        Ok(true)
    }
}
