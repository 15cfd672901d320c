// SPDX-License-Identifier: Apache-2.0
//! Batches of events, as plugins give them, and what a plugin may leave open in an event.

use super::abi;
use super::asynchronous::now;
use crate::codec::RawHeader;
use crate::schema::Code;
use crate::schema::limits::EVENT_HEADER_SIZE;
use std::ffi::c_void;
use std::ptr;

/// Offset of the plugin's id in an event: after the header and two lengths of 32 bits.
const ID_AT: usize = EVENT_HEADER_SIZE + 8;

/// The events that a plugin gave last.
pub struct Batch {
    events: *mut *mut c_void,
    count: u32,
    index: u32,
    /// What the plugin returned with the batch; reported once the batch is used up.
    answer: abi::Rc,
}

/// What a batch has.
pub enum Fetched {
    /// The event that follows: it stays where it is until the plugin is asked again. NULL where the plugin gave none.
    Event(*mut u8),
    /// What the plugin answered instead of events, if that is no success.
    Answer(abi::Rc),
    /// The plugin said that all is well, and gave no events.
    Empty,
}

impl Batch {
    /// A batch without events.
    pub const NONE: Self = Self { events: ptr::null_mut(), count: 0, index: 0, answer: abi::SUCCESS };

    /// The event that follows; `ask` asks the plugin for others where none are left.
    ///
    /// # Safety
    /// `ask` writes an array and how many events it has, which stay until it is called again.
    pub unsafe fn fetch(&mut self, ask: impl FnOnce(*mut u32, *mut *mut *mut c_void) -> abi::Rc) -> Fetched {
        if self.index == self.count {
            let mut answer = std::mem::replace(&mut self.answer, abi::SUCCESS);
            if answer == abi::SUCCESS {
                (self.count, self.index, self.events) = (0, 0, ptr::null_mut());
                answer = ask(&raw mut self.count, &raw mut self.events);
                if self.events.is_null() {
                    self.count = 0;
                }
                if self.count > 0 {
                    self.answer = answer;
                }
            }
            if self.count == 0 || self.index == self.count {
                return if answer == abi::SUCCESS { Fetched::Empty } else { Fetched::Answer(answer) };
            }
        }
        // SAFETY: the array has `count` events, and the index is below.
        Fetched::Event(unsafe { *self.events.add(self.index as usize) }.cast())
    }

    /// Moves past the event that was fetched.
    pub fn advance(&mut self) {
        self.index += 1;
    }
}

/// Fills in what plugins may leave open in an event: their id, thread, time. `own` is the plugin's id, 0 for none; the
/// text of an error says what it gave.
pub fn complete(event: &mut [u8], own: u32) -> Result<(), String> {
    let Some(header) = RawHeader::read(event) else {
        return Err(format!("gave an event of {} bytes: too short", event.len()));
    };
    let is_plugin_event = header.number == Code::PlugineventE.number();
    if own != 0 && (!is_plugin_event || header.nparams != 2) {
        return Err(format!("gave an event of type {}, expected its own", header.number));
    }
    if is_plugin_event {
        let length = event.len();
        let Some(place) = event.get_mut(ID_AT..ID_AT + 4) else {
            return Err(format!("gave an event of {length} bytes: too short"));
        };
        let given = place.first_chunk().map_or(0, |bytes| u32::from_ne_bytes(*bytes));
        let id = if given == 0 { own } else { given };
        if id == 0 || (own != 0 && id != own) {
            return Err(format!("gave an event of plugin {id}, its own id is {own}"));
        }
        place.copy_from_slice(&id.to_ne_bytes());
        event[8..16].copy_from_slice(&u64::MAX.to_ne_bytes());
    }
    if header.ts == u64::MAX {
        event[..8].copy_from_slice(&now().to_ne_bytes());
    }
    Ok(())
}
