// SPDX-License-Identifier: Apache-2.0
//! Decompression on a thread of its own, a few chunks ahead of the reader.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;

const CHUNK: usize = 256 * 1024;
const INPUT: usize = 64 * 1024;
/// Number of chunks that may wait; with the one being filled and the one being read, 1.5 MiB.
const AHEAD: usize = 4;
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// True for the first bytes of gzip data.
pub(super) fn is_gzip(prefix: &[u8]) -> bool {
    prefix.starts_with(&MAGIC)
}

enum Message {
    /// Decompressed bytes, and how many compressed ones had been taken in by then.
    Data(Vec<u8>, u64),
    /// The compressed data ends in the middle of a member.
    Cut,
    Failed(io::Error),
}

/// The receiving end: a `Read` over the decompressed bytes.
pub(super) struct Gunzip {
    chunks: Receiver<Message>,
    empties: SyncSender<Vec<u8>>,
    chunk: Vec<u8>,
    at: usize,
    compressed: u64,
    cut: bool,
    /// What a look for more brought.
    looked: Option<Message>,
    /// After the channels: once these are dropped the thread comes to its end.
    _thread: Joined,
}

/// The thread, if it is waited for, so that none runs in a library which is unloaded after the last capture was closed.
struct Joined(Option<JoinHandle<()>>);

impl Drop for Joined {
    fn drop(&mut self) {
        // There is nobody to report a panic to.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

impl Gunzip {
    /// `blocks`: the input may keep the thread waiting for long, as a pipe does; then it is not joined at the end.
    pub(super) fn spawn(input: impl Read + Send + 'static, blocks: bool) -> io::Result<Self> {
        let (chunk_sender, chunks) = sync_channel(AHEAD);
        let (empties, empty_receiver) = sync_channel(AHEAD + 2);
        // The thread ends when the input does, or at its next chunk once this end is gone.
        let thread = std::thread::Builder::new().name("syscap-gunzip".into()).spawn(move || {
            Worker { input: Input::new(input), out: chunk_sender, empties: empty_receiver, blocks }.run()
        })?;
        let thread = Joined((!blocks).then_some(thread));
        Ok(Self {
            chunks,
            empties,
            chunk: Vec::new(),
            at: 0,
            compressed: 0,
            cut: false,
            looked: None,
            _thread: thread,
        })
    }

    /// Compressed bytes taken in for what was delivered.
    pub(super) fn compressed(&self) -> u64 {
        self.compressed
    }

    /// True where nothing is there to be read yet.
    pub(super) fn would_wait(&mut self) -> bool {
        if self.at < self.chunk.len() || self.looked.is_some() {
            return false;
        }
        match self.chunks.try_recv() {
            Ok(message) => {
                self.looked = Some(message);
                false
            }
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Disconnected) => false,
        }
    }

    /// True once the data proved to end in the middle of a member.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }
}

impl Read for Gunzip {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            let message = self.looked.take().map_or_else(|| self.chunks.recv(), Ok);
            match message {
                Ok(Message::Data(chunk, compressed)) => {
                    let old = std::mem::replace(&mut self.chunk, chunk);
                    // Nobody may be left to reuse it.
                    let _ = self.empties.try_send(old);
                    (self.at, self.compressed) = (0, compressed);
                }
                Ok(Message::Cut) => self.cut = true,
                Ok(Message::Failed(error)) => return Err(error),
                Err(_) => return Ok(0),
            }
        }
        let count = out.len().min(self.chunk.len() - self.at);
        out[..count].copy_from_slice(&self.chunk[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

struct Worker<R> {
    input: Input<R>,
    out: SyncSender<Message>,
    empties: Receiver<Vec<u8>>,
    /// Nothing is held back while the input may wait.
    blocks: bool,
}

impl<R: Read> Worker<R> {
    fn run(mut self) {
        // A failed send means that the reader was closed.
        let _ = match self.inflate() {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => self.out.send(Message::Cut),
            Err(error) => self.out.send(Message::Failed(error)),
        };
    }

    /// Members follow each other; what follows the last one and is no member is ignored, as zlib does.
    fn inflate(&mut self) -> io::Result<()> {
        let mut chunk = vec![0; CHUNK];
        let mut filled = 0;
        let outcome = loop {
            let mut member = GzDecoder::new(&mut self.input);
            let read = loop {
                match member.read(&mut chunk[filled..]) {
                    Ok(0) => break Ok(()),
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => break Err(error),
                }
                let held_back = self.blocks && filled > 0 && member.get_ref().is_empty();
                if filled == chunk.len() || held_back {
                    let next = self.empties.try_recv().unwrap_or_else(|_| vec![0; CHUNK]);
                    let mut full = std::mem::replace(&mut chunk, next);
                    full.truncate(filled);
                    let compressed = member.get_ref().taken;
                    chunk.resize(CHUNK, 0);
                    filled = 0;
                    if self.out.send(Message::Data(full, compressed)).is_err() {
                        return Ok(());
                    }
                }
            };
            drop(member);
            match read {
                Ok(()) if self.input.peek_two()? == MAGIC => {}
                read => break read,
            }
        };
        chunk.truncate(filled);
        if filled > 0 {
            let _ = self.out.send(Message::Data(chunk, self.input.taken));
        }
        outcome
    }
}

/// A buffered input that can peek two bytes and counts what was taken.
struct Input<R> {
    inner: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    taken: u64,
}

impl<R: Read> Input<R> {
    fn new(inner: R) -> Self {
        Self { inner, buffer: vec![0; INPUT].into_boxed_slice(), start: 0, end: 0, taken: 0 }
    }

    /// True where the next byte has to be read.
    fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The next two bytes, or fewer at the end.
    fn peek_two(&mut self) -> io::Result<&[u8]> {
        while self.end - self.start < 2 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.start..self.end.min(self.start + 2)])
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let count = there.len().min(out.len());
        out[..count].copy_from_slice(&there[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            (self.start, self.end) = (0, self.inner.read(&mut self.buffer)?);
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
        self.taken += count as u64;
    }
}
