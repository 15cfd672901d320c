// SPDX-License-Identifier: Apache-2.0
//! Input and output types of a reader.

/// Set in [`Record::flags`](crate::codec::Record::flags) of an event that conversion swallows and that is delivered because of
/// [`ReadOptions::keep_original`]. No capture file carries it.
pub const DF_SWALLOWED: u32 = 1 << 31;

/// How to read a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Deliver every event as it was recorded: nothing is converted, nothing is dropped.
    pub unconverted: bool,
    /// Deliver the recorded event beside the converted one, and also deliver, with [`DF_SWALLOWED`], the events
    /// that conversion swallows.
    pub keep_original: bool,
    /// Where the section to read begins, as an offset in the uncompressed bytes; for files that were concatenated
    /// from several captures.
    pub start_offset: u64,
    /// Keep users and groups in the snapshot.
    pub import_users: bool,
    /// Of a pipe or the like: answer [`Advance::Timeout`](crate::codec::Advance::Timeout) before a read that would wait,
    /// so that whoever prints or writes the events can bring them to their readers.
    pub report_waits: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            unconverted: false,
            keep_original: false,
            start_offset: 0,
            import_users: true,
            report_waits: false,
        }
    }
}

/// Version that a section header states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FormatVersion {
    /// Never above 1.
    pub major: u16,
    /// 2 for every writer of today.
    pub minor: u16,
}

/// What was read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Event blocks, those of unknown codes included.
    pub events: u64,
    /// Events of codes that this schema does not have: left out.
    pub unknown_events: u64,
    /// Blocks of other formats: left out.
    pub foreign_blocks: u64,
    /// Blocks that describe the machine but follow an event: left out.
    pub late_state_blocks: u64,
}
