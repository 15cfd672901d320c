// SPDX-License-Identifier: Apache-2.0
//! Tokens. The parser requests the token it wants; there is no list of tokens made in advance.

use super::{Pos, escape};

/// A position in a text, and the tokens that can begin there. Each reader consumes its token or leaves the position as it is.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    pub(super) pos: Pos,
}

/// Length of `letter (letter | digit | _)*`, or 0.
fn word(text: &[u8]) -> usize {
    if !text.first().is_some_and(u8::is_ascii_alphabetic) {
        return 0;
    }
    text.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').unwrap_or(text.len())
}

fn digits(text: &[u8]) -> usize {
    text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len())
}

/// Length of `[+-] digits [.] digits [e (+|-) digits]`, or 0.
fn number(text: &[u8]) -> usize {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let whole = digits(&text[sign..]);
    if whole == 0 {
        return 0;
    }
    let mut len = sign + whole;
    if text.get(len) == Some(&b'.') {
        len += 1;
    }
    len += digits(&text[len..]);
    if let [b'e' | b'E', b'+' | b'-', exponent @ ..] = &text[len..] {
        let exponent = digits(exponent);
        if exponent > 0 {
            len += 2 + exponent;
        }
    }
    len
}

fn hex_number(text: &[u8]) -> usize {
    let [b'0', b'x' | b'X', rest @ ..] = text else { return 0 };
    let len = rest.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(rest.len());
    if len == 0 { 0 } else { len + 2 }
}

/// Length of `word (. word)+`, or 0.
fn field_name(text: &[u8]) -> usize {
    let mut len = word(text);
    let mut parts = 0;
    while len > 0 && text.get(len) == Some(&b'.') {
        let part = word(&text[len + 1..]);
        if part == 0 {
            break;
        }
        len += 1 + part;
        parts += 1;
    }
    if parts == 0 { 0 } else { len }
}

/// Length of the run of UTF-8 before the first byte that `ends`.
fn run(text: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let len = text.iter().position(|byte| *byte == 0 || ends(*byte)).unwrap_or(text.len());
    match std::str::from_utf8(&text[..len]) {
        Ok(_) => len,
        Err(error) => error.valid_up_to(),
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Lexer { text, pos: Pos::START }
    }

    pub(super) fn rest(&self) -> &'t [u8] {
        self.text.get(self.pos.idx as usize..).unwrap_or_default()
    }

    /// What was read.
    pub(super) fn before(&self) -> &'t [u8] {
        self.text.get(..self.pos.idx as usize).unwrap_or(self.text)
    }

    pub(super) fn at_end(&self) -> bool {
        self.pos.idx as usize >= self.text.len()
    }

    fn take(&mut self, len: usize) -> &'t [u8] {
        let token = &self.rest()[..len];
        for &byte in token {
            self.pos.advance(byte);
        }
        token
    }

    fn take_some(&mut self, len: usize) -> Option<&'t [u8]> {
        (len > 0).then(|| self.take(len))
    }

    /// White space between tokens; true if there was some.
    pub(super) fn blank(&mut self) -> bool {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | 0x08 | b'\r' | b'\n');
        let rest = self.rest();
        let len = rest.iter().position(|byte| !is_blank(byte)).unwrap_or(rest.len());
        self.take(len);
        len > 0
    }

    /// Exactly this text.
    pub(super) fn text(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text.as_bytes());
        if found {
            self.take(text.len());
        }
        found
    }

    /// A word that must be followed by white space; consumes both.
    pub(super) fn text_and_blank(&mut self, text: &str) -> bool {
        let saved = self.pos;
        if self.text(text) && self.blank() {
            return true;
        }
        self.pos = saved;
        false
    }

    /// `not` and the space after it, which may be any white space.
    pub(super) fn not_and_space(&mut self) -> bool {
        let Some(rest) = self.rest().strip_prefix(b"not") else { return false };
        let spaces = rest.iter().position(|byte| !is_space(*byte)).unwrap_or(rest.len());
        if spaces > 0 {
            self.take(3 + spaces);
        }
        spaces > 0
    }

    pub(super) fn identifier(&mut self) -> Option<&'t [u8]> {
        self.take_some(word(self.rest()))
    }

    pub(super) fn field_name(&mut self) -> Option<&'t [u8]> {
        self.take_some(field_name(self.rest()))
    }

    pub(super) fn number(&mut self) -> Option<&'t [u8]> {
        let hex = hex_number(self.rest());
        self.take_some(if hex > 0 { hex } else { number(self.rest()) })
    }

    /// A text without quotes, as the right side of a comparison.
    pub(super) fn bare_text(&mut self) -> Option<&'t [u8]> {
        let ends = |byte| is_space(byte) || matches!(byte, b'(' | b')' | b'"' | b'\'' | b'=' | b',');
        self.take_some(run(self.rest(), ends))
    }

    /// A text without quotes, as the argument of a field.
    pub(super) fn bare_arg(&mut self) -> Option<&'t [u8]> {
        let ends = |byte| is_space(byte) || matches!(byte, b'[' | b']' | b'"' | b'\'');
        self.take_some(run(self.rest(), ends))
    }

    /// A text in quotes, escapes resolved; on a wrong escape the position is after the text.
    pub(super) fn quoted(&mut self) -> Option<Result<Vec<u8>, String>> {
        let rest = self.rest();
        let delimiter = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let mut escaped = false;
        for (i, &byte) in rest.iter().enumerate().skip(1) {
            match byte {
                0 => return None,
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                _ if byte == delimiter => return Some(escape::unquote(self.take(i + 1))),
                _ => {}
            }
        }
        None
    }

    /// True when `and`, `or` or `not` is here as a word of its own.
    pub(super) fn keyword_follows(&self) -> bool {
        ["and", "or", "not"].iter().any(|keyword| {
            let rest = self.rest().strip_prefix(keyword.as_bytes());
            rest.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
        })
    }

    /// True when a list or the name of one is here.
    pub(super) fn list_follows(&self) -> bool {
        self.rest().first() == Some(&b'(') || word(self.rest()) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_end_where_they_should() {
        assert_eq!(number(b"-1.5e+3x"), 7);
        assert_eq!(number(b"1e3"), 1);
        assert_eq!(number(b"+"), 0);
        assert_eq!(hex_number(b"0x1Fg"), 4);
        assert_eq!(hex_number(b"0xg"), 0);
        assert_eq!(field_name(b"evt.arg.fd[1]"), 10);
        assert_eq!(field_name(b"evt."), 0);
        assert_eq!(field_name(b"a.1b"), 0);
    }

    #[test]
    fn positions_count_lines() {
        let mut lexer = Lexer::new(b"a\n\r b");
        lexer.identifier();
        lexer.blank();
        assert_eq!(lexer.pos, Pos { idx: 4, line: 3, col: 2 });
    }

    #[test]
    fn bare_text_is_utf8() {
        assert_eq!(Lexer::new("é=".as_bytes()).bare_text(), Some("é".as_bytes()));
        assert_eq!(Lexer::new(b"a\xffb").bare_text(), Some(b"a".as_slice()));
        assert_eq!(Lexer::new(b"\xff").bare_text(), None);
    }
}
