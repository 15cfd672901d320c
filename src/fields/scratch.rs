// SPDX-License-Identifier: Apache-2.0
//! Memory for values that have to be built, such as a command line joined from its arguments.

use super::Value;
use crate::state::path::PathOut;
use bumpalo::Bump;
use std::alloc::Layout;
use std::fmt;
use std::ptr::NonNull;

/// Initial capacity of a text, bytes: as many as most lines have.
const ROOM: usize = 256;

/// Memory that values of one event are written into. It returns references through `&self`, is emptied all at
/// once, and keeps what it got from the allocator: after the first events nothing is allocated any more.
#[derive(Default)]
pub struct Scratch {
    bump: Bump,
}

impl Scratch {
    /// Nothing is allocated before the first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Drops everything; call it between events. Of the memory held, the largest piece is kept.
    #[inline]
    pub fn reset(&mut self) {
        self.bump.reset();
    }

    /// A copy of `bytes`.
    #[inline]
    pub fn bytes(&self, bytes: &[u8]) -> &[u8] {
        self.bump.alloc_slice_copy(bytes)
    }

    /// A copy of `bytes` that can be changed.
    #[inline]
    #[allow(clippy::mut_from_ref, reason = "each call returns memory of its own")]
    pub fn copy(&self, bytes: &[u8]) -> &mut [u8] {
        self.bump.alloc_slice_copy(bytes)
    }

    /// A copy of `values`, for [`super::Extracted::Many`].
    #[inline]
    pub fn values<'s>(&'s self, values: &[Value<'s>]) -> &'s [Value<'s>] {
        self.bump.alloc_slice_copy(values)
    }

    /// A text to be written piece by piece.
    #[inline]
    pub fn text(&self) -> TextBuf<'_> {
        TextBuf { bytes: bumpalo::collections::Vec::with_capacity_in(ROOM, &self.bump) }
    }

    /// A growing list in scratch memory; `into_bump_slice` ends it.
    #[inline]
    pub fn list<T>(&self) -> bumpalo::collections::Vec<'_, T> {
        bumpalo::collections::Vec::new_in(&self.bump)
    }

    /// Memory for `layout` that nothing was written to yet.
    #[inline]
    pub(crate) fn room(&self, layout: Layout) -> NonNull<u8> {
        self.bump.alloc_layout(layout)
    }

    /// `len` copies of `value`, writable.
    #[inline]
    #[allow(clippy::mut_from_ref, reason = "each call returns memory of its own")]
    pub fn fill<T: Copy>(&self, len: usize, value: T) -> &mut [T] {
        self.bump.alloc_slice_fill_copy(len, value)
    }

    /// Bytes held from the allocator.
    pub fn capacity(&self) -> usize {
        self.bump.allocated_bytes()
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scratch").field("capacity", &self.capacity()).finish()
    }
}

/// A text that grows in scratch memory. `write!` works on it and never fails.
pub struct TextBuf<'s> {
    bytes: bumpalo::collections::Vec<'s, u8>,
}

impl<'s> TextBuf<'s> {
    /// Appends one byte.
    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Appends bytes.
    #[inline]
    pub fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice_copy(bytes);
    }

    /// Bytes so far.
    #[inline]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// True while nothing was written.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Cuts the text to at most `len` bytes.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// What was written so far.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Ends the writing.
    #[inline]
    pub fn finish(self) -> &'s [u8] {
        self.bytes.into_bump_slice()
    }

    /// Ends the writing; a text value.
    #[inline]
    pub fn into_value(self) -> Value<'s> {
        Value::Bytes(self.finish())
    }
}

impl PathOut for TextBuf<'_> {
    #[inline]
    fn written(&self) -> &[u8] {
        &self.bytes
    }

    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend(bytes);
    }

    #[inline]
    fn cut(&mut self, len: usize) {
        self.truncate(len);
    }
}

impl fmt::Write for TextBuf<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.extend(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn text_and_copies_live_side_by_side() {
        let mut scratch = Scratch::new();
        for _ in 0..3 {
            let copy = scratch.bytes(b"abc");
            let mut text = scratch.text();
            assert!(text.is_empty());
            write!(text, "{}-{}", 1, 2).expect("memory only");
            text.extend(b"xyz");
            text.truncate(4);
            text.push(b'!');
            assert_eq!(text.len(), 5);
            let text = text.finish();
            assert_eq!((copy, text), (b"abc".as_slice(), b"1-2x!".as_slice()));
            assert_eq!(scratch.values(&[Value::U64(1)]), [Value::U64(1)]);
            scratch.reset();
        }
    }
}
