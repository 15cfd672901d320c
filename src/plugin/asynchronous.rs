// SPDX-License-Identifier: Apache-2.0
//! Asynchronous events of plugins.

use super::abi::{self, AsyncHandler, MAX_ERROR, Opaque, Rc};
use super::describe::{Description, fits};
use super::owner::owner_of;
use crate::codec::RawEvent;
use crate::schema::Code;
use parking_lot::Mutex;
use std::collections::BinaryHeap;
use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Severity of a warning (C: `SS_PLUGIN_LOG_SEV_WARNING`).
const WARNING: i32 = 4;
/// Maximum number of events that wait.
const CAPACITY: usize = 4096;
/// How far ahead of now the time of an event may be, nanoseconds.
const MAX_AHEAD: u64 = 10_000_000_000;
/// Largest event that is taken, bytes.
const MAX_EVENT: usize = 16 << 20;
/// Offset of the plugin's id: after the header and three lengths of 32 bits.
const ID_AT: usize = 26 + 12;

/// Events that wait for the inspector, by time.
#[derive(Debug, Default)]
pub struct AsyncQueue {
    events: Mutex<Waiting>,
    len: AtomicUsize,
    /// Events that were lost, because the queue was full or their time was in the future.
    dropped: AtomicU64,
}

#[derive(Debug, Default)]
struct Waiting {
    heap: BinaryHeap<Queued>,
    arrived: u64,
}

/// An event that waits. The greatest is the next: the earliest, of equal times the first that came.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Queued {
    order: std::cmp::Reverse<(u64, u64)>,
    bytes: Vec<u8>,
}

impl AsyncQueue {
    /// True when no event waits.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len.load(Ordering::Acquire) == 0
    }

    /// Events that were lost.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Adds an event; false when the queue is full.
    fn push(&self, ts: u64, bytes: Vec<u8>) -> bool {
        let mut waiting = self.events.lock();
        if waiting.heap.len() >= CAPACITY {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return false;
        }
        // An event without a time goes before all others.
        let key = ts.wrapping_add(1);
        let arrived = waiting.arrived;
        waiting.arrived += 1;
        waiting.heap.push(Queued { order: std::cmp::Reverse((key, arrived)), bytes });
        self.len.store(waiting.heap.len(), Ordering::Release);
        true
    }

    /// The next event that is due at `now`, nanoseconds since the epoch. One without a time gets this.
    pub fn pop_due(&self, now: u64) -> Option<Vec<u8>> {
        let mut waiting = self.events.lock();
        let std::cmp::Reverse((key, _)) = waiting.heap.peek()?.order;
        if key != 0 && key - 1 > now {
            return None;
        }
        let Queued { mut bytes, .. } = waiting.heap.pop()?;
        self.len.store(waiting.heap.len(), Ordering::Release);
        if key == 0 {
            bytes[..8].copy_from_slice(&now.to_ne_bytes());
        }
        Some(bytes)
    }

    /// Forgets every event.
    pub(super) fn clear(&self) {
        self.events.lock().heap.clear();
        self.len.store(0, Ordering::Release);
    }
}

/// Where the events of a plugin go while a capture is open.
#[derive(Debug, Clone)]
pub(super) struct Sink {
    pub(super) queue: Arc<AsyncQueue>,
    /// Id of the plugin that is the source of events; 0 for system calls.
    pub(super) plugin_id: u32,
    /// Name of the open source.
    pub(super) source: String,
    /// False while a capture file is read: it contains its own.
    pub(super) live: bool,
}

/// What a plugin's events are checked against.
pub(super) struct Target {
    names: Vec<String>,
    sources: Vec<String>,
    open: AtomicBool,
    sink: Mutex<Option<Sink>>,
    dump: Mutex<Option<Vec<Vec<u8>>>>,
}

impl Target {
    pub(super) fn new(description: &Description) -> Target {
        Target {
            names: description.async_names.clone(),
            sources: description.async_sources.clone(),
            ..Target::none()
        }
    }

    /// For plugins that make no events.
    pub(super) fn none() -> Target {
        Target {
            names: Vec::new(),
            sources: Vec::new(),
            open: AtomicBool::new(false),
            sink: Mutex::default(),
            dump: Mutex::default(),
        }
    }

    pub(super) fn set(&self, sink: Option<Sink>) {
        let mut target = self.sink.lock();
        self.open.store(sink.is_some(), Ordering::Release);
        *target = sink;
    }

    pub(super) fn is_set(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    pub(super) fn begin_dump(&self) {
        *self.dump.lock() = Some(Vec::new());
    }

    pub(super) fn end_dump(&self) -> Vec<Vec<u8>> {
        self.dump.lock().take().unwrap_or_default()
    }

    /// An event that is whole and of a name that the plugin declared.
    fn checked<'e>(&self, plugin: &str, bytes: &'e [u8]) -> Result<RawEvent<'e>, String> {
        let malformed = || format!("malformed async event of plugin {plugin}: three parameters are needed");
        let event = RawEvent::decode(bytes)
            .map_err(|error| format!("malformed async event of plugin {plugin}: {error}"))?;
        if event.code() != Code::AsynceventE || event.param_count() != 3 {
            return Err(malformed());
        }
        if event.param_or_empty(0).bytes().len() != 4 {
            return Err(malformed());
        }
        let name = event.param_or_empty(1).text();
        if !self.names.iter().any(|known| known.as_bytes() == name) {
            let name = String::from_utf8_lossy(name);
            return Err(format!("async event '{name}' is not one of those that plugin {plugin} declared"));
        }
        Ok(event)
    }

    /// Accepts an event, or returns why it was lost without a fault of the plugin.
    fn accept(&self, plugin: &str, bytes: &[u8]) -> Result<Option<&'static str>, String> {
        let sink = self.sink.lock();
        let Some(sink) = sink.as_ref() else {
            return Err(format!("async event of plugin {plugin} was sent while no capture is open"));
        };
        let event = self.checked(plugin, bytes)?;
        if !sink.live {
            return Ok(None);
        }
        if !fits(&self.sources, &sink.source) {
            return Err(format!(
                "async events of plugin {plugin} are not for the open event source '{}'",
                sink.source
            ));
        }
        if sink.plugin_id != 0 && event.tid() != -1 {
            return Err(format!(
                "async event of plugin {plugin} names a thread, but plugin sources have no threads"
            ));
        }
        let ts = event.ts();
        if ts != u64::MAX && ts > now().saturating_add(MAX_AHEAD) {
            sink.queue.dropped.fetch_add(1, Ordering::Relaxed);
            return Ok(Some("its time is in the future"));
        }
        let mut copy = event.bytes().to_vec();
        copy[ID_AT..ID_AT + 4].copy_from_slice(&sink.plugin_id.to_ne_bytes());
        Ok(if sink.queue.push(ts, copy) { None } else { Some("too many events are waiting") })
    }

    fn accept_dump(&self, plugin: &str, bytes: &[u8]) -> Result<Option<&'static str>, String> {
        let event = self.checked(plugin, bytes)?;
        let mut copy = event.bytes().to_vec();
        if event.ts() == u64::MAX {
            copy[..8].copy_from_slice(&now().to_ne_bytes());
        }
        match self.dump.lock().as_mut() {
            Some(dumped) => {
                dumped.push(copy);
                Ok(None)
            }
            None => Err(format!("plugin {plugin} dumps its state while no capture file is being opened")),
        }
    }
}

/// Nanoseconds since the epoch.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}

/// # Safety
/// `o` is an owner, `event` is NULL or has as many bytes as its header says, `error` is NULL or has room for
/// `MAX_ERROR` bytes.
unsafe fn take(o: Opaque, event: *const c_void, error: *mut c_char, dump: bool) -> Rc {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(owner) = owner_of(o) else { return abi::FAILURE };
        let outcome = if event.is_null() {
            Err("no event was sent".to_string())
        } else {
            let len = event.cast::<u8>().add(16).cast::<u32>().read_unaligned() as usize;
            if (26..=MAX_EVENT).contains(&len) {
                let bytes = std::slice::from_raw_parts(event.cast::<u8>(), len);
                let target = &owner.target;
                if dump {
                    target.accept_dump(owner.plugin(), bytes)
                } else {
                    target.accept(owner.plugin(), bytes)
                }
            } else {
                Err(format!("malformed async event of plugin {}: it has {len} bytes", owner.plugin()))
            }
        };
        let what = match outcome {
            Ok(None) => return abi::SUCCESS,
            Ok(Some(why)) => {
                let lost = format!("an async event of plugin {} is dropped: {why}", owner.plugin());
                owner.shared().say(WARNING, &lost);
                return abi::SUCCESS;
            }
            Err(what) => what,
        };
        owner.fail(&what);
        if !error.is_null() {
            let len = what.len().min(MAX_ERROR - 1);
            std::ptr::copy_nonoverlapping(what.as_ptr(), error.cast(), len);
            error.add(len).write(0);
        }
        abi::FAILURE
    }
}

/// Takes an event of a plugin, from any of its threads.
pub(super) const HANDLER: AsyncHandler = {
    unsafe extern "C" fn handler(o: Opaque, event: *const c_void, error: *mut c_char) -> Rc {
        // SAFETY: as the plugin API demands.
        unsafe { take(o, event, error, false) }
    }
    handler
};

/// Takes an event for the start of a capture file.
pub(super) const DUMP_HANDLER: AsyncHandler = {
    unsafe extern "C" fn handler(o: Opaque, event: *const c_void, error: *mut c_char) -> Rc {
        // SAFETY: as the plugin API demands.
        unsafe { take(o, event, error, true) }
    }
    handler
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_those_without_time_before_it() {
        let queue = AsyncQueue::default();
        assert!(queue.is_empty());
        for (ts, tag) in [(20, 1), (10, 2), (u64::MAX, 3), (10, 4)] {
            let mut bytes = ts.to_ne_bytes().to_vec();
            bytes.push(tag);
            assert!(queue.push(ts, bytes));
        }
        let tags = |now| std::iter::from_fn(|| queue.pop_due(now)).map(|bytes| bytes[8]).collect::<Vec<_>>();
        assert_eq!(tags(15), [3, 2, 4]);
        assert!(tags(19).is_empty());
        assert_eq!(tags(20), [1]);
        assert!(queue.is_empty());
    }

    #[test]
    fn a_full_queue_drops_and_counts() {
        let queue = AsyncQueue::default();
        for ts in 0..CAPACITY as u64 {
            assert!(queue.push(ts, ts.to_ne_bytes().to_vec()));
        }
        assert!(!queue.push(0, vec![0; 8]));
        assert_eq!(queue.dropped(), 1);
    }
}
