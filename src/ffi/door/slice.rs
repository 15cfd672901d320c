// SPDX-License-Identifier: Apache-2.0
//! Arrays whose length is a parameter of its own.

use super::Room;

/// A place for a list of results, or none. In C: `T *`, with the room that it has beside it.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct List<T>(*mut T);

impl<T> List<T> {
    /// No place.
    pub const NULL: Self = Self(std::ptr::null_mut());

    /// Writes as many items as fit; returns how many there are.
    pub fn put(self, room: Room, items: impl Iterator<Item = T>) -> usize {
        let mut count = 0;
        for item in items {
            if count < room.0 && !self.0.is_null() {
                // SAFETY: C gave space for so many, and the index is below that.
                unsafe { self.0.add(count).write(item) };
            }
            count += 1;
        }
        count
    }
}

/// An array that C gives, or none. In C: `const T *`, with its length beside it.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Slice<T>(*const T);

impl<T> Slice<T> {
    /// The array at a place.
    ///
    /// # Safety
    /// `place` is NULL or the first of the items of an array.
    pub const unsafe fn at(place: *const T) -> Self {
        Self(place)
    }

    /// Its items; `None` for NULL.
    ///
    /// # Safety
    /// `count` is what came with the array from C: it has so many items, which stay unchanged for `'a`.
    pub unsafe fn items<'a>(self, count: usize) -> Option<&'a [T]> {
        // SAFETY: as above.
        (!self.0.is_null()).then(|| unsafe { std::slice::from_raw_parts(self.0, count) })
    }
}

impl<T: Copy> Slice<T> {
    /// A structure of which the first `size` bytes are there, as it may have grown since the program was compiled; what
    /// is missing is from `rest`. `None` for NULL.
    ///
    /// # Safety
    /// `size` is what came with the structure from C: it has so many bytes, which make a value with those of `rest`.
    pub unsafe fn beginning(self, size: usize, mut rest: T) -> Option<T> {
        if self.0.is_null() {
            return None;
        }
        let size = size.min(size_of::<T>());
        // SAFETY: both have at least `size` bytes.
        unsafe { std::ptr::copy_nonoverlapping(self.0.cast::<u8>(), (&raw mut rest).cast::<u8>(), size) };
        Some(rest)
    }
}

/// Memory of the program that is written to.
///
/// # Safety
/// `place` is NULL with a `count` of 0, or has so many items that nothing else uses for `'a`.
pub unsafe fn items_mut<'a, T>(place: *mut T, count: usize) -> &'a mut [T] {
    if place.is_null() {
        return &mut [];
    }
    // SAFETY: as above.
    unsafe { std::slice::from_raw_parts_mut(place, count) }
}
