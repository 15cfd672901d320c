// SPDX-License-Identifier: Apache-2.0
//! Where a call from C begins and ends.

use super::{Failed, panic_text};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a call is made with: handles that are NULL or good, and where the text of a failure goes.
pub trait Given {
    /// What the call works with.
    type Good;
    /// What is left of it once the call has failed.
    type Reporter: Reporter;

    /// `None` where a handle that must be there is NULL.
    fn split(self) -> Option<(Self::Good, Self::Reporter)>;
}

/// Where the text of a failure goes.
pub trait Reporter {
    /// Keeps a text where the program asks for it; false where there is no such place.
    ///
    /// # Safety
    /// The call is over: nothing else uses the handle.
    unsafe fn report(&self, text: &str) -> bool;
}

/// For calls that have no handle.
impl Given for () {
    type Good = ();
    type Reporter = ();

    #[inline(always)]
    fn split(self) -> Option<((), ())> {
        Some(((), ()))
    }
}

impl Reporter for () {
    unsafe fn report(&self, _: &str) -> bool {
        false
    }
}

impl<A: Given, B: Given> Given for (A, B) {
    type Good = (A::Good, B::Good);
    type Reporter = (A::Reporter, B::Reporter);

    #[inline(always)]
    fn split(self) -> Option<(Self::Good, Self::Reporter)> {
        let ((a, in_a), (b, in_b)) = (self.0.split()?, self.1.split()?);
        Some(((a, b), (in_a, in_b)))
    }
}

/// The first that has a place for the text.
impl<A: Reporter, B: Reporter> Reporter for (A, B) {
    unsafe fn report(&self, text: &str) -> bool {
        // SAFETY: the call is over.
        unsafe { self.0.report(text) || self.1.report(text) }
    }
}

/// Makes a call with what C gave. NULL where a handle must be, and a panic, become the failed answer of its type; the
/// panic's text goes to the handle, or else to [`super::last_panic`].
#[inline(always)]
pub fn enter<G: Given, R: Failed>(given: G, call: impl FnOnce(G::Good) -> R) -> R {
    enter_or(R::FAILED, given, call)
}

/// As [`enter`], with another answer for a failure.
#[inline(always)]
pub fn enter_or<G: Given, R>(failed: R, given: G, call: impl FnOnce(G::Good) -> R) -> R {
    let Some((good, reporter)) = given.split() else { return failed };
    let call = || {
        #[cfg(test)]
        super::tests::panic_if_asked();
        call(good)
    };
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(answer) => answer,
        Err(payload) => {
            // SAFETY: the call is over.
            panicked(payload, |text| unsafe { reporter.report(text) });
            failed
        }
    }
}

#[cold]
#[inline(never)]
fn panicked(payload: Box<dyn std::any::Any + Send>, report: impl FnOnce(&str) -> bool) {
    let text = panic_text::sentence(&*payload);
    // What is dropped may panic as well.
    let reported = catch_unwind(AssertUnwindSafe(|| {
        drop(payload);
        report(&text)
    }));
    if !reported.unwrap_or(false) {
        panic_text::keep(&text);
    }
}
