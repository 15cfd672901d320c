// SPDX-License-Identifier: Apache-2.0
//! The parameters that say how much there is at the pointer in front of them. Only C makes them, with that pointer: so
//! what belongs to a pointer cannot be mistaken for some other number, and using both is safe.

macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident,)*) => { $(
        $(#[$doc])*
        #[repr(transparent)]
        #[derive(Clone, Copy)]
        pub struct $name(pub(super) usize);
    )* };
}

counted! {
    /// Bytes at a [`super::Bytes`]. In C: `size_t`.
    Len,
    /// Bytes of the caller's structure at a [`super::Prefix`]. In C: `size_t`.
    Size,
    /// Items that fit at a [`super::List`]. In C: `size_t`.
    Room,
}
