// SPDX-License-Identifier: Apache-2.0
//! Prints a capture as it was recorded.

use super::arguments::Arguments;
use super::stop::Stop;
use crate::codec::{Advance, Param, RawEvent};
use crate::error::Error;
use crate::savefile::{ReadOptions, Reader};
use std::io::{self, BufWriter, Write};

/// Prints events as they were recorded: number, time, processor, thread, direction, name, raw parameters.
pub fn read(arguments: &Arguments) -> std::result::Result<(), Stop> {
    let options = ReadOptions { unconverted: true, report_waits: true, ..ReadOptions::default() };
    let mut reader = Reader::open(&arguments.file, options)?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut number = 0;
    let outcome = loop {
        if arguments.count.is_some_and(|count| number >= count) {
            break Ok(());
        }
        match reader.advance() {
            Ok(Advance::Event) => {
                let Some(record) = reader.current() else { continue };
                number += 1;
                if !arguments.quiet {
                    raw_line(&mut out, number, record.cpu, &record.event)?;
                }
            }
            Ok(Advance::Filtered) => {}
            Ok(Advance::Timeout) => out.flush()?,
            Ok(Advance::End) if reader.next_section()? => {}
            Ok(Advance::End) => break Ok(()),
            // A single event that cannot be read does not end the file.
            Err(error @ Error::Convert { .. }) => writeln!(io::stderr(), "syscap: {error}")?,
            Err(error) => break Err(Stop::Failure(error)),
        }
    };
    out.flush()?;
    outcome
}

fn raw_line(out: &mut impl Write, number: u64, cpu: u16, event: &RawEvent<'_>) -> io::Result<()> {
    let info = event.info();
    let direction = if info.code.is_enter() { '>' } else { '<' };
    write!(out, "{number} {} {cpu} ({}) {direction} {}", event.ts(), event.tid(), info.name)?;
    for (index, param) in event.params().enumerate() {
        let name = info.params.get(index).map_or("?", |param| param.name);
        write!(out, " {name}=")?;
        raw_param(out, param)?;
    }
    writeln!(out)
}

/// A parameter by its length: numbers in decimal, other bytes as text with dots.
fn raw_param(out: &mut impl Write, param: Param<'_>) -> io::Result<()> {
    match param.bytes().len() {
        0 => write!(out, "<NA>"),
        1 => write!(out, "{}", param.u8().unwrap_or(0)),
        2 => write!(out, "{}", param.u16().unwrap_or(0)),
        4 => write!(out, "{}", param.u32().unwrap_or(0)),
        8 => write!(out, "{}", param.i64().unwrap_or(0)),
        _ => {
            for &byte in param.bytes().strip_suffix(b"\0").unwrap_or(param.bytes()) {
                let shown = if (0x20..0x7F).contains(&byte) { byte } else { b'.' };
                out.write_all(&[shown])?;
            }
            Ok(())
        }
    }
}
