//! Texts and lists between C and Rust.

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

    /// Lends a text.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Self::EMPTY } else { Self { ptr: bytes.as_ptr().cast(), len: bytes.len() } }
    }
}

/// The bytes that C gave; empty for NULL.
///
/// # Safety
/// `text` is NULL or has `len` bytes that stay unchanged for `'a`.
pub unsafe fn bytes<'a>(text: *const c_char, len: usize) -> &'a [u8] {
    if text.is_null() {
        return &[];
    }
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(text.cast::<u8>(), len) }
}

/// Writes a result where C wants one.
///
/// # Safety
/// `out` is NULL or writable.
pub unsafe fn put<T>(out: *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: as the caller promises.
        unsafe { out.write(value) };
    }
}

/// Writes as many items as there is room for; returns how many there are.
///
/// # Safety
/// `out` is NULL or has room for `room` items.
pub unsafe fn put_list<T>(out: *mut T, room: usize, items: impl Iterator<Item = T>) -> usize {
    let mut count = 0;
    for item in items {
        if count < room && !out.is_null() {
            // SAFETY: the index is below the room.
            unsafe { out.add(count).write(item) };
        }
        count += 1;
    }
    count
}

/// Makes a handle of a value; C owns it until it gives it to [`free`].
pub fn into_c<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// Takes a handle back and drops it; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or came from [`into_c`] and is not used any more.
pub unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // A panic while dropping stays here.
        // SAFETY: as the caller promises.
        crate::ffi::guard::or((), || drop(unsafe { Box::from_raw(handle) }));
    }
}
