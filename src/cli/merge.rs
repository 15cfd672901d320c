// SPDX-License-Identifier: Apache-2.0
//! Merges captures by time.

use super::interrupt;
use super::progress::Progress;
use super::stop::Stop;
use super::write::Target;
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::savefile::{ReadOptions, Reader, Writer};
use crate::snapshot::Snapshot;
use rustc_hash::FxHashSet;
use std::collections::BinaryHeap;
use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// A capture and its next event.
struct Source {
    reader: Reader,
    event: Vec<u8>,
    time: u64,
    cpu: u16,
    flags: u32,
}

impl Source {
    fn open(path: &Path) -> Result<Source> {
        // Events are written as they were recorded.
        let options = ReadOptions { unconverted: true, ..ReadOptions::default() };
        let reader = Reader::open(path, options)?;
        Ok(Source { reader, event: Vec::new(), time: 0, cpu: 0, flags: 0 })
    }

    /// Advances to the next event; false after the last one. Sections follow one another; the state at their start is
    /// not needed: the events before lead to it.
    fn advance(&mut self) -> Result<bool> {
        let Some(record) = self.reader.read_through()? else { return Ok(false) };
        self.event.clear();
        self.event.extend_from_slice(record.event.bytes());
        (self.time, self.cpu, self.flags) = (record.event.ts(), record.cpu, record.flags);
        Ok(true)
    }
}

/// Writes the events of all files in the order of their times; equal times in the order of the files.
pub fn merge(files: &[PathBuf], target: &Target) -> std::result::Result<(), Stop> {
    let mut sources = Vec::new();
    let mut size = 0;
    for file in files {
        target.spare(file)?;
        sources.push(Source::open(file)?);
        size += fs::metadata(file).map_or(0, |file| file.len());
    }
    // The earliest first of all, by time and then by file: the heap gives the largest.
    let mut heap = BinaryHeap::new();
    for (place, source) in sources.iter_mut().enumerate() {
        if source.advance()? {
            heap.push(std::cmp::Reverse((source.time, place)));
        }
    }
    let snapshot = snapshot(&mut sources)?;
    let mut writer = if target.path == Path::new("-") {
        Writer::to_standard_output(target.options.compression)?
    } else {
        Writer::create(&target.path, target.options.compression)?
    };
    writer.snapshot(&snapshot)?;
    let mut progress = Progress::new(Some(size));
    let mut outcome = Ok(());
    let interrupt = interrupt::flag()?;
    while let Some(std::cmp::Reverse((_, place))) = heap.pop() {
        if interrupt.load(Ordering::Relaxed) {
            outcome = Err(Error::Interrupted(target.path.clone()));
            break;
        }
        let source = &mut sources[place];
        let event = RawEvent::decode(&source.event).map_err(|fault| Error::Event {
            what: "a capture has a malformed event",
            source: fault.into(),
        })?;
        writer.record(&event, source.cpu, source.flags)?;
        match source.advance() {
            Ok(true) => heap.push(std::cmp::Reverse((source.time, place))),
            Ok(false) => {}
            // The other captures are whole.
            Err(error) if outcome.is_ok() => outcome = Err(error),
            Err(_) => {}
        }
        if let Some(progress) = &mut progress {
            progress.update(sources.iter().map(|source| source.reader.stored_offset()).sum());
        }
    }
    writer.finish()?;
    outcome.map_err(Stop::Failure)
}

/// The state of the capture that begins first, and of the others what it does not have.
fn snapshot(sources: &mut [Source]) -> Result<Snapshot> {
    let mut order: Vec<&mut Source> = sources.iter_mut().collect();
    order.sort_by_key(|source| source.time);
    let mut merged = Snapshot::default();
    for source in order {
        let name = source.reader.snapshot().machine.as_ref().map(|machine| machine.hostname.clone());
        let known = merged.machine.as_ref().map(|machine| machine.hostname.clone());
        if let (Some(name), Some(known)) = (&name, &known)
            && name != known
        {
            let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
            return Err(Error::DifferentMachines { first: text(known), second: text(name) });
        }
        add(&mut merged, source.reader.take_snapshot());
    }
    Ok(merged)
}

fn add(merged: &mut Snapshot, other: Snapshot) {
    let known: FxHashSet<i64> = merged.threads.iter().map(|thread| thread.tid).collect();
    let is_new = |tid: i64| !known.contains(&tid);
    merged.threads.extend(other.threads.into_iter().filter(|thread| is_new(thread.tid)));
    merged.fds.extend(other.fds.into_iter().filter(|(tid, _)| is_new(*tid)));
    extend(&mut merged.users, other.users, |user| user.uid);
    extend(&mut merged.groups, other.groups, |group| group.gid);
    extend(&mut merged.ipv4, other.ipv4, |interface| (interface.name.clone(), interface.addr));
    extend(&mut merged.ipv6, other.ipv6, |interface| (interface.name.clone(), interface.addr));
    merged.machine = merged.machine.take().or(other.machine);
}

/// Adds the items with other keys.
fn extend<T, K: Hash + Eq>(list: &mut Vec<T>, more: Vec<T>, key: impl Fn(&T) -> K) {
    let known: FxHashSet<K> = list.iter().map(&key).collect();
    list.extend(more.into_iter().filter(|item| !known.contains(&key(item))));
}
