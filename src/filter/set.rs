// SPDX-License-Identifier: Apache-2.0
//! Sets of constants, for `in` and `intersects`.

use super::constant::Constant;
use crate::fields::Value;
use rustc_hash::FxHashSet;
use std::net::Ipv6Addr;
use std::ops::Range;

/// Constants of one type, found by hash.
#[derive(Debug, Clone, Default)]
pub(super) struct ConstantSet {
    /// Texts and IPv6 addresses.
    bytes: FxHashSet<Box<[u8]>>,
    shortest: usize,
    longest: usize,
    /// Everything that fits into 64 bits, as bits.
    words: FxHashSet<u64>,
}

/// The bits of a value that needs no more than 64.
#[inline]
pub(super) fn word(value: &Value) -> Option<u64> {
    Some(match *value {
        Value::I64(number) => number as u64,
        Value::U64(number) => number,
        Value::F64(number) => number.to_bits(),
        Value::Bool(truth) => u64::from(truth),
        Value::Ipv4(address) => u64::from(u32::from_be_bytes(address)),
        // One of both kinds equals the other.
        Value::Ipv6(address) => {
            let address = Ipv6Addr::from(address).to_ipv4_mapped()?;
            u64::from(address.to_bits())
        }
        Value::Bytes(_) | Value::Raw(..) => return None,
    })
}

impl ConstantSet {
    /// A set of all `constants` but the networks, which nothing equals.
    pub(super) fn new(constants: &[Constant]) -> Self {
        let mut set = ConstantSet { shortest: usize::MAX, ..ConstantSet::default() };
        for value in constants.iter().filter_map(Constant::as_value) {
            match (word(&value), value) {
                (Some(word), _) => {
                    set.words.insert(word);
                }
                (None, Value::Bytes(bytes)) => set.insert_bytes(bytes),
                (None, Value::Ipv6(address)) => set.insert_bytes(&address),
                (None, _) => {}
            }
        }
        set
    }

    /// True when it has nothing but numbers of this range, or nothing at all.
    pub(super) fn is_within(&self, numbers: Range<u64>) -> bool {
        self.bytes.is_empty() && self.words.iter().all(|word| numbers.contains(word))
    }

    fn insert_bytes(&mut self, bytes: &[u8]) {
        self.shortest = self.shortest.min(bytes.len());
        self.longest = self.longest.max(bytes.len());
        self.bytes.insert(bytes.into());
    }

    /// True when `value` equals a constant of the set.
    #[inline]
    pub(super) fn contains(&self, value: &Value) -> bool {
        let bytes: &[u8] = match value {
            Value::Bytes(bytes) | Value::Raw(_, bytes) => bytes,
            Value::Ipv6(address) if word(value).is_none() => address,
            _ => return word(value).is_some_and(|word| self.words.contains(&word)),
        };
        (self.shortest..=self.longest).contains(&bytes.len()) && self.bytes.contains(bytes)
    }
}
