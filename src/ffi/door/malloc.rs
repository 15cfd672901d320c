// SPDX-License-Identifier: Apache-2.0
//! Memory that C code frees, and C code's memory that we free: always from `malloc()`.

use std::ffi::c_void;

/// A plain C structure that is made by `malloc()` and freed by `free()`, on whichever side. What is not one, as a part
/// of another structure, cannot be given to [`free`].
///
/// # Safety
/// Zeros are a value of it, and it needs no `Drop`.
pub unsafe trait Malloc {}

// SAFETY: bytes.
unsafe impl Malloc for u8 {}

/// A zeroed structure; NULL when out of memory.
pub fn zeroed<T: Malloc>() -> *mut T {
    zeroed_array(1)
}

/// A zeroed array of structures; NULL when out of memory or for none.
pub fn zeroed_array<T: Malloc>(count: usize) -> *mut T {
    if count == 0 {
        return std::ptr::null_mut();
    }
    // SAFETY: calloc checks the product; its alignment of 16 is enough for every C structure here.
    unsafe { libc::calloc(count, size_of::<T>()) }.cast()
}

/// Memory that is not cleared; NULL when out of memory.
pub fn bytes(size: usize) -> *mut u8 {
    // SAFETY: malloc takes any size.
    unsafe { libc::malloc(size.max(1)) }.cast()
}

/// Frees memory; NULL is allowed.
///
/// # Safety
/// `memory` is NULL or came from `malloc()` or `calloc()` and is not used any more.
pub unsafe fn free<T: Malloc>(memory: *mut T) {
    // SAFETY: as above.
    unsafe { libc::free(memory.cast::<c_void>()) };
}
