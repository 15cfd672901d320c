// SPDX-License-Identifier: Apache-2.0
//! Byte buffers as text.

use super::number::put;
use crate::fields::TextBuf;
use data_encoding::BASE64;
use std::fmt::Write;

/// How byte buffers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BufferFormat {
    /// Printable characters, a dot for everything else.
    #[default]
    Normal,
    /// Rows of 16 bytes in hexadecimal.
    Hex,
    /// Rows of 16 bytes in hexadecimal, with the printable characters beside them.
    HexAscii,
    /// Printable characters and line ends, after a line end.
    Eols,
    /// Printable characters and line ends.
    EolsCompact,
    /// Base64 with padding.
    Base64,
    /// As `Normal`; descriptors beside it without the letters of their kind. Upstream: `PF_SIMPLE`.
    Simple,
}

const fn is_print(byte: u8) -> bool {
    byte >= 0x20 && byte < 0x7F
}

/// Appends `bytes` in the given format.
pub fn push_buffer(out: &mut TextBuf<'_>, bytes: &[u8], format: BufferFormat) {
    if bytes.is_empty() {
        return;
    }
    match format {
        BufferFormat::Normal | BufferFormat::Simple => push_dots(out, bytes),
        BufferFormat::Hex => push_rows(out, bytes, false),
        BufferFormat::HexAscii => push_rows(out, bytes, true),
        BufferFormat::Eols => {
            out.push(b'\n');
            push_lines(out, bytes);
        }
        BufferFormat::EolsCompact => push_lines(out, bytes),
        BufferFormat::Base64 => {
            // Writing to scratch memory does not fail.
            let _ = BASE64.encode_write(bytes, out);
        }
    }
}

fn push_dots(out: &mut TextBuf<'_>, bytes: &[u8]) {
    for piece in bytes.chunks(64) {
        let mut shown = [b'.'; 64];
        for (place, &byte) in shown.iter_mut().zip(piece) {
            *place = if is_print(byte) { byte } else { b'.' };
        }
        out.extend(&shown[..piece.len()]);
    }
}

fn push_rows(out: &mut TextBuf<'_>, bytes: &[u8], ascii: bool) {
    const PAIRS: usize = 8;
    for (row, chunk) in bytes.chunks(2 * PAIRS).enumerate() {
        put!(out, "\n\t0x{:04x}:", row * 2 * PAIRS);
        for pair in chunk.chunks(2) {
            match *pair {
                [a, b] => {
                    put!(out, " {a:02x}{b:02x}");
                }
                [a, ..] => {
                    put!(out, " {a:02x}");
                }
                [] => {}
            }
        }
        if ascii {
            let missing = PAIRS - chunk.len().div_ceil(2);
            for _ in 0..5 * missing + 2 {
                out.push(b' ');
            }
            push_dots(out, chunk);
        }
    }
    out.push(b'\n');
}

/// Carriage returns become line ends, and a line end after one is dropped.
fn push_lines(out: &mut TextBuf<'_>, bytes: &[u8]) {
    let mut previous = None;
    for &byte in bytes {
        match byte {
            b'\r' => out.push(b'\n'),
            b'\n' if previous.is_some_and(|p| p != b'\r') => out.push(b'\n'),
            _ if is_print(byte) => out.push(byte),
            _ => {}
        }
        previous = Some(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Scratch;

    fn shown(bytes: &[u8], format: BufferFormat) -> String {
        let scratch = Scratch::new();
        let mut out = scratch.text();
        push_buffer(&mut out, bytes, format);
        String::from_utf8(out.finish().to_vec()).expect("ASCII")
    }

    #[test]
    fn normal_shows_dots() {
        assert_eq!(shown(b"GET /\r\n\x80", BufferFormat::Normal), "GET /...");
        assert_eq!(shown(b"", BufferFormat::Hex), "");
    }

    #[test]
    fn rows_of_sixteen() {
        assert_eq!(shown(b"abc", BufferFormat::Hex), "\n\t0x0000: 6162 63\n");
        let shown = shown(b"0123456789abcdef\x01", BufferFormat::HexAscii);
        let (first, second) = shown.split_at(67);
        assert_eq!(first, "\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef");
        // Seven missing pairs of five columns, then the gap of two.
        assert_eq!(second, format!("\n\t0x0010: 01{:37}.\n", ""));
    }

    #[test]
    fn lines() {
        assert_eq!(shown(b"a\r\nb\nc\x01", BufferFormat::EolsCompact), "a\nb\nc");
        assert_eq!(shown(b"\na", BufferFormat::Eols), "\na");
    }

    #[test]
    fn base64_padding() {
        assert_eq!(shown(b"M", BufferFormat::Base64), "TQ==");
        assert_eq!(shown(b"Ma", BufferFormat::Base64), "TWE=");
        assert_eq!(shown(b"Man", BufferFormat::Base64), "TWFu");
    }
}
