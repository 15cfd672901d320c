// SPDX-License-Identifier: Apache-2.0
//! Numbers as /proc writes them.

/// The whole text as a decimal number; `None` where it is something else or does not fit.
pub(super) fn decimal(text: &[u8]) -> Option<u64> {
    number(text, 10)
}

/// As [`decimal`], base 16 without a prefix.
pub(super) fn hexadecimal(text: &[u8]) -> Option<u64> {
    number(text, 16)
}

/// As [`decimal`], base 8.
pub(super) fn octal(text: &[u8]) -> Option<u64> {
    number(text, 8)
}

fn number(text: &[u8], base: u64) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |sum, byte| {
        let digit = char::from(*byte).to_digit(base as u32)?;
        sum.checked_mul(base)?.checked_add(digit.into())
    })
}

/// The first word as a decimal number that is not negative.
pub(super) fn first_number(text: &[u8]) -> Option<i64> {
    let word = text.split(u8::is_ascii_whitespace).find(|word| !word.is_empty())?;
    decimal(word)?.try_into().ok()
}

/// The number between two brackets, as in `socket:[4711]`, after `prefix`.
pub(super) fn bracketed(text: &[u8], prefix: &[u8]) -> Option<u64> {
    decimal(text.strip_prefix(prefix)?.strip_prefix(b"[")?.strip_suffix(b"]")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_numbers_only() {
        assert_eq!(decimal(b"0012"), Some(12));
        assert_eq!(decimal(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(decimal(b"18446744073709551616"), None);
        assert_eq!([decimal(b""), decimal(b"-1"), decimal(b"1a"), octal(b"8")], [None; 4]);
        assert_eq!((hexadecimal(b"fF"), octal(b"0100002")), (Some(255), Some(0o100_002)));
    }

    #[test]
    fn finds_numbers_in_links() {
        assert_eq!(bracketed(b"socket:[4711]", b"socket:"), Some(4711));
        assert_eq!(bracketed(b"socket:[4711", b"socket:"), None);
        assert_eq!(bracketed(b"pipe:[1]", b"socket:"), None);
    }
}
