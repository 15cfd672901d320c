// SPDX-License-Identifier: Apache-2.0
//! The portable system call code.

use crate::schema::Code;

/// A system call, or a kernel event that is selected like one, by a code that is the same on every
/// architecture; upstream: `ppm_sc_code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sc(pub u16);

/// What the list says of a code.
#[derive(Clone, Copy)]
pub(super) struct ScRow {
    pub(super) name: &'static str,
    pub(super) flags: u8,
    pub(super) events: &'static [Code],
    /// The events of today where they are not the last two of `events`.
    pub(super) pair: Option<(Code, Code)>,
}

/// Sampling never leaves the event of this call out.
pub(super) const NEVER_DROP: u8 = 2;
/// Sampling always leaves it out.
pub(super) const ALWAYS_DROP: u8 = 4;
/// The call changes the state of threads or descriptors.
pub(super) const MODIFIES_STATE: u8 = 128;

/// Makes a constant and a row of each line `NUMBER CONSTANT "name" FLAG...: EVENT... [=> ENTER EXIT];`.
macro_rules! system_calls {
    ($($number:literal $name:ident $text:literal $($flag:ident)*:
       $($event:ident)* $(=> $enter:ident $exit:ident)?;)*) => {
        impl Sc {
            $(#[doc = concat!("`", $text, "`")]
            pub const $name: Sc = Sc($number);)*
        }

        /// Numbers and rows.
        pub(super) const LIST: &[(u16, ScRow)] = &[$(($number, ScRow {
            name: $text,
            flags: 0 $(| $flag)*,
            events: &[$(Code::$event),*],
            pair: {
                let pairs: &[(Code, Code)] = &[$((Code::$enter, Code::$exit))?];
                if let [pair] = pairs { Some(*pair) } else { None }
            },
        })),*];
    };
}
pub(super) use system_calls;
