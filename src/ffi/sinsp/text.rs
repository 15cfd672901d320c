// SPDX-License-Identifier: Apache-2.0
//! Texts for C.

use crate::ffi::door::{Failed, LastError, Slice};
use std::ffi::c_char;
use std::ptr;

/// Bytes with a length; UTF-8 not guaranteed. Where nothing else is said there is no NUL behind them.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_text {
    /// The first byte; NULL for an empty text.
    pub ptr: *const c_char,
    /// Bytes.
    pub len: usize,
}

impl sinsp_text {
    /// No text.
    pub const EMPTY: Self = Self { ptr: ptr::null(), len: 0 };

    /// Borrows a text.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Self::EMPTY } else { Self { ptr: bytes.as_ptr().cast(), len: bytes.len() } }
    }

    /// Lends a text that ends with a NUL, which is not counted.
    pub fn terminated(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr().cast(), len: bytes.len().saturating_sub(1) }
    }

    /// The bytes of a text that C gave; none for NULL.
    ///
    /// # Safety
    /// The bytes are there and stay unchanged for `'a`.
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        // SAFETY: as above.
        unsafe { Slice::at(self.ptr.cast::<u8>()).items(self.len) }.unwrap_or_default()
    }
}

impl Failed for sinsp_text {
    const FAILED: Self = Self::EMPTY;
}

impl From<&LastError> for sinsp_text {
    fn from(error: &LastError) -> Self {
        let (ptr, len) = error.place();
        Self { ptr, len }
    }
}
