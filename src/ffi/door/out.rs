// SPDX-License-Identifier: Apache-2.0
//! Places for results.

use super::Size;
use std::mem::MaybeUninit;
use std::ptr;

/// A place for a result, or none. In C: `T *`.
#[repr(transparent)]
pub struct Out<T>(*mut T);

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Out<T> {}

impl<T> Out<T> {
    /// No place.
    pub const NULL: Self = Self(ptr::null_mut());

    /// The place of a variable.
    pub fn of(place: &mut MaybeUninit<T>) -> Self {
        Self(place.as_mut_ptr())
    }

    /// A place of C's.
    ///
    /// # Safety
    /// `place` is NULL or can be written to.
    pub const unsafe fn at(place: *mut T) -> Self {
        Self(place)
    }

    /// True where no result is wanted.
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The place, for functions of C.
    pub const fn place(self) -> *mut T {
        self.0
    }

    /// Writes a result where one is wanted.
    #[inline(always)]
    pub fn put(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: `at` and `of` were given a place that can be written to.
            unsafe { self.0.write(value) };
        }
    }
}

/// A place for the beginning of a structure that may have grown since the program was compiled; its size is beside it.
/// In C: `T *`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Prefix<T>(*mut T);

impl<T: Copy> Prefix<T> {
    /// Writes the first `size` bytes; false where there is no place.
    #[inline(always)]
    pub fn put(self, size: Size, value: T) -> bool {
        if self.0.is_null() {
            return false;
        }
        let size = size.0.min(size_of::<T>());
        // SAFETY: C gave so many bytes that can be written, and the value has them.
        unsafe { ptr::copy_nonoverlapping((&raw const value).cast::<u8>(), self.0.cast::<u8>(), size) };
        true
    }

    /// The place as one for the whole structure; `None` where there is less or more.
    #[inline(always)]
    pub fn whole(self, size: Size) -> Option<Out<T>> {
        (size.0 == size_of::<T>()).then_some(Out(self.0))
    }
}
