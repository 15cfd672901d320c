// SPDX-License-Identifier: Apache-2.0
//! Reads a capture with three fields of each event, through the Rust interface; prints nanoseconds per event, the events
//! and a sum of what was read. `layer.cpp` does the same through the C++ classes; `run` compares the two.
//!
//! usage: layer values|text CAPTURE, or: layer filters NUMBER FILTERS CAPTURE, which asks so many filters of a file about
//! each event (`filters.cpp` does the same), or: layer captures FOLDER, which writes long captures to read and the
//! filters of `rules.txt`

#![allow(missing_docs, reason = "a program")]

#[path = "../capture/mod.rs"]
mod capture;

use scap::fields::{CLASSES, Catalogue, Evaluation, Scratch, Settings, Value};
use scap::filter::{Filter, Getter, Pool};
use scap::format::push_value;
use scap::inspector::{Inspector, Options};
use std::path::Path;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["captures", folder] => {
            for (name, bytes) in capture::all() {
                std::fs::write(Path::new(folder).join(name).with_extension("scap"), bytes).expect("writable");
            }
            std::fs::write(Path::new(folder).join("filters.txt"), filters()).expect("writable");
        }
        ["filters", number, file, capture] => ask(number.parse().expect("a number"), file, capture),
        ["values", capture] => measure(capture, false),
        ["text", capture] => measure(capture, true),
        _ => println!("layer: nothing to read; see benches/layer/run"),
    }
}

/// The filters of `rules.txt`, one a line, with conditions in place of their names.
fn filters() -> String {
    let rules = include_str!("rules.txt").lines().filter(|line| !line.starts_with('#'));
    let mut macros: Vec<(&str, String)> = Vec::new();
    let mut out = String::new();
    for line in rules {
        let (name, text) = match line.strip_prefix("macro ").and_then(|line| line.split_once(": ")) {
            Some((name, text)) => (Some(name), text),
            None => (None, line),
        };
        let word = |word: &str| {
            let bare = word.trim_start_matches('(').trim_end_matches(')');
            match macros.iter().find(|(name, _)| *name == bare) {
                Some((_, condition)) => word.replace(bare, condition),
                None => word.to_owned(),
            }
        };
        let text = text.split(' ').map(word).collect::<Vec<_>>().join(" ");
        match name {
            Some(name) => macros.push((name, text)),
            None => out += &(text + "\n"),
        }
    }
    out
}

/// Prints milliseconds to compile the filters, nanoseconds per event, the events, and how often a filter matched.
fn ask(number: usize, file: &str, capture: &str) {
    let texts = std::fs::read_to_string(file).expect("readable");
    let begin = Instant::now();
    let (catalogue, mut pool) = (Catalogue::new(CLASSES.iter().copied()), Pool::default());
    let compile =
        |text: &str| Filter::compile_with(text.as_bytes(), &catalogue, &mut pool).expect("a filter");
    let filters: Vec<Filter> = texts.lines().take(number).map(compile).collect();
    let loaded = begin.elapsed().as_secs_f64() * 1e3;
    let mut inspector = Inspector::open(Path::new(capture), Options::default()).expect("a capture");
    let (mut events, mut matches) = (0u64, 0usize);
    let start = Instant::now();
    while let Some(ref event) = inspector.next().expect("the capture is whole") {
        events += 1;
        matches += filters.iter().filter(|filter| event.matches(filter)).count();
    }
    let time = start.elapsed().as_secs_f64() * 1e9 / events as f64;
    println!("{loaded:.2} {time:.2} {events} {matches}");
}

/// What a text adds to the sum: its length and its first byte.
fn weight(bytes: &[u8]) -> u64 {
    bytes.len() as u64 + u64::from(bytes.first().copied().unwrap_or(0))
}

fn measure(path: &str, text: bool) {
    let mut inspector = Inspector::open(Path::new(path), Options::default()).expect("a capture");
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let fields = [&b"evt.type"[..], b"proc.name", b"fd.name"]
        .map(|name| Getter::from_field(catalogue.field(name).expect("a field")));
    let (settings, mut scratch) = (Settings::default(), Scratch::new());
    let (mut events, mut sum) = (0u64, 0u64);
    let start = Instant::now();
    while let Some(ref event) = inspector.next().expect("the capture is whole") {
        events += 1;
        scratch.reset();
        let context = Evaluation { event, scratch: &scratch, settings: &settings, comparing: !text };
        for field in &fields {
            for value in field.get(&context).values() {
                if text {
                    let mut out = scratch.text();
                    let kind = (field.ty(), field.format());
                    if push_value(&mut out, kind, *value, settings.buffer_format, &scratch) {
                        sum += weight(out.as_bytes());
                    }
                } else if let Value::Bytes(bytes) = value {
                    sum += weight(bytes);
                }
            }
        }
    }
    println!("{:.2} {events} {sum}", start.elapsed().as_secs_f64() * 1e9 / events as f64);
}
