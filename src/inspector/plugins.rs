//! Plugins beside the source of events: what they parse, and the events that they make at a time of their own.

use super::core::Core;
use super::{Ahead, Inspector, Next};
use crate::codec::RawEvent;
use crate::engine::{Delivery, Engine, PluginPlatform, PluginSource, Step};
use crate::error::{Error, Result};
use crate::inspector::{Mode, Options};
use crate::plugin::{Host, Plugin, Version, now};
use crate::snapshot::{Lookup, NoLookup};
use std::sync::Arc;

/// The version of the event schema that live captures deliver (upstream: `SCHEMA_VERSION` of the driver).
pub(super) const LIVE_SCHEMA: Version = Version { major: 4, minor: 5, patch: 1 };

impl Inspector {
    /// As [`Inspector::open`]; `input` is the plugin that is the source, if any is.
    pub(super) fn open_from(
        engine: Box<dyn Engine + Send>,
        lookup: Box<dyn Lookup + Send>,
        options: Options,
        input: Option<&Plugin>,
    ) -> Result<Inspector> {
        let plugins = options.plugins.clone();
        let mut inspector =
            Inspector { engine, core: Core::new(options, lookup), ahead: None, entry: Vec::new() };
        inspector.core.plugins.clone_from(&plugins);
        inspector.plugins_changed();
        inspector.import()?;
        if let Some(plugins) = plugins {
            // Capture files bring the asynchronous events of their time.
            let live = inspector.engine.capture().is_none();
            plugins.begin(input, live, &mut inspector.core.state)?;
        }
        Ok(inspector)
    }

    /// Takes events from a plugin.
    ///
    /// # Errors
    /// There is no such plugin, or it says that it failed.
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
        Self::open_from(Box::new(source), Box::new(NoLookup), options, Some(&plugin))
    }

    /// To be called after a plugin was registered or started while a source is open: what it parses and its own
    /// source count from now on. Asynchronous events and listeners wait for the next source that is opened.
    pub fn plugins_changed(&mut self) {
        if let Some(plugins) = &self.core.plugins {
            self.core.sources = plugins.sources_by_plugin();
            self.core.parses = plugins.has_parsers();
        }
    }

    /// Tells the plugins that the capture ends, once; the inspector still answers what it knows. Dropping it does the
    /// same.
    ///
    /// # Errors
    /// What the first plugin that failed says.
    pub fn close(&mut self) -> Result<()> {
        match self.core.plugins.take() {
            Some(plugins) => plugins.end(&mut self.core.state),
            None => Ok(()),
        }
    }

    /// As [`Inspector::next`], where events of plugins wait: each goes before the first event that is not earlier.
    #[inline(never)]
    pub(super) fn next_beside_queue(&mut self, plugins: &Host) -> Result<Next<'_>> {
        if !self.ahead.as_ref().is_some_and(|ahead| ahead.pending) {
            match self.engine.next()? {
                Step::Event(delivery) => self.ahead = Some(Ahead::of(&delivery)),
                Step::Filtered => return Ok(Next::Filtered),
                Step::End => return Ok(Next::End),
                Step::Timeout => {
                    let seen = self.core.state.now;
                    let due = plugins.queue().pop_due(if seen == 0 { now() } else { seen });
                    return match due {
                        Some(bytes) => self.deliver_own(bytes),
                        None => Ok(Next::Timeout),
                    };
                }
            }
        }
        let time = match &self.ahead {
            Some(ahead) => ahead.delivery()?.event.ts(),
            None => 0,
        };
        if let Some(bytes) = plugins.queue().pop_due(time) {
            return self.deliver_own(bytes);
        }
        match &mut self.ahead {
            Some(ahead) => {
                ahead.pending = false;
                Ok(self.core.deliver(&ahead.delivery()?))
            }
            None => Ok(Next::Filtered),
        }
    }

    fn deliver_own(&mut self, bytes: Vec<u8>) -> Result<Next<'_>> {
        self.entry = bytes;
        let event = RawEvent::decode(&self.entry).map_err(|error| Error::Usage(error.to_string()))?;
        Ok(self.core.deliver(&Delivery { event, original: None, cpu: 0, flags: 0 }))
    }
}

impl Core {
    /// Shows an event to plugins that parse. What it belongs to is looked at again: they may have removed it.
    #[inline(never)]
    pub(super) fn show_to_plugins(&mut self, event: &RawEvent<'_>) {
        let Some(plugins) = self.plugins.clone() else { return };
        let Some(source) = self.last.source else { return };
        let threads = &self.state.threads;
        let thread = self.last.attached.thread.and_then(|slot| threads.reference_at(slot));
        plugins.parse(event, self.last.num, source, &mut self.state);
        if let Some(thread) = thread
            && self.state.threads.resolve(thread).is_none()
        {
            self.last.attached.thread = None;
            self.last.attached.fd = None;
        }
    }
}

impl Drop for Inspector {
    fn drop(&mut self) {
        // Whoever wants to know of a failure calls close().
        let _ = self.close();
    }
}
