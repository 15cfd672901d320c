// SPDX-License-Identifier: Apache-2.0
//! Objects of C that others use while a call lasts.

use super::ownership::After;
use super::{Given, Handle};

/// A pointer that is NULL or leads to an object that C code, as an engine of the program, may reach by a pointer of
/// its own during the call: nothing here has it for itself, and what changes in it is in cells. In C: `T *`.
#[repr(transparent)]
pub struct Shared<T>(*mut T);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shared<T> {}

impl<T> Shared<T> {
    /// No object.
    pub const NULL: Self = Self(std::ptr::null_mut());

    /// The object at a place.
    ///
    /// # Safety
    /// `place` is NULL or leads to an object that is there during the call from C.
    pub const unsafe fn at(place: *mut T) -> Self {
        Self(place)
    }

    /// An object that is here.
    pub const fn of(object: &T) -> Self {
        Self(std::ptr::from_ref(object).cast_mut())
    }

    /// True for no object.
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Its place, for functions of C.
    #[inline(always)]
    pub const fn place(self) -> *mut T {
        self.0
    }

    /// The object; `None` for NULL. Not to be kept beyond the call from C.
    #[inline(always)]
    pub fn get<'a>(self) -> Option<&'a T> {
        // SAFETY: `at`, or C, gave a place that is NULL or leads to an object.
        unsafe { self.0.as_ref() }
    }
}

/// A handle for calls that C may come back from, to the same handle: nothing holds it but for the steps between.
pub struct Reentered<T>(pub Shared<T>);

impl<T: Handle + 'static> Given for Reentered<T> {
    type Good = *mut T;
    type Reporter = After<T>;

    #[inline(always)]
    fn split(self) -> Option<(*mut T, After<T>)> {
        let (_, reporter) = self.0.split()?;
        Some((self.0.place(), reporter))
    }
}

impl<T: Handle + 'static> Given for Shared<T> {
    type Good = &'static T;
    type Reporter = After<T>;

    #[inline(always)]
    fn split(self) -> Option<(Self::Good, After<T>)> {
        self.get().split()
    }
}
