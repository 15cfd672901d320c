// SPDX-License-Identifier: Apache-2.0
//! Opening a source of events.

use super::core::Core;
use super::inspector::Inspector;
use super::mode::Mode;
use super::options::Options;
use super::plugins::LIVE_SCHEMA;
use super::source::Source;
use crate::capture;
use crate::codec::Advance;
use crate::engine::{Engine, Live, NoDriver, PluginPlatform, PluginSource};
use crate::error::Result;
use crate::platform::{Platform, ScanOptions};
use crate::plugin::{Host, Plugin};
use crate::savefile::Reader;
use crate::schema::Code;
use crate::snapshot::{Lookup, MachineInfo, NoLookup, Snapshot};
use std::path::Path;
use std::sync::Arc;

impl Inspector {
    /// Opens a capture file.
    ///
    /// # Errors
    /// The file cannot be read, or does not begin as a capture file does.
    pub fn open(path: impl AsRef<Path>, options: Options) -> Result<Inspector> {
        let reader = Reader::open(path.as_ref(), options.read_options())?;
        Self::open_reader(reader, options)
    }

    /// Reads a capture that was opened before.
    ///
    /// # Errors
    /// The file is damaged before its first event.
    pub fn open_reader(reader: Reader, options: Options) -> Result<Inspector> {
        Self::open_from(Source::Capture(Box::new(reader)), Box::new(NoLookup), options, None)
    }

    /// Reads the running machine without a driver: its users and interfaces and, with `processes`, its processes;
    /// then an event without content every 100 ms.
    ///
    /// # Errors
    /// There is no /proc, or it cannot be listed.
    pub fn open_no_driver(options: Options, processes: bool) -> Result<Inspector> {
        let mut platform = Platform::from_environment()?;
        let mut snapshot = if processes {
            let scan = ScanOptions { users: options.import_users, ..ScanOptions::default() };
            platform.snapshot(&scan, &mut |_| {})?
        } else {
            let (ipv4, ipv6) = platform.interfaces()?;
            let machine = Some(platform.machine_info()?);
            Snapshot { machine, agent: Some(platform.agent_info()), ipv4, ipv6, ..Snapshot::default() }
        };
        if options.import_users && !processes {
            (snapshot.users, snapshot.groups) = platform.users();
        }
        let options = Options { mode: Mode::Live, ..options };
        let lookup: Box<dyn Lookup + Send> = if processes { Box::new(platform) } else { Box::new(NoLookup) };
        Self::open_engine(Box::new(NoDriver::new(snapshot)), lookup, options)
    }

    /// Captures on the running machine. Options are adapted: the mode is live and the own process is known.
    ///
    /// # Errors
    /// The machine or this process lacks what live capture needs; the message names it.
    pub fn open_live(live: capture::Options, options: Options) -> Result<Inspector> {
        Self::from_live(Live::open(live)?, options)
    }

    /// Captures through an engine that was opened before.
    ///
    /// # Errors
    /// As for [`Inspector::open`].
    pub fn from_live(engine: Live, options: Options) -> Result<Inspector> {
        let lookup = engine.lookup()?;
        let pushdown = options.pushdown && engine.environment().pushdown != Some(false);
        let options = Options { mode: Mode::Live, self_pid: engine.probe().own_pid(), pushdown, ..options };
        for plugin in options.plugins.iter().flat_map(|host| host.plugins()) {
            plugin.check_schema(LIVE_SCHEMA)?;
        }
        Self::open_engine(Box::new(engine), lookup, options)
    }

    /// Reads from any source. `lookup` finds threads, users and groups that the source did not report.
    ///
    /// # Errors
    /// The source fails while the events that carry initial state are read; a plugin reports a failure.
    pub fn open_engine(
        engine: Box<dyn Engine + Send>,
        lookup: Box<dyn Lookup + Send>,
        options: Options,
    ) -> Result<Inspector> {
        Self::open_from(Source::Other(engine), lookup, options, None)
    }

    /// As [`Inspector::open_engine`]; `input` is the plugin that is the source, if any is.
    fn open_from(
        source: Source,
        lookup: Box<dyn Lookup + Send>,
        options: Options,
        input: Option<&Plugin>,
    ) -> Result<Inspector> {
        let plugins = options.plugins.clone();
        let live = !matches!(source, Source::Capture(_));
        let mut inspector = Inspector::unread(source, Core::new(options, lookup));
        inspector.core.plugins.clone_from(&plugins);
        inspector.plugins_changed();
        inspector.import()?;
        if let Some(plugins) = plugins {
            // Capture files contain the asynchronous events of their time.
            plugins.begin(input, live, &mut inspector.core.state)?;
        }
        Ok(inspector)
    }

    /// Takes events from a plugin.
    ///
    /// # Errors
    /// There is no such plugin, or it reports a failure.
    pub fn open_plugin(
        plugins: Arc<Host>,
        name: &str,
        params: &str,
        platform: PluginPlatform,
        options: Options,
    ) -> Result<Inspector> {
        let plugin = Arc::clone(plugins.source(name)?);
        let source = PluginSource::open(&plugin, params, platform, options.import_users)?;
        let mode = if platform == PluginPlatform::Full { Mode::Live } else { Mode::Plugin };
        let options = Options { mode, plugins: Some(plugins), ..options };
        Self::open_from(Source::Other(Box::new(source)), Box::new(NoLookup), options, Some(&plugin))
    }

    /// Imports the initial state: the snapshot, and the state events before all others.
    pub(super) fn import(&mut self) -> Result<()> {
        let core = &mut self.core;
        let mut snapshot = self.source.engine_mut().take_snapshot();
        let families = core.suppress.families(&snapshot);
        let suppress = &mut core.suppress;
        core.state.import_processes(&mut snapshot, &mut *core.lookup, |record| !suppress.refuses(record));
        if core.options.mode == Mode::Offline && !core.options.machine_info {
            core.state.machine = core.state.machine.take().map(|_| MachineInfo::default());
        }
        core.state.boot_ts = core.state.machine.as_ref().map_or(0, |machine| machine.boot_ts_epoch);
        core.suppress.spread(families);
        if core.options.mode == Mode::Offline {
            self.take_state_events()?;
        }
        self.core.state.import_surroundings(&snapshot);
        Ok(())
    }

    /// Takes state events up to the first other one, which is left for [`Inspector::advance`].
    fn take_state_events(&mut self) -> Result<()> {
        while self.source.advance()? == Advance::Event
            && let Some(record) = self.source.current()
        {
            if !is_state_event(record.event.code()) {
                self.pending = true;
                return Ok(());
            }
            self.core.take(&record, &self.workspace);
        }
        Ok(())
    }
}

/// Events that carry initial state where they precede all others.
fn is_state_event(code: Code) -> bool {
    use Code::*;
    matches!(code, ContainerJson_2E | UserAddedE | UserDeletedE | GroupAddedE | GroupDeletedE | AsynceventE)
}
