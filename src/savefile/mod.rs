// SPDX-License-Identifier: Apache-2.0
//! Reads and writes capture files, every version.
//!
//! A capture is a sequence of pcapng-like blocks, plain or gzip-compressed: a section header, blocks that describe the
//! machine, then one block per event. The block reader is the project's own instead of the `pcap-file` crate: events
//! are borrowed from its buffer, a damaged length costs no memory, and that crate knows none of these block types but the
//! section header.
#![forbid(unsafe_code)]

#[doc(hidden)]
pub mod block;
#[doc(hidden)]
pub mod convert;
mod process_fields;
mod read;
pub mod write;

pub use crate::codec::{Advance, Record};
pub use block::{DF_LARGE, DF_STATE_ONLY};
pub use read::{Counts, DF_SWALLOWED, FormatVersion, ReadOptions, Reader};
pub use write::{Compression, Writer};
