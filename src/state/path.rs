//! Paths and printable text, byte for byte as upstream makes them.

use crate::schema::limits::MAX_PATH_SIZE;

const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();
const TOO_LONG: &[u8] = b"/DIR_TOO_LONG/FILENAME_TOO_LONG";

/// Length of the UTF-8 sequence at the start of `bytes`, which is not empty: `Ok` for one printable character,
/// `Err` for what is to be replaced (a control character, a non-character, the longest beginning of a sequence
/// that does not go on).
fn sequence(bytes: &[u8]) -> Result<usize, usize> {
    let first = bytes[0];
    let next = |i: usize, low: u8, high: u8| bytes.get(i).is_some_and(|b| (low..=high).contains(b));
    let tail = |i: usize| u32::from(bytes[i] & 0x3f);
    match first {
        0x20..0x7f => Ok(1),
        0..0x80 | 0x80..0xc2 | 0xf5.. => Err(1),
        0xc2..0xe0 => {
            if !next(1, 0x80, 0xbf) {
                return Err(1);
            }
            let c1_control = first == 0xc2 && bytes[1] <= 0x9f;
            if c1_control { Err(2) } else { Ok(2) }
        }
        0xe0..0xf0 => {
            let low = if first == 0xe0 { 0xa0 } else { 0x80 };
            let high = if first == 0xed { 0x9f } else { 0xbf };
            if !next(1, low, high) {
                return Err(1);
            }
            if !next(2, 0x80, 0xbf) {
                return Err(2);
            }
            let point = u32::from(first & 0xf) << 12 | tail(1) << 6 | tail(2);
            if (0xfdd0..=0xfdef).contains(&point) || point >= 0xfffe { Err(3) } else { Ok(3) }
        }
        0xf0..0xf5 => {
            let low = if first == 0xf0 { 0x90 } else { 0x80 };
            let high = if first == 0xf4 { 0x8f } else { 0xbf };
            if !next(1, low, high) {
                return Err(1);
            }
            if !next(2, 0x80, 0xbf) {
                return Err(2);
            }
            if !next(3, 0x80, 0xbf) {
                return Err(3);
            }
            let point = tail(2) << 6 | tail(3);
            let plane_end = point & 0xfffe == 0xffe && tail(1) & 0xf == 0xf;
            if plane_end { Err(4) } else { Ok(4) }
        }
    }
}

/// How many bytes at the start of `text` are printable UTF-8.
pub fn printable_prefix(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        match sequence(&text[at..]) {
            Ok(len) => at += len,
            Err(_) => return at,
        }
    }
    at
}

/// Appends `text` with U+FFFD for everything that is not printable UTF-8.
pub fn push_printable(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    loop {
        let good = printable_prefix(rest);
        out.extend_from_slice(&rest[..good]);
        rest = &rest[good..];
        match rest.first().map(|_| sequence(rest)) {
            Some(Err(bad)) => {
                out.extend_from_slice(REPLACEMENT);
                rest = &rest[bad..];
            }
            _ => return,
        }
    }
}

/// Overwrites `out` with `path` seen from `dir`, which ends in `/` or is empty: an absolute path by itself,
/// without `.`, `..`, doubled and last separators, and with U+FFFD for what is not printable. `dir` is taken as
/// it is. Longer paths than the format allows become a fixed text or are cut.
pub fn concatenate(dir: &[u8], path: &[u8], out: &mut Vec<u8>) {
    out.clear();
    if dir.len() + path.len() + 1 > MAX_PATH_SIZE {
        out.extend_from_slice(TOO_LONG);
        return;
    }
    if !path.is_empty() && path[0] != b'/' {
        out.extend_from_slice(dir);
    }
    append_clean(path, out);
}

fn append_clean(path: &[u8], out: &mut Vec<u8>) {
    let empty_base = out.is_empty();
    let byte = |at: usize| path.get(at).copied().unwrap_or(0);
    let mut at = 0;
    while at < path.len() && path[at] != 0 {
        let at_start = out.last().is_none_or(|&b| b == b'/');
        let plain = plain_run(&path[at..]);
        if plain > 0 && !(at_start && path[at] == b'.') {
            let room = MAX_PATH_SIZE - 1 - out.len().min(MAX_PATH_SIZE - 1);
            out.extend_from_slice(&path[at..at + plain.min(room)]);
            if room < plain {
                return;
            }
            at += plain;
            continue;
        }
        match (sequence(&path[at..]), path[at]) {
            (Err(bad), _) => {
                if !fits(out, REPLACEMENT.len()) {
                    return;
                }
                out.extend_from_slice(REPLACEMENT);
                at += bad;
            }
            (Ok(1), b'.') if at_start && byte(at + 1) == b'.' && matches!(byte(at + 2), b'/' | 0) => {
                to_parent(out);
                at += if byte(at + 2) == b'/' { 3 } else { 2 };
            }
            (Ok(1), b'.') if at_start && byte(at + 1) == b'/' => at += 2,
            (Ok(1), b'.') if at_start && byte(at + 1) == 0 => at += 1,
            (Ok(1), b'/') if out.last() == Some(&b'/') || (out.is_empty() && !empty_base) => at += 1,
            (Ok(len), _) => {
                if !fits(out, len) {
                    return;
                }
                out.extend_from_slice(&path[at..at + len]);
                at += len;
            }
        }
    }
    if out.len() > 1 && out.last() == Some(&b'/') {
        out.pop();
    }
}

/// How many bytes at the start are printable ASCII and no separator.
fn plain_run(path: &[u8]) -> usize {
    path.iter().take_while(|b| matches!(b, 0x20..0x7f) && **b != b'/').count()
}

/// True when `more` bytes and a NUL fit into the longest path.
fn fits(out: &[u8], more: usize) -> bool {
    out.len() + more < MAX_PATH_SIZE
}

/// Takes the last directory off; a root stays.
fn to_parent(out: &mut Vec<u8>) {
    if out.len() <= 1 {
        return;
    }
    out.pop();
    while out.last().is_some_and(|&b| b != b'/') {
        out.pop();
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
