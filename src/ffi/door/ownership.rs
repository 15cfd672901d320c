// SPDX-License-Identifier: Apache-2.0
//! Who owns what C holds a pointer to.
//!
//! `Option<&T>` and `Option<&mut T>` in a signature are pointers that are NULL or good during the call,
//! `Option<Box<T>>` is one that C gives back. `&mut` is for handles that one thread uses at a time and that are not used
//! again from within the call, as through a callback; others are [`super::Shared`].

use super::entry::Reporter;
use super::{Given, enter};

/// Whoever holds the pointer gives it back, with the function of its type.
pub enum Caller {}

/// `malloc()` made it: see [`super::malloc`].
pub enum Malloced {}

/// It is part of something else, with which it goes.
pub enum Library {}

/// An object of this library of which C knows the name only.
pub trait Handle {
    /// [`Caller`], [`Malloced`] or [`Library`].
    type Owner;

    /// Keeps the text of a failure; false where the handle has no place for one.
    fn report(&self, text: &str) -> bool {
        let _ = text;
        false
    }
}

/// Gives an object to C.
pub fn into_c<T: Handle<Owner = Caller>>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// Takes back what [`into_c`] gave and C holds without knowing its type; `None` for NULL.
///
/// # Safety
/// `place` is NULL or came from [`into_c`] and is not used any more.
pub unsafe fn take<T: Handle<Owner = Caller>>(place: *mut T) -> Option<Box<T>> {
    // SAFETY: as above.
    (!place.is_null()).then(|| unsafe { Box::from_raw(place) })
}

/// What a structure of C leads to; `None` for NULL.
///
/// # Safety
/// `place` is NULL or leads to a value that nobody changes for `'a`.
pub unsafe fn borrow<'a, T>(place: *const T) -> Option<&'a T> {
    // SAFETY: as above.
    unsafe { place.as_ref() }
}

/// What a structure of C leads to, to be changed; `None` for NULL.
///
/// # Safety
/// `place` is NULL or leads to a value that nobody else uses for `'a`.
pub unsafe fn borrow_mut<'a, T>(place: *mut T) -> Option<&'a mut T> {
    // SAFETY: as above.
    unsafe { place.as_mut() }
}

/// Drops what C gives back.
///
/// ```
/// use scap::ffi::door;
/// struct Whole;
/// impl door::Handle for Whole {
///     type Owner = door::Caller;
/// }
/// door::free(Some(Box::new(Whole)));
/// ```
///
/// What C borrows cannot be given here:
///
/// ```compile_fail
/// use scap::ffi::door;
/// struct Part;
/// impl door::Handle for Part {
///     type Owner = door::Library;
/// }
/// door::free(Some(Box::new(Part)));
/// ```
pub fn free<T: Handle<Owner = Caller>>(handle: Option<Box<T>>) {
    enter((), |()| drop(handle));
}

/// A handle after the call that was made with it.
pub struct After<T>(*const T);

impl<T: Handle> Reporter for After<T> {
    unsafe fn report(&self, text: &str) -> bool {
        // SAFETY: it is there as long as the call from C, and nothing else uses it.
        unsafe { &*self.0 }.report(text)
    }
}

impl<'a, T: Handle> Given for Option<&'a T> {
    type Good = &'a T;
    type Reporter = After<T>;

    #[inline(always)]
    fn split(self) -> Option<(&'a T, After<T>)> {
        self.map(|handle| (handle, After(handle)))
    }
}

impl<'a, T: Handle> Given for Option<&'a mut T> {
    type Good = &'a mut T;
    type Reporter = After<T>;

    #[inline(always)]
    fn split(self) -> Option<(&'a mut T, After<T>)> {
        let place = std::ptr::from_mut(self?);
        // SAFETY: the call has the handle for itself, and the reporter looks at it when the call is over.
        Some((unsafe { &mut *place }, After(place)))
    }
}
