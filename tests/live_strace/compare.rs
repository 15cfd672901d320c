// SPDX-License-Identifier: Apache-2.0
//! Compares the calls of a thread as strace and as this library saw them.

use super::arguments::{ARGUMENTS, Convert, F_CREATED, open_flags};
use super::rests;
use super::trace::{Arg, Call};
use scap::codec::RawEvent;
use scap::schema::{Code, ParamType, Sc};
use std::collections::BTreeMap;

/// Calls compared, values compared, and what differs.
#[derive(Default)]
pub struct Result {
    pub calls: u64,
    pub values: u64,
    pub differences: Vec<String>,
}

/// An event of the exit of a call.
pub struct Seen(Vec<u8>);

impl Seen {
    pub fn new(event: &RawEvent<'_>) -> Seen {
        Seen(event.bytes().to_vec())
    }

    pub fn event(&self) -> RawEvent<'_> {
        RawEvent::decode(&self.0).expect("a good event")
    }

    /// The return of the child of clone, fork or vfork, which strace does not show.
    pub fn is_birth(&self) -> bool {
        let event = self.event();
        matches!(event.info().name, "clone" | "clone3" | "fork" | "vfork")
            && event.param_or_empty(0).i64() == Some(0)
    }

    pub fn is_successful_execve(&self) -> bool {
        self.event().code() == Code::SyscallExecve_19X && self.event().param_or_empty(0).i64() == Some(0)
    }
}

/// What the event says in short.
fn show(event: &RawEvent<'_>) -> String {
    let name = if event.code() == Code::GenericX {
        event.param_or_empty(0).u16().and_then(Sc::from_number).map_or("?", Sc::name)
    } else {
        event.info().name
    };
    format!("{name} ({:?})", event.code())
}

/// True for an event of this call.
pub fn is_of(event: &RawEvent<'_>, name: &str) -> bool {
    let name = rests::ALIASES.iter().find(|alias| alias.0 == name).map_or(name, |alias| alias.1);
    let Some(sc) = Sc::from_name(name) else { return false };
    match event.code() {
        Code::GenericX => event.param_or_empty(0).u16() == Some(sc.0),
        code => sc.events().contains(&code),
    }
}

/// Compares; calls that only one has are left out so that the rest fits again.
pub fn thread(tid: i64, traced: &[Call], seen: &[Seen], all: &mut Result) {
    let (mut a, mut b) = (0, 0);
    while a < traced.len() || b < seen.len() {
        let fits = |a: usize, b: usize| {
            a < traced.len() && b < seen.len() && is_of(&seen[b].event(), &traced[a].name)
        };
        if fits(a, b) {
            call(tid, &traced[a], &seen[b].event(), all);
            (a, b) = (a + 1, b + 1);
            continue;
        }
        // The nearest two calls that fit.
        let next = (1..40).flat_map(|sum| (0..=sum).map(move |skip| (skip, sum - skip)));
        let end = (traced.len() - a, seen.len() - b);
        let (skip_a, skip_b) =
            next.into_iter().find(|(i, j)| fits(a + i, b + j) && fits(a + i + 1, b + j + 1)).unwrap_or(end);
        for one in &traced[a..a + skip_a] {
            all.differences.push(format!("{}: no event; strace: thread {tid} line {}", one.name, one.line));
        }
        for one in &seen[b..b + skip_b] {
            all.differences.push(format!("{}: not of strace; thread {tid}", show(&one.event())));
        }
        (a, b) = (a + skip_a, b + skip_b);
    }
}

fn call(tid: i64, traced: &Call, event: &RawEvent<'_>, all: &mut Result) {
    all.calls += 1;
    if event.code() == Code::GenericX {
        // Has neither arguments nor a result.
        return;
    }
    if event.info().params.is_empty() {
        // As the original's, events of getsockname and getpeername have no parameters.
        return;
    }
    let name = event.info().name;
    let mut check = |what: &str, good: bool, there: &dyn std::fmt::Debug, here: &[u8]| {
        all.values += 1;
        if !good {
            all.differences.push(format!(
                "{name}: {what}: strace {there:?}, event {here:02x?}; thread {tid} line {}",
                traced.line
            ));
        }
    };
    let result = event.param_or_empty(0).bytes();
    check("result", is_number(result, traced.result), &traced.result, result);
    let row = ARGUMENTS.iter().find(|row| row.0.split(' ').any(|call| call == traced.name));
    for (index, param, convert) in row.map_or(&[][..], |row| row.1) {
        let Some(argument) = traced.args.get(*index) else { continue };
        let at = event.info().param_index(param);
        let at = at.unwrap_or_else(|| panic!("{name} has a parameter {param}"));
        let bytes = event.param_or_empty(at).bytes();
        let is_data = event.info().params[at].ty == ParamType::Bytebuf;
        let good = match argument {
            Arg::Number(number) => match convert {
                // Where there is no text strace shows the address.
                Convert::Text => continue,
                Convert::Number(convert) => is_number(bytes, convert(*number)),
                Convert::Open => {
                    let flags = event.param_or_empty(at).u32().map(|flags| i64::from(flags & !F_CREATED));
                    flags == Some(open_flags(*number))
                }
            },
            Arg::Text(text, whole) if is_data => {
                bytes.len() >= text.len().min(80)
                    && text.starts_with(&bytes[..bytes.len().min(text.len())])
                    && (!whole || bytes.len() <= text.len())
            }
            Arg::Text(text, _) => bytes.strip_suffix(b"\0") == Some(text),
            Arg::Texts(texts) => {
                let rest = texts.iter().skip(1);
                bytes == rest.flat_map(|text| [text.as_slice(), b"\0"].concat()).collect::<Vec<_>>()
            }
            Arg::Other(_) => continue,
        };
        check(param, good, argument, bytes);
    }
}

/// True when these are the lower bytes of the number.
fn is_number(bytes: &[u8], number: i64) -> bool {
    !bytes.is_empty() && bytes.len() <= 8 && bytes == &number.to_ne_bytes()[..bytes.len()]
}

/// Equal differences together.
pub fn summary(differences: &[String]) -> BTreeMap<&str, (usize, &str)> {
    let mut kinds: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for one in differences {
        let kind =
            one.split(':').nth(1).map_or(one.len(), |second| one.find(second).unwrap_or(0) + second.len());
        kinds.entry(&one[..kind]).or_insert((0, one)).0 += 1;
    }
    kinds
}
