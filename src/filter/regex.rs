// SPDX-License-Identifier: Apache-2.0
//! Regular expressions: the POSIX extended syntax that filters use, translated into the syntax of the regex crate.
//!
//! What the original refuses is refused too (`\d`, `\b`, `(?:`, counts over 1000), so that a filter means the same in both.

use regex::bytes::{Regex, RegexBuilder};

/// Maximum number of repetitions of a count, nested counts multiplied.
const MAX_REPEAT: u32 = 1000;

/// Deepest nesting of groups.
const MAX_GROUPS: usize = 250;

/// A regular expression that matches whole texts only.
///
/// # Errors
/// What is wrong with the pattern.
pub(super) fn compile(pattern: &[u8]) -> Result<Regex, String> {
    let text = std::str::from_utf8(pattern).map_err(|_| "regular expression is not UTF-8".to_owned())?;
    let mut translator =
        Translator { rest: text, out: String::from("\\A(?m:"), groups: Vec::new(), atom: None };
    translator.run().map_err(|what| format!("wrong regular expression '{text}': {what}"))?;
    translator.out.push_str(")\\z");
    let built = RegexBuilder::new(&translator.out).size_limit(16 << 20).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => format!("regular expression '{text}' is too large"),
        _ => format!("wrong regular expression '{text}'"),
    })
}

struct Translator<'p> {
    rest: &'p str,
    out: String,
    groups: Vec<Group>,
    /// What a repetition would apply to.
    atom: Option<Atom>,
}

struct Group {
    start: usize,
    /// Largest product of counts within.
    repeat: u32,
}

#[derive(Clone, Copy)]
struct Atom {
    start: usize,
    repeat: u32,
    repeated: bool,
}

impl<'p> Translator<'p> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let found = chars.next();
        self.rest = chars.as_str();
        found
    }

    fn run(&mut self) -> Result<(), String> {
        let mut outer = Group { start: 0, repeat: 1 };
        while let Some(c) = self.next() {
            let start = self.out.len();
            match c {
                '(' => {
                    if self.groups.len() >= MAX_GROUPS {
                        return Err("groups nest too deep".into());
                    }
                    self.groups.push(Group { start, repeat: 1 });
                    self.out.push_str("(?:");
                    self.atom = None;
                }
                ')' => {
                    let group = self.groups.pop().ok_or("')' without '('")?;
                    self.out.push(')');
                    self.set_atom(group.start, group.repeat, &mut outer);
                }
                '|' => {
                    self.out.push('|');
                    self.atom = None;
                }
                '*' | '+' | '?' => self.repeat(c.encode_utf8(&mut [0; 4]), 1, &mut outer)?,
                '{' => match self.count()? {
                    Some((text, most)) => self.repeat(&text, most, &mut outer)?,
                    None => {
                        self.out.push_str("\\{");
                        self.set_atom(start, 1, &mut outer);
                    }
                },
                '[' => {
                    self.class()?;
                    self.set_atom(start, 1, &mut outer);
                }
                '\\' => {
                    let escaped = self.escape()?;
                    self.literal(escaped);
                    self.set_atom(start, 1, &mut outer);
                }
                '.' | '^' | '$' => {
                    self.out.push(c);
                    self.set_atom(start, 1, &mut outer);
                }
                _ => {
                    self.literal(c);
                    self.set_atom(start, 1, &mut outer);
                }
            }
        }
        if self.groups.is_empty() { Ok(()) } else { Err("'(' without ')'".into()) }
    }

    fn literal(&mut self, c: char) {
        regex_escape(c, &mut self.out);
    }

    fn set_atom(&mut self, start: usize, repeat: u32, outer: &mut Group) {
        self.atom = Some(Atom { start, repeat, repeated: false });
        let group = self.groups.last_mut().unwrap_or(outer);
        group.repeat = group.repeat.max(repeat);
    }

    fn repeat(&mut self, op: &str, most: u32, outer: &mut Group) -> Result<(), String> {
        let atom = self.atom.ok_or_else(|| format!("'{op}' has nothing to repeat"))?;
        let repeat = atom.repeat.saturating_mul(most.max(1));
        if repeat > MAX_REPEAT {
            return Err(format!("more than {MAX_REPEAT} repetitions"));
        }
        // Here `a+?` is an optional `a+`, not a lazy one.
        if atom.repeated {
            self.out.insert_str(atom.start, "(?:");
            self.out.push(')');
        }
        self.out.push_str(op);
        self.set_atom(atom.start, repeat, outer);
        self.atom = Some(Atom { start: atom.start, repeat, repeated: true });
        Ok(())
    }

    /// Reads a count after `{`; `None` where the brace is literal.
    fn count(&mut self) -> Result<Option<(String, u32)>, String> {
        let Some(end) = self.rest.find('}') else { return Ok(None) };
        let inner = &self.rest[..end];
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let leading_zero = text.len() > 1 && text.starts_with('0');
            (plain && !leading_zero).then(|| text.parse::<u32>().unwrap_or(u32::MAX))
        };
        let (low, high) = match inner.split_once(',') {
            None => (number(inner), number(inner)),
            Some((low, "")) => (number(low), number(low)),
            Some((low, high)) => (number(low), number(high)),
        };
        let (Some(low), Some(high)) = (low, high) else { return Ok(None) };
        if low > MAX_REPEAT || high > MAX_REPEAT || low > high {
            return Err(format!("count {{{inner}}} is out of order or over {MAX_REPEAT}"));
        }
        self.rest = &self.rest[end + 1..];
        Ok(Some((format!("{{{inner}}}"), high)))
    }

    /// The character of an escape.
    fn escape(&mut self) -> Result<char, String> {
        let c = self.next().ok_or("a backslash at the end")?;
        let octal = |c: char| c.to_digit(8);
        match c {
            'n' => Ok('\n'),
            't' => Ok('\t'),
            'r' => Ok('\r'),
            'f' => Ok('\x0c'),
            'v' => Ok('\x0b'),
            'a' => Ok('\x07'),
            '0'..='7' => {
                let mut value = octal(c).unwrap_or(0);
                let mut digits = 1;
                while digits < 3
                    && let Some(digit) = self.rest.chars().next().and_then(octal)
                {
                    self.next();
                    value = value * 8 + digit;
                    digits += 1;
                }
                if c != '0' && digits == 1 {
                    return Err(format!("unknown escape \\{c}"));
                }
                char::from_u32(value).ok_or_else(|| "escape of an invalid character".into())
            }
            'x' => self.hex_escape(),
            _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c),
            _ => Err(format!("unknown escape \\{c}")),
        }
    }

    fn hex_escape(&mut self) -> Result<char, String> {
        let (digits, len) = match self.rest.strip_prefix('{') {
            Some(rest) => {
                let end = rest.find('}').ok_or("\\x{ without }")?;
                (&rest[..end], end + 2)
            }
            None => (self.rest.get(..2).ok_or("\\x without two digits")?, 2),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err("\\x without digits".into());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| "\\x{} of an invalid character")?;
        self.rest = &self.rest[len..];
        char::from_u32(value).ok_or_else(|| "\\x{} of an invalid character".into())
    }

    /// A set in brackets, the first of which was read.
    fn class(&mut self) -> Result<(), String> {
        const UNCLOSED: &str = "'[' without ']'";
        self.out.push('[');
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.rest = rest;
            self.out.push('^');
        }
        let mut first = true;
        loop {
            if !first && let Some(rest) = self.rest.strip_prefix(']') {
                self.rest = rest;
                self.out.push(']');
                return Ok(());
            }
            if !first
                && let Some(after) = self.rest.strip_prefix('-')
                && !after.starts_with(']')
            {
                return Err("'-' within a set that is neither first nor last".into());
            }
            first = false;
            if self.rest.starts_with("[:")
                && let Some(end) = self.rest[2..].find(":]")
            {
                let name = &self.rest[2..2 + end];
                if !CLASSES.contains(&name.strip_prefix('^').unwrap_or(name)) {
                    return Err(format!("unknown class [:{name}:]"));
                }
                self.out.push_str(&self.rest[..end + 4]);
                self.rest = &self.rest[end + 4..];
                continue;
            }
            let low = self.class_char().ok_or(UNCLOSED)??;
            let mut high = low;
            if let Some(after) = self.rest.strip_prefix('-')
                && !after.starts_with(']')
                && !after.is_empty()
            {
                self.rest = after;
                high = self.class_char().ok_or(UNCLOSED)??;
            }
            if low > high {
                return Err(format!("range {low}-{high} is out of order"));
            }
            regex_escape(low, &mut self.out);
            if high != low {
                self.out.push('-');
                regex_escape(high, &mut self.out);
            }
        }
    }

    fn class_char(&mut self) -> Option<Result<char, String>> {
        Some(match self.next()? {
            '\\' => self.escape(),
            c => Ok(c),
        })
    }
}

const CLASSES: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// A character escaped so that it is literal, in a set and outside.
fn regex_escape(c: char, out: &mut String) {
    // Not every mark may be escaped: `\<` is the begin of a word.
    match "\\.+*?()|[]{}^$#&-~".contains(c) {
        true => {
            out.push('\\');
            out.push(c);
        }
        false => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::compile;

    fn matches(pattern: &str, text: &str) -> bool {
        compile(pattern.as_bytes()).expect(pattern).is_match(text.as_bytes())
    }

    #[test]
    fn whole_texts_match() {
        for (pattern, text, expected) in [
            ("a.c", "abc", true),
            ("a.c", "xabc", false),
            ("a|bc", "bc", true),
            ("a+?", "", true),
            ("a**", "aa", true),
            ("a{,5}", "a{,5}", true),
            ("a{2}{3}", "aaaaaa", true),
            ("a{", "a{", true),
            ("^*b", "b", true),
            ("[]a]+", "]a", true),
            ("[^]]", "x", true),
            ("[a-]", "-", true),
            ("[[:word:]-]+", "a_-", true),
            ("[a&&b]+", "&b", true),
            ("\\x{41}\\x41\\101", "AAA", true),
            ("\\0", "\0", true),
            ("a\\_b", "a_b", true),
            ("\\<a>[<>]", "<a>>", true),
            ("(|a)*", "aa", true),
            ("[[.a.]]", "a]", true),
            (".", "\n", false),
            ("[^a]", "\n", true),
            ("a\n^b", "a\nb", true),
            ("é.", "éü", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_the_original_refuses_is_refused() {
        for pattern in [
            "(",
            ")",
            "*b",
            "a|*b",
            "[",
            "[]",
            "[^]",
            "[a",
            "[z-a]",
            "[a-c-e]",
            "[[:nosuch:]]",
            "a{1001}",
            "a{3,2}",
            "(a{100}){11}",
            "((a{100}){100}){100}",
            "\\d",
            "\\b",
            "\\A",
            "\\z",
            "\\1",
            "\\x4",
            "\\pN",
            "\\Q",
            "\\C",
            "\\é",
            "(?:a)",
            "(?i)a",
            "[\\d]",
            "a\\",
        ] {
            assert!(compile(pattern.as_bytes()).is_err(), "{pattern}");
        }
        assert!(compile("(".repeat(100_000).as_bytes()).is_err());
    }
}
