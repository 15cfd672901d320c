// SPDX-License-Identifier: Apache-2.0
//! What an execve loads: shared by every thread and forked child until the next one.

use super::{Strings, Text};

/// The program of a thread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Image {
    /// First argument of the command line.
    pub exe: Text,
    /// Full path of the executable.
    pub exepath: Text,
    /// Arguments after the first.
    pub args: Strings,
    /// The executable can be written by the user of the thread.
    pub exe_writable: bool,
    /// The executable is in the upper layer of an overlay file system.
    pub exe_upper_layer: bool,
    /// The executable is in a lower layer of an overlay file system.
    pub exe_lower_layer: bool,
    /// The executable is an anonymous memory file.
    pub exe_from_memfd: bool,
    /// Inode of the executable.
    pub exe_ino: u64,
    /// Last status change of the executable, nanoseconds since the epoch.
    pub exe_ino_ctime: u64,
    /// Last modification of the executable, nanoseconds since the epoch.
    pub exe_ino_mtime: u64,
}

impl Image {
    /// A path without the mark that the kernel appends to that of a deleted executable.
    pub(super) fn living_path(path: &[u8]) -> &[u8] {
        const MARK: &[u8] = b" (deleted)";
        path.strip_suffix(MARK).filter(|bare| !bare.is_empty()).unwrap_or(path)
    }

    /// Sets the path of the executable; the mark that the kernel appends to a deleted one is dropped unless
    /// `keep_mark`.
    pub fn set_exepath(&mut self, path: &[u8], keep_mark: bool) {
        let path = if keep_mark { path } else { Self::living_path(path) };
        if self.exepath.bytes() != path {
            self.exepath = Text::new(path);
        }
    }

    /// Bytes that it takes.
    pub fn memory(&self) -> usize {
        size_of::<Self>() + self.exe.heap_size() + self.exepath.heap_size() + self.args.heap_size()
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn deleted_executables_keep_their_path() {
        let mut image = Image::default();
        for (given, kept) in [
            (&b"/bin/a (deleted)"[..], &b"/bin/a"[..]),
            (b" (deleted)", b" (deleted)"),
            (b"/bin/b", b"/bin/b"),
        ] {
            image.set_exepath(given, false);
            assert_eq!(image.exepath.bytes(), kept);
        }
    }
}
