//! The boundary that no panic and no bad pointer crosses.

use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of every caller's error buffer (upstream: `SCAP_LASTERR_SIZE`).
pub const LASTERR_SIZE: usize = 256;

/// Runs `call`; a panic in it becomes `failed`.
#[inline]
pub fn or<T>(failed: T, call: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(failed)
}

/// Writes a text with its NUL into an error buffer, cut where it does not fit.
///
/// # Safety
/// `buffer` is NULL or has room for [`LASTERR_SIZE`] bytes.
pub unsafe fn write_error(buffer: *mut c_char, text: &str) {
    if buffer.is_null() {
        return;
    }
    // SAFETY: the caller gives LASTERR_SIZE bytes.
    let room = unsafe { std::slice::from_raw_parts_mut(buffer.cast::<u8>(), LASTERR_SIZE) };
    put_text(room, text.as_bytes());
}

/// Copies a text and its NUL into a fixed field, cut where it does not fit, the rest zero.
pub fn put_text(field: &mut [u8], text: &[u8]) {
    let length = text.len().min(field.len().saturating_sub(1));
    field[..length].copy_from_slice(&text[..length]);
    field[length..].fill(0);
}

/// The text behind a C string; `None` for NULL.
///
/// # Safety
/// `text` is NULL or ends with a NUL and stays unchanged for `'a`.
pub unsafe fn bytes_of<'a>(text: *const c_char) -> Option<&'a [u8]> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller promises a C string.
    Some(unsafe { CStr::from_ptr(text) }.to_bytes())
}
