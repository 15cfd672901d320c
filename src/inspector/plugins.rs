// SPDX-License-Identifier: Apache-2.0
//! Plugins beside the source of events: what they parse, and their asynchronous events.

use super::inspector::Inspector;
use crate::codec::Advance;
use crate::error::Result;
use crate::plugin::{Version, now};
use crate::schema::DRIVER_SCHEMA_VERSION;

/// The version of the event schema that live captures deliver (upstream: `SCHEMA_VERSION` of the driver).
pub(super) const LIVE_SCHEMA: Version = {
    let (major, minor, patch) = DRIVER_SCHEMA_VERSION;
    Version { major: major as u32, minor: minor as u32, patch: patch as u32 }
};

impl Inspector {
    /// To be called after a plugin was registered or started while a source is open: what it parses and its own
    /// source apply from now on. Asynchronous events and listeners wait for the next source that is opened.
    pub fn plugins_changed(&mut self) {
        if let Some(plugins) = &self.core.plugins {
            self.core.sources = plugins.sources_by_plugin();
            self.core.parses = plugins.has_parsers();
        }
    }

    /// Notifies the plugins that the capture ends, once; the state can still be read. Dropping the inspector does the
    /// same.
    ///
    /// # Errors
    /// The failure of the first plugin that reports one.
    pub fn close(&mut self) -> Result<()> {
        match self.core.plugins.take() {
            Some(plugins) => plugins.end(&mut self.core.state),
            None => Ok(()),
        }
    }

    /// As [`Inspector::advance`], where events of plugins wait: each goes before the first event that is not earlier.
    #[inline(never)]
    pub(super) fn advance_beside_queue(&mut self) -> Result<Advance> {
        let Some(plugins) = self.core.plugins.clone() else { return Ok(Advance::Filtered) };
        if !self.pending {
            match self.source.advance()? {
                Advance::Event => self.pending = true,
                Advance::Timeout => {
                    self.limits.hurry();
                    let seen = self.core.state.now;
                    return match plugins.queue().pop_due(if seen == 0 { now() } else { seen }) {
                        Some(bytes) => self.take_made(bytes),
                        None => Ok(Advance::Timeout),
                    };
                }
                Advance::End => {
                    return Ok(if self.next_section()? { Advance::Timeout } else { Advance::End });
                }
                Advance::Filtered => return Ok(Advance::Filtered),
            }
        }
        let time = self.source.current().map_or(0, |record| record.event.ts());
        if let Some(bytes) = plugins.queue().pop_due(time) {
            return self.take_made(bytes);
        }
        self.pending = false;
        Ok(self.take_current())
    }

    fn take_made(&mut self, bytes: Vec<u8>) -> Result<Advance> {
        self.set_made(bytes, 0, 0)?;
        Ok(self.take_current())
    }
}

impl Drop for Inspector {
    fn drop(&mut self) {
        // To learn of a failure, call close().
        let _ = self.close();
    }
}
