//! A plugin as a source of events.

use super::abi::{self, Opaque};
use super::asynchronous::now;
use super::loaded::{Plugin, rc_text};
use super::text;
use crate::codec::RawEvent;
use crate::error::Result;
use crate::schema::Code;
use std::ffi::CString;
use std::ptr;
use std::sync::Arc;

/// Where the plugin's number is in its events: behind the header and two lengths of 32 bits.
const ID_AT: usize = 26 + 8;
/// Largest event that is taken, bytes.
const MAX_EVENT: usize = 64 << 20;

/// An open source of a plugin.
pub struct Instance {
    plugin: Arc<Plugin>,
    instance: Opaque,
    events: *mut *mut std::ffi::c_void,
    count: u32,
    index: u32,
    /// What the plugin answered with the batch; told once the batch is used up.
    answer: abi::Rc,
    current: Vec<u8>,
}

// SAFETY: the instance is used by whoever owns this, one at a time.
unsafe impl Send for Instance {}

/// What a source has.
pub enum Taken<'a> {
    /// An event.
    Event(RawEvent<'a>),
    /// None yet.
    Timeout,
    /// No more.
    End,
}

impl Instance {
    /// Opens the source that `params` describes.
    ///
    /// # Errors
    /// The plugin is no source, was not started, or says that it failed.
    pub fn open(plugin: &Arc<Plugin>, params: &str) -> Result<Instance> {
        let (Some(open), true) = (plugin.api().open, plugin.description.capabilities.sourcing) else {
            return Err(plugin.error("it is no source of events"));
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
            events: ptr::null_mut(),
            count: 0,
            index: 0,
            answer: abi::SUCCESS,
            current: Vec::new(),
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

    /// Asks for events where none are left; what the plugin answers instead of some.
    fn refill(&mut self) -> Result<abi::Rc> {
        if self.index < self.count {
            return Ok(abi::SUCCESS);
        }
        let answer = std::mem::replace(&mut self.answer, abi::SUCCESS);
        if answer != abi::SUCCESS {
            return Ok(answer);
        }
        let plugin = &self.plugin;
        let state = plugin.started("next_batch")?;
        let Some(next_batch) = plugin.api().next_batch else {
            return Err(plugin.error("next_batch is missing"));
        };
        (self.count, self.index, self.events) = (0, 0, ptr::null_mut());
        let (count, events) = (&raw mut self.count, &raw mut self.events);
        let answer = {
            let _calling = plugin.calling();
            // SAFETY: a function of the plugin with its own state and instance.
            plugin.owner.during(|| unsafe { next_batch(state, self.instance, count, events) })
        };
        if self.count > 0 && !self.events.is_null() {
            self.answer = answer;
            return Ok(abi::SUCCESS);
        }
        self.count = 0;
        if answer == abi::SUCCESS {
            return Err(plugin.error("next_batch gave no events, and said that all is well"));
        }
        Ok(answer)
    }

    /// The next event. What it borrows is valid until the next call.
    ///
    /// # Errors
    /// The plugin says that it failed, or gives what is no event: the next call goes on behind that.
    pub fn take(&mut self) -> Result<Taken<'_>> {
        match self.refill()? {
            abi::SUCCESS => {}
            abi::TIMEOUT => return Ok(Taken::Timeout),
            abi::EOF => return Ok(Taken::End),
            rc => {
                let said = self.plugin.last_error();
                return Err(self.plugin.error(format!("next_batch failed ({}): {said}", rc_text(rc))));
            }
        }
        // SAFETY: the batch has `count` pointers.
        let event = unsafe { *self.events.add(self.index as usize) }.cast::<u8>();
        self.index += 1;
        if event.is_null() {
            return Err(self.plugin.error("next_batch gave NULL in place of an event"));
        }
        // SAFETY: an event has a header, and as many bytes as that says.
        unsafe {
            let len = event.add(16).cast::<u32>().read_unaligned() as usize;
            if !(26..=MAX_EVENT).contains(&len) {
                return Err(self.plugin.error(format!("next_batch gave an event of {len} bytes")));
            }
            self.current.clear();
            self.current.extend_from_slice(std::slice::from_raw_parts(event, len));
        }
        self.complete()?;
        match RawEvent::decode(&self.current) {
            Ok(event) => Ok(Taken::Event(event)),
            Err(error) => Err(self.plugin.error(format!("next_batch gave a malformed event: {error}"))),
        }
    }

    /// Fills in what plugins may leave open: their number, thread, time.
    fn complete(&mut self) -> Result<()> {
        let event = match RawEvent::decode(&self.current) {
            Ok(event) => event,
            Err(error) => {
                return Err(self.plugin.error(format!("next_batch gave a malformed event: {error}")));
            }
        };
        let own = self.plugin.description.id;
        let (code, params, ts) = (event.code(), event.param_count(), event.ts());
        let told = event.param_or_empty(0).u32();
        if own != 0 && (code != Code::PlugineventE || params != 2) {
            return Err(self
                .plugin
                .error(format!("next_batch gave an event of type {}, not its own", code.number())));
        }
        if code == Code::PlugineventE {
            let Some(told) = told else {
                return Err(self.plugin.error("next_batch gave an event without the plugin's number"));
            };
            let id = if told == 0 { own } else { told };
            if id == 0 || (own != 0 && id != own) {
                let what = format!("next_batch gave an event of plugin {id}, its own number is {own}");
                return Err(self.plugin.error(what));
            }
            self.current[ID_AT..ID_AT + 4].copy_from_slice(&id.to_ne_bytes());
            self.current[8..16].copy_from_slice(&u64::MAX.to_ne_bytes());
        }
        if ts == u64::MAX {
            self.current[..8].copy_from_slice(&now().to_ne_bytes());
        }
        Ok(())
    }

    /// How much was read, in hundredths of a per cent, and in the plugin's own words; `None` where it does not tell.
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
