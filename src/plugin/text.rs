// SPDX-License-Identifier: Apache-2.0
//! Texts of plugins: copied at once, since a plugin may return one buffer for all of them.

use serde_json::Value;
use std::ffi::c_char;

/// Longest text that is accepted from a plugin, bytes.
const MAX_TEXT: usize = 16 << 20;

/// The bytes of a C string, not those after 16 MiB; `None` for NULL.
///
/// # Safety
/// `text` is NULL or a C string that stays for `'a`.
pub(super) unsafe fn bytes<'a>(text: *const c_char) -> Option<&'a [u8]> {
    if text.is_null() {
        return None;
    }
    // SAFETY: as the caller promises; strnlen() stops at the NUL, and the slice ends there.
    unsafe { Some(std::slice::from_raw_parts(text.cast(), libc::strnlen(text, MAX_TEXT))) }
}

/// A copy of a C string, U+FFFD for what is not UTF-8; `None` for NULL.
///
/// # Safety
/// `text` is NULL or a C string.
pub(super) unsafe fn copy(text: *const c_char) -> Option<String> {
    // SAFETY: as the caller promises.
    unsafe { bytes(text) }.map(|text| String::from_utf8_lossy(text).into_owned())
}

/// JSON with comments, as plugins write it.
pub(super) fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        let bare = without_comments(text);
        if bare == text {
            Err(error.to_string())
        } else {
            serde_json::from_str(&bare).map_err(|e| e.to_string())
        }
    })
}

/// The text with spaces for comments of either kind of C++.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(_)) if in_string => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            ('"', _) => in_string = !in_string,
            ('/', Some('/')) if !in_string => {
                for skipped in chars.by_ref() {
                    if skipped == '\n' {
                        break;
                    }
                }
                out.push('\n');
                continue;
            }
            ('/', Some('*')) if !in_string => {
                chars.next();
                let mut last = ' ';
                for skipped in chars.by_ref() {
                    if last == '*' && skipped == '/' {
                        break;
                    }
                    last = skipped;
                }
                out.push(' ');
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// An array of texts, empty ones left out; `None` for anything else.
pub(super) fn list(text: &str) -> Option<Vec<String>> {
    let Ok(Value::Array(items)) = json(text) else { return None };
    let texts = items.into_iter().map(|item| match item {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null => Some(String::new()),
        _ => None,
    });
    texts.filter(|text| text.as_ref().is_none_or(|text| !text.is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_passed_over_but_not_in_texts() {
        let value = json("// list\n[\"a//b\", /* two */ \"\\\"/*\"]").expect("valid");
        assert_eq!(value, serde_json::json!(["a//b", "\"/*"]));
        assert!(json("{").is_err());
        assert_eq!(list("[\"a\", \"\", 1]"), Some(vec!["a".into(), "1".into()]));
        assert_eq!(list("{}"), None);
    }
}
