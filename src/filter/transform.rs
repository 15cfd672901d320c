// SPDX-License-Identifier: Apache-2.0
//! What the simple transformers do with a value.

use super::op::TransformerName;
use crate::fields::{Extracted, Scratch, Value};
use crate::schema::ParamType::{self, *};
use data_encoding::BASE64_NOPAD;

/// A transformer of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transform {
    ToLower,
    ToUpper,
    B64,
    Basename,
    Len,
}

impl Transform {
    /// The transform of this name; `None` for those of several arguments.
    pub(super) fn from_name(name: TransformerName) -> Option<Self> {
        match name {
            TransformerName::ToLower => Some(Transform::ToLower),
            TransformerName::ToUpper => Some(Transform::ToUpper),
            TransformerName::B64 => Some(Transform::B64),
            TransformerName::Basename => Some(Transform::Basename),
            TransformerName::Len => Some(Transform::Len),
            _ => Option::None,
        }
    }

    /// The type of the result and whether it is a list; `None` where the transform does not fit.
    pub(super) fn result(self, ty: ParamType, is_list: bool) -> Option<(ParamType, bool)> {
        let fits = match self {
            Transform::ToLower | Transform::ToUpper | Transform::Basename => {
                matches!(ty, Charbuf | Fspath | Fsrelpath)
            }
            Transform::B64 => matches!(ty, Charbuf | Bytebuf),
            Transform::Len => {
                let fits = is_list || matches!(ty, Charbuf | Bytebuf | Fspath | Fsrelpath);
                return fits.then_some((Uint64, false));
            }
        };
        fits.then_some((ty, is_list))
    }

    /// Applies the transform to values of type `ty`.
    pub(super) fn apply<'s>(
        self,
        values: Extracted<'s>,
        ty: ParamType,
        is_list: bool,
        scratch: &'s Scratch,
    ) -> Extracted<'s> {
        match (self, values) {
            (_, Extracted::None) => Extracted::None,
            (Transform::Len, values) if is_list => Value::U64(values.values().len() as u64).into(),
            (Transform::Len, values) => match values.values().first() {
                Some(value) => Value::U64(value.bytes().map_or(0, |bytes| bytes.len() as u64)).into(),
                Option::None => Extracted::None,
            },
            (_, Extracted::One(value)) => Extracted::from_option(self.text(value, ty, scratch)),
            (_, Extracted::Many(values)) => {
                let mut out = scratch.list();
                for value in values {
                    match self.text(*value, ty, scratch) {
                        Some(value) => out.push(value),
                        Option::None => return Extracted::None,
                    }
                }
                Extracted::Many(out.into_bump_slice())
            }
        }
    }

    fn text<'s>(self, value: Value<'s>, ty: ParamType, scratch: &'s Scratch) -> Option<Value<'s>> {
        let bytes = trim_nuls(value.bytes()?);
        let changed = match self {
            Transform::ToLower if bytes.iter().any(u8::is_ascii_uppercase) => {
                let copy = scratch.copy(bytes);
                copy.make_ascii_lowercase();
                copy
            }
            Transform::ToUpper if bytes.iter().any(u8::is_ascii_lowercase) => {
                let copy = scratch.copy(bytes);
                copy.make_ascii_uppercase();
                copy
            }
            Transform::Basename => {
                let start = memchr::memrchr(b'/', bytes).map_or(0, |slash| slash + 1);
                &bytes[start..]
            }
            Transform::B64 => decode_base64(bytes, ty, scratch)?,
            Transform::ToLower | Transform::ToUpper | Transform::Len => bytes,
        };
        Some(Value::Bytes(changed))
    }
}

fn trim_nuls(bytes: &[u8]) -> &[u8] {
    let len = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &bytes[..len]
}

/// Decodes base64, with or without padding; remaining bits must be zero. A text ends at the first NUL; a buffer ends
/// with a NUL, as the original's do.
fn decode_base64<'s>(bytes: &[u8], ty: ParamType, scratch: &'s Scratch) -> Option<&'s [u8]> {
    let mut input = bytes;
    for _ in 0..2 {
        input = input.strip_suffix(b"=").unwrap_or(input);
    }
    if input.is_empty() && !bytes.is_empty() {
        return Option::None;
    }
    let decoded = scratch.fill(BASE64_NOPAD.decode_len(input.len()).ok()?, 0);
    BASE64_NOPAD.decode_mut(input, decoded).ok()?;
    if ty != Bytebuf {
        return decoded.split(|byte| *byte == 0).next();
    }
    if decoded.last() == Some(&0) {
        return Some(decoded);
    }
    let mut out = scratch.text();
    out.extend(decoded);
    out.push(0);
    Some(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(transform: Transform, text: &[u8], ty: ParamType) -> Option<Vec<u8>> {
        let scratch = Scratch::new();
        let value = transform.text(Value::Bytes(text), ty, &scratch)?;
        value.bytes().map(<[u8]>::to_vec)
    }

    #[test]
    fn base64_with_and_without_padding() {
        for (text, expected) in [
            ("aGVsbG8=", Some("hello")),
            ("aGVsbG8", Some("hello")),
            ("", Some("")),
            ("aGVsbG9", Option::None),
            ("a", Option::None),
            ("a=", Option::None),
            ("=", Option::None),
            ("aGV*", Option::None),
            ("YQ==", Some("a")),
        ] {
            let expected = expected.map(|text| text.as_bytes().to_vec());
            assert_eq!(apply(Transform::B64, text.as_bytes(), Charbuf), expected, "{text}");
        }
        assert_eq!(apply(Transform::B64, b"YQ==", Bytebuf), Some(b"a\0".to_vec()));
    }

    #[test]
    fn names_and_cases() {
        assert_eq!(apply(Transform::Basename, b"/a/b\0", Fspath), Some(b"b".to_vec()));
        assert_eq!(apply(Transform::Basename, b"/a/", Fspath), Some(b"".to_vec()));
        assert_eq!(apply(Transform::ToUpper, b"aB1", Charbuf), Some(b"AB1".to_vec()));
        assert_eq!(apply(Transform::ToLower, b"aB1", Charbuf), Some(b"ab1".to_vec()));
    }

    #[test]
    fn length_of_lists_and_texts() {
        let scratch = Scratch::new();
        let list = Extracted::Many(scratch.values(&[Value::Bytes(b"abc"), Value::Bytes(b"d")]));
        assert_eq!(Transform::Len.apply(list, Charbuf, true, &scratch), Value::U64(2).into());
        let text = Value::Bytes(b"abc").into();
        assert_eq!(Transform::Len.apply(text, Charbuf, false, &scratch), Value::U64(3).into());
        assert_eq!(Transform::Len.result(Pid, false), Option::None);
    }
}
