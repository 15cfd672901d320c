// SPDX-License-Identifier: Apache-2.0
//! Reading files and links beside an open directory.

use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{Mode, OFlags, openat, readlinkat_raw};
use rustix::io::{Errno, Result, read};
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// Longest link that is kept, as in the original: its paths have 1024 bytes with their NUL.
const LINK_SIZE: usize = 1023;

/// A directory, to look things up in.
pub(super) fn open_dir(parent: impl AsFd, name: impl rustix::path::Arg) -> Result<OwnedFd> {
    openat(parent, name, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
}

/// Reads once: enough for the files of /proc, which return all they have as far as it fits the buffer.
pub(super) fn read_once(parent: impl AsFd, name: impl rustix::path::Arg, buffer: &mut [u8]) -> Result<&[u8]> {
    let file = openat(parent, name, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let length = read_some(&file, buffer)?;
    Ok(&buffer[..length])
}

/// Reads to the end.
pub(super) fn read_whole(parent: impl AsFd, name: impl rustix::path::Arg, text: &mut Vec<u8>) -> Result<()> {
    const STEP: usize = 64 * 1024;
    let file = openat(parent, name, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    text.clear();
    loop {
        let start = text.len();
        text.resize(start + STEP, 0);
        let length = read_some(&file, &mut text[start..])?;
        text.truncate(start + length);
        if length == 0 {
            return Ok(());
        }
    }
}

fn read_some(file: &OwnedFd, buffer: &mut [u8]) -> Result<usize> {
    loop {
        match read(file, &mut *buffer) {
            Err(Errno::INTR) => (),
            other => return other,
        }
    }
}

/// Where a link leads, cut to [`LINK_SIZE`].
pub(super) fn read_link(parent: impl AsFd, name: impl rustix::path::Arg) -> Result<Vec<u8>> {
    let mut buffer = [MaybeUninit::<u8>::uninit(); LINK_SIZE];
    let (link, _) = readlinkat_raw(parent, name, &mut buffer)?;
    Ok(link.to_vec())
}

/// A decimal number as the name of a file, below a directory or not.
pub(super) struct Name {
    text: [u8; Self::SIZE],
    start: usize,
}

impl Name {
    /// A directory of up to 11 bytes, 20 digits and the NUL.
    const SIZE: usize = 32;

    pub fn new(number: u64) -> Name {
        Name::below(b"", number)
    }

    /// `directory` ends with its slash and is short.
    pub fn below(directory: &[u8], mut number: u64) -> Name {
        let mut name = Name { text: [0; Self::SIZE], start: Self::SIZE - 1 };
        loop {
            name.start -= 1;
            name.text[name.start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        name.start -= directory.len();
        name.text[name.start..][..directory.len()].copy_from_slice(directory);
        name
    }

    pub fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.text[self.start..]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decimal() {
        assert_eq!(Name::new(0).as_c_str(), c"0");
        assert_eq!(Name::new(u64::MAX).as_c_str(), c"18446744073709551615");
        assert_eq!(Name::below(b"fdinfo/", 12).as_c_str(), c"fdinfo/12");
    }
}
