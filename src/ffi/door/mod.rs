// SPDX-License-Identifier: Apache-2.0
//! The one way in from C.
//!
//! What crosses the boundary has a type that says who owns it and what may be done with it; a function that C calls
//! does its work within [`enter`], which no panic leaves. The only casts between C's pointers and Rust's references
//! are in this module.

mod counted;
mod entry;
mod error_buffer;
mod event;
mod failed;
mod fixed_field;
mod last_error;
pub mod malloc;
mod out;
mod ownership;
mod panic_text;
mod shared;
mod slice;
mod text;

#[cfg(test)]
mod tests;

pub use counted::{Len, Room, Size};
pub use entry::{Given, enter, enter_or};
pub use error_buffer::{ErrorBuffer, LASTERR_SIZE};
pub use event::{EventPtr, EventPtrMut};
pub use failed::Failed;
pub use fixed_field::{field, put_text, text};
pub use last_error::LastError;
pub use malloc::Malloc;
pub use out::{Out, Prefix};
pub use ownership::{Caller, Handle, Library, Malloced, borrow, borrow_mut, free, into_c, take};
pub use panic_text::last_panic;
pub use shared::{Reentered, Shared};
pub use slice::{List, Slice, items_mut};
pub use text::{Bytes, CText, CTextMut};
