// SPDX-License-Identifier: Apache-2.0
//! What a plugin can do, determined by its functions.

use super::abi::Api;
use super::text;

/// What a plugin can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Makes events (C: `CAP_SOURCING`).
    pub sourcing: bool,
    /// Reads fields (C: `CAP_EXTRACTION`).
    pub extraction: bool,
    /// Parses events (C: `CAP_PARSING`).
    pub parsing: bool,
    /// Makes asynchronous events (C: `CAP_ASYNC`).
    pub asynchronous: bool,
    /// Is notified when a capture begins and ends (C: `CAP_CAPTURE_LISTENING`).
    pub listening: bool,
}

impl Capabilities {
    /// As the bits of the plugin loader.
    pub fn bits(self) -> u32 {
        u32::from(self.sourcing)
            | u32::from(self.extraction) << 1
            | u32::from(self.parsing) << 2
            | u32::from(self.asynchronous) << 3
            | u32::from(self.listening) << 4
    }

    /// What a plugin can do. The error names every capability that is incomplete.
    ///
    /// # Safety
    /// The functions are callable.
    pub(super) unsafe fn of(api: &Api) -> Result<Capabilities, String> {
        // SAFETY: as the caller promises.
        let (found, broken) = unsafe { Capabilities::look(api) };
        if !broken.is_empty() {
            return Err(format!("its functions are incomplete: {}", broken.join(", ")));
        }
        if found == Capabilities::default() {
            return Err(
                "it has no capability: neither source, fields, parser, asynchronous events nor listener"
                    .into(),
            );
        }
        Ok(found)
    }

    /// Checks which functions exist: the complete capabilities, and what is wrong with the others.
    ///
    /// # Safety
    /// The functions are callable.
    pub(crate) unsafe fn look(api: &Api) -> (Capabilities, Vec<&'static str>) {
        let mut found = Capabilities::default();
        let mut broken = Vec::new();
        match (api.open.is_some(), api.close.is_some(), api.next_batch.is_some()) {
            (true, true, true) => {
                // SAFETY: as the caller promises.
                let has_id = api.get_id.is_some_and(|get| unsafe { get() } != 0);
                // SAFETY: as the caller promises; the text is a C string or NULL.
                let source = api.get_event_source.and_then(|get| unsafe { text::bytes(get()) });
                if has_id == source.is_some_and(|text| !text.is_empty()) {
                    found.sourcing = true;
                } else {
                    broken.push("a source of events needs both get_id and get_event_source, or neither");
                }
            }
            (false, false, false) => {}
            _ => broken.push("a source of events needs all of open, close and next_batch"),
        }
        match (api.get_fields.is_some(), api.extract_fields.is_some()) {
            (true, true) => found.extraction = true,
            (false, true) => broken.push("extract_fields needs get_fields"),
            _ => {}
        }
        found.parsing = api.parse_event.is_some();
        match (api.get_async_events.is_some(), api.set_async_event_handler.is_some()) {
            (true, true) => found.asynchronous = true,
            (false, true) => broken.push("set_async_event_handler needs get_async_events"),
            _ => {}
        }
        match (api.capture_open.is_some(), api.capture_close.is_some()) {
            (true, true) => found.listening = true,
            (true, false) => broken.push("capture_open needs capture_close"),
            _ => {}
        }
        (found, broken)
    }
}
