//! The conductor: open, next, close; parse, notify, clean up; suppression, purging, dumping, metrics.
#![forbid(unsafe_code)]

mod core;
mod dump;
mod filter;
mod legacy;
mod metrics;
mod options;
mod plugins;
mod purge;
mod pushdown;
mod rotation;
mod suppress;

pub use self::core::{Place, is_hidden};
pub use self::filter::Filter;
pub use dump::{DumpOptions, Dumper, write_identities, write_plugin_events};
pub use metrics::{Metric, MetricUnit, MetricValue, resource_metrics};
pub use options::{Mode, Options};
pub use pushdown::selection;
pub use rotation::Rotation;

use self::core::Core;
use crate::capture;
use crate::codec::RawEvent;
use crate::engine::{Delivery, Engine, Live, NoDriver, Step};
use crate::error::{Error, Result};
use crate::parsers::StateChange;
use crate::platform::{Platform, ScanOptions};
use crate::savefile::{DF_SWALLOWED, Reader};
use crate::schema::Code;
use crate::snapshot::{Lookup, MachineInfo, NoLookup, Snapshot};
use crate::state::{Counters, Event, Fd, State, Thread};
use rustix::fd::BorrowedFd;
use std::path::Path;
use std::sync::Arc;

/// Reads events from a source and knows, after each, every thread, descriptor, user and group of the machine.
pub struct Inspector {
    engine: Box<dyn Engine + Send>,
    core: Core,
    /// The event at which the initial state ended: read, and not delivered yet.
    ahead: Option<Ahead>,
    /// Bytes of an entry event that was made for the legacy view.
    entry: Vec<u8>,
}

struct Ahead {
    bytes: Vec<u8>,
    original: Option<Vec<u8>>,
    cpu: u16,
    flags: u32,
    pending: bool,
}

/// The outcome of a step.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a step lives on the stack for one event; boxing would allocate for each"
)]
pub enum Next<'a> {
    /// An event.
    Event(Event<'a>),
    /// An event was read and is not for the caller; call again.
    Filtered,
    /// Nothing came in time; call again.
    Timeout,
    /// The source has ended.
    End,
}

impl Inspector {
    /// Opens a capture file.
    ///
    /// # Errors
    /// The file cannot be read, or does not begin as a capture file does.
    pub fn open_savefile(path: &Path, options: Options) -> Result<Inspector> {
        let reader = Reader::open(path, options.read_options())?;
        Self::open(Box::new(reader), Box::new(NoLookup), options)
    }

    /// Looks at the running machine without a driver: its users and interfaces and, with `processes`, its processes;
    /// then an event that says nothing every 100 ms.
    ///
    /// # Errors
    /// There is no /proc, or it cannot be listed.
    pub fn open_no_driver(options: Options, processes: bool) -> Result<Inspector> {
        let mut platform = Platform::from_environment()?;
        let mut snapshot = if processes {
            let scan = ScanOptions { users: options.import_users, ..ScanOptions::default() };
            platform.snapshot(&scan, &mut |_| {})?
        } else {
            let (ipv4, ipv6) = platform.interfaces()?;
            let machine = Some(platform.machine_info()?);
            Snapshot { machine, agent: Some(platform.agent_info()), ipv4, ipv6, ..Snapshot::default() }
        };
        if options.import_users && !processes {
            (snapshot.users, snapshot.groups) = platform.users();
        }
        let options = Options { mode: Mode::Live, ..options };
        let lookup: Box<dyn Lookup + Send> = if processes { Box::new(platform) } else { Box::new(NoLookup) };
        Self::open(Box::new(NoDriver::new(snapshot)), lookup, options)
    }

    /// Captures on the running machine. Options follow: the mode is live and the own process is known.
    ///
    /// # Errors
    /// The machine or this process lacks what live capture needs; the message names it.
    pub fn open_live(live: capture::Options, options: Options) -> Result<Inspector> {
        Self::from_live(Live::open(live)?, options)
    }

    /// Captures through an engine that was opened before.
    ///
    /// # Errors
    /// As for [`Inspector::open`].
    pub fn from_live(engine: Live, options: Options) -> Result<Inspector> {
        let lookup = engine.lookup()?;
        let options = Options { mode: Mode::Live, self_pid: engine.probe().own_pid(), ..options };
        for plugin in options.plugins.iter().flat_map(|host| host.plugins()) {
            plugin.check_schema(plugins::LIVE_SCHEMA)?;
        }
        Self::open(Box::new(engine), lookup, options)
    }

    /// A descriptor to wait on; see [`Engine::ready_fd`].
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub fn ready_fd(&mut self) -> Result<Option<BorrowedFd<'_>>> {
        self.engine.ready_fd()
    }

    /// Ends a live source; see [`Engine::stop`].
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn stop(&mut self) -> Result<()> {
        self.engine.stop()
    }

    /// What a live source counts; see [`Engine::stats`].
    ///
    /// # Errors
    /// The kernel does not give the counters.
    pub fn stats(&self) -> Result<Option<capture::Stats>> {
        self.engine.stats()
    }

    /// Reads from any source. `lookup` answers for threads, users and groups that the source did not tell of.
    ///
    /// # Errors
    /// The source fails while the events that carry initial state are read; a plugin says that it failed.
    pub fn open(
        engine: Box<dyn Engine + Send>,
        lookup: Box<dyn Lookup + Send>,
        options: Options,
    ) -> Result<Inspector> {
        Self::open_from(engine, lookup, options, None)
    }

    /// Takes the initial state in: the snapshot, and the state events in front of all others.
    fn import(&mut self) -> Result<()> {
        let core = &mut self.core;
        let mut snapshot = self.engine.take_snapshot();
        let families = core.suppress.families(&snapshot);
        let suppress = &mut core.suppress;
        core.state.import_processes(&mut snapshot, &mut *core.lookup, |record| !suppress.refuses(record));
        if core.options.mode == Mode::Offline && !core.options.machine_info {
            core.state.machine = core.state.machine.take().map(|_| MachineInfo::default());
        }
        core.state.boot_ts = core.state.machine.as_ref().map_or(0, |machine| machine.boot_ts_epoch);
        core.suppress.spread(families);
        if core.options.mode == Mode::Offline {
            self.take_state_events()?;
        }
        self.core.state.import_surroundings(&snapshot);
        Ok(())
    }

    /// Takes state events up to the first other one, which is kept for [`Inspector::next`].
    fn take_state_events(&mut self) -> Result<()> {
        loop {
            let Step::Event(delivery) = self.engine.next()? else { return Ok(()) };
            if !is_state_event(delivery.event.code()) {
                self.ahead = Some(Ahead::of(&delivery));
                return Ok(());
            }
            self.core.take(&delivery);
        }
    }

    /// The next event. What it borrows is valid until the next call.
    ///
    /// # Errors
    /// A damaged file or a source that failed; the message names it.
    #[allow(clippy::should_implement_trait, reason = "an iterator cannot lend")]
    #[inline]
    pub fn next(&mut self) -> Result<Next<'_>> {
        if let Some(plugins) = &self.core.plugins
            && !plugins.queue().is_empty()
        {
            let plugins = Arc::clone(plugins);
            return self.next_beside_queue(&plugins);
        }
        if let Some(ahead) = &mut self.ahead
            && std::mem::take(&mut ahead.pending)
        {
            return match &self.ahead {
                Some(ahead) => Ok(self.core.deliver(&ahead.delivery()?)),
                None => Ok(Next::Filtered),
            };
        }
        let found = if self.core.options.legacy_view {
            None
        } else {
            self.engine.capture().and_then(Reader::find_plain)
        };
        let Some(found) = found else { return self.next_of_any() };
        let Some(reader) = self.engine.capture() else { return Ok(Next::End) };
        let (cpu, flags) = (found.cpu(), found.flags());
        Ok(self.core.deliver(&Delivery { event: reader.plain(found), original: None, cpu, flags }))
    }

    /// The next event of whatever source and form.
    #[inline(never)]
    fn next_of_any(&mut self) -> Result<Next<'_>> {
        if self.core.options.legacy_view {
            return self.next_legacy();
        }
        // By reference: a delivery is large, and moving it would cost as much as reading it.
        match self.engine.next() {
            Ok(Step::Event(ref delivery)) => Ok(self.core.deliver(delivery)),
            Ok(Step::Filtered) => Ok(Next::Filtered),
            Ok(Step::Timeout) => Ok(Next::Timeout),
            Ok(Step::End) => Ok(Next::End),
            Err(error) => Err(error),
        }
    }

    /// Time of the event that [`Inspector::next`] is about to deliver, nanoseconds since the epoch, right after a
    /// capture file or another section of it was opened.
    pub fn time_ahead(&self) -> Option<u64> {
        let ahead = self.ahead.as_ref().filter(|ahead| ahead.pending)?;
        ahead.delivery().ok().map(|delivery| delivery.event.ts())
    }

    /// As [`Inspector::next`], with the entry events that today's probes leave to the exits.
    #[inline(never)]
    fn next_legacy(&mut self) -> Result<Next<'_>> {
        let delivery = match self.engine.next()? {
            Step::Event(delivery) => delivery,
            Step::Filtered => return Ok(Next::Filtered),
            Step::Timeout => return Ok(Next::Timeout),
            Step::End => return Ok(Next::End),
        };
        let as_recorded = delivery.original.is_none() && delivery.flags & DF_SWALLOWED == 0;
        let Some(entry) = as_recorded.then(|| legacy::entry_of(&delivery.event)).flatten() else {
            return Ok(self.core.deliver(&delivery));
        };
        let (cpu, flags) = (delivery.cpu, delivery.flags);
        self.ahead =
            Some(Ahead { bytes: delivery.event.bytes().to_vec(), original: None, cpu, flags, pending: true });
        self.entry = entry;
        let event = RawEvent::decode(&self.entry).map_err(|e| Error::Usage(e.to_string()))?;
        Ok(self.core.deliver(&Delivery { event, original: None, cpu, flags: flags | DF_SWALLOWED }))
    }

    /// Where the event of the last [`Inspector::next`] belongs.
    pub fn place(&self) -> Place {
        self.core.last
    }

    /// The event that was delivered last, as [`Inspector::next`] lent it, over a copy of its bytes: for callers that
    /// cannot keep what they are lent. `place` is [`Inspector::place`] of that event.
    #[inline]
    pub fn event_at<'a>(
        &'a self,
        event: RawEvent<'a>,
        original: Option<RawEvent<'a>>,
        place: &Place,
    ) -> Event<'a> {
        let delivery = Delivery { event, original, cpu: place.cpu, flags: place.flags };
        self.core.event_at(&delivery, place)
    }

    /// An event that was made by hand, with the thread of its id.
    pub fn event_by_hand<'a>(&'a self, event: RawEvent<'a>, num: u64, cpu: u16) -> Event<'a> {
        let place = Place { num, cpu, ..Place::default() };
        Event { thread: self.core.state.threads.get(event.tid()), ..self.event_at(event, None, &place) }
    }

    /// Goes on to the next capture in a file of several, with the state of that one. False where there is none.
    ///
    /// # Errors
    /// As for [`Inspector::open`].
    pub fn next_section(&mut self) -> Result<bool> {
        if !self.engine.next_section()? {
            return Ok(false);
        }
        self.core.reset_state();
        self.ahead = None;
        // Numbers go on: those of the state events are taken back.
        let num = self.core.last.num;
        self.import()?;
        self.core.last.num = num;
        Ok(true)
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

    /// The descriptors of the notices [`StateChange::EraseFd`], as they were; in their order.
    pub fn erased(&self) -> &[Fd] {
        self.core.erased()
    }

    /// Whether changes are recorded for observers from now on: [`Inspector::state_changes`].
    pub fn set_state_changes(&mut self, wanted: bool) {
        self.core.options.parsers.state_changes = wanted;
    }

    /// The bytes of the last event where it was not delivered and there are notices of it. They are given once.
    pub fn take_refused(&mut self) -> Option<Vec<u8>> {
        Some(std::mem::take(&mut self.core.told.refused)).filter(|bytes| !bytes.is_empty())
    }

    /// The thread that went with the descriptors that the last event's notices tell of, if it had this id.
    pub fn lost_thread(&self, tid: i64) -> Option<&Thread> {
        self.core.told.lost.as_deref().filter(|lost| lost.tid == tid)
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
        &*self.engine
    }

    /// The source of events, to be controlled.
    pub fn engine_mut(&mut self) -> &mut (dyn Engine + Send) {
        &mut *self.engine
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
    pub fn set_filter(&mut self, filter: Option<Filter>) -> Result<()> {
        // Plugins parse, and the legacy view makes entries of, what the filter refuses.
        let whole = self.core.parses || self.core.options.legacy_view || !self.core.options.pushdown;
        if let Some(probe) = self.engine.probe_mut() {
            let selection = filter.as_ref().filter(|_| !whole).map(|filter| filter.selection.clone());
            probe.select(selection.unwrap_or_default())?;
        }
        self.core.filter = filter;
        Ok(())
    }

    /// Takes the filter away, for another inspector. What a live source leaves out for it stays left out.
    pub fn take_filter(&mut self) -> Option<Filter> {
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

impl Ahead {
    /// A copy, to be delivered next.
    fn of(delivery: &Delivery<'_>) -> Ahead {
        Ahead {
            bytes: delivery.event.bytes().to_vec(),
            original: delivery.original.map(|event| event.bytes().to_vec()),
            cpu: delivery.cpu,
            flags: delivery.flags,
            pending: true,
        }
    }

    fn delivery(&self) -> Result<Delivery<'_>> {
        let decode = |bytes| RawEvent::decode(bytes).map_err(|e| Error::Usage(e.to_string()));
        let original = match &self.original {
            Some(bytes) => Some(decode(bytes)?),
            None => None,
        };
        Ok(Delivery { event: decode(&self.bytes)?, original, cpu: self.cpu, flags: self.flags })
    }
}

/// Events that carry initial state where they stand in front of all others.
fn is_state_event(code: Code) -> bool {
    use Code::*;
    matches!(code, ContainerJson_2E | UserAddedE | UserDeletedE | GroupAddedE | GroupDeletedE | AsynceventE)
}

#[cfg(test)]
mod tests;
