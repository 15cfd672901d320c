// SPDX-License-Identifier: Apache-2.0
//! Writes the events of a capture, and the state that they need, to files.

use super::inspector::Inspector;
use super::is_hidden;
use super::rotation::{Names, Next, Rotation};
use crate::codec::{Encoder, RawEvent};
use crate::error::{Error, Result};
use crate::fields::Event;
use crate::plugin::Host;
use crate::savefile::write::section_header;
use crate::savefile::{Compression, DF_STATE_ONLY, Writer};
use crate::schema::{Category, Code, EventFlags};
use crate::snapshot::{Ipv4Interface, Ipv6Interface, MachineInfo, Snapshot};
use crate::state::State;
use rustc_hash::FxHashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Events between two checks of the clock.
const LOOK: u32 = 256;
/// What is older than this is flushed to the file: a program that is killed loses no more.
const FLUSH: Duration = Duration::from_secs(1);

/// How a capture is written.
#[derive(Debug, Clone, Default)]
pub struct DumpOptions {
    /// Compression of the files.
    pub compression: Compression,
    /// When a new file begins.
    pub rotation: Rotation,
    /// Leave out the events that a filter refused. Otherwise those that change the state are kept, marked, so that
    /// a reader knows as much of the others as was known when they were recorded.
    pub matching_only: bool,
    /// The file that is read, which must not be written over.
    pub reads: Option<PathBuf>,
    /// Plugins, some of which have events for the start of each file.
    pub plugins: Option<Arc<Host>>,
}

/// A capture that is being written, to one file or several in turn.
///
/// Every file begins with the state at its first event and can be read alone.
pub struct Dumper {
    options: DumpOptions,
    names: Names,
    path: PathBuf,
    writer: Option<Writer>,
    /// What the state does not keep of the machine, for the head of each file.
    machine: Option<MachineInfo>,
    ipv4: Vec<Ipv4Interface>,
    ipv6: Vec<Ipv6Interface>,
    /// Time of the first event of the current file.
    first_time: Option<u64>,
    /// Events in the current file.
    in_file: u64,
    /// Events in all files.
    events: u64,
    files: u64,
    since_look: u32,
    flushed: Instant,
}

impl Dumper {
    /// Creates the first file and writes the state that the source had when it was opened, at this time
    /// (nanoseconds since the epoch, for the name of the file).
    ///
    /// # Errors
    /// The file cannot be created or written.
    pub fn create(path: &Path, options: DumpOptions, snapshot: &Snapshot, time: u64) -> Result<Dumper> {
        options.rotation.check(path)?;
        let mut dumper = Dumper {
            names: Names::new(path, options.rotation),
            options,
            path: path.to_path_buf(),
            writer: None,
            machine: snapshot.machine.clone(),
            ipv4: snapshot.ipv4.clone(),
            ipv6: snapshot.ipv6.clone(),
            first_time: None,
            in_file: 0,
            events: 0,
            files: 0,
            since_look: 0,
            flushed: Instant::now(),
        };
        let first = match dumper.options.rotation.is_on() {
            true => dumper.names.next(time)?,
            false => Next::File { path: path.to_path_buf(), past: None },
        };
        if let Next::File { path, past } = first {
            dumper.open(path, past, snapshot)?;
        }
        Ok(dumper)
    }

    /// Writes what the state knows of users, groups and containers beyond the snapshot that the file began with, and what
    /// plugins have for its start.
    ///
    /// # Errors
    /// The file cannot be written; a plugin reports a failure.
    pub fn identities(&mut self, state: &State, snapshot: &Snapshot, time: u64) -> Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        write_identities(writer, state, snapshot, time)?;
        self.plugin_events(state)
    }

    /// Writes the events of plugins for the start of the file.
    ///
    /// # Errors
    /// The file cannot be written; a plugin reports a failure.
    pub fn plugin_events(&mut self, state: &State) -> Result<()> {
        match (&mut self.writer, &self.options.plugins) {
            (Some(writer), Some(plugins)) => write_plugin_events(writer, plugins, state),
            _ => Ok(()),
        }
    }

    /// Begins another section in the same file, with this state: the source continues with another capture.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn section(&mut self, state: &State, time: u64) -> Result<()> {
        let mut snapshot = state.snapshot();
        // The state of a capture file does not keep its machine.
        snapshot.machine = snapshot.machine.filter(|machine| *machine != MachineInfo::default());
        self.machine.clone_from(&snapshot.machine);
        self.ipv4.clone_from(&snapshot.ipv4);
        self.ipv6.clone_from(&snapshot.ipv6);
        if let Some(writer) = &mut self.writer {
            writer.block(section_header)?;
            writer.snapshot(&snapshot)?;
        }
        self.identities(state, &snapshot, time)
    }

    /// Writes an event that the filter let pass, or refused.
    ///
    /// # Errors
    /// A file cannot be created or written.
    pub fn event(&mut self, event: &Event<'_>, passed: bool) -> Result<()> {
        let raw = &event.raw;
        let info = raw.info();
        let mut flags = event.dump_flags;
        if !passed {
            // Those about the capture itself are always kept.
            let for_state = info.flags.has(EventFlags::MODIFIES_STATE) || is_hidden(event);
            let wanted = for_state && !self.options.matching_only;
            let reports = raw.code() == Code::NotificationE;
            if !wanted && !reports && !info.category.has_class(Category::INTERNAL) {
                return Ok(());
            }
            // What a capture records about itself, such as losses, is for every reader.
            if !reports {
                flags |= DF_STATE_ONLY;
            }
        }
        if self.is_full(raw.ts()) {
            self.next_file(event.state, raw.ts())?;
        }
        self.first_time.get_or_insert(raw.ts());
        self.in_file += 1;
        self.events += 1;
        if let Some(writer) = &mut self.writer {
            writer.record(raw, event.cpu, flags)?;
        }
        self.since_look += 1;
        if self.since_look >= LOOK {
            self.since_look = 0;
            self.flush_if_due()?;
        }
        Ok(())
    }

    /// Events written, those for the state included.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Files created.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// The file that is being written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Flushes everything written so far to the file. Done automatically about once a second while events come.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        self.flushed = Instant::now();
        self.writer.as_mut().map_or(Ok(()), Writer::flush)
    }

    /// Flushes what has waited for a second. Done automatically while events come; to be called for a live source without any.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn flush_if_due(&mut self) -> Result<()> {
        if self.flushed.elapsed() < FLUSH {
            return Ok(());
        }
        self.flush()
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.writer.take().map_or(Ok(()), Writer::finish)
    }

    fn is_full(&self, time: u64) -> bool {
        let rotation = &self.options.rotation;
        let stored = || self.writer.as_ref().map_or(0, Writer::stored);
        let age = self.first_time.map_or(0, |first| time.saturating_sub(first));
        self.in_file > 0
            && (rotation.events.is_some_and(|most| self.in_file >= most)
                || rotation.seconds.is_some_and(|most| age >= most.saturating_mul(1_000_000_000))
                || rotation.bytes.is_some_and(|most| stored() > most))
    }

    fn next_file(&mut self, state: &State, time: u64) -> Result<()> {
        let Next::File { path, past } = self.names.next(time)? else {
            self.first_time = Some(time);
            return Ok(());
        };
        if let Some(writer) = self.writer.take() {
            writer.finish()?;
        }
        let mut snapshot = state.snapshot();
        snapshot.machine.clone_from(&self.machine);
        snapshot.ipv4.clone_from(&self.ipv4);
        snapshot.ipv6.clone_from(&self.ipv6);
        self.open(path, past, &snapshot)?;
        self.identities(state, &snapshot, time)
    }

    fn open(&mut self, path: PathBuf, past: Option<PathBuf>, snapshot: &Snapshot) -> Result<()> {
        let identity = |path: &Path| fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
        if let Some(read) = self.options.reads.as_deref().and_then(identity)
            && identity(&path) == Some(read)
        {
            return Err(Error::SameFile(path));
        }
        if let Some(past) = past {
            // One that somebody else removed counts as removed.
            let _ = fs::remove_file(past);
        }
        let mut writer = if path == Path::new("-") {
            Writer::to_standard_output(self.options.compression)?
        } else {
            Writer::create(&path, self.options.compression)?
        };
        self.path = path;
        writer.snapshot(snapshot)?;
        self.writer = Some(writer);
        (self.in_file, self.first_time) = (0, None);
        self.files += 1;
        Ok(())
    }
}

impl Inspector {
    /// Writes the machine as it is known now, before all events of a capture file.
    ///
    /// # Errors
    /// The file cannot be written; a plugin reports a failure.
    pub fn write_state(&self, writer: &mut Writer) -> Result<()> {
        let state = self.state();
        let snapshot = state.snapshot();
        writer.snapshot(&snapshot)?;
        write_identities(writer, state, &snapshot, state.now)?;
        match &self.options().plugins {
            Some(plugins) => write_plugin_events(writer, plugins, state),
            None => Ok(()),
        }
    }
}

/// Writes what the state knows of users, groups and containers beyond a snapshot, as events of this time (nanoseconds
/// since the epoch): a snapshot cannot hold containers and the users in them.
///
/// # Errors
/// The file cannot be written.
fn write_identities(writer: &mut Writer, state: &State, snapshot: &Snapshot, time: u64) -> Result<()> {
    let events = identities(state, snapshot, time);
    events.iter().try_for_each(|event| writer.record(&RawEvent::decode(event).map_err(not_an_event)?, 0, 0))
}

/// Writes the events of plugins for the start of a capture file (upstream: `dump_state`).
///
/// # Errors
/// The file cannot be written; a plugin reports a failure.
fn write_plugin_events(writer: &mut Writer, plugins: &Host, state: &State) -> Result<()> {
    let events = plugins.dump(state)?;
    events.iter().try_for_each(|event| writer.record(&RawEvent::decode(event).map_err(not_an_event)?, 0, 0))
}

fn not_an_event(fault: crate::codec::DecodeError) -> Error {
    Error::Event { what: "what was made for the start of a capture file is no event", source: fault.into() }
}

fn identities(state: &State, snapshot: &Snapshot, time: u64) -> Vec<Vec<u8>> {
    let users: FxHashSet<u32> = snapshot.users.iter().map(|user| user.uid).collect();
    let groups: FxHashSet<u32> = snapshot.groups.iter().map(|group| group.gid).collect();
    let mut events = Vec::new();
    let mut add = |encoder: Encoder| {
        let mut bytes = Vec::new();
        // What does not fit an event cannot have come from one.
        if encoder.finish(&mut bytes).is_ok() {
            events.push(bytes);
        }
    };
    for (container, user) in state.users.users() {
        if !container.is_empty() || !users.contains(&user.uid) {
            let event = Encoder::new(time, -1, Code::UserAddedE).u32(user.uid).u32(user.gid);
            add(event.text(&*user.name).text(&*user.home).text(&*user.shell).text(container));
        }
    }
    for (container, group) in state.users.groups() {
        if !container.is_empty() || !groups.contains(&group.gid) {
            add(Encoder::new(time, -1, Code::GroupAddedE).u32(group.gid).text(&*group.name).text(container));
        }
    }
    for (_, json) in state.containers.iter() {
        add(Encoder::new(time, -1, Code::ContainerJson_2E).text(json));
    }
    events.sort_unstable_by(|a, b| a[20..].cmp(&b[20..]));
    events
}
