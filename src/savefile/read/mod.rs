//! The reader of capture files.

mod cursor;
mod event;
mod fds;
mod frame;
mod gunzip;
mod interfaces;
mod machine;
mod processes;
mod resync;
mod section;
mod source;
mod types;
mod users;
mod window;

pub use types::{Counts, DF_SWALLOWED, FormatVersion, Item, ReadOptions, Record};

use super::block::{HEADER_SIZE, NON_LARGE_MAX, Role};
use super::convert::{Converter, Outcome, is_current};
use crate::codec::{RawEvent, Shape};
use crate::error::{Error, Result};
use crate::schema::Code;
use crate::snapshot::Snapshot;
use frame::truncated;
use source::Source;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use window::{BUFFER, Window};

enum Phase {
    Events,
    /// The header of another section is next.
    SectionAhead,
    /// An error was reported that nothing can be read behind.
    Broken,
}

/// An open capture. Upstream: the savefile engine.
pub struct Reader {
    name: PathBuf,
    options: ReadOptions,
    window: Window,
    phase: Phase,
    version: FormatVersion,
    sections: u32,
    snapshot: Snapshot,
    /// Memory that the rest of the section's state may take.
    state_left: usize,
    counts: Counts,
    /// A version 1 event with today's header.
    upgraded: Vec<u8>,
    converter: Converter,
    /// Where the block begins behind which nothing can be read.
    damage: u64,
}

/// An event block; the event is in the window, or in `upgraded`.
struct Block {
    offset: u64,
    cpu: u16,
    flags: u32,
    code: Code,
    place: Option<Range<usize>>,
}

/// Where an event of today's form is in the window: without a hold on the bytes, so that the reader can still be
/// asked for the thorough way.
pub(crate) struct Plain {
    frame: event::Frame,
    shape: Shape,
    place: usize,
}

impl Plain {
    /// Processor that made it.
    #[inline(always)]
    pub(crate) fn cpu(&self) -> u16 {
        self.frame.cpu
    }

    /// Its dump flags.
    #[inline(always)]
    pub(crate) fn flags(&self) -> u32 {
        self.frame.flags
    }
}

impl Reader {
    /// Opens a capture, plain or gzip-compressed, and reads it up to its first event.
    ///
    /// # Errors
    /// The file cannot be read, is no capture, was written on a machine of the other byte order, is of a newer major
    /// version, or is damaged before its first event.
    pub fn open(path: &Path, options: ReadOptions) -> Result<Reader> {
        let file = File::open(path).map_err(|source| io_error("cannot open", path, source))?;
        Self::from_file(file, path, options)
    }

    /// As [`Reader::open`], for a file that is open already, from where it stands; pipes will do. `name` is for messages.
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
    fn unread((source, there): (Source, Vec<u8>), name: &Path, options: ReadOptions) -> Reader {
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
            damage: 0,
            options,
        }
    }

    /// The machine as the blocks before the first event of the section picture it.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// As [`Reader::snapshot`], given away; the reader's own is empty afterwards.
    pub fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    /// The version that the section states.
    pub fn version(&self) -> FormatVersion {
        self.version
    }

    /// What was met since the capture was opened.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Sections begun, 1 after opening.
    pub fn sections(&self) -> u32 {
        self.sections
    }

    /// True when the capture goes on with another section: `read` answers `End` until [`Reader::next_section`] is
    /// called. Files put together with `cat` have several.
    pub fn has_next_section(&self) -> bool {
        matches!(self.phase, Phase::SectionAhead)
    }

    /// Goes on to the next section: its snapshot takes the place of the former one. False where there is none.
    ///
    /// # Errors
    /// As for [`Reader::open`].
    pub fn next_section(&mut self) -> Result<bool> {
        if !self.has_next_section() {
            return Ok(false);
        }
        self.snapshot = Snapshot::default();
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

    /// Offset of the next block in the uncompressed bytes. What stands there is found again with [`Reader::seek`]:
    /// a program can note where an event is and come back to it.
    pub fn tell(&self) -> u64 {
        self.window.tell()
    }

    /// Goes to a block by an offset that [`Reader::tell`] gave. Backwards in a compressed capture means to decompress
    /// it again from its start. Enter events that wait for their exit are forgotten.
    ///
    /// # Errors
    /// The capture is a pipe and the offset is behind it, or reading fails.
    pub fn seek(&mut self, offset: u64) -> Result<()> {
        self.converter.clear();
        self.phase = Phase::Events;
        self.window.seek(offset).map_err(|source| io_error("cannot seek in", &self.name, source))
    }

    /// Bytes of the file, as it is stored, that were read so far; with [`Reader::stored_size`] the state of a
    /// progress bar.
    pub fn stored_offset(&self) -> u64 {
        self.window.source().stored_offset(self.window.tell())
    }

    /// Bytes of the file as it is stored; `None` for pipes.
    pub fn stored_size(&self) -> Option<u64> {
        self.window.source().size()
    }

    /// The next event. What it borrows is valid until the next call.
    ///
    /// At the end of a plain file the next call looks again: a file that is being written can be followed.
    ///
    /// # Errors
    /// [`Error::Convert`] and errors of a single event leave the reader at the next one. Behind a damaged frame or the
    /// cut end of a file nothing can be read: one error, then `End`.
    #[inline]
    pub fn read(&mut self) -> Result<Item<'_>> {
        self.advance()
    }

    /// As [`Reader::read`], for the caller that asks for most events.
    #[inline(always)]
    pub(crate) fn advance(&mut self) -> Result<Item<'_>> {
        match self.find_plain() {
            Some(found) => {
                let (cpu, flags) = (found.cpu(), found.flags());
                Ok(Item::Event(Record { event: self.plain(found), original: None, cpu, flags }))
            }
            None => self.thorough(),
        }
    }

    /// Moves over the next block where that is an event as today's writers make it. `None`: nothing was moved over.
    #[inline(always)]
    pub(crate) fn find_plain(&mut self) -> Option<Plain> {
        if !matches!(self.phase, Phase::Events) {
            return None;
        }
        let frame = event::Frame::at_start(self.window.bytes())?;
        let place = self.window.start();
        // An event that is not as it should be is left to the thorough way, which says what is wrong.
        let shape = Shape::of(&self.window.bytes()[frame.event()])?;
        if !is_current(shape.code(), shape.param_count()) {
            return None;
        }
        self.counts.events += 1;
        self.window.consume(frame.len);
        Some(Plain { frame, shape, place })
    }

    /// The event that [`Reader::find_plain`] found last.
    #[inline(always)]
    pub(crate) fn plain(&self, found: Plain) -> RawEvent<'_> {
        found.shape.over(&self.window.buffer()[found.place..][found.frame.event()])
    }

    /// The next event, of whatever form.
    #[inline(never)]
    fn thorough(&mut self) -> Result<Item<'_>> {
        let Some(block) = self.next_event()? else { return Ok(Item::End) };
        let bytes = match &block.place {
            Some(range) => &self.window.buffer()[range.clone()],
            None => &self.upgraded,
        };
        let event = match RawEvent::decode(bytes) {
            Ok(event) => event,
            Err(fault) => return Err(format_error(&self.name, block.offset, fault.to_string())),
        };
        let mut record = Record { event, original: None, cpu: block.cpu, flags: block.flags };
        if is_current(block.code, event.param_count()) || self.options.unconverted {
            return Ok(Item::Event(record));
        }
        let outcome = match self.converter.convert(&event) {
            Ok(outcome) => outcome,
            Err(fault) => return Err(convert_error(block.code, &fault.to_string())),
        };
        match outcome {
            Outcome::Unchanged => {}
            Outcome::Swallowed if self.options.keep_original => record.flags |= DF_SWALLOWED,
            Outcome::Swallowed => return Ok(Item::Swallowed),
            Outcome::Converted => {
                record.event = match self.converter.event() {
                    Ok(event) => event,
                    Err(fault) => return Err(convert_error(block.code, &fault.to_string())),
                };
                record.original = self.options.keep_original.then_some(event);
            }
        }
        Ok(Item::Event(record))
    }

    /// True when these bytes and `behind` more are in the window, which stays as it is until the next event is read.
    #[inline]
    pub(crate) fn holds(&self, bytes: &Range<*const u8>, behind: usize) -> bool {
        self.window.holds(bytes, behind)
    }

    /// Finds the next event of a known code; `None` at the end of the section or capture.
    #[inline]
    fn next_event(&mut self) -> Result<Option<Block>> {
        if !matches!(self.phase, Phase::Events) {
            return Ok(None);
        }
        loop {
            let offset = self.window.tell();
            if !self.fill(HEADER_SIZE)? {
                return match self.window.bytes().len() {
                    0 => Ok(None),
                    have => Err(self.broken(offset, truncated("block header", HEADER_SIZE, have))),
                };
            }
            let (block_type, len) = self.block_header();
            let Role::Event(form) = Role::of(block_type) else {
                if self.pass_over(offset)? {
                    continue;
                }
                return Ok(None);
            };
            let body = self.body(offset, len)?;
            let end = self.window.start() + len as usize;
            let parts = event::parts(&self.window.buffer()[body.clone()], form);
            let Some(parts) = parts else {
                return Err(self.broken(offset, format!("event block of {len} bytes is too short")));
            };
            let code = Code::from_number(parts.number);
            let large = form.large || code.is_some_and(event::may_be_large);
            if !large && len as usize - HEADER_SIZE > NON_LARGE_MAX {
                return Err(self.broken(offset, format!("event block of {len} bytes is not of a LARGE type")));
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
            return Ok(Some(block));
        }
    }

    /// Moves over a block that is no event; false at a section header.
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

#[cold]
fn format_error(name: &Path, offset: u64, what: String) -> Error {
    Error::Format { path: name.to_path_buf(), offset, what }
}

#[cold]
fn convert_error(code: Code, what: &str) -> Error {
    Error::Convert { event: code.enum_name(), what: what.to_string() }
}

#[cold]
fn io_error(action: &'static str, name: &Path, source: std::io::Error) -> Error {
    Error::Io { action, path: name.to_path_buf(), source }
}
