// SPDX-License-Identifier: Apache-2.0
//! The current event of a reader: where it is, without a borrow of the bytes.

use crate::codec::Shape;

/// An event that was read, and what its block says of it.
pub(super) struct Current {
    pub(super) event: Found,
    /// The event as recorded, where it differs and is kept.
    pub(super) original: Option<Found>,
    pub(super) cpu: u16,
    pub(super) flags: u32,
}

/// An event that was checked: which memory of the reader holds it.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) memory: Memory,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy)]
pub(super) enum Memory {
    /// The window, from this index of its buffer on.
    Window(usize),
    /// The buffer of events with an upgraded header.
    Upgraded,
    /// The converter.
    Converted,
}
