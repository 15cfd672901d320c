// SPDX-License-Identifier: Apache-2.0
//! An event and where it was made.

use super::RawEvent;

/// What a source of events delivers: the bytes, and what the source knows of them.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The event, in its newest version.
    pub event: RawEvent<'a>,
    /// The event as recorded, where it differs from `event` and the source was asked to keep it.
    pub original: Option<RawEvent<'a>>,
    /// Processor that made it.
    pub cpu: u16,
    /// Dump flags (upstream: `SCAP_DF_`), and [`crate::savefile::DF_SWALLOWED`].
    pub flags: u32,
}

impl<'a> Record<'a> {
    /// An event of which nothing else is known.
    pub fn of(event: RawEvent<'a>) -> Self {
        Self { event, original: None, cpu: 0, flags: 0 }
    }
}
