// SPDX-License-Identifier: Apache-2.0
//! Layouts, asserted when the library is compiled.

/// Asserts the size of a structure, its alignment where it is stated, and the offsets of its members.
macro_rules! layout {
    ($ty:ty: $size:literal $(, $align:literal)? $(; $($member:ident $offset:literal),*)?) => {
        const _: () = {
            assert!(size_of::<$ty>() == $size);
            $(assert!(align_of::<$ty>() == $align);)?
            $($(assert!(std::mem::offset_of!($ty, $member) == $offset);)*)?
        };
    };
}
