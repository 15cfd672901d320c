// SPDX-License-Identifier: Apache-2.0
//! Paths and printable text, byte for byte as upstream makes them.

use crate::codec::printable;
use crate::schema::limits::MAX_PATH_SIZE;

/// Stands for a directory that is not known, in front of a name that is relative to it.
pub const UNKNOWN: &[u8] = b"<UNKNOWN>";

const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();
const TOO_LONG: &[u8] = b"/DIR_TOO_LONG/FILENAME_TOO_LONG";

/// What a path is written into.
pub trait PathOut {
    /// What was written so far.
    fn written(&self) -> &[u8];

    /// Appends bytes.
    fn put(&mut self, bytes: &[u8]);

    /// Cuts it to `len` bytes.
    fn cut(&mut self, len: usize);
}

impl PathOut for Vec<u8> {
    #[inline]
    fn written(&self) -> &[u8] {
        self
    }

    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn cut(&mut self, len: usize) {
        self.truncate(len);
    }
}

/// Length of the UTF-8 sequence at the start of `bytes`, which is not empty: `Ok` for one printable character,
/// `Err` for what is to be replaced (a control character, a non-character, the longest beginning of a sequence
/// that is incomplete).
fn sequence(bytes: &[u8]) -> Result<usize, usize> {
    match printable::sequence(bytes) {
        printable::Sequence::Printable(len) => Ok(len),
        printable::Sequence::Unprintable(len) => Err(len),
    }
}

/// Appends `text` with U+FFFD for everything that is not printable UTF-8.
pub fn push_printable(text: &[u8], out: &mut impl PathOut) {
    for piece in printable::pieces(text) {
        out.put(piece);
    }
}

/// Overwrites `out` with `path` relative to `dir`, which ends in `/` or is empty: an absolute path by itself,
/// without `.`, `..`, doubled and last separators, and with U+FFFD for what is not printable. `dir` is taken as
/// it is. Longer paths than the format allows become a fixed text or are cut.
pub fn concatenate(dir: &[u8], path: &[u8], out: &mut impl PathOut) {
    out.cut(0);
    if dir.len() + path.len() + 1 > MAX_PATH_SIZE {
        out.put(TOO_LONG);
        return;
    }
    if !path.is_empty() && path[0] != b'/' {
        out.put(dir);
    }
    if is_clean(path) {
        out.put(path);
    } else if !append_clean(path, out) {
        return;
    }
    let written = out.written();
    if written.len() > 1 && written.ends_with(b"/") {
        out.cut(written.len() - 1);
    }
}

/// True for a path with nothing to be left out or replaced, except a last separator. May miss some.
fn is_clean(path: &[u8]) -> bool {
    let pairs = path.iter().zip(path.get(1..).unwrap_or_default());
    // No early end: the compiler looks at many pairs at once.
    let odd = pairs.fold(false, |odd, (a, b)| odd | ((*a == b'/') & ((*b == b'/') | (*b == b'.'))));
    !odd && path.first() != Some(&b'.') && printable::is_plain(path)
}

/// False where not all of it fitted.
fn append_clean(path: &[u8], out: &mut impl PathOut) -> bool {
    let empty_base = out.written().is_empty();
    let byte = |at: usize| path.get(at).copied().unwrap_or(0);
    let mut at = 0;
    while at < path.len() && path[at] != 0 {
        let written = out.written();
        let (len, last) = (written.len(), written.last().copied());
        let at_start = last.is_none_or(|b| b == b'/');
        let plain = plain_run(&path[at..]);
        if plain > 0 && !(at_start && path[at] == b'.') {
            let room = MAX_PATH_SIZE - 1 - len.min(MAX_PATH_SIZE - 1);
            out.put(&path[at..at + plain.min(room)]);
            if room < plain {
                return false;
            }
            at += plain;
            continue;
        }
        match (sequence(&path[at..]), path[at]) {
            (Err(bad), _) => {
                if !fits(len, REPLACEMENT.len()) {
                    return false;
                }
                out.put(REPLACEMENT);
                at += bad;
            }
            (Ok(1), b'.') if at_start && byte(at + 1) == b'.' && matches!(byte(at + 2), b'/' | 0) => {
                out.cut(parent(written));
                at += if byte(at + 2) == b'/' { 3 } else { 2 };
            }
            (Ok(1), b'.') if at_start && byte(at + 1) == b'/' => at += 2,
            (Ok(1), b'.') if at_start && byte(at + 1) == 0 => at += 1,
            (Ok(1), b'/') if last == Some(b'/') || (len == 0 && !empty_base) => at += 1,
            (Ok(count), _) => {
                if !fits(len, count) {
                    return false;
                }
                out.put(&path[at..at + count]);
                at += count;
            }
        }
    }
    true
}

/// How many bytes at the start are printable ASCII and no separator.
fn plain_run(path: &[u8]) -> usize {
    path.iter().take_while(|b| matches!(b, 0x20..0x7f) && **b != b'/').count()
}

/// True when `more` bytes after `len` and a NUL fit into the longest path.
fn fits(len: usize, more: usize) -> bool {
    len + more < MAX_PATH_SIZE
}

/// Length of a path without its last directory; a root stays.
fn parent(path: &[u8]) -> usize {
    match path.split_last() {
        Some((_, rest)) if !rest.is_empty() => memchr::memrchr(b'/', rest).map_or(0, |at| at + 1),
        _ => path.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(dir: &str, path: &str) -> String {
        let mut out = Vec::new();
        concatenate(dir.as_bytes(), path.as_bytes(), &mut out);
        String::from_utf8(out).expect("replaced where invalid")
    }

    #[test]
    fn paths_are_joined_and_cleaned() {
        for (dir, path, full) in [
            ("/home/", "a", "/home/a"),
            ("/home/", "/a", "/a"),
            ("/home/", "../a", "/a"),
            ("/home/", "../../../a", "/a"),
            ("/home/", "..", "/"),
            ("/", "..", "/"),
            ("/a/b/", ".", "/a/b"),
            ("/a/b/", "./c//d/./e/", "/a/b/c/d/e"),
            ("", "", ""),
            ("/home/", "", ""),
            ("", "foo/../a", "a"),
            ("", "/foo/../a", "/a"),
            ("/a/", "...", "/a/..."),
            ("/a/", ".b/..c", "/a/.b/..c"),
            ("", "/", "/"),
            ("", "//", "/"),
            ("/a/", "b\u{1}c", "/a/b\u{fffd}c"),
        ] {
            assert_eq!(join(dir, path), full, "{dir} + {path}");
        }
        assert_eq!(join("/d/", &"x".repeat(1021)), "/DIR_TOO_LONG/FILENAME_TOO_LONG");
        assert_eq!(join("/d/", &"x".repeat(1020)).len(), 1023);
        // Replacements can make a path longer than the buffer: it is cut.
        assert_eq!(join("/d/", &"\u{1}".repeat(500)).len(), 3 + 340 * 3);
        assert_eq!(join("/d/", &("\u{1}".repeat(300) + &"x".repeat(400))).len(), 1023);
    }

    #[test]
    fn every_broken_sequence_is_one_replacement() {
        let clean = |bytes: &[u8]| {
            let mut out = Vec::new();
            push_printable(bytes, &mut out);
            String::from_utf8(out).expect("valid")
        };
        for (bytes, text) in [
            (&b"plain text"[..], "plain text"),
            ("žluťoučký €𝄞".as_bytes(), "žluťoučký €𝄞"),
            (b"a\tb\x7f", "a\u{fffd}b\u{fffd}"),
            (b"\xc2\x85", "\u{fffd}"),
            (b"\xe2\x82", "\u{fffd}"),
            (b"\xe2\x28", "\u{fffd}("),
            (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\xf0\x9f\x98", "\u{fffd}"),
            (b"\xef\xb7\x90", "\u{fffd}"),
            (b"\xf0\x9f\xbf\xbe", "\u{fffd}"),
            (b"\xff\xc0", "\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(clean(bytes), text, "{bytes:x?}");
        }
    }
}
