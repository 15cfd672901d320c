// SPDX-License-Identifier: Apache-2.0
//! Events as they lie in a ring.

/// An event in a ring.
#[derive(Debug)]
pub struct Record<'a> {
    /// The encoded event.
    pub bytes: &'a [u8],
    /// Processor that made it.
    pub cpu: u16,
    /// Made of an operation that was submitted through a ring of io_uring; see [`super::Options::io_uring`].
    pub io_uring: bool,
    /// Events of this processor that were lost since the previous one.
    pub lost: u32,
}
