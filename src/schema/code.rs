// SPDX-License-Identifier: Apache-2.0
//! The event code.

/// Declares [`Code`] from rows `number Variant "UPSTREAM_NAME"`; a gap, a repeat or a disorder does not compile.
macro_rules! codes {
    ($($number:literal $variant:ident $name:literal,)*) => {
        /// Which event this is, and whether it is the enter or the exit event of a call.
        ///
        /// Even codes are enter events (or events without a counterpart), odd codes are exit events.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[allow(missing_docs, reason = "the event table documents each event")]
        #[allow(non_camel_case_types, reason = "upstream distinguishes versions of one event by numbers")]
        pub enum Code {
            $($variant = $number,)*
        }

        /// Every code, at the index of its number.
        pub(super) const ALL: &[Code] = &[$(Code::$variant),*];
        pub(super) const NAMES: &[&str] = &[$($name),*];
        const _: () = {
            let mut i = 0;
            while i < ALL.len() {
                assert!(ALL[i] as usize == i, "event codes must be dense and in order");
                i += 1;
            }
        };
    };
}
pub(super) use codes;

pub use super::code_list::Code;
use super::code_list::{ALL, NAMES};
use super::{EventInfo, events};

impl Code {
    /// How many codes there are (upstream: `PPM_EVENT_MAX`).
    pub const COUNT: usize = ALL.len();

    /// The code of this number, or `None` where this schema has no such event.
    #[inline]
    pub fn from_number(number: u16) -> Option<Code> {
        ALL.get(usize::from(number)).copied()
    }

    /// The number in event headers.
    #[inline]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Upstream's name of the enumerator, such as `PPME_SYSCALL_OPENAT_2_X`.
    pub fn enum_name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// Name, category, flags and parameters.
    #[inline]
    pub fn info(self) -> &'static EventInfo {
        &events::TABLE[self as usize]
    }

    /// True for the enter event of a call, and for events that have no exit event.
    #[inline]
    pub const fn is_enter(self) -> bool {
        (self as u16) & 1 == 0
    }

    /// Every code in the order of the numbers.
    pub fn all() -> impl Iterator<Item = Code> {
        ALL.iter().copied()
    }
}
