// SPDX-License-Identifier: Apache-2.0
//! One event through suppression, clean-up, parsing and filtering.

use super::filter::InspectorFilter;
use super::mode::Mode;
use super::options::Options;
use super::purge::{Purge, fit_budget};
use super::suppress::Suppress;
use crate::codec::{RawEvent, Record};
use crate::fields::{Event, Workspace};
use crate::parsers::{self, ParseContext, Position, StateChange, Verdict};
use crate::plugin::Host;
use crate::savefile::{DF_STATE_ONLY, DF_SWALLOWED};
use crate::schema::{Category, Code, EventFlags};
use crate::snapshot::Lookup;
use crate::state::{Fd, State, Thread};
use std::sync::Arc;

/// Everything but the source of events.
pub(super) struct Core {
    pub(super) state: State,
    pub(super) options: Options,
    pub(super) suppress: Suppress,
    pub(super) filter: Option<InspectorFilter>,
    pub(super) lookup: Box<dyn Lookup + Send>,
    /// Index of the event source of each plugin, by plugin id.
    pub(super) sources: Vec<(u32, usize)>,
    /// Where the event belongs that was taken last, whether delivered or not; its number counts all that were taken.
    pub(super) last: Position,
    /// What parses events and makes some beside the source.
    pub(super) plugins: Option<Arc<Host>>,
    /// Some plugin parses events: those that only read fields or send events cost nothing here.
    pub(super) parses: bool,
    verdict: Verdict,
    /// The thread that took descriptors along, which is not in the table any more: observers ask for it.
    pub(super) lost: Option<Box<Thread>>,
    purge: Purge,
}

impl Core {
    pub(super) fn new(options: Options, lookup: Box<dyn Lookup + Send>) -> Self {
        let mut state = State::default();
        state.users.enabled = options.import_users;
        state.threads.max_threads = options.max_threads;
        state.threads.max_fds = options.max_fds;
        state.threads.self_pid = options.self_pid;
        state.keep_deleted_mark = options.legacy_view;
        state.max_lookups = options.max_lookups;
        state.max_lookups_with_fds = options.max_lookups_with_fds;
        state.lookup_period_ns = options.lookup_period_ns;
        state.large_environments = options.large_environments && options.mode != Mode::Offline;
        let suppress = Suppress::new(&options.suppressed_comms, &options.suppressed_tids);
        Self {
            state,
            options,
            suppress,
            filter: None,
            lookup,
            sources: Vec::new(),
            last: Position::default(),
            plugins: None,
            parses: false,
            verdict: Verdict::default(),
            lost: None,
            purge: Purge::default(),
        }
    }

    /// Takes an event; its position is in `last`. False: it is not delivered.
    #[inline(always)]
    pub(super) fn take(&mut self, record: &Record<'_>, workspace: &Workspace) -> bool {
        let event = &record.event;
        if !self.start(record) {
            return false;
        }
        let passes = if self.filter.is_none() && self.options.mode != Mode::Live && !self.parses {
            self.attach_and_parse(event);
            true
        } else {
            self.attach_filter_and_parse(record, workspace)
        };
        if self.state.threads.growth > self.options.byte_budget / 8 {
            fit_budget(&mut self.state, self.options.byte_budget, event.tid(), &mut *self.lookup);
        }
        let hidden = (parsers::serves_exit(event.code()) && !self.options.legacy_view)
            || (record.flags & DF_STATE_ONLY != 0 && self.options.mode == Mode::Offline);
        passes && (!hidden || self.options.deliver_hidden)
    }

    /// The steps before every event; false for one that is left out.
    #[inline(always)]
    pub(super) fn start(&mut self, record: &Record<'_>) -> bool {
        let event = &record.event;
        if !self.verdict.state_changes.is_empty() {
            self.verdict.state_changes.clear();
            self.verdict.erased.clear();
            self.lost = None;
        }
        if self.suppress.drops(event) {
            return false;
        }
        self.begin(event);
        if self.verdict.remove_fds.is_some()
            || self.verdict.remove_thread.is_some()
            || self.options.mode != Mode::Offline
        {
            self.clean_up(event.ts());
        }
        self.last.source = source_of(event, &self.sources);
        true
    }

    /// What an event works on while it is processed.
    #[inline(always)]
    fn context<'a, 'e>(&'a mut self, event: &'a RawEvent<'e>) -> ParseContext<'a, 'e> {
        let (state, lookup, at) = (&mut self.state, &mut *self.lookup, &mut self.last);
        ParseContext::new(state, event, lookup, self.options.parsers, &mut self.verdict, at)
    }

    /// The steps of an event that no filter may refuse.
    #[inline(always)]
    fn attach_and_parse(&mut self, event: &RawEvent<'_>) {
        let mut ctx = self.context(event);
        parsers::attach(&mut ctx);
        parsers::apply(&mut ctx);
        parsers::finish(&mut self.state, event, self.last.thread);
    }

    /// The steps of an event that a filter may refuse, before or after it takes effect. False: refused.
    #[inline(never)]
    fn attach_filter_and_parse(&mut self, record: &Record<'_>, workspace: &Workspace) -> bool {
        let event = &record.event;
        parsers::attach(&mut self.context(event));
        let own = self.options.mode == Mode::Live && is_own(event, self.options.self_pid);
        let late = event.info().flags.has(EventFlags::MODIFIES_STATE);
        let mut passes = !own;
        if passes && !late && self.filter.is_some() {
            passes = self.filter_passes(record, workspace);
            if !passes {
                self.forget_enter_event(event);
            }
        }
        if passes {
            parsers::apply(&mut self.context(event));
        }
        if self.parses {
            self.show_to_plugins(event);
        }
        if passes && late && self.filter.is_some() {
            passes = self.filter_passes(record, workspace);
        }
        parsers::finish(&mut self.state, event, self.last.thread);
        passes
    }

    /// Numbers the event and sets the clock.
    #[inline]
    fn begin(&mut self, event: &RawEvent<'_>) {
        self.last.num += 1;
        self.state.now = event.ts();
        if self.state.first_event_ts == 0 && !event.info().category.has_class(Category::METAEVENT) {
            self.state.first_event_ts = event.ts();
        }
    }

    /// Removes what earlier events left to be removed.
    #[inline(never)]
    fn clean_up(&mut self, now: u64) {
        if self.options.auto_purge {
            if let Some(tid) = self.verdict.remove_thread.take() {
                if self.options.parsers.state_changes {
                    self.tell_of_lost_fds(tid);
                }
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

    /// The last thread of a process takes the descriptors along: observers are called for each.
    fn tell_of_lost_fds(&mut self, tid: i64) {
        let threads = &self.state.threads;
        let Some(thread) = threads.get(tid) else { return };
        let others = threads.living_threads(thread).saturating_sub(u64::from(!thread.is_dead()));
        if others > 0 || thread.is_invalid() {
            return;
        }
        let Some(main) = threads.main_thread(thread).filter(|main| !threads.shares_files(main)) else {
            return;
        };
        for (fd, lost) in main.fd_table.iter() {
            self.verdict.note_erased(main.tid, fd, false, main.fd_table.as_shown(lost));
        }
        self.lost = Some(Box::new(main.clone()));
    }

    #[inline]
    pub(super) fn filter_passes(&mut self, record: &Record<'_>, workspace: &Workspace) -> bool {
        let Some(filter) = &mut self.filter else { return true };
        let shown = shown(record, &self.options);
        filter.may_pass(&shown) && filter.passes(&event(&self.state, record, shown, &self.last, workspace))
    }

    /// An enter event that was refused does not count as one for the exit event to come.
    fn forget_enter_event(&mut self, event: &RawEvent<'_>) {
        let detached =
            event.info().flags.has(EventFlags::SKIPPARSERESET) || event.code() == Code::Schedswitch_6E;
        if let Some(thread) = self.last.thread.and_then(|slot| self.state.threads.at_mut(slot))
            && !detached
        {
            thread.lastevent_type = Code::COUNT as u16;
        }
    }

    /// The event context at this moment.
    #[inline(always)]
    pub(super) fn event<'a>(
        &'a self,
        record: &Record<'a>,
        position: &Position,
        workspace: &'a Workspace,
    ) -> Event<'a> {
        event(&self.state, record, shown(record, &self.options), position, workspace)
    }

    /// Passes an event to plugins that parse. Its position is looked up again: they may have removed what it refers to.
    #[inline(never)]
    fn show_to_plugins(&mut self, event: &RawEvent<'_>) {
        let Some(plugins) = self.plugins.clone() else { return };
        let Some(source) = self.last.source else { return };
        let threads = &self.state.threads;
        let thread = self.last.thread.and_then(|slot| threads.reference_at(slot));
        plugins.parse(event, self.last.num, source, &mut self.state);
        if let Some(thread) = thread
            && self.state.threads.resolve(thread).is_none()
        {
            self.last.thread = None;
            self.last.fd = None;
        }
    }

    /// What the last event changed, for observers.
    pub(super) fn state_changes(&self) -> &[StateChange] {
        &self.verdict.state_changes
    }

    /// The descriptors that the state changes remove.
    pub(super) fn erased(&self) -> &[Fd] {
        &self.verdict.erased
    }

    /// Discards everything but settings, counters and the number of events.
    pub(super) fn reset_state(&mut self) {
        let counters = self.state.counters;
        let fresh = Core::new(self.options.clone(), Box::new(crate::snapshot::NoLookup));
        self.state = fresh.state;
        self.state.counters = counters;
        self.verdict = Verdict::default();
        self.purge = Purge::default();
    }
}

/// The version of the event that the caller is to see.
#[inline(always)]
fn shown<'a>(record: &Record<'a>, options: &Options) -> RawEvent<'a> {
    match record.original {
        Some(original) if options.legacy_view => original,
        _ => record.event,
    }
}

#[inline(always)]
fn event<'a>(
    state: &'a State,
    record: &Record<'a>,
    shown: RawEvent<'a>,
    position: &Position,
    workspace: &'a Workspace,
) -> Event<'a> {
    let threads = &state.threads;
    Event {
        raw: shown,
        original: record.original,
        num: position.num,
        cpu: record.cpu,
        dump_flags: record.flags & !DF_SWALLOWED,
        state,
        thread: position.thread.and_then(|slot| threads.at(slot)),
        fd: position.fd.and_then(|(slot, number)| threads.at(slot)?.fd_table.get(number)),
        fd_name_changed: position.name_changed,
        error: position.error,
        source: position.source,
        workspace,
        serial: 0,
    }
}

/// Events that the own process made, except those about the machine.
fn is_own(event: &RawEvent<'_>, self_pid: i64) -> bool {
    use Code::*;
    let about_machine =
        matches!(event.code(), Schedswitch_6E | DropE | DropX | ScapeventE | ProcinfoE | CpuHotplugE);
    self_pid != 0 && event.tid() == self_pid && !about_machine
}

/// The event source: that of the plugin that made the event, or the first one, system calls.
#[inline]
pub(super) fn source_of(event: &RawEvent<'_>, sources: &[(u32, usize)]) -> Option<usize> {
    if matches!(event.code(), Code::PlugineventE | Code::AsynceventE) {
        source_of_plugin(event, sources)
    } else {
        Some(0)
    }
}

#[cold]
fn source_of_plugin(event: &RawEvent<'_>, sources: &[(u32, usize)]) -> Option<usize> {
    match event.param_or_empty(0).u32() {
        None | Some(0) => Some(0),
        Some(plugin) => sources.iter().find(|(id, _)| *id == plugin).map(|(_, index)| *index),
    }
}
