// SPDX-License-Identifier: Apache-2.0
//! Bytes to a borrowed, once-checked event with parameters, and parameters to bytes.
//!
//! The layout is that of upstream's `ppm_evt_hdr`: a packed 26-byte header (ts u64, tid u64, len u32,
//! type u16, nparams u32; native byte order), then one length per parameter (u16, or u32 where the event has
//! `LARGE_PAYLOAD`), then the bytes of the parameters, one after the other.
#![forbid(unsafe_code)]

mod advance;
mod difference;
mod encode;
mod ipv6_text;
mod param;
pub mod printable;
mod raw_event;
mod record;
mod sockaddr;

pub use advance::Advance;
pub(crate) use difference::difference;
pub use encode::{EncodeError, Encoder};
pub use ipv6_text::Ipv6Text;
pub use param::Param;
pub(crate) use raw_event::Shape;
pub use raw_event::{DecodeError, RawEvent, RawHeader};
pub use record::Record;
pub use sockaddr::{SockAddr, SockTuple, mapped};
