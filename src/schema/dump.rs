// SPDX-License-Identifier: Apache-2.0
//! Dump flags: what a capture records about an event beside the event itself (upstream: `SCAP_DF_`).

/// The event was made from an operation that was submitted through io_uring. Upstream has no such flag, and
/// ignores it.
pub const DF_IO_URING: u32 = 1 << 16;
