// SPDX-License-Identifier: Apache-2.0
//! One parameter of an event.

/// The bytes of one parameter. A parameter of zero bytes is empty: its value is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Param<'a> {
    bytes: &'a [u8],
}

macro_rules! number {
    ($(#[$doc:meta] $name:ident: $ty:ty),*) => {
        $(#[$doc]
        #[inline]
        pub fn $name(&self) -> Option<$ty> {
            self.bytes.first_chunk().map(|bytes| <$ty>::from_ne_bytes(*bytes))
        })*
    };
}

impl<'a> Param<'a> {
    /// A parameter over these bytes.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// All bytes; texts include their trailing NUL.
    #[inline]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// True when there are no bytes.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    number! {
        /// The first byte.
        u8: u8,
        /// The first 2 bytes, unsigned.
        u16: u16,
        /// The first 4 bytes, unsigned.
        u32: u32,
        /// The first 8 bytes, unsigned.
        u64: u64,
        /// The first byte, signed.
        i8: i8,
        /// The first 2 bytes, signed.
        i16: i16,
        /// The first 4 bytes, signed.
        i32: i32,
        /// The first 8 bytes, signed.
        i64: i64
    }

    /// The number in a parameter of exactly 4 bytes.
    #[inline]
    pub fn exact_u32(&self) -> Option<u32> {
        self.bytes.try_into().ok().map(u32::from_ne_bytes)
    }

    /// The number in a parameter of exactly 8 bytes.
    #[inline]
    pub fn exact_u64(&self) -> Option<u64> {
        self.bytes.try_into().ok().map(u64::from_ne_bytes)
    }

    /// As [`Param::text`]; `None` where the kernel could not read it, which an empty parameter says and, in old captures,
    /// `(NULL)`.
    pub fn read_text(&self) -> Option<&'a [u8]> {
        (!matches!(self.bytes(), b"" | b"(NULL)\0")).then(|| self.text())
    }

    /// The bytes before the first NUL, or all of them where there is none. UTF-8 not guaranteed.
    #[inline]
    pub fn text(&self) -> &'a [u8] {
        match memchr::memchr(0, self.bytes) {
            Some(end) => &self.bytes[..end],
            None => self.bytes,
        }
    }

    /// The texts of a `CHARBUFARRAY`: each piece before a NUL, and a last one without.
    pub fn texts(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.bytes;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(0, rest).unwrap_or(rest.len());
            let piece = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            Some(piece)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Param;

    #[test]
    fn numbers_need_their_bytes() {
        assert_eq!(Param::new(&[1, 0, 0, 0]).u32(), Some(1));
        assert_eq!(Param::new(&[1, 0, 0]).u32(), None);
        assert_eq!(Param::default().i64(), None);
        assert!(Param::default().is_empty());
    }

    #[test]
    fn texts_end_at_nul() {
        assert_eq!(Param::new(b"abc\0def").text(), b"abc");
        assert_eq!(Param::new(b"abc").text(), b"abc");
        let pieces: Vec<_> = Param::new(b"a\0\0bc\0d").texts().collect();
        assert_eq!(pieces, [b"a".as_slice(), b"", b"bc", b"d"]);
    }
}
