// SPDX-License-Identifier: Apache-2.0
//! Reports what capture files contain.

use super::progress::Progress;
use super::stop::Stop;
use crate::capture::Losses;
use crate::error::{Error, Result};
use crate::savefile::{Counts, FormatVersion, ReadOptions, Reader};
use crate::schema::Code;
use crate::snapshot::Snapshot;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Number of event types that are listed as text.
const KINDS: usize = 10;
const NANOS: f64 = 1e9;

/// What is known of a file after it was read.
struct Report {
    path: PathBuf,
    size: Option<u64>,
    compressed: bool,
    /// Its compressed data are incomplete.
    unfinished: bool,
    version: FormatVersion,
    sections: u32,
    /// Of the first section.
    snapshot: Snapshot,
    counts: Counts,
    /// Events that are damaged, in blocks that are whole.
    damaged: u64,
    /// Bytes behind the place from which nothing can be read, of a file that is not compressed.
    unread: Option<u64>,
    by_code: Vec<u64>,
    losses: Losses,
    processors: Vec<bool>,
    first: Option<u64>,
    last: u64,
}

/// Prints a report on each file, then the first error.
pub fn print(files: &[PathBuf], as_json: bool) -> std::result::Result<(), Stop> {
    let mut outcome = Ok(());
    let mut reports = Vec::new();
    let mut out = io::stdout().lock();
    for (index, file) in files.iter().enumerate() {
        let (report, fault) = read(file)?;
        if as_json {
            reports.push(report.json(fault.as_ref()));
        } else {
            if index > 0 {
                writeln!(out)?;
            }
            report.text(&mut out)?;
        }
        if let (Some(fault), Ok(())) = (fault, &outcome) {
            outcome = Err(Stop::Failure(fault));
        }
    }
    if as_json {
        let whole = if reports.len() == 1 { reports.swap_remove(0) } else { Value::Array(reports) };
        writeln!(out, "{whole:#}")?;
    }
    outcome
}

/// Reads a file to its end, or to the error that ends it.
fn read(path: &Path) -> Result<(Report, Option<Error>)> {
    let options = ReadOptions { unconverted: true, ..ReadOptions::default() };
    let mut reader = Reader::open(path, options)?;
    let mut report = Report {
        path: path.to_path_buf(),
        size: fs::metadata(path).ok().filter(|file| file.is_file()).map(|file| file.len()),
        compressed: reader.is_compressed(),
        unfinished: false,
        version: reader.version(),
        sections: 1,
        snapshot: reader.take_snapshot(),
        counts: Counts::default(),
        damaged: 0,
        unread: None,
        by_code: vec![0; Code::COUNT],
        losses: Losses::default(),
        processors: Vec::new(),
        first: None,
        last: 0,
    };
    let fault = report.take(&mut reader);
    report.counts = reader.counts();
    report.sections = reader.sections();
    report.unfinished = reader.is_unfinished();
    Ok((report, fault))
}

impl Report {
    /// Reads to the end. A damaged event is counted, and the first error kept; what cannot be read on is counted in bytes.
    fn take(&mut self, reader: &mut Reader) -> Option<Error> {
        let mut progress = Progress::new(self.size);
        let mut first_fault = None;
        loop {
            let before = reader.tell();
            let record = match reader.read_through() {
                Ok(Some(record)) => record,
                Ok(None) => return first_fault,
                Err(fault) => {
                    let goes_on = !reader.is_broken() && reader.tell() > before;
                    if let (false, Error::Format { offset, .. }) = (goes_on, &fault) {
                        let size = self.size.filter(|_| !self.compressed);
                        self.unread = size.and_then(|size| size.checked_sub(*offset));
                    }
                    self.damaged += u64::from(goes_on);
                    first_fault.get_or_insert(fault);
                    if goes_on {
                        continue;
                    }
                    return first_fault;
                }
            };
            let (time, cpu) = (record.event.ts(), usize::from(record.cpu));
            self.by_code[usize::from(record.event.code().number())] += 1;
            self.losses.add(&record.event);
            self.first = Some(self.first.map_or(time, |first| first.min(time)));
            self.last = self.last.max(time);
            if self.processors.len() <= cpu {
                self.processors.resize(cpu + 1, false);
            }
            self.processors[cpu] = true;
            if let Some(progress) = &mut progress {
                progress.update(reader.stored_offset());
            }
        }
    }

    /// Events that report others that were left out while recording.
    fn drops(&self) -> u64 {
        [Code::DropE, Code::DropX].iter().map(|code| self.by_code[usize::from(code.number())]).sum()
    }

    fn processes(&self) -> usize {
        self.snapshot.threads.iter().filter(|thread| thread.tid == thread.pid).count()
    }

    /// Seconds between the first event and the last.
    fn seconds(&self) -> f64 {
        self.first.map_or(0.0, |first| (self.last - first) as f64 / NANOS)
    }

    /// Event types with their counts, the most frequent first.
    fn kinds(&self) -> Vec<(String, u64)> {
        let mut kinds: Vec<(Code, u64)> = Code::all().zip(self.by_code.iter().copied()).collect();
        kinds.retain(|(_, count)| *count > 0);
        kinds.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), code.number()));
        let name = |code: Code| format!("{} {}", if code.is_enter() { '>' } else { '<' }, code.info().name);
        kinds.into_iter().map(|(code, count)| (name(code), count)).collect()
    }

    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let mut line = |name: &str, value: String| writeln!(out, "{name:<12} {value}");
        let form = if self.compressed { "gzip" } else { "not compressed" };
        let size = self.size.map_or(String::new(), |size| format!(", {size} bytes"));
        let FormatVersion { major, minor } = self.version;
        line("file", self.path.display().to_string())?;
        line("format", format!("{major}.{minor}, {form}{size}, sections: {}", self.sections))?;
        if self.unfinished {
            line("", "the compressed data are incomplete: the writer was stopped".into())?;
        }
        match &self.snapshot.machine {
            Some(machine) => {
                let name = String::from_utf8_lossy(&machine.hostname);
                let (cpus, memory) = (machine.num_cpus, machine.memory_size_bytes >> 20);
                line("machine", format!("{name}, processors: {cpus}, memory: {memory} MiB"))?;
                line("booted", moment(machine.boot_ts_epoch))?;
            }
            None => line("machine", "unknown".into())?,
        }
        let Snapshot { threads, fds, users, groups, ipv4, ipv6, .. } = &self.snapshot;
        let (processes, threads) = (self.processes(), threads.len());
        line("processes", format!("{processes}, threads: {threads}, descriptors: {}", fds.len()))?;
        line("users", format!("{}, groups: {}", users.len(), groups.len()))?;
        line("interfaces", format!("{} IPv4, {} IPv6", ipv4.len(), ipv6.len()))?;
        let cpus = self.processors.iter().filter(|seen| **seen).count();
        line("events", format!("{}, of processors: {cpus}", self.counts.events))?;
        if let Some(first) = self.first {
            line("first", moment(first))?;
            line("last", moment(self.last))?;
            let rate = match self.seconds() {
                seconds if seconds > 0.0 => self.counts.events as f64 / seconds,
                _ => 0.0,
            };
            line("duration", format!("{:.6} s, {rate:.0} events/s", self.seconds()))?;
        }
        line("drops", format!("{} events report events that were left out", self.drops()))?;
        if let Some(words) = self.losses.in_words() {
            line("lost", words)?;
        }
        let Counts { unknown_events, foreign_blocks, late_state_blocks, .. } = self.counts;
        if unknown_events + foreign_blocks + late_state_blocks > 0 {
            let what = format!(
                "events of unknown kinds: {unknown_events}, blocks of other programs: {foreign_blocks}, \
                 blocks of state behind events: {late_state_blocks}"
            );
            line("not read", what)?;
        }
        if self.damaged > 0 {
            line("damaged", format!("{} events", self.damaged))?;
        }
        if let Some(bytes) = self.unread {
            line("unreadable", format!("{bytes} bytes at the end"))?;
        }
        let kinds = self.kinds();
        for (index, (name, count)) in kinds.iter().take(KINDS).enumerate() {
            let title = if index == 0 { "most events" } else { "" };
            line(title, format!("{count:>9}  {name}"))?;
        }
        Ok(())
    }

    fn json(&self, fault: Option<&Error>) -> Value {
        let machine = self.snapshot.machine.as_ref().map(|machine| {
            json!({
                "hostname": String::from_utf8_lossy(&machine.hostname),
                "processors": machine.num_cpus,
                "memory_bytes": machine.memory_size_bytes,
                "boot_time_ns": machine.boot_ts_epoch,
            })
        });
        let by_kind: serde_json::Map<String, Value> =
            self.kinds().into_iter().map(|(name, count)| (name, count.into())).collect();
        json!({
            "file": self.path.display().to_string(),
            "format": format!("{}.{}", self.version.major, self.version.minor),
            "compression": if self.compressed { "gzip" } else { "none" },
            "complete": !self.unfinished && fault.is_none(),
            "error": fault.map(ToString::to_string),
            "size_bytes": self.size,
            "sections": self.sections,
            "machine": machine,
            "processes": self.processes(),
            "threads": self.snapshot.threads.len(),
            "descriptors": self.snapshot.fds.len(),
            "users": self.snapshot.users.len(),
            "groups": self.snapshot.groups.len(),
            "interfaces": { "ipv4": self.snapshot.ipv4.len(), "ipv6": self.snapshot.ipv6.len() },
            "events": self.counts.events,
            "events_by_kind": by_kind,
            "first_time_ns": self.first,
            "last_time_ns": self.first.map(|_| self.last),
            "duration_s": self.seconds(),
            "drop_events": self.drops(),
            "lost": self.losses.to_json(),
            "unknown_events": self.counts.unknown_events,
            "foreign_blocks": self.counts.foreign_blocks,
            "late_state_blocks": self.counts.late_state_blocks,
            "damaged_events": self.damaged,
            "unread_bytes": self.unread,
        })
    }
}

/// A time in UTC.
fn moment(time: u64) -> String {
    Timestamp::from_nanosecond(time.into()).map_or_else(|_| time.to_string(), |time| format!("{time:.9}"))
}
