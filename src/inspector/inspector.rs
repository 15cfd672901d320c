// SPDX-License-Identifier: Apache-2.0
//! The inspector: one event after the other, and what is known after each.

use super::core::Core;
use super::filter::InspectorFilter;
use super::legacy::{self, Legacy};
use super::limits::Limits;
use super::made::Made;
use super::options::Options;
use super::serials::Serials;
use super::source::Source;
use crate::capture;
use crate::codec::{Advance, RawEvent, Record};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::fields::{Event, Workspace};
use crate::parsers::{Position, StateChange};
use crate::savefile::DF_SWALLOWED;
use crate::state::{Counters, Fd, State, Thread};
use rustix::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Steps between two looks at what may end a run while events keep coming.
const PLAIN_STEPS: u32 = 64;

/// Reads events from a source and knows, after each, every thread, descriptor, user and group of the machine.
///
/// ```
/// use scap::{Inspector, Options};
///
/// let mut inspector = Inspector::open("testdata/web.scap", Options::default())?;
/// let mut events = 0;
/// while let Some(event) = inspector.next()? {
///     events += 1;
///     assert!(event.num >= events);
/// }
/// assert!(events > 0);
/// # Ok::<(), scap::Error>(())
/// ```
pub struct Inspector {
    pub(super) source: Source,
    pub(super) core: Core,
    legacy: Legacy,
    /// The current event of the source was read and not taken yet.
    pub(super) pending: bool,
    /// An event that was made beside the source, and whether it is the current one.
    made: Made,
    made_is_current: bool,
    pub(super) workspace: Workspace,
    pub(super) limits: Limits,
    /// Events of a capture that may still be taken without a look at limits, plugins and the legacy view.
    plain_steps: u32,
    /// What that was after the last step of another kind.
    plain_granted: u32,
    /// Captures begun in a file of several.
    section: u32,
    ended: bool,
    serials: Serials,
}

impl Inspector {
    pub(super) fn unread(source: Source, core: Core) -> Inspector {
        let mut settings = core.options.output.clone();
        if settings.sources.is_none() {
            settings.sources =
                core.options.plugins.clone().map(|host| host as Arc<dyn crate::fields::Sources>);
        }
        Inspector {
            source,
            core,
            legacy: Legacy::default(),
            pending: false,
            made: Made::default(),
            made_is_current: false,
            workspace: Workspace::new(settings),
            limits: Limits::default(),
            plain_steps: 0,
            plain_granted: 0,
            section: 1,
            ended: false,
            serials: Serials::default(),
        }
    }

    /// The next event; `None` at the end. Events that the filter refuses are passed over, a file of several captures
    /// is read to its last one, and a live source waits until an event comes, [`Inspector::stop_at`] or
    /// [`Inspector::stop_on`] ends it. What the event borrows is valid until the next call.
    ///
    /// # Errors
    /// A damaged file or a source that failed; the message names it. [`Error::Convert`] is about one event: the next
    /// call continues after it.
    #[allow(clippy::should_implement_trait, reason = "the items of an iterator cannot borrow from it")]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Event<'_>>> {
        loop {
            match self.advance()? {
                Advance::Event => return Ok(self.event()),
                Advance::Filtered => {}
                Advance::Timeout => self.source.engine_mut().wait()?,
                Advance::End => return Ok(None),
            }
        }
    }

    /// One step, for event loops: the event, if that is what came, is [`Inspector::event`]. `Filtered`: an event was
    /// read and is not delivered. `Timeout`: nothing came in time, or another capture of the same file begins
    /// ([`Inspector::section`]).
    ///
    /// # Errors
    /// As for [`Inspector::next`].
    #[inline]
    pub fn advance(&mut self) -> Result<Advance> {
        self.workspace.scratch.reset();
        if self.plain_steps > 0
            && let Source::Capture(reader) = &mut self.source
            && reader.advance_plain()
        {
            self.plain_steps -= 1;
            let delivered = reader.current().is_some_and(|record| self.core.take(&record, &self.workspace));
            return Ok(if delivered { Advance::Event } else { Advance::Filtered });
        }
        self.advance_any()
    }

    /// As [`Inspector::advance`], with everything that may come between two events.
    #[inline(never)]
    fn advance_any(&mut self) -> Result<Advance> {
        let steps = 1 + self.plain_granted - self.plain_steps;
        self.plain_granted = self.plain_steps;
        if self.limits.reached(steps) {
            self.stop()?;
        }
        if self.ended {
            return Ok(Advance::End);
        }
        self.made_is_current = false;
        let queued = self.core.plugins.as_ref().is_some_and(|plugins| !plugins.queue().is_empty());
        if queued {
            return self.advance_beside_queue();
        }
        if !std::mem::take(&mut self.pending) {
            let step = self.advance_source()?;
            if step != Advance::Event {
                return Ok(step);
            }
        }
        let is_plain = self.core.plugins.is_none() && !self.core.options.legacy_view;
        self.plain_steps = if is_plain { PLAIN_STEPS } else { 0 };
        self.plain_granted = self.plain_steps;
        Ok(self.take_current())
    }

    /// One step of the source, of whatever kind. `Event`: the current event is to be taken.
    pub(super) fn advance_source(&mut self) -> Result<Advance> {
        let step = self.source.advance()?;
        match step {
            Advance::Event if self.core.options.legacy_view => self.make_enter_event()?,
            Advance::Timeout => self.limits.hurry(),
            Advance::End if self.next_section()? => return Ok(Advance::Timeout),
            _ => {}
        }
        Ok(step)
    }

    /// Takes the current event.
    pub(super) fn take_current(&mut self) -> Advance {
        let record = if self.made_is_current { self.made.record() } else { self.source.current() };
        let Some(record) = record else { return Advance::Filtered };
        let (core, workspace) = (&mut self.core, &self.workspace);
        let delivered = if core.options.legacy_view {
            self.legacy.take(core, &record, workspace)
        } else {
            core.take(&record, workspace)
        };
        if delivered { Advance::Event } else { Advance::Filtered }
    }

    /// Makes an event the current one, in front of that of the source.
    pub(super) fn set_made(&mut self, bytes: Vec<u8>, cpu: u16, flags: u32) -> Result<()> {
        self.made = Made::new(bytes, cpu, flags).map_err(|error| Error::Event {
            what: "an event beside the source is malformed",
            source: error.into(),
        })?;
        self.made_is_current = true;
        Ok(())
    }

    /// For the legacy view: the enter event that today's probes leave to the exit comes first.
    fn make_enter_event(&mut self) -> Result<()> {
        let Some(Record { event, original: None, cpu, flags }) = self.source.current() else { return Ok(()) };
        if flags & DF_SWALLOWED == 0
            && let Some(entry) = legacy::entry_of(&event)
        {
            self.set_made(entry, cpu, flags | DF_SWALLOWED)?;
            self.pending = true;
        }
        Ok(())
    }

    /// The current event: that of the last [`Inspector::advance`], also where it was not delivered. `None` where that
    /// read none.
    #[inline(always)]
    pub fn event(&self) -> Option<Event<'_>> {
        if self.pending && !self.made_is_current {
            return None;
        }
        let record = if self.made_is_current { self.made.record() } else { self.source.current() };
        let mut event = self.core.event(&record?, &self.core.last, &self.workspace);
        event.serial = self.serials.next();
        Some(event)
    }

    /// An event that was made by hand, with the thread of its id.
    pub fn event_by_hand<'a>(&'a self, event: RawEvent<'a>, num: u64, cpu: u16) -> Event<'a> {
        let position = Position { num, ..Position::default() };
        let record = Record { cpu, ..Record::of(event) };
        Event {
            thread: self.core.state.threads.get(event.tid()),
            ..self.core.event(&record, &position, &self.workspace)
        }
    }

    /// Time of the event that is about to be delivered, nanoseconds since the epoch, right after a capture file or
    /// another section of it was opened.
    pub fn time_ahead(&self) -> Option<u64> {
        if self.pending { self.source.current().map(|record| record.event.ts()) } else { None }
    }

    /// True where the source is a capture file or a pipe with one.
    pub(super) fn is_capture(&self) -> bool {
        matches!(self.source, Source::Capture(_))
    }

    /// Which capture in a file of several is being read, from 1.
    pub fn section(&self) -> u32 {
        self.section
    }

    /// Continues with the next capture in a file of several, with the state of that one. False where there is none.
    pub(super) fn next_section(&mut self) -> Result<bool> {
        if !self.source.engine_mut().next_section()? {
            return Ok(false);
        }
        self.section += 1;
        self.core.reset_state();
        self.pending = false;
        // Numbers continue: those of the state events are taken back.
        let num = self.core.last.num;
        self.import()?;
        self.core.last.num = num;
        Ok(true)
    }

    /// A descriptor to wait on; see [`Engine::ready_fd`].
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub fn ready_fd(&mut self) -> Result<Option<BorrowedFd<'_>>> {
        self.source.engine_mut().ready_fd()
    }

    /// Ends the run: a live source gives what was made until now, all others are at their end.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn stop(&mut self) -> Result<()> {
        if !self.source.engine_mut().stop()? {
            self.ended = true;
            (self.plain_steps, self.plain_granted) = (0, 0);
        }
        Ok(())
    }

    /// The run ends at this time, as by [`Inspector::stop`].
    pub fn stop_at(&mut self, deadline: Instant) {
        self.limits.set_deadline(deadline);
    }

    /// The run ends once this is true, as by [`Inspector::stop`]; for handlers of signals.
    pub fn stop_on(&mut self, interrupt: Arc<AtomicBool>) {
        self.limits.set_interrupt(interrupt);
    }

    /// Counters of a live source; see [`Engine::stats`].
    ///
    /// # Errors
    /// The kernel does not give the counters.
    pub fn stats(&self) -> Result<Option<capture::Stats>> {
        self.source.engine().stats()
    }

    /// Everything known after the last event.
    pub fn state(&self) -> &State {
        &self.core.state
    }

    /// Everything known, to be changed by plugins and by tests.
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.core.state
    }

    /// What the last event changed, for observers; empty unless they were asked for in the options.
    pub fn state_changes(&self) -> &[StateChange] {
        self.core.state_changes()
    }

    /// The descriptors of the state changes [`StateChange::EraseFd`], as they were; in their order.
    pub fn erased(&self) -> &[Fd] {
        self.core.erased()
    }

    /// Whether changes are recorded for observers from now on: [`Inspector::state_changes`].
    pub fn set_state_changes(&mut self, wanted: bool) {
        self.core.options.parsers.state_changes = wanted;
    }

    /// The thread that was removed with the descriptors of the last event's state changes, if it had this id.
    pub fn lost_thread(&self, tid: i64) -> Option<&Thread> {
        self.core.lost.as_deref().filter(|lost| lost.tid == tid)
    }

    /// What the state counts about itself.
    pub fn counters(&self) -> Counters {
        self.core.state.counters
    }

    /// Number of the last event.
    pub fn num_events(&self) -> u64 {
        self.core.last.num
    }

    /// The source of events.
    pub fn engine(&self) -> &dyn Engine {
        self.source.engine()
    }

    /// The source of events, to control it.
    pub fn engine_mut(&mut self) -> &mut (dyn Engine + Send) {
        self.source.engine_mut()
    }

    /// The options it was opened with.
    pub fn options(&self) -> &Options {
        &self.core.options
    }

    /// Sets or removes the filter. What the kernel leaves out for it changes with it, for events that are made from
    /// then on.
    ///
    /// # Errors
    /// The kernel refuses the settings; the filter before stays.
    pub fn set_filter(&mut self, filter: Option<InspectorFilter>) -> Result<()> {
        // Plugins parse, and the legacy view makes enter events from, what the filter refuses.
        let whole = self.core.parses || self.core.options.legacy_view || !self.core.options.pushdown;
        if let Some(probe) = self.source.engine_mut().probe_mut() {
            let selection = filter.as_ref().filter(|_| !whole).map(|filter| filter.selection.clone());
            probe.select(selection.unwrap_or_default())?;
        }
        self.core.filter = filter;
        Ok(())
    }

    /// Removes the filter, for another inspector. What a live source leaves out for it stays left out.
    pub fn take_filter(&mut self) -> Option<InspectorFilter> {
        self.core.filter.take()
    }

    /// The event source of every plugin: plugin id and index.
    pub fn set_plugin_sources(&mut self, sources: Vec<(u32, usize)>) {
        self.core.sources = sources;
    }

    /// From now on, leaves out threads with this command name.
    pub fn suppress_comm(&mut self, comm: &[u8]) {
        self.core.suppress.add_comm(comm);
    }

    /// From now on, leaves out this thread.
    pub fn suppress_tid(&mut self, tid: i64) {
        self.core.suppress.add_tid(tid);
    }

    /// Leaves out no more threads by command name.
    pub fn clear_suppressed_comms(&mut self) {
        self.core.suppress.clear_comms();
    }

    /// Leaves out no more threads by id.
    pub fn clear_suppressed_tids(&mut self) {
        self.core.suppress.clear_tids();
    }

    /// True when this thread is left out.
    pub fn is_suppressed(&self, tid: i64) -> bool {
        self.core.suppress.has(tid)
    }

    /// Events left out by command name or thread.
    pub fn suppressed_events(&self) -> u64 {
        self.core.suppress.count
    }
}
