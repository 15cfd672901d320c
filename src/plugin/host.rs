// SPDX-License-Identifier: Apache-2.0
//! The plugins of one inspector.

use super::asynchronous::{AsyncQueue, Sink};
use super::loaded::Plugin;
use super::owner::Owner;
use super::source_names::{MAX_SOURCES, SourceNames};
use super::table::{Log, ProgramTables, Shared};
use super::{abi, built_in, extract};
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::fields::{ExternalClass, Sources, TextBuf};
use crate::schema::Code;
use crate::state::State;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Maximum number of plugins of an inspector.
const MAX_PLUGINS: usize = 256;

/// The plugins beside the library itself. Made before the inspector, and shared with it. Plugins are
/// only added to it.
pub struct Host {
    plugins: Vec<OnceLock<Arc<Plugin>>>,
    sources: Arc<SourceNames>,
    queue: Arc<AsyncQueue>,
    shared: Arc<Shared>,
    /// The program, as a user of tables.
    program: Box<Owner>,
}

impl Default for Host {
    fn default() -> Self {
        let shared: Arc<Shared> = Arc::default();
        Host {
            plugins: (0..MAX_PLUGINS).map(|_| OnceLock::new()).collect(),
            sources: Arc::new(SourceNames::new()),
            queue: Arc::default(),
            program: Box::new(Owner::of_program(Arc::clone(&shared))),
            shared,
        }
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.plugins()).finish()
    }
}

impl Host {
    /// Sets the receiver of log messages of plugins.
    pub fn set_log(&self, log: Option<Log>) {
        self.shared.set_log(log);
    }

    /// Loads a plugin from a shared library. For a file `libcontainer.so` that does not exist the library itself stands in,
    /// which has the fields of the container plugin: [`Plugin::is_built_in`].
    ///
    /// # Errors
    /// It cannot be loaded, is not a plugin for this version of the API, or clashes with a loaded one: with its path.
    pub fn register(&self, path: &Path) -> Result<Arc<Plugin>> {
        let plugin = match built_in::is_meant(path) {
            true => Plugin::built_in(path, &self.shared)?,
            false => Plugin::load(path, &self.shared)?,
        };
        self.take_in(plugin)
    }

    /// As [`Host::register`], for a plugin that the program itself contains.
    ///
    /// # Errors
    /// As for [`Host::register`].
    ///
    /// # Safety
    /// `api` is valid, of the version that its first function returns, and its functions stay callable while the plugin is in use.
    pub unsafe fn register_table(&self, api: *const abi::Api) -> Result<Arc<Plugin>> {
        // SAFETY: as the caller promises.
        let plugin = unsafe { Plugin::of_table(api, &self.shared)? };
        self.take_in(plugin)
    }

    fn take_in(&self, plugin: Plugin) -> Result<Arc<Plugin>> {
        let description = &plugin.description;
        if self.plugin(&description.name).is_some() {
            return Err(
                plugin.error(format!("a plugin of the name '{}' is loaded already", description.name))
            );
        }
        if description.capabilities.sourcing && description.is_specific_source() {
            if let Some(there) = self.plugin_of_id(description.id) {
                let name = &there.description.name;
                return Err(plugin.error(format!("its id {} is that of the plugin '{name}'", description.id)));
            }
            if self.sources.index_of(&description.source).is_none() {
                return Err(plugin.error(format!("there are {MAX_SOURCES} sources of events already")));
            }
        }
        let plugin = Arc::new(plugin);
        match self.plugins.iter().find_map(|place| place.set(Arc::clone(&plugin)).ok()) {
            Some(()) => Ok(plugin),
            None => Err(plugin.error(format!("there are {MAX_PLUGINS} plugins already"))),
        }
    }

    /// The plugins in the order of registration.
    pub fn plugins(&self) -> impl Iterator<Item = &Arc<Plugin>> {
        self.plugins.iter().map_while(OnceLock::get)
    }

    /// The plugin of this name.
    pub fn plugin(&self, name: &str) -> Option<&Arc<Plugin>> {
        self.plugins().find(|plugin| plugin.description.name == name)
    }

    /// The plugin that is the source of events with this id; none has 0.
    pub fn plugin_of_id(&self, id: u32) -> Option<&Arc<Plugin>> {
        self.plugins().find(|plugin| id != 0 && plugin.description.id == id)
    }

    /// Names of the sources of events; the first is `syscall`.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.sources.iter()
    }

    /// Id and source index of each plugin that is a source.
    pub fn sources_by_plugin(&self) -> Vec<(u32, usize)> {
        let descriptions = self.plugins().map(|plugin| &plugin.description);
        let specific = descriptions
            .filter(|description| description.capabilities.sourcing && description.is_specific_source());
        specific
            .filter_map(|description| Some((description.id, self.sources.index_of(&description.source)?)))
            .collect()
    }

    /// The tables, as the program itself uses them. `state` is that of the open source, if there is one.
    pub fn tables<'h>(&'h self, state: Option<&'h mut State>) -> ProgramTables<'h> {
        ProgramTables::new(&self.program, state)
    }

    /// The fields of a plugin; `None` where it reads none.
    pub fn fields(&self, plugin: &Arc<Plugin>) -> Option<ExternalClass> {
        plugin.description.capabilities.extraction.then(|| extract::class(plugin, &self.sources))
    }

    /// Names of asynchronous events that plugins make.
    pub fn event_names(&self) -> impl Iterator<Item = &str> {
        self.plugins().flat_map(|plugin| &plugin.description.async_names).map(String::as_str)
    }

    /// True where some plugin parses events.
    pub fn has_parsers(&self) -> bool {
        self.plugins().any(|plugin| plugin.description.capabilities.parsing)
    }

    /// Passes an event to the plugins that parse such events. `source` is the index of its source.
    #[inline]
    pub fn parse(&self, event: &RawEvent<'_>, num: u64, source: usize, state: &mut State) {
        let code = event.code();
        for plugin in self.plugins() {
            if plugin.parses(code) {
                self.parse_with(plugin, event, num, source, state);
            }
        }
    }

    fn parse_with(&self, plugin: &Plugin, event: &RawEvent<'_>, num: u64, source: usize, state: &mut State) {
        let Some((name, c_name)) = self.sources.get(source) else { return };
        if super::describe::fits(&plugin.description.parse_sources, name) {
            // As upstream: the result of a parser changes nothing.
            plugin.parse(event, num, c_name, state);
        }
    }

    /// Events of plugins that wait.
    pub fn queue(&self) -> &AsyncQueue {
        &self.queue
    }

    /// Notifies the plugins that a capture begins. `input` is the plugin that is its source; `live` is false for capture
    /// files, which contain the asynchronous events of their time.
    ///
    /// # Errors
    /// A plugin reports a failure; those notified before are notified that the capture ends.
    pub fn begin(&self, input: Option<&Plugin>, live: bool, state: &mut State) -> Result<()> {
        self.queue.clear();
        let description = input.map(|plugin| &plugin.description);
        let sink = Sink {
            queue: Arc::clone(&self.queue),
            plugin_id: description.map_or(0, |description| description.id),
            source: description
                .filter(|description| description.id != 0)
                .map_or("syscall", |description| &description.source)
                .to_string(),
            live,
        };
        let mut outcome = Ok(());
        for plugin in self.plugins().filter(|_| live) {
            outcome = outcome.and_then(|()| plugin.send_to(Some(sink.clone()), state));
        }
        for plugin in self.plugins() {
            outcome = outcome.and_then(|()| plugin.listen(true, state));
        }
        outcome.inspect_err(|_| {
            // What began has to end; the first failure is reported.
            let _ = self.end(state);
        })
    }

    /// Notifies the plugins that the capture ends: no routine runs and no event is sent any more.
    ///
    /// # Errors
    /// The first failure that a plugin reports; the others are notified all the same.
    pub fn end(&self, state: &mut State) -> Result<()> {
        let mut outcome = Ok(());
        for plugin in self.plugins() {
            outcome = outcome.and(plugin.send_to(None, state));
        }
        for plugin in self.plugins() {
            outcome = outcome.and(plugin.listen(false, state));
        }
        self.shared.pool.end_all();
        self.queue.clear();
        outcome
    }

    /// The events of plugins for the start of a capture file.
    ///
    /// # Errors
    /// A plugin reports a failure.
    pub fn dump(&self, state: &State) -> Result<Vec<Vec<u8>>> {
        let mut events = Vec::new();
        for plugin in self.plugins() {
            events.append(&mut plugin.dump(state)?);
        }
        Ok(events)
    }

    /// Number of routines of plugins that run.
    pub fn routines(&self) -> usize {
        self.shared.pool.len()
    }

    /// A plugin by its name, to be opened as a source.
    ///
    /// # Errors
    /// There is none.
    pub fn source(&self, name: &str) -> Result<&Arc<Plugin>> {
        self.plugin(name).ok_or_else(|| Error::NoPlugin(name.to_owned()))
    }

    fn plugin_of(&self, event: &RawEvent<'_>) -> Option<&Arc<Plugin>> {
        if event.code() != Code::PlugineventE {
            return None;
        }
        self.plugin_of_id(event.param_or_empty(0).u32()?)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.pool.end_all();
        // The last first: a plugin may use the tables of those before it until its end.
        while let Some(mut place) = self.plugins.pop() {
            if let Some(plugin) = place.take() {
                self.shared.forget_tables_of(&plugin.description.name);
            }
        }
        self.shared.defined.lock().clear();
    }
}

impl Sources for Host {
    fn source_name(&self, index: usize) -> Option<&str> {
        self.sources.get(index).map(|name| name.0.as_str())
    }

    fn plugin_name(&self, event: &RawEvent<'_>) -> Option<&str> {
        self.plugin_of(event).map(|plugin| plugin.description.name.as_str())
    }

    fn push_event_text(&self, event: &RawEvent<'_>, num: u64, out: &mut TextBuf<'_>) -> bool {
        let Some(plugin) = self.plugin_of(event) else { return false };
        plugin.push_event_text(event, num, |text| out.extend(text));
        true
    }
}
