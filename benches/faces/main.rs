// SPDX-License-Identifier: Apache-2.0
//! As `reader.cpp` beside this, through the Rust interface; `bench` in the root compares them.
//!
//! usage: faces CAPTURE next | filter TEXT | line FORMAT, or: faces captures FOLDER, which writes long captures to read

#![allow(missing_docs, reason = "a program")]

#[path = "../capture/mod.rs"]
mod capture;

use scap::{Filter, Inspector, Options, Template};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["captures", folder] => {
            for (name, bytes) in capture::all() {
                std::fs::write(Path::new(folder).join(name).with_extension("scap"), bytes)?;
            }
        }
        [capture, "next"] => read(capture, None, None)?,
        [capture, "filter", text] => read(capture, Some(Filter::new(text)?), None)?,
        [capture, "line", format] => read(capture, None, Some(Template::new(format)?))?,
        _ => println!("faces: nothing to read; see ./bench"),
    }
    Ok(())
}

fn read(
    path: &str,
    filter: Option<Filter>,
    line: Option<Template>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut inspector = Inspector::open(path, Options::default())?;
    let (mut events, mut kept) = (0u64, 0u64);
    let mut text = Vec::new();
    let start = Instant::now();
    while let Some(event) = inspector.next()? {
        events += 1;
        if let Some(filter) = &filter {
            kept += u64::from(event.matches(filter));
        } else if let Some(line) = &line {
            text.clear();
            event.write_line(line, &mut text)?;
            kept += u64::from(!text.is_empty());
        }
    }
    println!("{:.6} {events} {kept}", start.elapsed().as_secs_f64());
    Ok(())
}
