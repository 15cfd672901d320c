// SPDX-License-Identifier: Apache-2.0
//! Texts that C gives.

use super::Len;
use std::ffi::{CStr, OsStr, c_char};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

/// A C string, or none. In C: `const char *`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct CText(*const c_char);

/// A C string, or none, that is not written to. In C: `char *`.
pub type CTextMut = CText;

impl CText {
    /// No text.
    pub const NULL: Self = Self(ptr::null());

    /// The text at a place.
    ///
    /// # Safety
    /// `place` is NULL or the first byte of a C string that stays unchanged during the call from C.
    pub const unsafe fn at(place: *const c_char) -> Self {
        Self(place)
    }

    /// Its place, for functions of C.
    pub const fn place(self) -> *const c_char {
        self.0
    }

    /// True for no text.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// As a C string; `None` for NULL. Not to be kept beyond the call from C.
    pub fn c_str<'a>(self) -> Option<&'a CStr> {
        // SAFETY: `at`, or C, gave the place of a C string.
        (!self.0.is_null()).then(|| unsafe { CStr::from_ptr(self.0) })
    }

    /// Its bytes; `None` for NULL.
    pub fn bytes<'a>(self) -> Option<&'a [u8]> {
        self.c_str().map(CStr::to_bytes)
    }

    /// As text, with a mark in place of what is not UTF-8; `None` for NULL.
    pub fn lossy<'a>(self) -> Option<std::borrow::Cow<'a, str>> {
        self.bytes().map(String::from_utf8_lossy)
    }

    /// As the name of a file; `None` for NULL.
    pub fn path<'a>(self) -> Option<&'a Path> {
        self.bytes().map(|bytes| Path::new(OsStr::from_bytes(bytes)))
    }
}

impl From<&'static CStr> for CText {
    fn from(text: &'static CStr) -> Self {
        Self(text.as_ptr())
    }
}

/// Bytes whose number is beside them, or none. In C: `const char *`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Bytes(*const c_char);

impl Bytes {
    /// The bytes of a text that is here.
    #[cfg(test)]
    pub const fn of_text(text: &'static str) -> Self {
        Self(text.as_ptr().cast())
    }

    /// The bytes; none for NULL. Not to be kept beyond the call from C.
    #[inline]
    pub fn of<'a>(self, len: Len) -> &'a [u8] {
        if self.0.is_null() {
            return &[];
        }
        // SAFETY: C gave so many bytes, which stay unchanged during the call.
        unsafe { std::slice::from_raw_parts(self.0.cast::<u8>(), len.0) }
    }
}
