// SPDX-License-Identifier: Apache-2.0
//! Reads what `strace -f -X raw -xx -o FILE` has written.

use std::collections::{BTreeMap, HashMap};

/// A call that returned.
#[derive(Debug, Clone)]
pub struct Call {
    /// Number of the line at which it returned.
    pub line: usize,
    pub name: String,
    pub args: Vec<Arg>,
    /// What the kernel returned, errors as negative numbers.
    pub result: i64,
}

/// An argument as strace shows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Number(i64),
    /// A text or data; false where strace has cut it.
    Text(Vec<u8>, bool),
    /// Texts, as the arguments of execve.
    Texts(Vec<Vec<u8>>),
    /// Structures and sets.
    Other(String),
}

/// The calls of each thread, in the order in which they returned, and the call in which it ended, if there was one.
pub fn read(text: &str) -> (BTreeMap<i64, Vec<Call>>, HashMap<i64, String>) {
    let mut calls: BTreeMap<i64, Vec<Call>> = BTreeMap::new();
    let mut begun: HashMap<i64, String> = HashMap::new();
    let mut last = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let (tid, rest) = line.split_once(' ').unwrap_or_else(|| panic!("a thread and a call: {line}"));
        let tid = tid.parse().unwrap_or_else(|_| panic!("the number of a thread: {line}"));
        let rest = rest.trim_start();
        if rest.starts_with("---") || rest.starts_with("+++") {
            continue;
        }
        let whole = if let Some(start) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(tid, start.trim_end().to_owned());
            continue;
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let (_, end) =
                resumed.split_once(" resumed>").unwrap_or_else(|| panic!("a call resumed: {line}"));
            begun.remove(&tid).unwrap_or_else(|| panic!("a call that began: {line}")) + end
        } else {
            rest.to_owned()
        };
        let (name, arguments) = whole.split_once('(').unwrap_or_else(|| panic!("a call: {whole}"));
        let (arguments, after) = split(arguments);
        if let Some(result) = result(after) {
            let args = arguments.into_iter().map(arg).collect();
            calls.entry(tid).or_default().push(Call {
                line: number + 1,
                name: name.to_owned(),
                args,
                result,
            });
        } else {
            last.insert(tid, name.to_owned());
        }
    }
    last.extend(
        begun.into_iter().filter_map(|(tid, start)| Some((tid, start.split_once('(')?.0.to_owned()))),
    );
    (calls, last)
}

/// The arguments, and what follows the parenthesis that ends them.
fn split(text: &str) -> (Vec<&str>, &str) {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_u32, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            // With -xx quotes within texts are escaped.
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' if depth == 0 => {
                parts.push(text[start..at].trim());
                return (parts, &text[at + 1..]);
            }
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    panic!("the arguments end: {text}");
}

/// The number behind the sign of equality; `None` where the call did not return.
fn result(text: &str) -> Option<i64> {
    let mut words = text.split_once('=').map_or("", |(_, value)| value).split_ascii_whitespace();
    match (words.next()?, words.next()) {
        ("-1" | "?", Some(name)) if name.starts_with('E') => {
            let named = |number: &u32| scap::schema::errno_name(*number) == Some(name);
            let number = (1..600).find(named).unwrap_or_else(|| panic!("the number of {name}"));
            Some(-i64::from(number))
        }
        ("?", _) => None,
        (value, _) => Some(number(value).unwrap_or_else(|| panic!("a result: {text}"))),
    }
}

fn number(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let value = if let Some(hex) = digits.strip_prefix("0x") {
        u64::from_str_radix(hex, 16).ok()?
    } else if digits.len() > 1 && digits.starts_with('0') {
        u64::from_str_radix(digits, 8).ok()?
    } else {
        digits.parse().ok()?
    };
    Some(if negative { (value as i64).wrapping_neg() } else { value as i64 })
}

fn arg(text: &str) -> Arg {
    if text == "NULL" {
        return Arg::Number(0);
    }
    if let Some(value) = number(text) {
        return Arg::Number(value);
    }
    let (inner, whole) = match text.strip_suffix("...") {
        Some(start) => (start, false),
        None => (text, true),
    };
    if let Some(bytes) = unquote(inner) {
        return Arg::Text(bytes, whole);
    }
    if let Some(list) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
        && let Some(texts) = list.split(", ").map(unquote).collect()
    {
        return Arg::Texts(texts);
    }
    Arg::Other(text.to_owned())
}

/// The bytes of a text in quotes, of which each is written in hexadecimal.
fn unquote(text: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    inner.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).ok()).collect()
}
