// SPDX-License-Identifier: Apache-2.0
//! Enter events that wait for their exit event: some exit events of old captures lack what only the enter event has, and
//! the process cannot change any more what the enter event recorded.

use super::ParseContext;
use super::context::{read_text, text};
use super::parser::Parser;
use crate::codec::RawEvent;
use crate::schema::Code;
use crate::state::{EnterBytes, State};

pub(super) const ROUTES: &[(Code, Parser)] = &[
    (Code::SyscallOpenE, keep_told),
    (Code::SyscallCreatE, keep_told),
    (Code::SyscallOpenat_2E, keep_told),
    (Code::SyscallOpenat2E, keep_told),
    (Code::SyscallExecve_19E, keep_told),
    (Code::SyscallExecveatE, keep),
    (Code::SocketConnectE, keep),
];

/// By number of the code: enter events that only serve their exit.
static SERVES_EXIT: [bool; Code::COUNT] = {
    let mut serves = [false; Code::COUNT];
    let mut i = 0;
    while i < ROUTES.len() {
        serves[ROUTES[i].0 as usize] = true;
        i += 1;
    }
    serves
};

/// True for an enter event that only serves its exit.
#[inline]
pub fn serves_exit(code: Code) -> bool {
    SERVES_EXIT[code as usize]
}

/// Longest enter event that is kept.
const MAX_LEN: usize = 4096;

/// Where the first parameter is empty, so are the others.
fn keep_told(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    if ctx.event.param(0)?.is_empty() {
        return Some(());
    }
    keep(ctx)
}

fn keep(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let bytes = ctx.event.bytes();
    let Some(thread) = ctx.thread_mut() else {
        ctx.state.counters.store_event_drops += 1;
        return Some(());
    };
    if bytes.len() > MAX_LEN {
        return Some(());
    }
    thread.enter_valid = true;
    let kept = thread.enter.take();
    let mut kept = kept.or_else(|| ctx.state.spare_enters.pop()).unwrap_or_default();
    kept.0.clear();
    kept.0.extend_from_slice(bytes);
    ctx.thread_mut()?.enter = Some(kept);
    ctx.state.counters.stored_events += 1;
    Some(())
}

/// Buffers that are kept for the enter events to come.
const SPARE: usize = 64;

/// An enter event, removed from its thread while it is used.
pub(super) struct Kept(Box<EnterBytes>);

impl Kept {
    /// The event.
    pub(super) fn event(&self) -> Option<RawEvent<'_>> {
        RawEvent::decode(&self.0.0).ok()
    }
}

/// Text of a parameter of a kept event, as [`ParseContext::read_text`].
pub(super) fn kept_read_text<'k>(event: &RawEvent<'k>, index: usize) -> Option<&'k [u8]> {
    read_text(event, index)
}

/// Text of a parameter of a kept event, as [`ParseContext::text`].
pub(super) fn kept_text<'k>(event: &RawEvent<'k>, index: usize) -> &'k [u8] {
    text(event, index)
}

/// Takes the enter event of the current exit event; `None` where it is missing or of another call.
pub(super) fn retrieve(ctx: &mut ParseContext<'_, '_>) -> Option<Kept> {
    let code = ctx.event.code();
    let thread = ctx.thread_mut()?;
    let kept = if thread.enter_valid { thread.enter.take().map(Kept) } else { None };
    let Some(kept) = kept else {
        ctx.state.counters.retrieve_event_drops += 1;
        return None;
    };
    let entered = kept.event().map(|event| event.code());
    let belongs = entered.is_some_and(|entered| {
        entered.number() + 1 == code.number()
            || (code == Code::SyscallExecve_19X && entered == Code::SyscallExecveatE)
    });
    if belongs {
        ctx.state.counters.retrieved_events += 1;
        return Some(kept);
    }
    ctx.state.counters.retrieve_event_drops += 1;
    let thread = ctx.thread_mut()?;
    thread.enter_valid = false;
    thread.enter = Some(kept.0);
    None
}

/// Records the time of the event on the thread, and drops its enter event after an exit event.
#[inline]
pub fn finish(state: &mut State, event: &RawEvent<'_>, thread: Option<u32>) {
    let now = state.now;
    let Some(thread) = thread.and_then(|slot| state.threads.at_mut(slot)) else { return };
    if event.code() != Code::Schedswitch_6E {
        thread.prevevent_ts = thread.lastevent_ts;
        thread.lastevent_ts = now;
    }
    if !event.code().is_enter()
        && let Some(kept) = thread.enter.take()
    {
        thread.enter_valid = false;
        give_back(state, Kept(kept));
    }
}

/// Keeps the memory of an enter event that was used.
pub(super) fn give_back(state: &mut State, kept: Kept) {
    if state.spare_enters.len() < SPARE {
        state.spare_enters.push(kept.0);
    }
}
