// SPDX-License-Identifier: Apache-2.0
//! Comparing one value with another.

use super::constant::Constant;
use super::glob;
use super::op::Op;
use crate::fields::Value;
use std::cmp::Ordering;
use std::net::Ipv4Addr;

/// True when `left op right`. Values of different kinds are unequal and in no order.
pub(super) fn values(op: Op, left: &Value, right: &Value) -> bool {
    match (*left, *right) {
        (Value::Bytes(a), Value::Bytes(b)) => bytes(op, a, b),
        (Value::I64(a), Value::I64(b)) => ordered(op, Some(a.cmp(&b))),
        (Value::U64(a), Value::U64(b)) => ordered(op, Some(a.cmp(&b))),
        (Value::I64(a), Value::U64(b)) => ordered(op, Some(i128::from(a).cmp(&i128::from(b)))),
        (Value::U64(a), Value::I64(b)) => ordered(op, Some(i128::from(a).cmp(&i128::from(b)))),
        (Value::F64(a), Value::F64(b)) => ordered(op, a.partial_cmp(&b)),
        (Value::Bool(a), Value::Bool(b)) => equal(op, a == b),
        (Value::Ipv4(a), Value::Ipv4(b)) => equal(op, a == b),
        (Value::Ipv6(a), Value::Ipv6(b)) => equal(op, a == b),
        (Value::Ipv4(a), Value::Ipv6(b)) | (Value::Ipv6(b), Value::Ipv4(a)) => equal(op, mapped(a) == b),
        _ => op == Op::Ne,
    }
}

/// True when `left op right`, where a network compares by whether the address is in it. False where the operator does
/// not fit, and for `regex` and `pmatch`, which need a [`super::Filter`].
pub fn with_constant(op: Op, left: &Value, right: &Constant) -> bool {
    match (right, left) {
        (Constant::Ipv4Net(net, bits), Value::Ipv4(address)) => equal(op, same_bits(net, address, *bits)),
        (Constant::Ipv4Net(net, bits), Value::Ipv6(address)) => {
            equal(op, same_bits(&mapped(*net), address, MAPPED_BITS + bits))
        }
        (Constant::Ipv6Net(net, bits), Value::Ipv4(address)) => {
            equal(op, same_bits(net, &mapped(*address), *bits))
        }
        // The end of a socket that has none yet is in no network.
        (Constant::Ipv6Net(..), Value::Ipv6(address)) if *address == [0; 16] => equal(op, false),
        (Constant::Ipv6Net(net, bits), Value::Ipv6(address)) => equal(op, same_bits(net, address, *bits)),
        _ => match right.as_value() {
            Some(right) => values(op, left, &right),
            None => op == Op::Ne,
        },
    }
}

/// Leading bits that every IPv4-mapped address shares.
const MAPPED_BITS: u8 = 96;

/// An IPv4 address among those of IPv6: `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2). Addresses of both kinds are compared
/// there.
fn mapped(address: [u8; 4]) -> [u8; 16] {
    Ipv4Addr::from(address).to_ipv6_mapped().octets()
}

fn same_bits(a: &[u8], b: &[u8], bits: u8) -> bool {
    let whole = usize::from(bits / 8);
    let mask = !(0xff_u8 >> (bits % 8));
    let tail = |bytes: &[u8]| bytes.get(whole).map_or(0, |byte| byte & mask);
    a[..whole] == b[..whole] && tail(a) == tail(b)
}

fn equal(op: Op, equal: bool) -> bool {
    match op {
        Op::Eq | Op::DoubleEq | Op::In | Op::Intersects => equal,
        Op::Ne => !equal,
        _ => false,
    }
}

/// No order at all (not a number) is unequal.
pub(super) fn ordered(op: Op, ordering: Option<Ordering>) -> bool {
    match op {
        Op::Lt => ordering == Some(Ordering::Less),
        Op::Le => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
        Op::Gt => ordering == Some(Ordering::Greater),
        Op::Ge => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
        _ => equal(op, ordering == Some(Ordering::Equal)),
    }
}

/// Texts and byte buffers.
pub(super) fn bytes(op: Op, left: &[u8], right: &[u8]) -> bool {
    match op {
        Op::Contains | Op::Bcontains => memchr::memmem::find(left, right).is_some(),
        Op::Icontains => contains_fold(left, right),
        Op::Startswith | Op::Bstartswith => left.starts_with(right),
        Op::Endswith => left.ends_with(right),
        Op::Glob => glob::matches(right, left, false),
        Op::Iglob => glob::matches(right, left, true),
        _ => ordered(op, Some(left.cmp(right))),
    }
}

/// True when `needle` is in `text`, ASCII letters in either case.
pub(super) fn contains_fold(text: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let Some(last_start) = text.len().checked_sub(needle.len()) else { return false };
    let starts =
        memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), &text[..=last_start]);
    starts.into_iter().any(|start| text[start..start + needle.len()].eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_compare_leading_bits() {
        assert!(same_bits(&[10, 0, 0, 7], &[10, 0, 0, 255], 24));
        assert!(!same_bits(&[10, 0, 0, 7], &[10, 0, 1, 255], 24));
        assert!(same_bits(&[10, 0, 0, 7], &[1, 2, 3, 4], 0));
        assert!(!same_bits(&[10, 0, 0, 7], &[10, 0, 0, 6], 32));
        assert!(same_bits(&[0xfe, 0x80], &[0xfe, 0xbf], 10));
    }

    #[test]
    fn addresses_of_both_kinds_compare_as_ipv6() {
        let v4 = Value::Ipv4([10, 1, 2, 3]);
        let same = Value::Ipv6(mapped([10, 1, 2, 3]));
        assert!(values(Op::Eq, &v4, &same) && values(Op::Eq, &same, &v4) && !values(Op::Ne, &v4, &same));
        let every = Constant::Ipv6Net([0; 16], 0);
        let link_local = Constant::Ipv6Net([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 10);
        let ten = Constant::Ipv4Net([10, 0, 0, 0], 8);
        let as_v6 = Constant::Ipv6Net(mapped([10, 0, 0, 0]), MAPPED_BITS + 8);
        for address in [v4, same] {
            for net in [&every, &ten, &as_v6] {
                assert!(with_constant(Op::Eq, &address, net) && !with_constant(Op::Ne, &address, net));
            }
            assert!(!with_constant(Op::Eq, &address, &link_local));
        }
        assert!(!with_constant(Op::Eq, &Value::Ipv6([0xfe; 16]), &ten));
        let none_yet = Value::Ipv6([0; 16]);
        assert!(!with_constant(Op::Eq, &none_yet, &every) && with_constant(Op::Ne, &none_yet, &every));
    }

    #[test]
    fn text_without_case() {
        assert!(contains_fold(b"Hello World", b"LO W"));
        assert!(contains_fold(b"", b""));
        assert!(!contains_fold(b"abc", b"abcd"));
        assert!(!contains_fold(b"abc", b"x"));
    }

    #[test]
    fn kinds_do_not_mix() {
        let v4 = Value::Ipv4([1, 2, 3, 4]);
        assert!(values(Op::Ne, &v4, &Value::U64(0x0102_0304)));
        assert!(values(Op::Lt, &Value::I64(-1), &Value::U64(u64::MAX)));
        assert!(!values(Op::Le, &Value::F64(f64::NAN), &Value::F64(1.0)));
        assert!(values(Op::Ne, &Value::F64(f64::NAN), &Value::F64(f64::NAN)));
    }
}
