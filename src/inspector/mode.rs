//! The kind of a source.

/// What kind of source it is: decides what may be asked of the system and when threads are purged.
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
