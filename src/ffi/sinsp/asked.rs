// SPDX-License-Identifier: Apache-2.0
//! The event that a program's own fields are asked about.

use super::event::sinsp_event_t;
use std::cell::Cell;
use std::ptr;

thread_local! {
    /// The event that is being filtered or written.
    static CURRENT: Cell<*const sinsp_event_t> = const { Cell::new(ptr::null()) };
}

/// Calls `f` while `event` is the event that a program's fields are read for.
pub(super) fn asking<T>(event: &sinsp_event_t, f: impl FnOnce() -> T) -> T {
    /// Puts the event of before back, also where `f` panics.
    struct Before(*const sinsp_event_t);

    impl Drop for Before {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }

    let _before = Before(CURRENT.replace(event));
    f()
}

/// The event that is asked about; NULL outside of [`asking`].
pub(super) fn current() -> *const sinsp_event_t {
    CURRENT.get()
}
