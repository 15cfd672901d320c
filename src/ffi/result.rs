// SPDX-License-Identifier: Apache-2.0
//! What C functions return (C: libscap/scap_const.h).

/// Done.
pub const SUCCESS: i32 = 0;
/// Failed; the error text says why.
pub const FAILURE: i32 = 1;
/// Nothing yet: call again.
pub const TIMEOUT: i32 = -1;
/// No such thing.
pub const NOTFOUND: i32 = 4;
/// A buffer of the caller is too small.
pub const INPUT_TOO_SMALL: i32 = 5;
/// No more events.
pub const EOF: i32 = 6;
/// A new section of a capture file begins.
pub const UNEXPECTED_BLOCK: i32 = 7;
/// Written by something newer than this library.
pub const VERSION_MISMATCH: i32 = 8;
/// The engine or platform does not support this.
pub const NOT_SUPPORTED: i32 = 9;
/// An event was left out: read the next.
pub const FILTERED_EVENT: i32 = 10;
