// SPDX-License-Identifier: Apache-2.0
//! Writes what can be read of a damaged capture to a clean file.

use super::interrupt;
use super::progress::Progress;
use super::stop::Stop;
use super::write::Target;
use crate::error::{Error, Result};
use crate::savefile::write::section_header;
use crate::savefile::{Counts, ReadOptions, Reader, Writer};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What was kept and what was not.
#[derive(Debug, Default)]
struct Account {
    events: u64,
    damaged: u64,
    bytes: u64,
}

/// Copies every block that is whole, and reports on standard error what is not.
pub fn repair(file: &Path, target: &Target) -> std::result::Result<(), Stop> {
    target.spare(file)?;
    let options = ReadOptions { unconverted: true, ..ReadOptions::default() };
    let (mut reader, fault) = Reader::open_damaged(file, options)?;
    let mut account = Account::default();
    if let Some(fault) = fault {
        complain(&mut account, &fault);
        if !search(&mut reader, &mut account)? {
            let what = "holds no event that can be read";
            return Err(Stop::Failure(Error::NoEvents { path: file.to_owned(), what }));
        }
    }
    let interrupt = interrupt::flag()?;
    let mut writer = Writer::create(&target.path, target.options.compression)?;
    writer.snapshot(reader.snapshot())?;
    let size = fs::metadata(file).map_or(0, |file| file.len());
    let copied = copy(&mut reader, &mut writer, &mut account, Progress::new(Some(size)), &interrupt);
    writer.finish()?;
    copied?;
    if interrupt.load(Ordering::Relaxed) {
        return Err(Stop::Failure(Error::Interrupted(target.path.clone())));
    }
    let Counts { unknown_events, foreign_blocks, late_state_blocks, .. } = reader.counts();
    if reader.is_unfinished() {
        account.damaged += 1;
    }
    let Account { events, damaged, bytes } = account;
    let target = target.path.display();
    let mut line = format!("{target}: {events} events; damaged ranges: {damaged}, bytes left out: {bytes}");
    for (what, count) in [
        ("events of unknown kinds", unknown_events),
        ("blocks of other programs", foreign_blocks),
        ("blocks of state behind events", late_state_blocks),
    ] {
        if count > 0 {
            line.push_str(&format!(", {what} left out: {count}"));
        }
    }
    writeln!(io::stderr(), "syscap: {line}")?;
    Ok(())
}

fn copy(
    reader: &mut Reader,
    writer: &mut Writer,
    account: &mut Account,
    mut progress: Option<Progress>,
    interrupt: &AtomicBool,
) -> Result<()> {
    while !interrupt.load(Ordering::Relaxed) {
        let before = reader.tell();
        match reader.read() {
            Ok(Some(record)) => {
                writer.record(&record.event, record.cpu, record.flags)?;
                account.events += 1;
            }
            Ok(None) => {
                if !reader.has_next_section() {
                    return Ok(());
                }
                match reader.next_section() {
                    Ok(_) => {
                        writer.block(section_header)?;
                        writer.snapshot(reader.snapshot())?;
                    }
                    Err(fault) => {
                        complain(account, &fault);
                        if !search(reader, account)? {
                            return Ok(());
                        }
                    }
                }
            }
            Err(fault) => {
                complain(account, &fault);
                if !reader.is_broken() {
                    account.bytes += reader.tell() - before;
                } else if !search(reader, account)? {
                    return Ok(());
                }
            }
        }
        if let Some(progress) = &mut progress {
            progress.update(reader.stored_offset());
        }
    }
    Ok(())
}

fn complain(account: &mut Account, fault: &Error) {
    account.damaged += 1;
    let _ = writeln!(io::stderr(), "syscap: left out: {fault}");
}

/// Continues after a damaged range; false where nothing follows.
fn search(reader: &mut Reader, account: &mut Account) -> Result<bool> {
    match reader.resync() {
        Ok((passed, found)) => {
            account.bytes += passed;
            Ok(found)
        }
        // The system or the compressed data give no more.
        Err(fault @ Error::Io { .. }) => {
            complain(account, &fault);
            Ok(false)
        }
        Err(fault) => Err(fault),
    }
}
