// SPDX-License-Identifier: Apache-2.0
//! IPv6 addresses as text.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The form of `inet_ntop`: as RFC 5952, and with dotted decimals also where the first 96 bits are zero.
#[derive(Debug, Clone, Copy)]
pub struct Ipv6Text(pub Ipv6Addr);

impl fmt::Display for Ipv6Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [head @ .., high, low] = self.0.segments();
        if head == [0; 6] && high != 0 {
            return write!(f, "::{}", Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
        }
        write!(f, "{}", self.0)
    }
}
