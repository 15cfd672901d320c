// SPDX-License-Identifier: Apache-2.0
//! The outcome of one step of a source of events.

/// What one step brought. It borrows nothing: the event itself is asked for afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Advance {
    /// An event, which is now the current one.
    Event,
    /// An event was read and is not for the caller.
    Filtered,
    /// Nothing came in time.
    Timeout,
    /// The source has ended.
    End,
}
