// SPDX-License-Identifier: Apache-2.0
//! The text of a panic.

use std::any::Any;
use std::cell::RefCell;

thread_local! {
    /// That of the last panic at the boundary for which there was no handle to keep it.
    static LAST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// One sentence for what a panic carries.
pub(super) fn sentence(payload: &(dyn Any + Send)) -> String {
    let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text.as_str(),
        _ => "no reason is known",
    };
    format!("internal error: {text}")
}

/// Keeps a text that no handle keeps.
pub(super) fn keep(text: &str) {
    LAST.with_borrow_mut(|last| {
        last.clear();
        last.extend(text.bytes().filter(|byte| *byte != 0));
        last.push(0);
    });
}

/// Calls `f` with the text that was kept last in this thread, with its NUL; it stays in its place until the next panic.
/// `None` before the first.
pub fn last_panic<T>(f: impl FnOnce(&[u8]) -> T) -> Option<T> {
    LAST.with_borrow(|last| (!last.is_empty()).then(|| f(last)))
}
