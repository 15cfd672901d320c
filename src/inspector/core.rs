//! One event through suppression, clean-up, parsing and filtering.

use super::options::{Mode, Options};
use super::purge::{Purge, fit_budget};
use super::suppress::Suppress;
use super::{DF_STATE_ONLY, Next};
use crate::codec::Event;
use crate::engine::Delivery;
use crate::parsers::{self, Context, Notice, Verdict};
use crate::schema::{Category, Code, EventFlags};
use crate::snapshot::Lookup;
use crate::state::{Situation, State};

/// A filter on the inspector: what it refuses is not delivered, and does not change state where the event is
/// not one that must.
pub type Filter = Box<dyn FnMut(&Situation<'_>) -> bool + Send>;

/// Everything but the source of events.
pub(super) struct Core {
    pub(super) state: State,
    pub(super) options: Options,
    pub(super) suppress: Suppress,
    pub(super) filter: Option<Filter>,
    pub(super) lookup: Box<dyn Lookup + Send>,
    /// Index of the event source of each plugin, by plugin id.
    pub(super) sources: Vec<(u32, usize)>,
    pub(super) num: u64,
    /// The event that was delivered last.
    pub(super) last: Place,
    verdict: Verdict,
    purge: Purge,
}

/// Where a delivered event belongs: its number, processor, thread and descriptor. Good until the next event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    pub(super) num: u64,
    pub(super) cpu: u16,
    pub(super) flags: u32,
    pub(super) attached: Attached,
}

/// What an event turned out to belong to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attached {
    thread: Option<u32>,
    fd: Option<(u32, i64)>,
    name_changed: bool,
    error: i32,
    source: Option<usize>,
}

impl Core {
    pub(super) fn new(options: Options, lookup: Box<dyn Lookup + Send>) -> Self {
        let mut state = State::default();
        state.users.enabled = options.import_users;
        state.threads.max_threads = options.max_threads;
        state.threads.max_fds = options.max_fds;
        state.threads.self_pid = options.self_pid;
        state.max_lookups = options.max_lookups;
        state.max_lookups_with_fds = options.max_lookups_with_fds;
        let suppress = Suppress::new(&options.suppressed_comms, &options.suppressed_tids);
        Self {
            state,
            options,
            suppress,
            filter: None,
            lookup,
            sources: Vec::new(),
            num: 0,
            last: Place::default(),
            verdict: Verdict::default(),
            purge: Purge::default(),
        }
    }

    /// Takes an event and tells what came of it.
    #[inline(always)]
    pub(super) fn deliver<'a>(&'a mut self, delivery: &Delivery<'a>) -> Next<'a> {
        match self.take(delivery) {
            Some(attached) => {
                self.last = Place { num: self.num, cpu: delivery.cpu, flags: delivery.flags, attached };
                Next::Event(self.situation(delivery, &attached))
            }
            None => Next::Filtered,
        }
    }

    /// Takes an event. `None`: it is not delivered.
    #[inline]
    pub(super) fn take(&mut self, delivery: &Delivery<'_>) -> Option<Attached> {
        let event = &delivery.event;
        if self.suppress.drops(event) {
            return None;
        }
        self.begin(event);
        if self.verdict.remove_fds.is_some()
            || self.verdict.remove_thread.is_some()
            || self.options.mode != Mode::Offline
        {
            self.clean_up(event.ts());
        }
        if !self.verdict.notices.is_empty() {
            self.verdict.notices.clear();
        }
        let outcome = if self.filter.is_none() && self.options.mode != Mode::Live {
            Some(self.attach_and_parse(event))
        } else {
            self.attach_filter_and_parse(delivery)
        };
        if self.state.threads.growth > self.options.byte_budget / 8 {
            fit_budget(&mut self.state, self.options.byte_budget, event.tid(), &mut *self.lookup);
        }
        let hidden = is_for_state_only(event.code())
            || (delivery.flags & DF_STATE_ONLY != 0 && self.options.mode == Mode::Offline);
        if hidden && !self.options.deliver_hidden { None } else { outcome }
    }

    /// What an event goes through that nobody may refuse.
    #[inline]
    fn attach_and_parse(&mut self, event: &Event<'_>) -> Attached {
        let mut ctx =
            Context::new(&mut self.state, event, &mut *self.lookup, self.options.parsers, &mut self.verdict);
        parsers::attach(&mut ctx);
        parsers::apply(&mut ctx);
        let mut attached = Attached::of(&ctx, None);
        attached.source = source_of(event, &self.sources);
        parsers::finish(&mut self.state, event, attached.thread);
        attached
    }

    /// What an event goes through that a filter may refuse, before or after it takes effect. `None`: refused.
    #[inline(never)]
    fn attach_filter_and_parse(&mut self, delivery: &Delivery<'_>) -> Option<Attached> {
        let event = &delivery.event;
        let mut ctx =
            Context::new(&mut self.state, event, &mut *self.lookup, self.options.parsers, &mut self.verdict);
        parsers::attach(&mut ctx);
        let mut attached = Attached::of(&ctx, None);
        attached.source = source_of(event, &self.sources);
        let own = self.options.mode == Mode::Live && is_own(event, self.options.self_pid);
        let late = event.info().flags.has(EventFlags::MODIFIES_STATE);
        let mut passes = !own;
        if passes && !late && self.filter.is_some() {
            passes = self.filter_passes(delivery, &attached);
            if !passes {
                self.forget_entry(event, &attached);
            }
        }
        if passes {
            attached = self.parse(event, attached);
        }
        if passes && late && self.filter.is_some() {
            passes = self.filter_passes(delivery, &attached);
        }
        parsers::finish(&mut self.state, event, attached.thread);
        passes.then_some(attached)
    }

    /// Numbers the event and sets the clock.
    #[inline]
    fn begin(&mut self, event: &Event<'_>) {
        self.num += 1;
        self.state.now = event.ts();
        if self.state.first_event_ts == 0 && !event.info().category.has_class(Category::METAEVENT) {
            self.state.first_event_ts = event.ts();
        }
    }

    /// Removes what the events before left to be removed.
    #[inline(never)]
    fn clean_up(&mut self, now: u64) {
        if self.options.auto_purge {
            if let Some(tid) = self.verdict.remove_thread.take() {
                self.state.threads.note_exit(tid, now);
                self.state.remove_thread(tid, &mut *self.lookup);
            }
            if self.options.mode != Mode::Offline {
                self.purge.run(&mut self.state, &self.options, &mut *self.lookup);
            }
        }
        if let Some((tid, fds)) = self.verdict.remove_fds.take()
            && let Some(slot) = self.state.find_thread(tid, false)
        {
            for fd in fds {
                self.state.remove_fd(slot, fd);
            }
        }
    }

    #[inline]
    fn parse(&mut self, event: &Event<'_>, attached: Attached) -> Attached {
        let mut ctx =
            Context::new(&mut self.state, event, &mut *self.lookup, self.options.parsers, &mut self.verdict);
        (ctx.thread, ctx.fd, ctx.error) = (attached.thread, attached.fd, attached.error);
        parsers::apply(&mut ctx);
        Attached::of(&ctx, attached.source)
    }

    fn filter_passes(&mut self, delivery: &Delivery<'_>, attached: &Attached) -> bool {
        let Some(mut filter) = self.filter.take() else { return true };
        let passes = filter(&self.situation(delivery, attached));
        self.filter = Some(filter);
        passes
    }

    /// An entry that was refused does not count as one for the exit to come.
    fn forget_entry(&mut self, event: &Event<'_>, attached: &Attached) {
        let detached =
            event.info().flags.has(EventFlags::SKIPPARSERESET) || event.code() == Code::Schedswitch_6E;
        if let Some(thread) = attached.thread.and_then(|slot| self.state.threads.at_mut(slot))
            && !detached
        {
            thread.lastevent_type = Code::COUNT as u16;
        }
    }

    /// The event with everything known at this moment.
    #[inline(always)]
    pub(super) fn situation<'a>(&'a self, delivery: &Delivery<'a>, attached: &Attached) -> Situation<'a> {
        let threads = &self.state.threads;
        Situation {
            event: delivery.event,
            original: delivery.original,
            num: self.num,
            cpu: delivery.cpu,
            dump_flags: delivery.flags,
            state: &self.state,
            thread: attached.thread.and_then(|slot| threads.at(slot)),
            fd: attached.fd.and_then(|(slot, number)| threads.at(slot)?.fd_table.get(number)),
            fd_name_changed: attached.name_changed,
            error: attached.error,
            source: attached.source,
        }
    }

    /// What the last event means to listeners.
    pub(super) fn notices(&self) -> &[Notice] {
        &self.verdict.notices
    }

    /// Forgets everything but settings, counters and the number of events.
    pub(super) fn reset_state(&mut self) {
        let counters = self.state.counters;
        let fresh = Core::new(self.options.clone(), Box::new(crate::snapshot::NoLookup));
        self.state = fresh.state;
        self.state.counters = counters;
        self.verdict = Verdict::default();
        self.purge = Purge::default();
    }
}

impl Attached {
    fn of(ctx: &Context<'_, '_>, source: Option<usize>) -> Self {
        Self { thread: ctx.thread, fd: ctx.fd, name_changed: ctx.name_changed, error: ctx.error, source }
    }
}

/// True for an event that is there for the state and not for users: one that a file marks so, or an entry that only
/// serves its exit. Delivered only where [`Options::deliver_hidden`] asks for it.
pub fn is_hidden(situation: &Situation<'_>) -> bool {
    situation.dump_flags & DF_STATE_ONLY != 0 || is_for_state_only(situation.event.code())
}

/// Entries that only serve their exits are not delivered.
#[inline]
fn is_for_state_only(code: Code) -> bool {
    use Code::*;
    code.is_enter()
        && matches!(
            code,
            SyscallOpenE
                | SyscallOpenat_2E
                | SyscallOpenat2E
                | SyscallCreatE
                | SocketConnectE
                | SyscallExecve_19E
                | SyscallExecveatE
        )
}

/// Events that the own process made, but for those about the machine.
fn is_own(event: &Event<'_>, self_pid: i64) -> bool {
    use Code::*;
    let about_machine =
        matches!(event.code(), Schedswitch_6E | DropE | DropX | ScapeventE | ProcinfoE | CpuHotplugE);
    self_pid != 0 && event.tid() == self_pid && !about_machine
}

/// The event source: that of the plugin that made the event, or the first one, system calls.
#[inline]
fn source_of(event: &Event<'_>, sources: &[(u32, usize)]) -> Option<usize> {
    if matches!(event.code(), Code::PlugineventE | Code::AsynceventE) {
        source_of_plugin(event, sources)
    } else {
        Some(0)
    }
}

#[cold]
fn source_of_plugin(event: &Event<'_>, sources: &[(u32, usize)]) -> Option<usize> {
    match event.param_or_empty(0).u32() {
        None | Some(0) => Some(0),
        Some(plugin) => sources.iter().find(|(id, _)| *id == plugin).map(|(_, index)| *index),
    }
}
