// SPDX-License-Identifier: Apache-2.0
//! The library's error type.
#![forbid(unsafe_code)]

use std::path::PathBuf;

/// The outcome of a call that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// The error beneath another one.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong. Each message is one sentence that names what, where and, where it helps, what to do.
///
/// ```
/// use scap::{Error, Inspector, Options};
///
/// match Inspector::open("no-such-file.scap", Options::default()) {
///     Err(Error::Io { path, source, .. }) => println!("{}: {source}", path.display()),
///     Err(error) => println!("{error}"),
///     Ok(_) => unreachable!(),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    /// Bytes of a capture file contradict the format.
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
    /// An old event could not be converted to its newest version.
    #[error("{file}: cannot convert event {event}: {what} at block offset {offset}", file = path.display())]
    Convert {
        /// The file.
        path: PathBuf,
        /// Offset of the event's block in the uncompressed file, bytes.
        offset: u64,
        /// Upstream's name of the event.
        event: &'static str,
        /// Which rule failed.
        what: String,
    },
    /// A plugin is invalid, or reports a failure.
    #[error("plugin {plugin}: {what}")]
    Plugin {
        /// Its file, or its name once that is known.
        plugin: String,
        /// The function, and what is wrong.
        what: String,
    },
    /// A filter is wrong. The cause is a `filter::FilterError`, which has the position.
    #[error("{source}{hint}")]
    Filter {
        /// What is wrong, and where.
        source: Cause,
        /// What else to know, with the punctuation before it; mostly empty.
        hint: String,
    },
    /// An output template is wrong.
    #[error("{what}")]
    Template {
        /// The byte that the message names: that of the `%`, counted from 1.
        offset: usize,
        /// What is wrong, and where.
        what: String,
    },
    /// The system refused something that a source of events or a snapshot of the machine needs.
    #[error("{action}: {source}")]
    System {
        /// What was tried, as in "cannot list processors".
        action: String,
        /// The system's answer.
        source: Cause,
    },
    /// Bytes are no event, or values do not fit one.
    #[error("{what}: {source}")]
    Event {
        /// Whose event it is, as in "the probe made a damaged event".
        what: &'static str,
        /// What is wrong with it.
        source: Cause,
    },
    /// This machine, or this process on it, lacks what live capture needs.
    #[error("cannot capture on this machine: {0}")]
    Machine(String),
    /// The object that holds the probe is not the one that the loader was made for.
    #[error("the probe has no {0}")]
    Probe(String),
    /// The kernel did not list the processes of a live capture.
    #[error("cannot list the processes of this machine by iterator '{iterator}': {source}")]
    Iterator {
        /// Which list.
        iterator: String,
        /// Why not.
        source: Cause,
    },
    /// A variable of the environment has a value that it cannot have.
    #[error("the environment variable {name} is '{value}': {what}")]
    Environment {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it can be.
        what: String,
    },
    /// A live capture cannot have this scope.
    #[error("cannot capture in scope {scope}: {what}")]
    Scope {
        /// The scope, as `--scope` names it.
        scope: String,
        /// Why not, and what to do.
        what: String,
    },
    /// A live capture cannot have rings of this size.
    #[error(
        "cannot capture with buffers of {bytes} bytes: the size must be a power of two from {page} to 1 GiB"
    )]
    Buffers {
        /// The size, bytes.
        bytes: usize,
        /// Size of a page of this machine, bytes.
        page: usize,
    },
    /// No plugin of this name is loaded.
    #[error("there is no plugin '{0}'")]
    NoPlugin(String),
    /// A capture file cannot be named by this format of `strftime`.
    #[error("cannot make a file name of '{format}': {source}")]
    FileName {
        /// The format.
        format: String,
        /// What is wrong with it.
        source: Cause,
    },
    /// A rotation comes to the name of a file that it wrote before.
    #[error("cannot write to {} again: it was written in this run; use a name with a finer time, or numbers", .0.display())]
    FileAgain(PathBuf),
    /// A rotation cannot be into what is not a file.
    #[error("cannot write several files to {}: it is not a regular file; name one, or do not rotate", .0.display())]
    NotSeveral(PathBuf),
    /// A capture would be written over one that is read.
    #[error("cannot write to {}: it is the file that is read", .0.display())]
    SameFile(PathBuf),
    /// A capture has no event that could be written to another one.
    #[error("{} {what}: nothing was written", path.display())]
    NoEvents {
        /// The capture that was read.
        path: PathBuf,
        /// What it lacks, as in "has no event in this range".
        what: &'static str,
    },
    /// The user stopped what would have written a whole capture.
    #[error("interrupted: {} is whole, but holds only what was written by then", .0.display())]
    Interrupted(PathBuf),
    /// Captures of two machines cannot become one.
    #[error(
        "cannot merge captures of different machines ({first} and {second}): their threads have the same ids"
    )]
    DifferentMachines {
        /// Host name of one of them.
        first: String,
        /// Host name of another one.
        second: String,
    },
    /// A program handed over through C what cannot be used: NULL, something that is not open, an unknown number.
    #[error("{0}")]
    Argument(String),
    /// There is no memory left.
    #[error("{0}: out of memory")]
    Memory(String),
}
