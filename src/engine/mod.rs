//! Where events come from: one small trait; savefile, live probe, no-driver, plugin source, test input.
#![forbid(unsafe_code)]

mod live;
mod no_driver;
mod plugin;
mod savefile;
mod test_input;

pub use live::Live;
pub use no_driver::NoDriver;
pub use plugin::{PluginPlatform, PluginSource};
pub use test_input::TestInput;

use crate::capture::{Probe, Stats};
use crate::codec::RawEvent;
use crate::error::Result;
use crate::savefile::Reader;
use crate::snapshot::Snapshot;
use rustix::fd::BorrowedFd;
use std::ops::Range;

/// Bytes behind an event that may be read where [`Engine::holds`] it: C programs read 8 bytes of shorter parameters.
pub const BEHIND: usize = 8;

/// One step of an engine.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a step lives on the stack for one event; boxing would allocate for each"
)]
pub enum Step<'a> {
    /// An event.
    Event(Delivery<'a>),
    /// An event was read and is not delivered (an old form that only feeds its exit); call again.
    Filtered,
    /// Nothing came in time; call again.
    Timeout,
    /// The source has ended.
    End,
}

/// An event and where it was made.
#[derive(Debug)]
pub struct Delivery<'a> {
    /// The event, in its newest form.
    pub event: RawEvent<'a>,
    /// The event as recorded, where it differs from `event` and the engine was asked to keep it.
    pub original: Option<RawEvent<'a>>,
    /// Processor that made it.
    pub cpu: u16,
    /// Dump flags of the capture file (upstream: `SCAP_DF_`).
    pub flags: u32,
}

/// A source of events.
pub trait Engine {
    /// The machine as it was when the source was opened.
    fn snapshot(&self) -> &Snapshot;

    /// As [`Engine::snapshot`], given away: a source that can part with it is left with an empty one.
    fn take_snapshot(&mut self) -> Snapshot {
        self.snapshot().clone()
    }

    /// The next event. What it borrows is valid until the next call.
    ///
    /// # Errors
    /// A damaged file or a source that failed; the message names it.
    fn next(&mut self) -> Result<Step<'_>>;

    /// The capture file behind the source, where that is all there is to it: whoever asks for many events may read
    /// them from there, which saves handing each on.
    fn capture(&mut self) -> Option<&mut Reader> {
        None
    }

    /// True when these bytes of an event, and [`BEHIND`] bytes behind them, stay where they are until the next call of
    /// [`Engine::next`]: whoever cannot hold a borrow may then keep the place instead of a copy.
    fn holds(&self, _event: &Range<*const u8>) -> bool {
        false
    }

    /// How far the source has been read, bytes of the file as it is stored; 0 for sources that are not files.
    fn stored_offset(&self) -> u64 {
        0
    }

    /// How much has been read, in per cent, and in the words of the source; `None` where it does not tell.
    fn progress(&self) -> Option<(f64, String)> {
        None
    }

    /// Goes on to the next part of a source of several, which begins with a snapshot of its own. False where
    /// there is none.
    ///
    /// # Errors
    /// As for [`Engine::next`].
    fn next_section(&mut self) -> Result<bool> {
        Ok(false)
    }

    /// A descriptor that becomes readable when it is time to call [`Engine::next`] again, for event loops. Once it was
    /// asked for, `next` no longer sleeps where nothing has come: it returns `Timeout` and sets the descriptor's time.
    /// `None` for sources that never wait.
    ///
    /// # Errors
    /// The system has no descriptor left.
    fn ready_fd(&mut self) -> Result<Option<BorrowedFd<'_>>> {
        Ok(None)
    }

    /// The probe of a live source, to be controlled; `None` for others.
    fn probe_mut(&mut self) -> Option<&mut Probe> {
        None
    }

    /// Ends a live source: no more events are made, and [`Engine::next`] gives those that were made, then `End`.
    ///
    /// # Errors
    /// The kernel refuses.
    fn stop(&mut self) -> Result<()> {
        Ok(())
    }

    /// What a live source counts; `None` for others.
    ///
    /// # Errors
    /// The kernel does not give the counters.
    fn stats(&self) -> Result<Option<Stats>> {
        Ok(None)
    }
}
