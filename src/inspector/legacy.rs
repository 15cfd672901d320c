// SPDX-License-Identifier: Apache-2.0
//! Events as libs 0.18 showed them: see [`super::Options::legacy_view`].

use super::core::Core;
use crate::codec::{Encoder, RawEvent, Record};
use crate::fields::Workspace;
use crate::savefile::DF_SWALLOWED;
use crate::schema::{Code, EventFlags};
use rustc_hash::FxHashMap;

/// What is remembered for the old rules.
#[derive(Default)]
pub(super) struct Legacy {
    /// The enter event that each thread showed last.
    entered: FxHashMap<i64, Code>,
}

impl Legacy {
    /// As [`Core::take`], with the position of the event by the old rules.
    #[inline(never)]
    pub(super) fn take(&mut self, core: &mut Core, record: &Record<'_>, workspace: &Workspace) -> bool {
        let recorded = record.original.as_ref().unwrap_or(&record.event);
        let (code, tid) = (recorded.code(), recorded.tid());
        if record.flags & DF_SWALLOWED != 0 {
            self.entered.insert(tid, code);
            return take_swallowed(core, record, workspace);
        }
        let entered = self.entered.get(&tid).copied();
        let counts = code != Code::Schedswitch_6E && !code.info().flags.has(EventFlags::SKIPPARSERESET);
        if code.is_enter() && counts {
            self.entered.insert(tid, code);
        }
        if !core.take(record, workspace) {
            return false;
        }
        let recorded_exit = record.original.is_some() && !code.is_enter();
        let position = &mut core.last;
        if gained_descriptor(code) {
            position.fd = None;
        }
        // An exit event was accepted only after its own enter event.
        if recorded_exit && !entered.is_some_and(|entered| belongs(entered, code)) {
            position.error = 0;
            if code.info().flags.has(EventFlags::USES_FD) {
                position.fd = None;
            }
        }
        true
    }
}

/// An enter event that the newest versions omit: it changes nothing, and is shown with its thread and the
/// descriptor that it names.
fn take_swallowed(core: &mut Core, record: &Record<'_>, workspace: &Workspace) -> bool {
    let event = &record.event;
    if !core.start(record) {
        return false;
    }
    let code = event.code();
    let mut position = core.last;
    position.detach();
    if !code.info().flags.has(EventFlags::SKIPPARSERESET) {
        position.thread = core.state.get_thread(event.tid(), true, &mut *core.lookup);
    }
    if let Some(slot) = position.thread
        && let Some(number) = code.fd_param().and_then(|index| event.param_or_empty(index).i64())
    {
        // Exits set it anew.
        if let Some(thread) = core.state.threads.at_mut(slot) {
            thread.lastevent_fd = number;
        }
        if let Some(owner) = core.state.threads.fds_slot(slot)
            && number >= 0
            && core.state.threads.at(owner).is_some_and(|thread| thread.fd_table.get(number).is_some())
        {
            position.fd = Some((owner, number));
        }
    }
    core.last = position;
    core.filter_passes(record, workspace)
}

/// True when the exit event belongs to the enter event.
fn belongs(entered: Code, exit: Code) -> bool {
    entered.number() + 1 == exit.number()
        || (entered == Code::SyscallExecveatE
            && matches!(exit, Code::SyscallExecve_18X | Code::SyscallExecve_19X))
}

/// Exit events that have a descriptor now and had none in libs 0.18.1: the difference of both event tables.
fn gained_descriptor(code: Code) -> bool {
    use Code::*;
    matches!(
        code,
        SocketSendmmsgX
            | SocketRecvmmsgX
            | SyscallMmapX
            | SyscallMmap2X
            | SyscallSymlinkatX
            | SyscallUnlinkat_2X
            | SyscallMkdiratX
            | SyscallFchmodatX
            | SyscallFchownatX
    )
}

/// The enter event that probes of libs 0.18 made where today's put its parameters into the exit event; `None` for
/// other exit events.
pub(super) fn entry_of(exit: &RawEvent<'_>) -> Option<Vec<u8>> {
    use Code::*;
    let (code, first) = match exit.code() {
        SyscallSetuidX => (SyscallSetuidE, 1),
        SyscallSetresuidX => (SyscallSetresuidE, 1),
        SyscallMmapX => (SyscallMmapE, 4),
        SyscallMmap2X => (SyscallMmap2E, 4),
        _ => return None,
    };
    let count = code.info().params.len();
    if exit.param_count() < first + count {
        return None;
    }
    let mut entry = Encoder::new(exit.ts(), exit.tid(), code);
    for index in first..first + count {
        entry.push(exit.param_or_empty(index).bytes());
    }
    let mut bytes = Vec::new();
    entry.finish(&mut bytes).ok()?;
    Some(bytes)
}
