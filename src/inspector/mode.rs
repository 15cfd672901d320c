// SPDX-License-Identifier: Apache-2.0
//! The kind of a source.

/// The kind of source: determines what may be looked up in the system and when threads are purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// A capture file, or events made by a test.
    #[default]
    Offline,
    /// The running machine.
    Live,
    /// A plugin.
    Plugin,
}
