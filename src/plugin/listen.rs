// SPDX-License-Identifier: Apache-2.0
//! Calls to a plugin while a capture is open: events to parse, its begin and end, the handler of its own events.

use super::abi::{self, ListenInput, ParseInput};
use super::asynchronous::{DUMP_HANDLER, HANDLER, Sink};
use super::loaded::{Plugin, event_input};
use super::owner;
use super::routines::ROUTINES;
use super::table::{OLD_READER, READER, WRITER};
use crate::codec::RawEvent;
use crate::error::Result;
use crate::state::State;
use std::ffi::CStr;

impl Plugin {
    /// Passes it an event; false where it reports a failure.
    pub(super) fn parse(&self, event: &RawEvent<'_>, num: u64, source: &CStr, state: &mut State) -> bool {
        let (Some(own), Some(parse)) = (self.state(), self.api().parse_event) else { return true };
        let input = ParseInput {
            owner: self.owner.handle(),
            get_owner_last_error: Some(owner::last_error),
            table_reader: OLD_READER,
            table_writer: WRITER,
            table_reader_ext: &raw const READER,
            table_writer_ext: &raw const WRITER,
        };
        let event = event_input(event, num, source.as_ptr());
        let _calling = self.calling();
        self.owner.shared().lend(state, || {
            // SAFETY: a function of the plugin with its own state; the inputs outlive the call.
            self.owner.during(|| unsafe { parse(own, &raw const event, &raw const input) }) == abi::SUCCESS
        })
    }

    /// Notifies it that a capture has begun, or ends.
    pub(super) fn listen(&self, begins: bool, state: &mut State) -> Result<()> {
        let api = self.api();
        let (name, function) =
            if begins { ("capture_open", api.capture_open) } else { ("capture_close", api.capture_close) };
        let Some(function) = function.filter(|_| self.description.capabilities.listening) else {
            return Ok(());
        };
        if !begins && !self.is_running() {
            return Ok(());
        }
        let own = self.started(name)?;
        let input = ListenInput {
            owner: self.owner.handle(),
            routine: &raw const ROUTINES,
            table_reader_ext: &raw const READER,
            table_writer_ext: &raw const WRITER,
            get_owner_last_error: Some(owner::last_error),
        };
        let _calling = self.calling();
        // SAFETY: a function of the plugin with its own state; the input outlives the call.
        let call = || self.owner.during(|| unsafe { function(own, &raw const input) });
        let rc = self.owner.shared().lend(state, call);
        if rc == abi::SUCCESS {
            Ok(())
        } else {
            Err(self.error(format!("{name} failed: {}", self.last_error())))
        }
    }

    /// Sets where its asynchronous events go; `None`: nowhere any more.
    pub(super) fn send_to(&self, sink: Option<Sink>, state: &mut State) -> Result<()> {
        let Some(set) =
            self.api().set_async_event_handler.filter(|_| self.description.capabilities.asynchronous)
        else {
            return Ok(());
        };
        let begins = sink.is_some();
        if !begins && !self.owner.target.is_set() {
            return Ok(());
        }
        let own = self.started("set_async_event_handler")?;
        if begins {
            // Before the call: the plugin may send at once.
            self.owner.target.set(sink);
        }
        let handler = begins.then_some(HANDLER);
        let rc = {
            let _calling = self.calling();
            // SAFETY: a function of the plugin with its own state.
            let call = || self.owner.during(|| unsafe { set(own, self.owner.handle(), handler) });
            self.owner.shared().lend(state, call)
        };
        if !begins || rc != abi::SUCCESS {
            self.owner.target.set(None);
        }
        if rc == abi::SUCCESS {
            Ok(())
        } else {
            Err(self.error(format!("set_async_event_handler failed: {}", self.last_error())))
        }
    }

    /// The events for the start of a capture file that begins now.
    pub(super) fn dump(&self, state: &State) -> Result<Vec<Vec<u8>>> {
        let Some(dump) = self.api().dump_state.filter(|_| self.description.capabilities.asynchronous) else {
            return Ok(Vec::new());
        };
        let own = self.started("dump_state")?;
        self.owner.target.begin_dump();
        let rc = {
            let _calling = self.calling();
            // SAFETY: a function of the plugin with its own state.
            let call = || self.owner.during(|| unsafe { dump(own, self.owner.handle(), Some(DUMP_HANDLER)) });
            self.owner.shared().lend_shared(state, call)
        };
        let events = self.owner.target.end_dump();
        if rc == abi::SUCCESS {
            Ok(events)
        } else {
            Err(self.error(format!("dump_state failed: {}", self.last_error())))
        }
    }
}
