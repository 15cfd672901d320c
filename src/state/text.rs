// SPDX-License-Identifier: Apache-2.0
//! Shared, immutable text: what threads and descriptors keep, cheap to copy at a fork.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Bytes shared between owners; UTF-8 not guaranteed. The empty text takes no memory of its own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(Option<Arc<[u8]>>);

impl Text {
    /// The text without bytes.
    pub const EMPTY: Text = Text(None);

    /// A copy of these bytes.
    pub fn new(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Self(None) } else { Self(Some(Arc::from(bytes))) }
    }

    /// These bytes; `like` itself, shared, where it holds the same.
    pub fn shared_with(bytes: &[u8], like: &Text) -> Self {
        if like.bytes() == bytes { like.clone() } else { Self::new(bytes) }
    }

    /// The bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }

    /// True for the text without bytes. Checks the allocation, which only texts with bytes have, not a length
    /// that does not exist.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Its share of the bytes on the heap, which it may share with others.
    pub fn heap_size(&self) -> usize {
        self.0.as_ref().map_or(0, |b| (b.len() + 2 * size_of::<usize>()) / Arc::strong_count(b))
    }
}

impl Deref for Text {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.bytes()
    }
}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // As the bytes do, so that a map with `Text` keys can be searched with bytes.
        self.bytes().hash(state);
    }
}

impl std::borrow::Borrow<[u8]> for Text {
    fn borrow(&self) -> &[u8] {
        self.bytes()
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl<const N: usize> From<&[u8; N]> for Text {
    fn from(bytes: &[u8; N]) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.bytes()))
    }
}

/// A list of texts in one block: the pieces with a NUL between them. No bytes, no pieces.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Strings(Text);

impl Strings {
    /// The list without pieces.
    pub const EMPTY: Strings = Strings(Text::EMPTY);

    /// Pieces, each followed by a NUL; the last NUL may be missing.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Text::new(without_last_nul(bytes)))
    }

    /// The pieces in a text that has a NUL between them.
    pub(super) fn of(pieces: Text) -> Self {
        Self(pieces)
    }

    /// As [`Strings::new`], sharing `like` where it holds the same.
    pub fn shared_with(bytes: &[u8], like: &Strings) -> Self {
        Self(Text::shared_with(without_last_nul(bytes), &like.0))
    }

    /// The pieces in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> + Clone {
        // Splitting nothing yields one empty piece.
        self.0.bytes().split(|&b| b == 0).skip(usize::from(self.0.is_empty()))
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        if self.0.is_empty() { 0 } else { memchr::memchr_iter(0, self.0.bytes()).count() + 1 }
    }

    /// True when there are no pieces.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pieces with a NUL between them.
    pub fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    /// Its share of the bytes on the heap.
    pub fn heap_size(&self) -> usize {
        self.0.heap_size()
    }
}

/// The bytes without one NUL at the end.
pub(super) fn without_last_nul(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\0").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Strings, Text};

    fn pieces(bytes: &[u8]) -> Vec<Vec<u8>> {
        Strings::new(bytes).iter().map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn one_last_nul_ends_the_list() {
        assert!(pieces(b"").is_empty());
        assert!(pieces(b"\0").is_empty());
        assert_eq!(pieces(b"a\0b"), [b"a", b"b"]);
        assert_eq!(pieces(b"a\0b\0"), [b"a", b"b"]);
        assert_eq!(pieces(b"a\0\0"), [b"a".to_vec(), Vec::new()]);
        assert_eq!(Strings::new(b"a\0\0").len(), 2);
        assert_eq!(Strings::new(b"\0").len(), 0);
    }

    #[test]
    fn equal_text_is_shared() {
        let a = Text::new(b"/usr/bin/true");
        let b = Text::shared_with(b"/usr/bin/true", &a);
        assert!(std::ptr::eq(a.bytes(), b.bytes()));
        assert_eq!(Text::shared_with(b"x", &a).bytes(), b"x");
        assert_eq!(Text::default().heap_size(), 0);
    }
}
