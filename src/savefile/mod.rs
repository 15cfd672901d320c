//! Reads and writes capture files, every version.
//!
//! A capture is a sequence of pcapng-like blocks, plain or gzip-compressed: a section header, blocks that picture the
//! machine, then one block per event. The block reader is the project's own instead of the `pcap-file` crate: events
//! are borrowed from its buffer, a damaged length costs no memory, and none of the 31 block types is known to that crate.
#![forbid(unsafe_code)]

pub mod block;
pub mod convert;
mod read;

pub use read::{Counts, DF_SWALLOWED, FormatVersion, ReadOptions, Reader};
