// SPDX-License-Identifier: Apache-2.0
//! Facts about 0.25.4 in `testdata/reference`, and what lies in `../shared` beside the checkout: captures with what
//! 0.25.4 makes of them.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod capture;
pub mod exceptions;
#[path = "../left_out/mod.rs"]
mod left_out;

use left_out::left_out;
use serde_json::Value;
use std::path::PathBuf;

/// A folder of `../shared`; `None`, with one line of explanation, in a checkout that stands alone.
pub fn folder(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !path.is_dir() {
        left_out(format_args!("what needs ../shared/{name}, which is not there"));
        return None;
    }
    Some(path)
}

/// One JSON file of `testdata/reference`.
pub fn json(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/reference").join(name);
    let text = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The elements of an array.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// A text.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// A number.
pub fn number(value: &Value) -> i128 {
    value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from))
        .unwrap_or_else(|| panic!("not a number: {value}"))
}

/// Bytes written as hexadecimal text.
pub fn hex(value: &Value) -> Vec<u8> {
    let text = text(value);
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hexadecimal"))
        .collect()
}
