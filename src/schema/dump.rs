//! Dump flags: what a capture says of an event beside the event itself (upstream: `SCAP_DF_`).

/// The event was made of an operation that was submitted through a ring of io_uring. Upstream has no such flag, and
/// ignores it.
pub const DF_IO_URING: u32 = 1 << 16;
