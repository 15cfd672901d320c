// SPDX-License-Identifier: Apache-2.0
//! Fields of a block body, one after the other.

/// Why a body is not what its block type says.
pub(super) type Fault = String;

/// Maximum number of bytes of memory for the entries of a section: a compressed file of nothing but empty entries would
/// otherwise cost thousands of times its size.
pub(super) const STATE_BUDGET: usize = 1 << 30;

/// A position in the body of a block.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    budget: usize,
}

macro_rules! number {
    ($($name:ident: $ty:ty),*) => {
        $(pub(super) fn $name(&mut self, what: &str) -> Result<$ty, Fault> {
            Ok(<$ty>::from_ne_bytes(*self.array(what)?))
        })*
    };
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of a body, whose entries may take `budget` bytes of memory.
    pub(super) fn new(bytes: &'a [u8], budget: usize) -> Self {
        Self { bytes, at: 0, budget }
    }

    /// The remaining budget.
    pub(super) fn budget(&self) -> usize {
        self.budget
    }

    /// Bytes read so far.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Remaining bytes.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(super) fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], Fault> {
        let left = self.left();
        let taken = self.bytes[self.at..]
            .get(..count)
            .ok_or_else(|| format!("{what} needs {count} bytes, {left} are left in the block"))?;
        self.at += count;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &str) -> Result<&'a [u8; N], Fault> {
        let taken = self.take(N, what)?;
        taken.first_chunk().ok_or_else(|| format!("{what} is missing"))
    }

    number!(u8: u8, u16: u16, u32: u32, u64: u64, i64: i64);

    /// Bytes after a 16-bit count, which is at most `most`.
    pub(super) fn counted(&mut self, most: usize, what: &str) -> Result<&'a [u8], Fault> {
        let count = usize::from(self.u16(what)?);
        if count > most {
            return Err(format!("{what} has {count} bytes, at most {most} are possible"));
        }
        self.take(count, what)
    }

    /// A text after a 16-bit count; it ends at its first NUL, if it has one.
    pub(super) fn text(&mut self, most: usize, what: &str) -> Result<Vec<u8>, Fault> {
        Ok(until_nul(self.counted(most, what)?).to_vec())
    }

    /// Ends an entry that began at `start` and states a length of `len` bytes: skips what this version does
    /// not know. A `len` of 0 states nothing. The record of the entry has `size` bytes besides its texts.
    pub(super) fn end_entry(&mut self, start: usize, len: u32, size: usize) -> Result<(), Fault> {
        let (used, len) = (self.at - start, len as usize);
        let Some(budget) = self.budget.checked_sub(used + size) else {
            return Err(format!("state of the machine takes more than {STATE_BUDGET} bytes"));
        };
        self.budget = budget;
        if len == 0 {
            return Ok(());
        }
        if used > len {
            return Err(format!("entry of {len} bytes has fields of {used} bytes"));
        }
        self.take(len - used, "entry").map(|_| ())
    }
}

/// The bytes before the first NUL.
pub(super) fn until_nul(bytes: &[u8]) -> &[u8] {
    memchr::memchr(0, bytes).map_or(bytes, |end| &bytes[..end])
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn nothing_is_read_past_the_body() {
        let mut cursor = Cursor::new(&[3, 0, b'a', 0, b'c', 9], 0);
        assert_eq!(cursor.text(2, "name").unwrap_err(), "name has 3 bytes, at most 2 are possible");
        let mut cursor = Cursor::new(&[3, 0, b'a', 0, b'c', 9], 0);
        assert_eq!(cursor.text(3, "name").unwrap(), b"a");
        assert_eq!(cursor.u16("port").unwrap_err(), "port needs 2 bytes, 1 are left in the block");
        assert_eq!((cursor.u8("type").unwrap(), cursor.left()), (9, 0));
    }

    #[test]
    fn entries_end_where_they_say() {
        let mut cursor = Cursor::new(&[0; 8], 100);
        cursor.u32("a").unwrap();
        assert!(cursor.end_entry(0, 3, 0).is_err());
        assert!(cursor.end_entry(0, 0, 0).is_ok());
        assert!(cursor.end_entry(0, 6, 0).is_ok());
        assert_eq!(cursor.at(), 6);
        assert!(cursor.end_entry(0, 9, 0).is_err());
        assert!(cursor.end_entry(0, 0, 80).is_err());
        assert!(cursor.end_entry(0, 0, 70).is_ok());
    }
}
