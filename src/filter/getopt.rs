// SPDX-License-Identifier: Apache-2.0
//! Options in an argument list, as the `getopt` transformer reads them.

use crate::fields::{Extracted, Scratch, Value};

/// The options of a specification such as `ab:`, where a colon marks an option that takes a value.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    known: [bool; 256],
    valued: [bool; 256],
}

impl Spec {
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut spec = Spec { known: [false; 256], valued: [false; 256] };
        let mut options = text.strip_prefix(b":").unwrap_or(text).iter().peekable();
        while let Some(&option) = options.next() {
            if option == b':' {
                continue;
            }
            spec.known[usize::from(option)] = true;
            if options.next_if(|next| **next == b':').is_some() {
                spec.valued[usize::from(option)] = true;
            }
        }
        spec
    }
}

/// Reads `args`. Without `selected`: every option by its letter, each followed by its value if it takes one, `?` for
/// unknown ones and an empty text for a missing value. With `selected`: the value of its last use, or its letter.
pub(super) fn read<'s>(
    args: &[Value<'s>],
    spec: &Spec,
    selected: Option<u8>,
    scratch: &'s Scratch,
) -> Extracted<'s> {
    let mut found = scratch.list::<Value<'s>>();
    let mut chosen: Option<&'s [u8]> = None;
    let mut emit = |option: &'s [u8], value: Option<&'s [u8]>| match selected {
        Some(_) => chosen = Some(value.unwrap_or(option)),
        None => {
            found.push(Value::Bytes(option));
            found.extend(value.map(Value::Bytes));
        }
    };
    let mut args = args.iter().map(|arg| arg.bytes().unwrap_or_default());
    while let Some(arg) = args.next() {
        match arg {
            b"--" => break,
            [b'-', b'-', _, ..] => continue,
            [b'-', _, ..] => {}
            _ => break,
        }
        for (i, option) in arg.iter().copied().enumerate().skip(1) {
            let at = usize::from(option);
            if option == b':' || !spec.known[at] {
                if selected.is_none() {
                    emit(b"?", None);
                }
                continue;
            }
            let wanted = selected.is_none_or(|selected| selected == option);
            if !spec.valued[at] {
                if wanted {
                    emit(&arg[i..=i], None);
                }
                continue;
            }
            let rest = &arg[i + 1..];
            let value = if rest.is_empty() { args.next() } else { Some(rest) };
            if wanted {
                match value {
                    Some(value) => emit(&arg[i..=i], Some(value)),
                    None => emit(b"", None),
                }
            }
            break;
        }
    }
    match selected {
        Some(_) => Extracted::from_text(chosen),
        None => Extracted::Many(found.into_bump_slice()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(args: &[&'static str], spec: &str, selected: Option<u8>) -> Option<String> {
        let scratch = Scratch::new();
        let args: Vec<Value> = args.iter().map(|arg| Value::Bytes(arg.as_bytes())).collect();
        let found = read(&args, &Spec::parse(spec.as_bytes()), selected, &scratch);
        let texts =
            found.values().iter().map(|value| String::from_utf8_lossy(value.bytes().unwrap_or_default()));
        found.exists().then(|| texts.collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn all_options() {
        assert_eq!(run(&["-ab", "x", "-c"], "ab:", None).as_deref(), Some("a|b|x|?"));
        assert_eq!(
            run(&["-bvalue", "--long", "-a", "stop", "-a"], "ab:", None).as_deref(),
            Some("b|value|a")
        );
        assert_eq!(run(&["-b"], "ab:", None).as_deref(), Some(""));
        assert_eq!(run(&["--", "-a"], "a", None).as_deref(), Some(""));
        assert_eq!(run(&["x"], "a", None).as_deref(), Some(""));
    }

    #[test]
    fn one_option() {
        assert_eq!(run(&["-b", "1", "-b2"], "ab:", Some(b'b')).as_deref(), Some("2"));
        assert_eq!(run(&["-a"], "ab:", Some(b'a')).as_deref(), Some("a"));
        assert_eq!(run(&["-a"], "ab:", Some(b'b')), None);
        assert_eq!(run(&["-b"], "ab:", Some(b'b')).as_deref(), Some(""));
    }
}
