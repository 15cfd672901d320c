// SPDX-License-Identifier: Apache-2.0
//! The part of the uncompressed bytes that is in memory.

use super::source::Source;
use std::io::{self, Read};
use std::ops::Range;

/// Bytes read at a time.
pub(super) const BUFFER: usize = 256 * 1024;

/// A moving window over the uncompressed bytes of a capture.
pub(super) struct Window {
    source: Source,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Offset of the first byte of the buffer in the capture.
    base: u64,
}

impl Window {
    pub(super) fn new(source: Source, there: Vec<u8>) -> Self {
        let end = there.len();
        Self { source, buffer: there, start: 0, end, base: 0 }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Offset of the next byte.
    #[inline]
    pub(super) fn tell(&self) -> u64 {
        self.base + self.start as u64
    }

    /// The whole buffer; see [`Window::start`].
    #[inline]
    pub(super) fn buffer(&self) -> &[u8] {
        &self.buffer[..self.end]
    }

    /// Index of the next byte in the buffer. Valid until the next `fill`.
    #[inline]
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The bytes in memory.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// True when these bytes and `behind` more are in the memory of the window.
    #[inline]
    pub(super) fn holds(&self, bytes: &Range<*const u8>, behind: usize) -> bool {
        let all = self.buffer.as_ptr_range();
        all.start <= bytes.start && bytes.end.addr().saturating_add(behind) <= all.end.addr()
    }

    /// Skips bytes in memory.
    #[inline]
    pub(super) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Ensures that `count` bytes are in memory; false when the capture ends before. Memory grows with the bytes that
    /// arrive, not with `count`.
    #[inline]
    pub(super) fn fill(&mut self, count: usize) -> io::Result<bool> {
        if self.end - self.start >= count {
            return Ok(true);
        }
        self.refill(count)
    }

    #[cold]
    fn refill(&mut self, count: usize) -> io::Result<bool> {
        if self.source.is_drained() {
            return Ok(false);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.base += self.start as u64;
        (self.start, self.end) = (0, self.end - self.start);
        if self.buffer.len() > 4 * BUFFER && count <= BUFFER && self.end <= BUFFER {
            self.buffer.truncate(BUFFER);
            self.buffer.shrink_to_fit();
        }
        while self.end < count {
            if self.end == self.buffer.len() {
                let size = (self.buffer.len() * 2).min(count).max(BUFFER);
                self.buffer.resize(size, 0);
            }
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => return Ok(false),
                Ok(got) => self.end += got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// True where reading more would wait for whoever writes the capture.
    pub(super) fn would_wait(&mut self) -> io::Result<bool> {
        self.source.would_wait()
    }

    /// Skips bytes, in memory or not; false when the capture ends before.
    pub(super) fn skip(&mut self, mut count: u64) -> io::Result<bool> {
        loop {
            let there = (self.end - self.start) as u64;
            if count <= there {
                self.start += count as usize;
                return Ok(true);
            }
            self.start = self.end;
            count -= there;
            if !self.fill(1)? {
                return Ok(false);
            }
        }
    }

    /// Moves to an offset; one after the end means the end of the capture.
    pub(super) fn seek(&mut self, offset: u64) -> io::Result<()> {
        if let Some(at) = offset.checked_sub(self.base).filter(|at| *at <= self.end as u64) {
            self.start = at as usize;
            return Ok(());
        }
        if offset < self.base || self.source.jumps() {
            self.base = self.source.restart(offset)?;
            (self.start, self.end) = (0, 0);
        }
        self.skip(offset - self.tell()).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::{BUFFER, Window};
    use crate::savefile::read::source::Source;

    fn window(bytes: Vec<u8>) -> Window {
        let (source, there) = Source::from_bytes(bytes).expect("memory");
        Window::new(source, there)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        use std::io::Write;
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    #[test]
    fn memory_grows_with_what_arrives() {
        let mut window = window(gzip(&vec![1; 3 * BUFFER]));
        assert!(!window.fill(1 << 30).expect("readable"));
        assert_eq!(window.bytes().len(), 3 * BUFFER);
        assert!(window.buffer.len() <= 8 * BUFFER, "{} bytes for {}", window.buffer.len(), 3 * BUFFER);
    }

    #[test]
    fn what_a_long_block_needed_is_given_back() {
        let mut window = window(gzip(&vec![1; 20 * BUFFER]));
        assert!(window.fill(10 * BUFFER).expect("readable"));
        assert!(window.buffer.len() >= 10 * BUFFER);
        let there = window.bytes().len();
        window.consume(there);
        assert!(window.fill(100).expect("readable"));
        assert_eq!(window.buffer.len(), BUFFER);
    }

    #[test]
    fn offsets_are_those_of_the_uncompressed_bytes() {
        let bytes: Vec<u8> = (0..5 * BUFFER).map(|at| (at / 1000) as u8).collect();
        for stored in [bytes.clone(), gzip(&bytes)] {
            let mut window = window(stored);
            for at in [BUFFER + 17, 3, 4 * BUFFER, 0, 5 * BUFFER - 1] {
                window.seek(at as u64).expect("seekable");
                assert!(window.fill(1).expect("readable"));
                assert_eq!((window.tell(), window.bytes()[0]), (at as u64, bytes[at]));
            }
            assert!(!window.fill(2).expect("readable"));
        }
    }
}
