// SPDX-License-Identifier: Apache-2.0
//! Sets of event codes for C.

use crate::filter::EventSet;
use crate::schema::Code;

/// A bit for each code: code `c` is bit `c % 64` of word `c / 64`.
pub(super) fn code_words(codes: &EventSet) -> [u64; Code::COUNT.div_ceil(64)] {
    let mut bits = [0; Code::COUNT.div_ceil(64)];
    for code in codes.iter() {
        bits[usize::from(code.number()) / 64] |= 1 << (code.number() % 64);
    }
    bits
}
