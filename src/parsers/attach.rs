// SPDX-License-Identifier: Apache-2.0
//! The first step of every event: which thread and which descriptor it belongs to.

use super::{ParseContext, StateChange};
use crate::schema::flags::process::PPM_CL_ACTIVE;
use crate::schema::{Category, Code, EventFlags};

/// How the events of a code are attached.
#[derive(Clone, Copy)]
struct Plan(u8);

impl Plan {
    /// Belongs to no thread: it is about the machine, a plugin or a container.
    const THREADLESS: u8 = 1;
    /// A thread that is not known is looked up. Not so for clones, exits and switches: the system would report a
    /// thread that no longer exists or is not yet what it is to be.
    const ASKS: u8 = 2;
    const CLONE: u8 = 4;
    /// Only the thread counts.
    const SWITCH: u8 = 8;
    const USES_FD: u8 = 16;
    /// The first parameter is what a system call returned.
    const RETURNS: u8 = 32;

    const fn of(code: Code) -> Plan {
        use Code::*;
        let row = &crate::schema::events::TABLE[code as usize];
        let clone = matches!(code, SyscallClone_20X | SyscallClone3X | SyscallFork_20X | SyscallVfork_20X);
        let threadless = row.flags.has(EventFlags::SKIPPARSERESET)
            || matches!(
                code,
                ContainerJson_2E
                    | UserAddedE
                    | UserDeletedE
                    | GroupAddedE
                    | GroupDeletedE
                    | PlugineventE
                    | AsynceventE
            );
        let asks = !clone && !matches!(code, Schedswitch_6E | Procexit_1E);
        let returns = row.category.has_class(Category::SYSCALL) && !matches!(code, GenericX);
        let mut bits = 0;
        bits |= if threadless { Self::THREADLESS } else { 0 };
        bits |= if asks { Self::ASKS } else { 0 };
        bits |= if clone { Self::CLONE } else { 0 };
        bits |= if matches!(code, Schedswitch_6E) { Self::SWITCH } else { 0 };
        bits |= if row.flags.has(EventFlags::USES_FD) { Self::USES_FD } else { 0 };
        bits |= if returns { Self::RETURNS } else { 0 };
        Plan(bits)
    }

    #[inline(always)]
    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}

static PLANS: [Plan; Code::COUNT] = {
    let mut plans = [Plan(0); Code::COUNT];
    let mut at = 0;
    while at < Code::COUNT {
        let code = crate::schema::events::TABLE[at].code;
        assert!(code as usize == at, "the table is in the order of the codes");
        plans[at] = Plan::of(code);
        at += 1;
    }
    plans
};

/// Finds the thread and the descriptor of the event and records both on the thread. Upstream: `reset`.
#[inline]
pub fn attach(ctx: &mut ParseContext<'_, '_>) {
    let code = ctx.event.code();
    let plan = PLANS[code as usize];
    ctx.at.detach();
    if plan.has(Plan::THREADLESS) {
        if code == Code::ProcinfoE {
            ctx.at.thread = ctx.state.find_thread(ctx.event.tid(), true);
        }
        return;
    }
    ctx.at.thread = if plan.has(Plan::ASKS) {
        ctx.state.get_thread(ctx.event.tid(), true, ctx.lookup)
    } else {
        ctx.state.find_thread(ctx.event.tid(), true)
    };
    if plan.has(Plan::SWITCH) {
        return;
    }
    let Some(slot) = ctx.at.thread else {
        if plan.has(Plan::CLONE) {
            // The child is about to be created: that it was not found is not a failure.
            ctx.state.counters.failed_thread_lookups -= 1;
        }
        return;
    };
    if code.is_enter() {
        attach_enter(ctx, slot, plan);
    } else {
        attach_exit(ctx, slot, plan);
    }
}

#[inline]
fn attach_enter(ctx: &mut ParseContext<'_, '_>, slot: u32, plan: Plan) {
    let code = ctx.event.code();
    let given = if plan.has(Plan::USES_FD) { code.fd_param() } else { None };
    let fd = given.and_then(|index| ctx.i64(index)).unwrap_or(-1);
    if let Some(thread) = ctx.state.threads.at_mut(slot) {
        thread.flags |= if plan.has(Plan::ASKS) { PPM_CL_ACTIVE } else { 0 };
        thread.lastevent_fd = fd;
        thread.lastevent_type = code.number();
    }
    if fd >= 0 {
        ctx.at.fd = ctx.find_fd(fd);
    }
}

#[inline]
fn attach_exit(ctx: &mut ParseContext<'_, '_>, slot: u32, plan: Plan) {
    let code = ctx.event.code();
    let uses_fd = plan.has(Plan::USES_FD);
    let Some(thread) = ctx.state.threads.at_mut(slot) else { return };
    thread.flags |= if plan.has(Plan::ASKS) { PPM_CL_ACTIVE } else { 0 };
    let entered = thread.lastevent_type;
    // A successful execveat returns as an execve.
    thread.enter_valid = entered == code.number() - 1
        || (code == Code::SyscallExecve_19X && entered == Code::SyscallExecveatE.number());
    if !thread.enter_valid {
        thread.lastevent_fd = -1;
    }
    if uses_fd
        && thread.lastevent_fd == -1
        && let Some(fd) = code.fd_param().and_then(|index| ctx.event.param_or_empty(index).i64())
    {
        thread.lastevent_fd = fd;
    }
    let fd = thread.lastevent_fd;
    if plan.has(Plan::RETURNS)
        && let Some(returned @ ..0) = ctx.returned()
    {
        ctx.at.error = (returned as i32).wrapping_neg();
    }
    if !uses_fd {
        return;
    }
    ctx.at.fd = ctx.find_fd(fd);
    if ctx.at.fd.is_some() && ctx.at.error != 0 {
        ctx.notify(|| StateChange::Error);
    }
}
