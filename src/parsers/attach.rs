//! The first step of every event: which thread and which descriptor it belongs to.

use super::{Context, Notice};
use crate::schema::flags::process::PPM_CL_ACTIVE;
use crate::schema::{Category, Code, EventFlags};

/// Clones, exits and switches of threads that are not known: the system is not asked for them, it would
/// answer for a thread that is no more or not yet what it is to be.
fn may_ask_system(code: Code) -> bool {
    !is_clone(code) && !matches!(code, Code::Schedswitch_6E | Code::Procexit_1E)
}

fn is_clone(code: Code) -> bool {
    use Code::{SyscallClone_20X, SyscallClone3X, SyscallFork_20X, SyscallVfork_20X};
    matches!(code, SyscallClone_20X | SyscallClone3X | SyscallFork_20X | SyscallVfork_20X)
}

/// Events about the machine, a plugin or a container, not about a thread.
fn is_threadless(code: Code) -> bool {
    use Code::*;
    matches!(
        code,
        ContainerJson_2E
            | UserAddedE
            | UserDeletedE
            | GroupAddedE
            | GroupDeletedE
            | PlugineventE
            | AsynceventE
    )
}

/// Finds the thread and the descriptor of the event and notes both on the thread. Upstream: `reset`.
#[inline]
pub fn attach(ctx: &mut Context<'_, '_>) {
    let code = ctx.event.code();
    let flags = ctx.event.info().flags;
    (ctx.thread, ctx.fd, ctx.name_changed, ctx.error) = (None, None, false, 0);
    if flags.has(EventFlags::SKIPPARSERESET) {
        if code == Code::ProcinfoE {
            ctx.thread = ctx.state.find_thread(ctx.event.tid(), true);
        }
        return;
    }
    if is_threadless(code) {
        return;
    }
    let ask = may_ask_system(code);
    ctx.thread = if ask {
        ctx.state.get_thread(ctx.event.tid(), true, ctx.lookup)
    } else {
        ctx.state.find_thread(ctx.event.tid(), true)
    };
    if code == Code::Schedswitch_6E {
        return;
    }
    let Some(slot) = ctx.thread else {
        if is_clone(code) {
            // The child is about to be made: that it was not found is no failure.
            ctx.state.counters.failed_thread_lookups -= 1;
        }
        return;
    };
    if code.is_enter() {
        attach_enter(ctx, slot, ask, flags);
    } else {
        attach_exit(ctx, slot, ask, flags);
    }
}

fn attach_enter(ctx: &mut Context<'_, '_>, slot: u32, ask: bool, flags: EventFlags) {
    let code = ctx.event.code();
    let fd = if flags.has(EventFlags::USES_FD) {
        code.fd_param().and_then(|index| ctx.i64(index)).unwrap_or(-1)
    } else {
        -1
    };
    if let Some(thread) = ctx.state.threads.at_mut(slot) {
        thread.flags |= if ask { PPM_CL_ACTIVE } else { 0 };
        thread.lastevent_fd = fd;
        thread.lastevent_type = code.number();
    }
    ctx.fd = ctx.find_fd(fd);
}

#[inline]
fn attach_exit(ctx: &mut Context<'_, '_>, slot: u32, ask: bool, flags: EventFlags) {
    let code = ctx.event.code();
    let uses_fd = flags.has(EventFlags::USES_FD);
    let given = if uses_fd { code.fd_param().and_then(|index| ctx.param(index).i64()) } else { None };
    let Some(thread) = ctx.state.threads.at_mut(slot) else { return };
    thread.flags |= if ask { PPM_CL_ACTIVE } else { 0 };
    let entered = thread.lastevent_type;
    // A successful execveat comes back as an execve.
    thread.enter_valid = entered == code.number() - 1
        || (code == Code::SyscallExecve_19X && entered == Code::SyscallExecveatE.number());
    if !thread.enter_valid {
        thread.lastevent_fd = -1;
    }
    if thread.lastevent_fd == -1
        && let Some(fd) = given
    {
        thread.lastevent_fd = fd;
    }
    let fd = thread.lastevent_fd;
    if ctx.event.info().category.has_class(Category::SYSCALL)
        && code != Code::GenericX
        && let Some(returned @ ..0) = ctx.returned()
    {
        ctx.error = (returned as i32).wrapping_neg();
    }
    if !uses_fd {
        return;
    }
    ctx.fd = ctx.find_fd(fd);
    if ctx.fd.is_some() && ctx.error != 0 {
        ctx.notify(|| Notice::Error);
    }
}
