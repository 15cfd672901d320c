// SPDX-License-Identifier: Apache-2.0
//! The writer of capture files: the newest version of each block, plain or gzip-compressed.

mod blocks;
mod sink;

pub use blocks::{
    event_block, fd_block, interface_block, machine_block, process_block, process_entry, section_header,
    user_block,
};
pub use sink::Compression;

use super::block::DF_LARGE;
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::schema::EventFlags;
use crate::snapshot::Snapshot;
use sink::Sink;
use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

/// A capture file that is being written.
///
/// What was written before the last [`Writer::flush`] is in the file whatever happens to the program.
pub struct Writer {
    name: PathBuf,
    sink: Sink,
    /// The block under construction.
    scratch: Vec<u8>,
    written: u64,
}

impl Writer {
    /// Creates a file, or empties it, and writes its head.
    ///
    /// # Errors
    /// The file cannot be created or written.
    pub fn create(path: &Path, compression: Compression) -> Result<Writer> {
        let file = File::create(path).map_err(|source| io_error("cannot create", path, source))?;
        Self::from_file(file, path, compression)
    }

    /// As [`Writer::create`], to standard output.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn to_standard_output(compression: Compression) -> Result<Writer> {
        let name = Path::new("standard output");
        let output = std::io::stdout().as_fd().try_clone_to_owned();
        let output = output.map_err(|source| io_error("cannot write", name, source))?;
        Self::from_file(output.into(), name, compression)
    }

    /// As [`Writer::create`], into an open file from its current position; pipes will do. `name` is for messages.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn from_file(file: File, name: &Path, compression: Compression) -> Result<Writer> {
        Self::begun(Sink::new(file, compression), name)
    }

    /// As [`Writer::create`], into anything that accepts bytes, such as memory. It gets every block as a whole, not
    /// compressed. `name` is for messages.
    ///
    /// # Errors
    /// It does not accept the head.
    pub fn from_sink(sink: Box<dyn Write + Send>, name: &Path) -> Result<Writer> {
        Self::begun(Sink::other(sink), name)
    }

    fn begun(sink: Sink, name: &Path) -> Result<Writer> {
        let mut writer = Writer { name: name.to_path_buf(), sink, scratch: Vec::new(), written: 0 };
        writer.block(section_header)?;
        Ok(writer)
    }

    /// Writes the machine as it was before the first event: to be called before events are written.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn snapshot(&mut self, snapshot: &Snapshot) -> Result<()> {
        if let Some(machine) = &snapshot.machine {
            self.block(|out| machine_block(out, machine))?;
        }
        if !(snapshot.ipv4.is_empty() && snapshot.ipv6.is_empty()) {
            self.block(|out| interface_block(out, &snapshot.ipv4, &snapshot.ipv6))?;
        }
        if !(snapshot.users.is_empty() && snapshot.groups.is_empty()) {
            self.block(|out| user_block(out, &snapshot.users, &snapshot.groups))?;
        }
        if !snapshot.threads.is_empty() {
            let mut entries = Vec::new();
            for thread in &snapshot.threads {
                process_entry(&mut entries, thread);
            }
            self.block(|out| process_block(out, &entries))?;
        }
        for group in snapshot.fds.chunk_by(|a, b| a.0 == b.0) {
            self.block(|out| fd_block(out, group[0].0 as u64, group.iter().map(|(_, fd)| fd)))?;
        }
        Ok(())
    }

    /// Writes an event, its bytes header included, with the processor that made it and its dump flags (upstream:
    /// `SCAP_DF_`).
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn event(&mut self, event: &[u8], cpu: u16, flags: u32) -> Result<()> {
        self.block(|out| event_block(out, event, cpu, flags))
    }

    /// As [`Writer::event`], in a block for large events where the event's type may be one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn record(&mut self, event: &RawEvent<'_>, cpu: u16, flags: u32) -> Result<()> {
        let large = event.info().flags.has(EventFlags::LARGE_PAYLOAD);
        self.event(event.bytes(), cpu, flags | if large { DF_LARGE } else { 0 })
    }

    /// Writes the block that `build` appends.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn block(&mut self, build: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        build(&mut scratch);
        let outcome = self.bytes(&scratch);
        self.scratch = scratch;
        outcome
    }

    /// Writes bytes as they are: blocks that were built elsewhere.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.sink.write(bytes).map_err(|source| io_error("cannot write", &self.name, source))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Bytes written so far, before compression.
    pub fn tell(&self) -> u64 {
        self.written
    }

    /// Bytes of the file as it is stored. A compressed file receives its bytes in larger pieces, so this lags behind.
    pub fn stored(&self) -> u64 {
        self.sink.stored()
    }

    /// Flushes everything written so far to the file, so that a reader gets all of it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        self.sink.flush().map_err(|source| io_error("cannot write", &self.name, source))
    }

    /// Ends the file. Dropping the writer does the same but cannot report errors.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.sink.finish().map_err(|source| io_error("cannot write", &self.name, source))
    }
}

#[cold]
fn io_error(action: &'static str, name: &Path, source: std::io::Error) -> Error {
    Error::Io { action, path: name.to_path_buf(), source }
}
