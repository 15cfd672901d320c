// SPDX-License-Identifier: Apache-2.0
//! JSON texts and numbers, written as upstream's JSON library writes them.

use crate::fields::TextBuf;
use crate::fields::text::push_general;
use std::fmt::Write;

/// Appends a quoted text; everything that is not ASCII is escaped. Bytes that are not UTF-8 become U+FFFD.
pub fn push_json_string(out: &mut TextBuf<'_>, text: &[u8]) {
    out.push(b'"');
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|&b| needs_escape(b)).unwrap_or(rest.len());
        out.extend(&rest[..plain]);
        rest = &rest[plain..];
        let Some(&byte) = rest.first() else { break };
        if byte < 0x80 {
            push_escaped(out, byte);
            rest = &rest[1..];
        } else {
            let (point, length) = first_char(rest);
            let mut units = [0; 2];
            for unit in point.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
            rest = &rest[length..];
        }
    }
    out.push(b'"');
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\' || byte >= 0x80
}

fn push_escaped(out: &mut TextBuf<'_>, byte: u8) {
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        0x08 => b'b',
        0x0C => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            let _ = write!(out, "\\u{byte:04x}");
            return;
        }
    };
    out.push(b'\\');
    out.push(short);
}

/// The character at the start of bytes that are not ASCII, and its length.
fn first_char(bytes: &[u8]) -> (char, usize) {
    let longest = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(longest) {
        Ok(text) => text,
        Err(e) => std::str::from_utf8(&longest[..e.valid_up_to()]).unwrap_or_default(),
    };
    valid.chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8()))
}

/// Appends a floating point number with 17 significant digits; whole numbers keep a `.0`.
pub fn push_json_double(out: &mut TextBuf<'_>, number: f64) {
    if !number.is_finite() {
        out.extend(b"null");
        return;
    }
    let start = out.len();
    push_general(out, number, 17);
    let is_whole = !out.as_bytes()[start..].iter().any(|b| matches!(b, b'.' | b'e'));
    if is_whole {
        out.extend(b".0");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Scratch;

    fn shown(write: impl Fn(&mut TextBuf<'_>)) -> String {
        let scratch = Scratch::new();
        let mut out = scratch.text();
        write(&mut out);
        String::from_utf8(out.finish().to_vec()).expect("JSON is ASCII")
    }

    #[test]
    fn texts_are_escaped_to_ascii() {
        let string = |text: &[u8]| shown(|out| push_json_string(out, text));
        assert_eq!(string(b"a/b \"c\\\n\x01\x7f"), "\"a/b \\\"c\\\\\\n\\u0001\x7f\"");
        assert_eq!(string("ü€🦀".as_bytes()), "\"\\u00fc\\u20ac\\ud83e\\udd80\"");
        assert_eq!(string(b"\xff\xfe"), "\"\\ufffd\\ufffd\"");
    }

    #[test]
    fn whole_doubles_keep_a_point() {
        assert_eq!(shown(|out| push_json_double(out, 0.0)), "0.0");
        assert_eq!(shown(|out| push_json_double(out, 0.390_625)), "0.390625");
        assert_eq!(shown(|out| push_json_double(out, 0.1)), "0.10000000000000001");
        assert_eq!(shown(|out| push_json_double(out, f64::NAN)), "null");
    }
}
