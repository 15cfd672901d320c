// SPDX-License-Identifier: Apache-2.0
//! The text of the last failed call on a handle.

use std::cell::RefCell;
use std::ffi::c_char;

/// A text with its NUL. It can be written through a shared handle: a call that only reads can fail as well.
#[derive(Debug)]
pub struct LastError(RefCell<Vec<u8>>);

impl Default for LastError {
    fn default() -> Self {
        Self(RefCell::new(vec![0]))
    }
}

impl LastError {
    /// Puts a text in place of the one before; NULs in it are left out.
    pub fn set(&self, text: &str) {
        let mut kept = self.0.borrow_mut();
        kept.clear();
        kept.extend(text.bytes().filter(|byte| *byte != 0));
        kept.push(0);
    }

    /// Where the text is until the next one, and its length without the NUL.
    pub fn place(&self) -> (*const c_char, usize) {
        let kept = self.0.borrow();
        (kept.as_ptr().cast(), kept.len() - 1)
    }
}
