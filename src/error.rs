//! The library's error type.
#![forbid(unsafe_code)]

use std::path::PathBuf;

/// The outcome of a call that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. Each message is one sentence that names what, where and, where it helps, what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused an operation on a file.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was tried, as in "cannot open".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Bytes of a capture file are not what the format says.
    #[error("{file}: {what} at block offset {offset}", file = path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Offset of the block in the uncompressed file, bytes.
        offset: u64,
        /// What was found and what was expected.
        what: String,
    },
    /// The file is of a version that this library does not read.
    #[error("{}: {what}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version found and the newest one known.
        what: String,
    },
    /// An old event could not be converted to its newest form.
    #[error("cannot convert event {event}: {what}")]
    Convert {
        /// Upstream's name of the event.
        event: &'static str,
        /// Which rule failed.
        what: String,
    },
    /// A plugin is not as a plugin has to be, or said that it failed.
    #[error("plugin {plugin}: {what}")]
    Plugin {
        /// Its file, or its name once that is known.
        plugin: String,
        /// The function, and what is wrong.
        what: String,
    },
    /// A filter, a field or an output template is wrong.
    #[error("{0}")]
    Syntax(String),
    /// Anything asked of the library that it cannot do in its present state.
    #[error("{0}")]
    Usage(String),
}
