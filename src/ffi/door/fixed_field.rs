// SPDX-License-Identifier: Apache-2.0
//! Texts in fixed fields of C structures.

use std::ffi::c_char;

/// A fixed field as bytes.
pub fn field(chars: &mut [c_char]) -> &mut [u8] {
    // SAFETY: c_char and u8 are bytes alike.
    unsafe { std::slice::from_raw_parts_mut(chars.as_mut_ptr().cast(), chars.len()) }
}

/// The text in a fixed field, up to its NUL or to the end of the field.
pub fn text(chars: &[c_char]) -> &[u8] {
    // SAFETY: c_char and u8 are bytes alike.
    let bytes = unsafe { std::slice::from_raw_parts(chars.as_ptr().cast::<u8>(), chars.len()) };
    bytes.iter().position(|byte| *byte == 0).map_or(bytes, |end| &bytes[..end])
}

/// Copies a text and its NUL into a fixed field, cut where it does not fit, the rest zero.
pub fn put_text(field: &mut [u8], text: &[u8]) {
    let length = text.len().min(field.len().saturating_sub(1));
    field[..length].copy_from_slice(&text[..length]);
    field[length..].fill(0);
}
