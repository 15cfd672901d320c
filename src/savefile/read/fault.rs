// SPDX-License-Identifier: Apache-2.0
//! What is said of files that cannot be read.

use crate::error::Error;
use crate::schema::Code;
use std::path::Path;

#[cold]
pub(super) fn format_error(name: &Path, offset: u64, what: String) -> Error {
    Error::Format { path: name.to_path_buf(), offset, what }
}

#[cold]
pub(super) fn convert_error(name: &Path, offset: u64, code: Code, what: String) -> Error {
    Error::Convert { path: name.to_path_buf(), offset, event: code.enum_name(), what }
}

#[cold]
pub(super) fn io_error(action: &'static str, name: &Path, source: std::io::Error) -> Error {
    Error::Io { action, path: name.to_path_buf(), source }
}

pub(super) fn truncated(what: &str, expected: usize, have: usize) -> String {
    format!("file is cut: {what} of {expected} bytes expected, {have} are available")
}

pub(super) fn short_block(block_type: u32, len: u32) -> String {
    format!("block of type {block_type:#x} states {len} bytes, fewer than its frame")
}

pub(super) fn wrong_trailer(block_type: u32, len: u32, trailer: u32) -> String {
    format!("block of type {block_type:#x} states {len} bytes in its header and {trailer} in its trailer")
}
