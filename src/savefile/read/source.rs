// SPDX-License-Identifier: Apache-2.0
//! Where the bytes of a capture come from: a file, a pipe, memory; plain or gzip-compressed.

use super::gunzip::{Gunzip, is_gzip};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// What is needed to begin again.
enum Origin {
    /// A regular file, from this offset on.
    File(Arc<File>, u64),
    /// Compressed bytes in memory.
    Bytes(Arc<[u8]>),
    /// A pipe or the like: what was read cannot be read again.
    Stream,
}

enum Form {
    /// Everything was passed at the start.
    Drained,
    Plain(Input),
    Gzip(Gunzip),
}

/// The source of the uncompressed bytes of a capture.
pub(super) struct Source {
    origin: Origin,
    form: Form,
    size: Option<u64>,
}

impl Source {
    /// The source of an open file, and the bytes that were read to find out what it is.
    pub(super) fn from_file(file: File, first: usize) -> io::Result<(Source, Vec<u8>)> {
        let metadata = file.metadata()?;
        let file = Arc::new(file);
        let origin = if metadata.is_file() {
            let start = (&*file).stream_position()?;
            Origin::File(file.clone(), start)
        } else {
            Origin::Stream
        };
        let size = metadata.is_file().then_some(metadata.len());
        let mut input = match &origin {
            Origin::File(file, start) => Input::Positioned(file.clone(), *start),
            _ => Input::Stream(file),
        };
        let mut prefix = vec![0; first];
        let mut filled = 0;
        while filled < 2 {
            match input.read(&mut prefix[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        prefix.truncate(filled);
        if !is_gzip(&prefix) {
            return Ok((Source { origin, form: Form::Plain(input), size }, prefix));
        }
        let form =
            Form::Gzip(Gunzip::spawn(Cursor::new(prefix).chain(input), matches!(origin, Origin::Stream))?);
        Ok((Source { origin, form, size }, Vec::new()))
    }

    /// The source of bytes in memory, and those that are already available.
    pub(super) fn from_bytes(bytes: Vec<u8>) -> io::Result<(Source, Vec<u8>)> {
        let size = Some(bytes.len() as u64);
        if !is_gzip(&bytes) {
            return Ok((Source { origin: Origin::Stream, form: Form::Drained, size }, bytes));
        }
        let bytes: Arc<[u8]> = bytes.into();
        let form = Form::Gzip(Gunzip::spawn(Cursor::new(bytes.clone()), false)?);
        Ok((Source { origin: Origin::Bytes(bytes), form, size }, Vec::new()))
    }

    /// True where a read would wait for whoever writes to the pipe; never for files and memory.
    pub(super) fn would_wait(&mut self) -> io::Result<bool> {
        match (&self.origin, &mut self.form) {
            (Origin::Stream, Form::Plain(Input::Stream(file))) => {
                let now = Timespec { tv_sec: 0, tv_nsec: 0 };
                let mut pipe = [PollFd::new(&**file, PollFlags::IN)];
                match poll(&mut pipe, Some(&now)) {
                    Ok(ready) => Ok(ready == 0),
                    Err(rustix::io::Errno::INTR) => Ok(true),
                    Err(error) => Err(error.into()),
                }
            }
            (Origin::Stream, Form::Gzip(gunzip)) => Ok(gunzip.would_wait()),
            _ => Ok(false),
        }
    }

    /// True when there never is more than was passed at the start.
    pub(super) fn is_drained(&self) -> bool {
        matches!(self.form, Form::Drained)
    }

    /// Moves to an offset of the uncompressed bytes. Returns the position reached: the offset itself, or 0 with
    /// everything before the offset still to be read.
    pub(super) fn restart(&mut self, offset: u64) -> io::Result<u64> {
        match (&self.origin, &mut self.form) {
            (Origin::File(_, start), Form::Plain(Input::Positioned(_, at))) => {
                *at = start.saturating_add(offset);
                Ok(offset)
            }
            (Origin::File(file, start), Form::Gzip(gunzip)) => {
                *gunzip = Gunzip::spawn(Input::Positioned(file.clone(), *start), false)?;
                Ok(0)
            }
            (Origin::Bytes(bytes), Form::Gzip(gunzip)) => {
                *gunzip = Gunzip::spawn(Cursor::new(bytes.clone()), false)?;
                Ok(0)
            }
            _ => Err(io::ErrorKind::NotSeekable.into()),
        }
    }

    /// True when [`Source::restart`] goes to the offset without reading what is before it.
    pub(super) fn jumps(&self) -> bool {
        matches!(self.form, Form::Plain(Input::Positioned(..)))
    }

    /// Offset in the file as it is stored, given the offset in the uncompressed bytes.
    pub(super) fn stored_offset(&self, position: u64) -> u64 {
        match (&self.form, &self.origin) {
            (Form::Gzip(gunzip), Origin::File(_, start)) => start + gunzip.compressed(),
            (Form::Gzip(gunzip), _) => gunzip.compressed(),
            (_, Origin::File(_, start)) => start + position,
            _ => position,
        }
    }

    /// Bytes of the file as it is stored; `None` where that cannot be known.
    pub(super) fn size(&self) -> Option<u64> {
        self.size
    }

    /// True for gzip-compressed captures.
    pub(super) fn is_gzip(&self) -> bool {
        matches!(self.form, Form::Gzip(_))
    }

    /// True once gzip data proved to end in the middle.
    pub(super) fn is_cut(&self) -> bool {
        matches!(&self.form, Form::Gzip(gunzip) if gunzip.is_cut())
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.form {
            Form::Drained => Ok(0),
            Form::Plain(input) => input.read(out),
            Form::Gzip(gunzip) => gunzip.read(out),
        }
    }
}

/// An open file. Regular ones are read by offset, so that a reader that begins again and a decompressor that has not
/// ended yet do not move each other.
enum Input {
    Positioned(Arc<File>, u64),
    Stream(Arc<File>),
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::Positioned(file, at) => {
                let count = file.read_at(out, *at)?;
                *at += count as u64;
                Ok(count)
            }
            Input::Stream(file) => (&**file).read(out),
        }
    }
}
