//! The reader of capture files.

mod cursor;
mod event;
mod fds;
mod gunzip;
mod interfaces;
mod machine;
mod processes;
mod section;
mod source;
mod users;
mod window;

use super::block::{HEADER_SIZE, NON_LARGE_MAX, Role, TRAILER_SIZE};
use super::convert::{Converter, Outcome, is_current};
use crate::codec::Event;
use crate::engine::{Delivery, Step};
use crate::error::{Error, Result};
use crate::schema::Code;
use crate::snapshot::Snapshot;
use source::Source;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use window::{BUFFER, Window};

/// Set in [`Delivery::flags`] of an event that conversion swallows and that is delivered because of
/// [`ReadOptions::keep_original`]. No capture file carries it.
pub const DF_SWALLOWED: u32 = 1 << 31;

/// Longest block that is held in memory, bytes.
const MAX_BLOCK: usize = 256 << 20;

/// How to read a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Deliver every event as it was recorded: nothing is converted, nothing is dropped.
    pub unconverted: bool,
    /// Deliver the recorded event beside the converted one, and also deliver, with [`DF_SWALLOWED`], the events
    /// that conversion swallows.
    pub keep_original: bool,
    /// Where the section to read begins, as an offset in the uncompressed bytes; for files that were put together
    /// from several captures.
    pub start_offset: u64,
    /// Keep users and groups in the snapshot.
    pub import_users: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { unconverted: false, keep_original: false, start_offset: 0, import_users: true }
    }
}

/// Version that a section header states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FormatVersion {
    /// Never above 1.
    pub major: u16,
    /// 2 for every writer of today.
    pub minor: u16,
}

/// What was met so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Event blocks, those of unknown codes included.
    pub events: u64,
    /// Events of codes that this schema does not have: left out.
    pub unknown_events: u64,
    /// Blocks of other formats: left out.
    pub foreign_blocks: u64,
    /// Blocks that picture the machine but come behind an event: left out.
    pub late_state_blocks: u64,
}

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
    counts: Counts,
    /// A version 1 event with today's header.
    upgraded: Vec<u8>,
    converter: Converter,
}

/// An event block; the event is in the window, or in `upgraded`.
struct Block {
    offset: u64,
    cpu: u16,
    flags: u32,
    code: Code,
    place: Option<Range<usize>>,
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

    fn start((source, there): (Source, Vec<u8>), name: &Path, options: ReadOptions) -> Result<Reader> {
        let mut reader = Reader {
            name: name.to_path_buf(),
            window: Window::new(source, there),
            phase: Phase::Events,
            version: FormatVersion::default(),
            sections: 0,
            snapshot: Snapshot::default(),
            counts: Counts::default(),
            upgraded: Vec::new(),
            converter: Converter::new(),
            options,
        };
        if reader.options.start_offset != 0 {
            let offset = reader.options.start_offset;
            reader.window.seek(offset).map_err(|source| io_error("cannot seek in", name, source))?;
        }
        reader.read_section()?;
        Ok(reader)
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

    /// True when the capture goes on with another section: `next` answers `End` until [`Reader::next_section`] is
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
    #[allow(clippy::should_implement_trait, reason = "what it gives is borrowed from the reader")]
    pub fn next(&mut self) -> Result<Step<'_>> {
        let Some(block) = self.next_event()? else { return Ok(Step::End) };
        let bytes = match &block.place {
            Some(range) => &self.window.buffer()[range.clone()],
            None => &self.upgraded,
        };
        let event = match Event::decode(bytes) {
            Ok(event) => event,
            Err(fault) => return Err(format_error(&self.name, block.offset, fault.to_string())),
        };
        let mut delivery = Delivery { event, original: None, cpu: block.cpu, flags: block.flags };
        if is_current(block.code, event.param_count()) || self.options.unconverted {
            return Ok(Step::Event(delivery));
        }
        let outcome = match self.converter.convert(&event) {
            Ok(outcome) => outcome,
            Err(fault) => return Err(convert_error(block.code, &fault.to_string())),
        };
        match outcome {
            Outcome::Unchanged => {}
            Outcome::Swallowed if self.options.keep_original => delivery.flags |= DF_SWALLOWED,
            Outcome::Swallowed => return Ok(Step::Filtered),
            Outcome::Converted => {
                delivery.event = match self.converter.event() {
                    Ok(event) => event,
                    Err(fault) => return Err(convert_error(block.code, &fault.to_string())),
                };
                delivery.original = self.options.keep_original.then_some(event);
            }
        }
        Ok(Step::Event(delivery))
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

    /// Moves over a block without holding it in memory.
    fn skip_block(&mut self, offset: u64) -> Result<()> {
        let (block_type, len) = self.block_header();
        if (len as usize) < HEADER_SIZE + TRAILER_SIZE {
            return Err(self.broken(offset, short_block(block_type, len)));
        }
        let body = u64::from(len) - TRAILER_SIZE as u64;
        let reached = self.skip(body)?;
        if !reached || !self.fill(TRAILER_SIZE)? {
            let what = format!("file is cut in a block of type {block_type:#x} and {len} bytes");
            return Err(self.broken(offset, what));
        }
        let trailer = self.trailer(TRAILER_SIZE);
        self.window.consume(TRAILER_SIZE);
        if trailer != len {
            return Err(self.broken(offset, wrong_trailer(block_type, len, trailer)));
        }
        Ok(())
    }

    /// Brings the block at the window's start into memory; its body, padding included, as a range of the buffer.
    #[inline]
    fn body(&mut self, offset: u64, len: u32) -> Result<Range<usize>> {
        let size = len as usize;
        if size < HEADER_SIZE + TRAILER_SIZE {
            let block_type = self.block_header().0;
            return Err(self.broken(offset, short_block(block_type, len)));
        }
        if size > MAX_BLOCK {
            let what = format!("block of {len} bytes is longer than {MAX_BLOCK}");
            return Err(self.broken(offset, what));
        }
        if !self.fill(size)? {
            let have = self.window.bytes().len();
            return Err(self.broken(offset, truncated("block", size, have)));
        }
        let start = self.window.start();
        Ok(start + HEADER_SIZE..start + size - TRAILER_SIZE)
    }

    /// Type and length of the block at the window's start; zeros where the capture ends before.
    #[inline]
    fn block_header(&self) -> (u32, u32) {
        let bytes = self.window.bytes();
        let word =
            |at: usize| bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |b| u32::from_ne_bytes(*b));
        (word(0), word(4))
    }

    /// The length behind a block that takes `size` bytes of the window.
    fn trailer(&self, size: usize) -> u32 {
        let bytes = self.window.bytes().get(size - TRAILER_SIZE..).and_then(|b| b.first_chunk());
        bytes.map_or(0, |b| u32::from_ne_bytes(*b))
    }

    #[inline]
    fn fill(&mut self, count: usize) -> Result<bool> {
        match self.window.fill(count) {
            Ok(there) => Ok(there),
            Err(source) => {
                self.phase = Phase::Broken;
                Err(io_error("cannot read", &self.name, source))
            }
        }
    }

    /// Moves over bytes; false when the capture ends before.
    fn skip(&mut self, count: u64) -> Result<bool> {
        self.window.skip(count).map_err(|source| {
            self.phase = Phase::Broken;
            io_error("cannot read", &self.name, source)
        })
    }

    /// The error behind which nothing can be read.
    #[cold]
    fn broken(&mut self, offset: u64, what: String) -> Error {
        self.phase = Phase::Broken;
        format_error(&self.name, offset, what)
    }
}

fn truncated(what: &str, expected: usize, have: usize) -> String {
    format!("file is cut: {what} of {expected} bytes expected, {have} are there")
}

fn short_block(block_type: u32, len: u32) -> String {
    format!("block of type {block_type:#x} states {len} bytes, fewer than its frame")
}

fn wrong_trailer(block_type: u32, len: u32, trailer: u32) -> String {
    format!("block of type {block_type:#x} states {len} bytes in front and {trailer} behind")
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
