// SPDX-License-Identifier: Apache-2.0
//! Points at threads that may go.

/// Refers to a thread for as long as it is in the table; never to a later thread in its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThreadRef {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

impl ThreadRef {
    /// The slot of the thread, while it is in the table.
    pub(crate) fn slot(self) -> u32 {
        self.slot
    }

    /// The reference as a number: equal for the same thread, and for no two.
    pub fn number(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.slot)
    }
}
