// SPDX-License-Identifier: Apache-2.0
//! Text that is safe to print: what is not printable UTF-8 becomes U+FFFD.
//!
//! One replacement is written for each maximal subpart of a broken sequence (Unicode, section 3.9), and for each control
//! character, C1 control and non-character.

use std::borrow::Cow;

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// What the first bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// A printable character of this many bytes.
    Printable(usize),
    /// This many bytes that one replacement is written for.
    Unprintable(usize),
}

/// Classifies the sequence at the start of `bytes`, which must not be empty.
pub fn sequence(bytes: &[u8]) -> Sequence {
    use Sequence::{Printable, Unprintable};
    let lead = bytes[0];
    let continues = |at: usize, low: u8, high: u8| bytes.get(at).is_some_and(|b| (low..=high).contains(b));
    // The range of the second byte excludes overlong forms, surrogates and what is above U+10FFFF.
    let (length, low, high) = match lead {
        0x20..=0x7E => return Printable(1),
        0xC2..=0xDF => (2, 0x80, 0xBF),
        0xE0 => (3, 0xA0, 0xBF),
        0xED => (3, 0x80, 0x9F),
        0xE1..=0xEF => (3, 0x80, 0xBF),
        0xF0 => (4, 0x90, 0xBF),
        0xF4 => (4, 0x80, 0x8F),
        0xF1..=0xF3 => (4, 0x80, 0xBF),
        _ => return Unprintable(1),
    };
    if !continues(1, low, high) {
        return Unprintable(1);
    }
    if let Some(broken) = (2..length).find(|at| !continues(*at, 0x80, 0xBF)) {
        return Unprintable(broken);
    }
    let first = u32::from(lead) & (0x7F >> length);
    let point = bytes[1..length].iter().fold(first, |point, b| (point << 6) | u32::from(b & 0x3F));
    let c1_control = point <= 0x9F;
    let non_character = (0xFDD0..=0xFDEF).contains(&point) || point & 0xFFFE == 0xFFFE;
    if c1_control || non_character { Unprintable(length) } else { Printable(length) }
}

/// True when every byte is printable ASCII.
#[inline]
pub fn is_plain(text: &[u8]) -> bool {
    // Pieces of a fixed size and no early end make the compiler look at all bytes of a piece at once; the last piece
    // may overlap the one before.
    fn all<const N: usize>(piece: &[u8; N]) -> bool {
        piece.iter().fold(true, |plain, byte| plain & (0x20..0x7F).contains(byte))
    }
    let (pieces, _) = text.as_chunks::<16>();
    if let Some(last) = text.last_chunk::<16>() {
        return pieces.iter().all(all) && all(last);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        return all(first) && all(last);
    }
    text.iter().all(|byte| (0x20..0x7F).contains(byte))
}

/// Length of the leading part that needs no replacement.
#[inline]
pub fn printable_prefix(text: &[u8]) -> usize {
    if is_plain(text) {
        return text.len();
    }
    let mut at = 0;
    while at < text.len() {
        if (0x20..0x7F).contains(&text[at]) {
            at += 1;
            continue;
        }
        match sequence(&text[at..]) {
            Sequence::Printable(length) => at += length,
            Sequence::Unprintable(_) => return at,
        }
    }
    at
}

/// The text in pieces, U+FFFD for every unprintable sequence.
#[derive(Debug, Clone)]
pub struct Pieces<'t> {
    rest: &'t [u8],
}

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t [u8];

    #[inline]
    fn next(&mut self) -> Option<&'t [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let good = printable_prefix(self.rest);
        if good > 0 {
            let (piece, rest) = self.rest.split_at(good);
            self.rest = rest;
            return Some(piece);
        }
        let (Sequence::Printable(length) | Sequence::Unprintable(length)) = sequence(self.rest);
        self.rest = &self.rest[length..];
        Some(REPLACEMENT)
    }
}

/// The printable version of a text, piece by piece.
#[inline]
pub fn pieces(text: &[u8]) -> Pieces<'_> {
    Pieces { rest: text }
}

/// The text with every unprintable sequence replaced; borrowed when there is none.
pub fn printable(text: &[u8]) -> Cow<'_, [u8]> {
    if printable_prefix(text) == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(pieces(text).flatten().copied().collect())
}

#[cfg(test)]
mod tests {
    use super::printable;

    fn shown(text: &[u8]) -> String {
        String::from_utf8(printable(text).into_owned()).expect("the result is UTF-8")
    }

    #[test]
    fn printable_text_is_left_alone() {
        assert_eq!(shown("plain ~ ünï 漢 🦀".as_bytes()), "plain ~ ünï 漢 🦀");
    }

    #[test]
    fn one_replacement_for_each_maximal_subpart() {
        assert_eq!(shown(b"a\x01b\x7f"), "a\u{FFFD}b\u{FFFD}");
        assert_eq!(shown(b"\xC0\xAF"), "\u{FFFD}\u{FFFD}");
        assert_eq!(shown(b"\xE2\x82"), "\u{FFFD}");
        assert_eq!(shown(b"\xE2\x28"), "\u{FFFD}(");
        assert_eq!(shown(b"\xF0\x9F\xA6("), "\u{FFFD}(");
        assert_eq!(shown(b"\xED\xA0\x80"), "\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_eq!(shown(b"\xF5x"), "\u{FFFD}x");
    }

    #[test]
    fn controls_and_non_characters_are_replaced_whole() {
        assert_eq!(shown("\u{85}".as_bytes()), "\u{FFFD}");
        assert_eq!(shown("\u{FDD0}\u{FFFE}\u{1FFFF}".as_bytes()), "\u{FFFD}\u{FFFD}\u{FFFD}");
    }
}
