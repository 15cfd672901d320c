// SPDX-License-Identifier: Apache-2.0
//! Quoting of texts.

/// A text as it is shown: quoted when something in it requires it. Not every text can be read back from this form;
/// [`quote`] makes one that can.
pub(super) fn show(text: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let mut quoted = false;
    for &byte in text {
        let escaped: &[u8] = match byte {
            0x08 => b"\\b",
            0x0c => b"\\f",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            b'\\' => b"\\\\",
            b'"' => b"\\\"",
            b' ' | b'=' | b'\'' => {
                quoted = true;
                out.push(byte);
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        quoted = true;
        out.extend_from_slice(escaped);
    }
    if quoted {
        out.insert(start, b'"');
        out.push(b'"');
    }
}

/// A text in double quotes, such that the lexer reads the same text back.
pub(super) fn quote(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for &byte in text {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'"' => out.extend_from_slice(b"\\\""),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// The text within the quotes of `quoted`, escapes resolved.
///
/// # Errors
/// What is wrong with an escape.
pub(super) fn unquote(quoted: &[u8]) -> Result<Vec<u8>, String> {
    let delimiter = quoted[0];
    let mut out = Vec::with_capacity(quoted.len());
    let mut bytes = quoted[1..quoted.len() - 1].iter();
    while let Some(&byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some(&escaped) = bytes.next() else { break };
        out.push(match escaped {
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b' ' | b'\\' => b'\\',
            b'/' => b'/',
            b'x' => {
                let digit = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
                match (digit(bytes.next()), digit(bytes.next())) {
                    (Some(high), Some(low)) => (high << 4 | low) as u8,
                    _ => return Err("\\x without two hexadecimal digits".into()),
                }
            }
            b'"' | b'\'' if escaped == delimiter => escaped,
            b'"' => return Err("escaped \" in a text quoted with '".into()),
            b'\'' => return Err("escaped ' in a text quoted with \"".into()),
            other => return Err(format!("unknown escape \\{}", char::from(other).escape_default())),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_undone_by_unquoting() {
        for text in [b"".as_slice(), b"a", b"a b", b"\\", b"a\\\\", b"\"'", b"\\\"", b"\n\t\x08\xff="] {
            let mut quoted = Vec::new();
            quote(text, &mut quoted);
            assert_eq!(unquote(&quoted).as_deref(), Ok(text));
        }
    }

    #[test]
    fn escapes_of_the_other_quote_are_refused() {
        assert_eq!(unquote(b"'a\\'b'"), Ok(b"a'b".to_vec()));
        assert!(unquote(b"\"a\\'b\"").is_err());
        assert!(unquote(b"'a\\\"b'").is_err());
        assert_eq!(unquote(b"'\\q41'").unwrap_err(), "unknown escape \\q");
    }

    #[test]
    fn bytes_by_their_number() {
        assert_eq!(unquote(b"'\\x413\\xFf\\x00'"), Ok(b"A3\xff\x00".to_vec()));
        for wrong in [b"'\\x'".as_slice(), b"'\\x4'", b"'\\xg0'", b"'\\x+a'", b"'\\x 1'"] {
            assert_eq!(unquote(wrong).unwrap_err(), "\\x without two hexadecimal digits");
        }
        assert_eq!(unquote(b"'\\X41'").unwrap_err(), "unknown escape \\X");
    }
}
