// SPDX-License-Identifier: Apache-2.0
//! Block frames: header, body, trailer.

use super::fault::{format_error, io_error, short_block, truncated, wrong_trailer};
use super::reader::{Phase, Reader};
use crate::error::{Error, Result};
use crate::savefile::block::{HEADER_SIZE, TRAILER_SIZE};
use std::ops::Range;

/// Longest block that is held in memory, bytes.
const MAX_BLOCK: usize = 256 << 20;

impl Reader {
    /// Skips a block without holding it in memory.
    pub(super) fn skip_block(&mut self, offset: u64) -> Result<()> {
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

    /// Reads the block at the window's start into memory; its body, padding included, as a range of the buffer.
    #[inline]
    pub(super) fn body(&mut self, offset: u64, len: u32) -> Result<Range<usize>> {
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
    pub(super) fn block_header(&self) -> (u32, u32) {
        let bytes = self.window.bytes();
        let word =
            |at: usize| bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |b| u32::from_ne_bytes(*b));
        (word(0), word(4))
    }

    /// The length after a block that takes `size` bytes of the window.
    pub(super) fn trailer(&self, size: usize) -> u32 {
        let bytes = self.window.bytes().get(size - TRAILER_SIZE..).and_then(|b| b.first_chunk());
        bytes.map_or(0, |b| u32::from_ne_bytes(*b))
    }

    #[inline]
    pub(super) fn fill(&mut self, count: usize) -> Result<bool> {
        match self.window.fill(count) {
            Ok(there) => Ok(there),
            Err(source) => {
                self.phase = Phase::Broken;
                Err(io_error("cannot read", &self.name, source))
            }
        }
    }

    /// Skips bytes; false when the capture ends before.
    pub(super) fn skip(&mut self, count: u64) -> Result<bool> {
        self.window.skip(count).map_err(|source| {
            self.phase = Phase::Broken;
            io_error("cannot read", &self.name, source)
        })
    }

    /// The error after which nothing can be read.
    #[cold]
    pub(super) fn broken(&mut self, offset: u64, what: String) -> Error {
        self.phase = Phase::Broken;
        self.damage = offset;
        format_error(&self.name, offset, what)
    }
}
