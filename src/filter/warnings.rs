// SPDX-License-Identifier: Apache-2.0
//! Constants that may have been intended differently.

use super::Pos;
use super::op::{Op, TransformerName};
use crate::fields::Catalogue;

/// A place in a filter that is valid but may not mean what was intended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub what: String,
    /// Where.
    pub pos: Pos,
}

/// Looks at one constant.
pub(super) fn check(catalogue: &Catalogue, op: Op, text: &[u8], pos: Pos, out: &mut Vec<Warning>) {
    let shown = String::from_utf8_lossy(text);
    let mut warn = |what: String| out.push(Warning { what, pos });
    if op == Op::Regex && !needs_regex(text) {
        warn(format!(
            "'{shown}' needs no regular expression: 'contains', 'startswith' or 'endswith' is faster"
        ));
    }
    let packed: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t'..=b'\r')).collect();
    if packed.contains(&b'.') && catalogue.has_field(&packed) {
        warn(format!("'{shown}' may be a valid field misused as a const string value"));
    }
    let is_transformer = |name: &TransformerName| {
        let rest = packed.strip_prefix(name.name().as_bytes());
        rest.is_some_and(|rest| rest.len() >= 2 && rest.starts_with(b"(") && rest.ends_with(b")"))
    };
    if TransformerName::ALL.iter().any(is_transformer) {
        warn(format!("'{shown}' may be a valid field transformer misused as a const string value"));
    }
}

/// False for patterns that are plain texts but for anchors and `.*` at the ends.
fn needs_regex(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"^").unwrap_or(text);
    let text = text.strip_suffix(b"$").unwrap_or(text);
    let any = [b".*".as_slice(), b".+", b".?"];
    let text = any.iter().find_map(|any| text.strip_prefix(*any)).unwrap_or(text);
    let text = any.iter().find_map(|any| text.strip_suffix(*any)).unwrap_or(text);
    text.iter().any(|byte| b".*+?()|[]{}^$\\".contains(byte))
}
