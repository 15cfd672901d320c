// SPDX-License-Identifier: Apache-2.0
//! Places for results.

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
    ///
    /// # Safety
    /// `size` is what came with the place from C: so many bytes can be written, unless it is NULL.
    #[inline(always)]
    pub unsafe fn put(self, size: usize, value: T) -> bool {
        if self.0.is_null() {
            return false;
        }
        let size = size.min(size_of::<T>());
        // SAFETY: both have at least `size` bytes.
        unsafe { ptr::copy_nonoverlapping((&raw const value).cast::<u8>(), self.0.cast::<u8>(), size) };
        true
    }

    /// The place as one for the whole structure.
    ///
    /// # Safety
    /// It is NULL or has the bytes of the whole structure.
    #[inline(always)]
    pub unsafe fn whole(self) -> Out<T> {
        Out(self.0)
    }
}
