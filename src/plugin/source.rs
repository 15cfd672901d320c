// SPDX-License-Identifier: Apache-2.0
//! A plugin as a source of events.

use super::abi::{self, Opaque};
use super::batch::{Batch, Fetched, complete};
use super::loaded::{Plugin, rc_text};
use super::text;
use crate::codec::{Advance, RawEvent, Shape};
use crate::error::Result;
use std::ffi::CString;
use std::sync::Arc;

/// Largest event that is taken, bytes.
const MAX_EVENT: usize = 64 << 20;

/// An open source of a plugin.
pub struct Instance {
    plugin: Arc<Plugin>,
    instance: Opaque,
    batch: Batch,
    current: Vec<u8>,
    /// What the check of the current event found; `None`: there is none.
    shape: Option<Shape>,
}

// SAFETY: the instance is used by the owner of this, one call at a time.
unsafe impl Send for Instance {}

impl Instance {
    /// Opens the source that `params` describes.
    ///
    /// # Errors
    /// The plugin is not a source, was not started, or reports a failure.
    pub fn open(plugin: &Arc<Plugin>, params: &str) -> Result<Instance> {
        let (Some(open), true) = (plugin.api().open, plugin.description.capabilities.sourcing) else {
            return Err(plugin.error("it is not a source of events"));
        };
        let state = plugin.started("open")?;
        let text = CString::new(params).map_err(|_| plugin.error("its open parameters have a NUL byte"))?;
        // A plugin that sets no code has failed.
        let mut rc = abi::FAILURE;
        let instance = {
            let _calling = plugin.calling();
            // SAFETY: a function of the plugin with its own state.
            plugin.owner.during(|| unsafe { open(state, text.as_ptr(), &raw mut rc) })
        };
        let instance = Instance {
            plugin: Arc::clone(plugin),
            instance,
            batch: Batch::NONE,
            current: Vec::new(),
            shape: None,
        };
        if rc == abi::SUCCESS {
            Ok(instance)
        } else {
            Err(plugin.error(format!("open with '{params}' failed: {}", plugin.last_error())))
        }
    }

    /// The plugin.
    pub fn plugin(&self) -> &Arc<Plugin> {
        &self.plugin
    }

    /// Makes the next event the current one.
    ///
    /// # Errors
    /// The plugin reports a failure, or returns an invalid event: the next call continues after that.
    pub fn advance(&mut self) -> Result<Advance> {
        self.shape = None;
        let plugin = &self.plugin;
        let state = plugin.started("next_batch")?;
        let Some(next_batch) = plugin.api().next_batch else {
            return Err(plugin.error("next_batch is missing"));
        };
        // SAFETY: a function of the plugin with its own state and instance, which keeps what it gives.
        let fetched = unsafe {
            self.batch.fetch(|count, events| {
                let _calling = plugin.calling();
                plugin.owner.during(|| next_batch(state, self.instance, count, events))
            })
        };
        let event = match fetched {
            Fetched::Event(event) => event,
            Fetched::Answer(abi::TIMEOUT) => return Ok(Advance::Timeout),
            Fetched::Answer(abi::EOF) => return Ok(Advance::End),
            Fetched::Answer(rc) => {
                let said = plugin.last_error();
                return Err(plugin.error(format!("next_batch failed ({}): {said}", rc_text(rc))));
            }
            Fetched::Empty => {
                return Err(plugin.error("next_batch returned success without events"));
            }
        };
        self.batch.advance();
        if event.is_null() {
            return Err(plugin.error("next_batch gave NULL in place of an event"));
        }
        // SAFETY: an event has a header, and as many bytes as that says.
        unsafe {
            let len = event.add(16).cast::<u32>().read_unaligned() as usize;
            if !(26..=MAX_EVENT).contains(&len) {
                return Err(plugin.error(format!("next_batch gave an event of {len} bytes")));
            }
            self.current.clear();
            self.current.extend_from_slice(std::slice::from_raw_parts(event, len));
        }
        let malformed = |error| plugin.error(format!("next_batch gave a malformed event: {error}"));
        RawEvent::decode(&self.current).map_err(malformed)?;
        complete(&mut self.current, plugin.description.id)
            .map_err(|what| plugin.error(format!("next_batch {what}")))?;
        self.shape = Some(RawEvent::decode(&self.current).map_err(malformed)?.shape());
        Ok(Advance::Event)
    }

    /// The event of the last [`Instance::advance`]; `None` where that brought none.
    pub fn current(&self) -> Option<RawEvent<'_>> {
        Some(self.shape?.over(&self.current))
    }

    /// Progress in hundredths of a per cent, and as the plugin's text; `None` where it does not report it.
    pub fn progress(&self) -> Option<(u32, String)> {
        let state = self.plugin.state()?;
        let get = self.plugin.api().get_progress?;
        let _calling = self.plugin.calling();
        let mut hundredths = 0;
        // SAFETY: a function of the plugin with its own state and instance; the text is copied.
        let words = unsafe { text::copy(get(state, self.instance, &raw mut hundredths)) };
        Some((hundredths, words.unwrap_or_default()))
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let (Some(state), Some(close), false) =
            (self.plugin.state(), self.plugin.api().close, self.instance.is_null())
        {
            let _calling = self.plugin.calling();
            // SAFETY: a function of the plugin with its own state and instance, which nothing uses any more.
            self.plugin.owner.during(|| unsafe { close(state, self.instance) });
        }
    }
}

impl std::fmt::Debug for Instance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Instance({:?})", self.plugin)
    }
}
