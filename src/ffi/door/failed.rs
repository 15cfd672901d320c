// SPDX-License-Identifier: Apache-2.0
//! What a function answers when it fails, by the type of its answer.

use std::ptr;

/// An answer that says that a call failed. Where upstream has another one, [`super::enter_or`] takes it.
pub trait Failed {
    /// The answer.
    const FAILED: Self;
}

macro_rules! failed {
    ($($ty:ty = $value:expr,)*) => { $(impl Failed for $ty { const FAILED: Self = $value; })* };
}

failed! {
    () = (),
    bool = false,
    i32 = crate::ffi::result::FAILURE,
    i64 = -1,
    u8 = 0,
    u16 = 0,
    u32 = 0,
    u64 = 0,
    usize = 0,
}

impl<T> Failed for *mut T {
    const FAILED: Self = ptr::null_mut();
}

impl<T> Failed for *const T {
    const FAILED: Self = ptr::null();
}

impl<T> Failed for Option<T> {
    const FAILED: Self = None;
}
