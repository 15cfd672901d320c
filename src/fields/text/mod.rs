// SPDX-License-Identifier: Apache-2.0
//! Values as text: numbers, flags, addresses, buffers, times.

mod address;
mod buffer;
mod flags;
mod number;
mod time;

pub use address::{push_ipv4, push_ipv6, push_printable, push_sockaddr, push_socktuple};
pub use buffer::{BufferFormat, push_buffer};
pub use flags::{push_enumeration, push_flags, push_mode};
pub(in crate::fields) use number::put;
pub use number::{push_general, push_i64, push_number, push_padded, push_u64};
pub(in crate::fields) use time::TextSource;
pub(crate) use time::system_zone;
pub use time::{Zone, push_absolute, push_date_time, push_duration, push_iso8601, push_local_time};
