// SPDX-License-Identifier: Apache-2.0
//! Arguments of fields: `proc.aname[2]`, `proc.env[HOME]`, `evt.arg.fd`.

use super::{FieldFlags, FieldInfo};
use crate::schema::{Code, ParamInfo};
use std::sync::Arc;

/// Which argument a field takes. Everything but [`ArgRule::None`] may make the field longer than its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgRule {
    /// None.
    None,
    /// `[number]` or nothing.
    Index,
    /// `[number]`, `[text]` or nothing.
    IndexOrKey,
    /// `[number]` or `.name` of a parameter of any event; required.
    Param,
    /// `.name` of a parameter of any event; required, and determines the type of the field.
    RawParam,
    /// `[number]`, a time in nanoseconds; required.
    Time,
    /// Nothing, `.src` or `.dst`.
    PathEnd,
    /// `.name` or `.number` of an event; required.
    EventType,
    /// `.word` of letters and underscores; required.
    Word,
    /// As the flags of the field specify; for the fields of plugins.
    ByFlags,
}

/// An argument, resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// None was given.
    None,
    /// An index, possibly negative.
    Index(i64),
    /// An unsigned number.
    Number(u64),
    /// A text.
    Key(Arc<[u8]>),
    /// A text that is also a number, of a field that accepts either.
    KeyAndNumber(Arc<[u8]>, u64),
    /// The name of a parameter, or `src` and `dst`.
    Param(&'static str),
    /// The first parameter of this name that any event has.
    RawParam(&'static ParamInfo),
    /// The code of an event, and that of its counterpart, or one past the last code.
    EventCodes(u32, u32),
    /// A word after a dot.
    Word(Arc<[u8]>),
}

/// Reads the argument at the start of `rest`, the text after the name of the field. Returns it with its length.
///
/// # Errors
/// One sentence that says what is wrong with the argument.
pub(super) fn parse(info: &FieldInfo, rest: &[u8]) -> Result<(Arg, usize), String> {
    let name = &*info.name;
    match info.arg {
        ArgRule::None => Ok((Arg::None, 0)),
        ArgRule::Index => match bracketed(rest) {
            Some(text) => match scan_i64(text) {
                Some(index) => Ok((Arg::Index(i64::from(index as i32)), text.len() + 2)),
                None => Err(format!("argument '{}' of field '{name}' is not a number", lossy(text))),
            },
            None => Ok((Arg::None, 0)),
        },
        ArgRule::IndexOrKey => match bracketed(rest) {
            Some(b"") => Ok((Arg::None, 2)),
            Some(text) if text.iter().all(u8::is_ascii_digit) => {
                Ok((Arg::Index(scan_i64(text).map_or(-1, |index| i64::from(index as i32))), text.len() + 2))
            }
            Some(text) => Ok((Arg::Key(text.into()), text.len() + 2)),
            None => Ok((Arg::None, 0)),
        },
        ArgRule::Param => match (bracketed(rest), dotted(rest)) {
            (Some(text), _) => match scan_i64(text) {
                Some(index) => Ok((Arg::Index(i64::from(index as i32)), text.len() + 2)),
                None => Err(format!("argument '{}' of field '{name}' is not a number", lossy(text))),
            },
            (_, Some(text)) => {
                let param = longest_param(text).ok_or_else(|| no_param(text))?;
                Ok((Arg::Param(param.name), param.name.len() + 1))
            }
            _ => Err(format!("field '{name}' needs an argument, such as {name}.fd or {name}[0]")),
        },
        ArgRule::RawParam => match dotted(rest) {
            Some(text) => {
                let param = longest_param(text).ok_or_else(|| no_param(text))?;
                Ok((Arg::RawParam(param), param.name.len() + 1))
            }
            None => Err(format!("field '{name}' needs the name of a parameter, such as {name}.fd")),
        },
        ArgRule::Time => match bracketed(rest).map(|text| (text, scan_u64(text))) {
            Some((text, Some(time))) => Ok((Arg::Number(time), text.len() + 2)),
            _ => Err(format!(
                "field '{name}' needs a time in nanoseconds, such as {name}[1700000000000000000]"
            )),
        },
        ArgRule::PathEnd => Ok(match rest {
            _ if rest.starts_with(b".src") => (Arg::Param("src"), 4),
            _ if rest.starts_with(b".dst") => (Arg::Param("dst"), 4),
            _ => (Arg::None, 0),
        }),
        ArgRule::EventType => event_type(name, rest),
        ArgRule::Word => match dotted(rest) {
            Some(text) => {
                let is_end = |byte: &u8| !byte.is_ascii_alphabetic() && *byte != b'_';
                let len = text.iter().position(is_end).unwrap_or(text.len());
                Ok((Arg::Word(text[..len].into()), len + 1))
            }
            None => Err(format!("field '{name}' needs an argument, such as {name}.cpuset")),
        },
        ArgRule::ByFlags => by_flags(info, rest),
    }
}

fn event_type(name: &str, rest: &[u8]) -> Result<(Arg, usize), String> {
    let Some(text) = dotted(rest) else {
        return Err(format!("field '{name}' needs the name of an event, such as {name}.openat"));
    };
    let none = Code::COUNT as u32;
    if let Some(number) = scan_u64(text) {
        return Ok((Arg::EventCodes(number as u32, none), rest.len()));
    }
    match Code::all().find(|code| code.info().name.as_bytes() == text) {
        Some(code) => {
            let number = u32::from(code.number());
            Ok((Arg::EventCodes(number, number + 1), rest.len()))
        }
        None => Err(format!("no event has the name '{}'", lossy(text))),
    }
}

fn by_flags(info: &FieldInfo, rest: &[u8]) -> Result<(Arg, usize), String> {
    let name = &*info.name;
    let Some(text) = bracketed(rest) else {
        return match (rest.first(), info.flags.has(FieldFlags::ARG_REQUIRED)) {
            (Some(b'['), _) => Err(format!("the argument of field '{name}' has no closing bracket")),
            (_, true) => Err(format!("field '{name}' needs an argument in brackets")),
            _ => Ok((Arg::None, 0)),
        };
    };
    let len = text.len() + 2;
    if !info.flags.has(FieldFlags::ARG_REQUIRED) && !info.flags.has(FieldFlags::ARG_ALLOWED) {
        return Err(format!("field '{name}' takes no argument"));
    }
    let digits =
        !text.is_empty() && text.iter().all(u8::is_ascii_digit) && (text.len() == 1 || text[0] != b'0');
    let number = std::str::from_utf8(text).ok().filter(|_| digits).and_then(|text| text.parse().ok());
    let number = number.filter(|_| info.flags.has(FieldFlags::ARG_INDEX));
    match (info.flags.has(FieldFlags::ARG_KEY), number) {
        (true, Some(number)) => Ok((Arg::KeyAndNumber(text.into(), number), len)),
        (true, None) => Ok((Arg::Key(text.into()), len)),
        (false, Some(number)) => Ok((Arg::Number(number), len)),
        (false, None) if !info.flags.has(FieldFlags::ARG_INDEX) => Ok((Arg::None, len)),
        (false, None) => {
            Err(format!("argument '{}' of field '{name}' is not a number without leading zeros", lossy(text)))
        }
    }
}

fn bracketed(rest: &[u8]) -> Option<&[u8]> {
    let inner = rest.strip_prefix(b"[")?;
    inner.iter().position(|byte| *byte == b']').map(|end| &inner[..end])
}

fn dotted(rest: &[u8]) -> Option<&[u8]> {
    rest.strip_prefix(b".")
}

fn lossy(text: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(text)
}

fn no_param(text: &[u8]) -> String {
    format!("no event has a parameter '{}'", lossy(text))
}

/// The longest name of a parameter that `text` starts with; of equal names the one of the first event.
fn longest_param(text: &[u8]) -> Option<&'static ParamInfo> {
    let mut best: Option<&'static ParamInfo> = None;
    for param in Code::all().flat_map(|code| code.info().params) {
        let longer = best.is_none_or(|best| param.name.len() > best.name.len());
        if longer && !param.name.is_empty() && text.starts_with(param.name.as_bytes()) {
            best = Some(param);
        }
    }
    best
}

/// A decimal number with optional leading white space and optional sign, and nothing after it. Numbers that do not
/// fit saturate.
pub(crate) fn scan_i64(text: &[u8]) -> Option<i64> {
    let (negative, magnitude) = scan(text)?;
    Some(match negative {
        true => 0i64.checked_sub_unsigned(magnitude).unwrap_or(i64::MIN),
        false => i64::try_from(magnitude).unwrap_or(i64::MAX),
    })
}

/// As [`scan_i64`]; a negative number wraps around.
pub(crate) fn scan_u64(text: &[u8]) -> Option<u64> {
    let (negative, magnitude) = scan(text)?;
    Some(match (negative, magnitude) {
        (true, u64::MAX) => u64::MAX,
        (true, _) => magnitude.wrapping_neg(),
        (false, _) => magnitude,
    })
}

fn scan(text: &[u8]) -> Option<(bool, u64)> {
    let text = &text[..memchr::memchr(0, text).unwrap_or(text.len())];
    let start = text.iter().position(|byte| !matches!(byte, b' ' | b'\t'..=b'\r'))?;
    let (negative, digits) = match text[start..] {
        [b'-', ref digits @ ..] => (true, digits),
        [b'+', ref digits @ ..] => (false, digits),
        ref digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let push = |value: u64, digit: &u8| value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    Some((negative, digits.iter().fold(0, push)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_c_library_does() {
        assert_eq!(scan_i64(b" \t-12"), Some(-12));
        assert_eq!(scan_i64(b"+7"), Some(7));
        assert_eq!(scan_i64(b"7 "), None);
        assert_eq!(scan_i64(b""), None);
        assert_eq!(scan_i64(b"-"), None);
        assert_eq!(scan_i64(b"0x10"), None);
        assert_eq!(scan_i64(b"99999999999999999999"), Some(i64::MAX));
        assert_eq!(scan_i64(b"-99999999999999999999"), Some(i64::MIN));
        assert_eq!(scan_u64(b"-1"), Some(u64::MAX));
        assert_eq!(scan_u64(b"99999999999999999999"), Some(u64::MAX));
    }

    #[test]
    fn the_longest_parameter_name_wins() {
        assert_eq!(longest_param(b"flags").map(|p| p.name), Some("flags"));
        assert_eq!(longest_param(b"fdx").map(|p| p.name), Some("fd"));
        assert!(longest_param(b"no_such_parameter").is_none());
    }
}
