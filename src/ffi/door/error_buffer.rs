// SPDX-License-Identifier: Apache-2.0
//! The error buffer that a caller of libscap gives.

use super::entry::Reporter;
use super::{Given, put_text};
use std::ffi::c_char;

/// Bytes of every caller's error buffer (upstream: `SCAP_LASTERR_SIZE`).
pub const LASTERR_SIZE: usize = 256;

/// An error buffer of `SIZE` bytes, or none. In C: `char *`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct ErrorBuffer<const SIZE: usize = LASTERR_SIZE>(*mut c_char);

impl<const SIZE: usize> ErrorBuffer<SIZE> {
    /// No buffer.
    pub const NONE: Self = Self(std::ptr::null_mut());

    /// The buffer at a place.
    ///
    /// # Safety
    /// `place` is NULL or has `SIZE` bytes that nothing else uses while a text is written.
    pub const unsafe fn at(place: *mut c_char) -> Self {
        Self(place)
    }

    /// Its place, for functions of C.
    pub const fn place(self) -> *mut c_char {
        self.0
    }

    /// Writes a text with its NUL, cut where it does not fit.
    pub fn write(self, text: &str) {
        if !self.0.is_null() {
            // SAFETY: `at` was given SIZE bytes.
            put_text(unsafe { std::slice::from_raw_parts_mut(self.0.cast::<u8>(), SIZE) }, text.as_bytes());
        }
    }

    /// Writes a text; returns `answer`.
    pub fn fail<T>(self, answer: T, text: &str) -> T {
        self.write(text);
        answer
    }
}

impl<const SIZE: usize> Given for ErrorBuffer<SIZE> {
    type Good = Self;
    type Reporter = Self;

    #[inline(always)]
    fn split(self) -> Option<(Self, Self)> {
        Some((self, self))
    }
}

impl<const SIZE: usize> Reporter for ErrorBuffer<SIZE> {
    unsafe fn report(&self, text: &str) -> bool {
        self.write(text);
        !self.0.is_null()
    }
}
