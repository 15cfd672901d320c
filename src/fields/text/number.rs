// SPDX-License-Identifier: Apache-2.0
//! Numbers as text.

use crate::fields::TextBuf;
use crate::schema::PrintFormat;
use std::fmt::Write;

/// Appends formatted text. Writing to memory cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {
        let _ = write!($out, $($arg)*);
    };
}
pub(in crate::fields) use put;

/// Appends a number the way the original prints it: decimals of 32 and 64 bits are signed whatever the type,
/// hexadecimal is upper case, octal has a leading zero.
///
/// `bits` is the width at which hexadecimal and octal wrap: 32 for everything narrower, since C promotes to `int`.
pub fn push_number(out: &mut TextBuf<'_>, value: i64, bits: u32, format: PrintFormat) {
    let unsigned = if bits <= 32 { u64::from(value as u32) } else { value as u64 };
    let signed = if bits <= 32 { i64::from(value as i32) } else { value };
    match format {
        PrintFormat::Oct if unsigned == 0 => out.push(b'0'),
        PrintFormat::Oct => {
            put!(out, "0{unsigned:o}");
        }
        PrintFormat::Hex => push_hex(out, unsigned),
        PrintFormat::PaddedDec10 => {
            put!(out, "{signed:09}");
        }
        PrintFormat::Na | PrintFormat::Dec | PrintFormat::Id | PrintFormat::Dir => push_i64(out, signed),
    }
}

/// Appends a signed decimal.
#[inline]
pub fn push_i64(out: &mut TextBuf<'_>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    push_u64(out, value.unsigned_abs());
}

/// The decimals of every number below 100, two digits each.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// The last two decimals of a number.
#[inline(always)]
pub(super) fn two_digits(value: u64) -> [u8; 2] {
    PAIRS[(value % 100) as usize]
}

/// Appends an unsigned decimal.
#[inline]
pub fn push_u64(out: &mut TextBuf<'_>, mut value: u64) {
    if value < 10 {
        out.push(b'0' + value as u8);
        return;
    }
    let mut digits = [[0u8; 2]; 10];
    let mut at = digits.len();
    while value > 0 && at > 0 {
        at -= 1;
        digits[at] = two_digits(value);
        value /= 100;
    }
    let digits = digits[at..].as_flattened();
    out.extend(if digits.first() == Some(&b'0') { &digits[1..] } else { digits });
}

/// Appends upper case hexadecimal.
fn push_hex(out: &mut TextBuf<'_>, value: u64) {
    let mut digits = [0u8; 16];
    let len = (value | 1).ilog2() as usize / 4 + 1;
    for (place, shift) in digits.iter_mut().zip((0..len).rev()) {
        *place = b"0123456789ABCDEF"[(value >> (4 * shift)) as usize & 15];
    }
    out.extend(&digits[..len]);
}

/// Appends a decimal with leading zeros up to `width` digits.
pub fn push_padded(out: &mut TextBuf<'_>, value: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = value;
    let mut at = digits.len();
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend(&digits[at.min(digits.len() - width.min(digits.len()))..]);
}

/// Appends a floating point number as C's `%.{precision}g`, or `%.{precision}lg`: the shorter of fixed and
/// exponent notation, trailing zeros dropped.
pub fn push_general(out: &mut TextBuf<'_>, value: f64, precision: usize) {
    if !value.is_finite() {
        let sign = if value.is_sign_negative() { "-" } else { "" };
        put!(out, "{sign}{}", if value.is_nan() { "nan" } else { "inf" });
        return;
    }
    let digits = precision.max(1);
    // Rounding can carry into the next power of ten, so the exponent is taken from the rounded text.
    let start = out.len();
    put!(out, "{value:.*e}", digits - 1);
    let written = &out.as_bytes()[start..];
    let mark = memchr::memchr(b'e', written).unwrap_or(written.len());
    let exponent = std::str::from_utf8(written.get(mark + 1..).unwrap_or_default());
    let exponent: i32 = exponent.ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    if exponent < -4 || exponent >= digits as i32 {
        out.truncate(start + mark);
        trim_zeros(out, start);
        let sign = if exponent < 0 { '-' } else { '+' };
        put!(out, "e{sign}{:02}", exponent.abs());
    } else {
        out.truncate(start);
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        put!(out, "{value:.decimals$}");
        trim_zeros(out, start);
    }
}

/// Removes the trailing zeros of the decimals that were written since `start`, and the point, if none are left.
fn trim_zeros(out: &mut TextBuf<'_>, start: usize) {
    let written = &out.as_bytes()[start..];
    if !written.contains(&b'.') {
        return;
    }
    let zeros = written.iter().rev().take_while(|b| **b == b'0').count();
    let len = written.len() - zeros;
    let point = usize::from(written[..len].ends_with(b"."));
    out.truncate(start + len - point);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Scratch;

    fn text(write: impl Fn(&mut TextBuf<'_>)) -> String {
        let scratch = Scratch::new();
        let mut out = scratch.text();
        write(&mut out);
        String::from_utf8(out.finish().to_vec()).expect("digits")
    }

    #[test]
    fn decimals_are_signed_at_32_and_64_bits() {
        assert_eq!(text(|o| push_number(o, 0xFFFF_FFFF, 32, PrintFormat::Dec)), "-1");
        assert_eq!(text(|o| push_number(o, -1, 64, PrintFormat::Dec)), "-1");
        assert_eq!(text(|o| push_number(o, 200, 8, PrintFormat::Dec)), "200");
        assert_eq!(text(|o| push_number(o, i64::MIN, 64, PrintFormat::Dec)), "-9223372036854775808");
    }

    #[test]
    fn hexadecimal_and_octal() {
        assert_eq!(text(|o| push_number(o, 0xABC, 32, PrintFormat::Hex)), "ABC");
        assert_eq!(text(|o| push_number(o, -1, 8, PrintFormat::Hex)), "FFFFFFFF");
        assert_eq!(text(|o| push_number(o, 0o644, 32, PrintFormat::Oct)), "0644");
        assert_eq!(text(|o| push_number(o, 0, 32, PrintFormat::Oct)), "0");
        assert_eq!(text(|o| push_number(o, 5, 64, PrintFormat::PaddedDec10)), "000000005");
    }

    #[test]
    fn padding() {
        assert_eq!(text(|o| push_padded(o, 7, 9)), "000000007");
        assert_eq!(text(|o| push_padded(o, 0, 2)), "00");
        assert_eq!(text(|o| push_padded(o, 12345, 2)), "12345");
    }

    #[test]
    fn general_format_is_that_of_c() {
        let general = |v: f64| text(|o| push_general(o, v, 6));
        assert_eq!(general(0.0), "0");
        assert_eq!(general(1.0), "1");
        assert_eq!(general(0.1), "0.1");
        assert_eq!(general(1.234_567_89), "1.23457");
        assert_eq!(general(123_456.0), "123456");
        assert_eq!(general(1_234_567.0), "1.23457e+06");
        assert_eq!(general(0.000_012_5), "1.25e-05");
        assert_eq!(general(0.000_125), "0.000125");
        assert_eq!(general(999_999.9), "1e+06");
    }
}
