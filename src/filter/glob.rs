// SPDX-License-Identifier: Apache-2.0
//! Shell patterns, as `fnmatch` without flags matches them in the C locale.

/// True when `pattern` matches all of `text`. `*` matches slashes and leading dots too. With `fold`, ASCII letters
/// match in either case, but for classes such as `[:upper:]`. Takes no more than the product of both lengths, and no memory.
pub(super) fn matches(pattern: &[u8], text: &[u8], fold: bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let step = match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                if p == pattern.len() {
                    return true;
                }
                retry = Some((p, t));
                continue;
            }
            None if t == text.len() => return true,
            None => None,
            Some(_) => text.get(t).and_then(|byte| one(&pattern[p..], *byte, fold)),
        };
        if let Some(len) = step {
            p += len;
            t += 1;
            continue;
        }
        match retry {
            Some((after_star, from)) if from < text.len() => {
                retry = Some((after_star, from + 1));
                (p, t) = (after_star, from + 1);
            }
            _ => return false,
        }
    }
}

/// Matches the first element of `pattern`, which is not a star, with one byte. The length of the element.
fn one(pattern: &[u8], byte: u8, fold: bool) -> Option<usize> {
    let same = |a: u8, b: u8| a == b || (fold && a.eq_ignore_ascii_case(&b));
    match pattern {
        [b'?', ..] => Some(1),
        [b'\\', escaped, ..] => same(*escaped, byte).then_some(2),
        [b'\\'] => None,
        [b'[', rest @ ..] => match set(rest, byte, fold) {
            Set::Matches(len) => Some(len + 1),
            Set::Differs => None,
            Set::Unclosed => (byte == b'[').then_some(1),
        },
        [literal, ..] => same(*literal, byte).then_some(1),
        [] => None,
    }
}

enum Set {
    Matches(usize),
    Differs,
    Unclosed,
}

/// Matches the set whose opening bracket precedes `pattern`.
fn set(pattern: &[u8], byte: u8, fold: bool) -> Set {
    let fold_case = |byte: u8| if fold { byte.to_ascii_lowercase() } else { byte };
    let negated = matches!(pattern.first(), Some(b'!' | b'^'));
    let mut at = usize::from(negated);
    let first = at;
    let mut found = false;
    loop {
        match &pattern[at..] {
            [] => return Set::Unclosed,
            [b']', ..] if at > first => break,
            [b'[', b':', rest @ ..] if class(rest).is_some() => {
                let Some((name, len)) = class(rest) else { return Set::Unclosed };
                match in_class(name, byte) {
                    Some(is_in) => found |= is_in,
                    None => return Set::Differs,
                }
                at += 2 + len;
                continue;
            }
            _ => {}
        }
        let Some((low, len)) = element(&pattern[at..]) else { return Set::Unclosed };
        at += len;
        let mut high = low;
        if let [b'-', end, ..] = pattern[at..]
            && end != b']'
        {
            let Some((element, len)) = element(&pattern[at + 1..]) else { return Set::Unclosed };
            high = element;
            at += 1 + len;
        }
        found |= match len {
            // `[.x.]` and `[=x=]` are not folded.
            5 if low == high => low == byte,
            _ => (fold_case(low)..=fold_case(high)).contains(&fold_case(byte)),
        };
    }
    if found == negated { Set::Differs } else { Set::Matches(at + 1) }
}

/// One byte of a set, possibly escaped or written as `[.x.]` or `[=x=]`; with its length.
fn element(pattern: &[u8]) -> Option<(u8, usize)> {
    match pattern {
        [b'\\', escaped, ..] => Some((*escaped, 2)),
        [b'\\'] => None,
        [b'[', b'.', byte, b'.', b']', ..] | [b'[', b'=', byte, b'=', b']', ..] => Some((*byte, 5)),
        [byte, ..] => Some((*byte, 1)),
        [] => None,
    }
}

/// The name in `name:]`, and the length of all that.
fn class(pattern: &[u8]) -> Option<(&[u8], usize)> {
    let len = pattern.iter().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(pattern.len());
    pattern[len..].starts_with(b":]").then(|| (&pattern[..len], len + 2))
}

fn in_class(name: &[u8], byte: u8) -> Option<bool> {
    Some(match name {
        b"alpha" => byte.is_ascii_alphabetic(),
        b"digit" => byte.is_ascii_digit(),
        b"alnum" => byte.is_ascii_alphanumeric(),
        b"upper" => byte.is_ascii_uppercase(),
        b"lower" => byte.is_ascii_lowercase(),
        b"space" => matches!(byte, b' ' | b'\t'..=b'\r'),
        b"blank" => matches!(byte, b' ' | b'\t'),
        b"punct" => byte.is_ascii_punctuation(),
        b"print" => matches!(byte, b' '..=b'~'),
        b"graph" => byte.is_ascii_graphic(),
        b"cntrl" => byte.is_ascii_control(),
        b"xdigit" => byte.is_ascii_hexdigit(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("**", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c*e", "abcde", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*/x", "a/b/x", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("a\\", "a\\", false),
            ("", "", true),
            ("", "a", false),
            ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes(), false), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn sets() {
        for (pattern, text, expected) in [
            ("[abc]", "b", true),
            ("[!abc]", "b", false),
            ("[^abc]", "d", true),
            ("[a-c]x", "bx", true),
            ("[]a]", "]", true),
            ("[a-]", "-", true),
            ("[[:digit:]]*", "1a", true),
            ("[a", "[a", true),
            ("[\\]]", "]", true),
            ("x[", "x[", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes(), false), expected, "{pattern} {text}");
        }
        assert!(matches(b"A[B-C]*", b"abz", true));
        assert!(matches(b"a[b-c]*", b"ABZ", true));
        assert!(!matches(b"A*", b"abz", false));
    }
}
