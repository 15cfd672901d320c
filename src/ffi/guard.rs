//! The boundary that no panic and no bad pointer crosses.

use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `call`; a panic in it becomes `failed`.
#[inline]
pub fn or<T>(failed: T, call: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(failed)
}

pub use super::door::put_text;

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
