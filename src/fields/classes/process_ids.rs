// SPDX-License-Identifier: Apache-2.0
//! Who a process is: ids, session, process group, terminal, start.

use super::ancestry::*;
use super::thread::fdopencount;
use super::value::*;
use crate::fields::{ArgRule, CompareRule, FieldFlags as F, FieldInfo, KernelTest};
use crate::fields::{Evaluation, Extracted, FieldRef, Value};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::state::Thread;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new(
        "proc.loginshellid",
        Int64,
        "Process id of the oldest shell among the ancestors, when there is one.",
        loginshellid,
    )
    .format(Id),
    FieldInfo::new("proc.tty", Uint32, "Controlling terminal; 0 for none.", tty).format(Id),
    FieldInfo::new("proc.pid", Int64, "Process id.", pid).tested_in_kernel(KernelTest::Pid).format(Id),
    FieldInfo::new("proc.ppid", Int64, "Process id of the parent.", ppid).format(Id),
    FieldInfo::new(
        "proc.apid",
        Int64,
        "Process id of an ancestor: [1] is the parent; without a number, of any ancestor.",
        apid,
    )
    .format(Id)
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_pid),
    FieldInfo::new("proc.vpid", Int64, "Process id in its own pid namespace.", vpid).format(Id),
    FieldInfo::new("proc.pvpid", Int64, "Process id of the parent in the parent's own pid namespace.", pvpid)
        .format(Id),
    FieldInfo::new("proc.sid", Int64, "Session id.", sid).format(Id),
    FieldInfo::new(
        "proc.sname",
        Charbuf,
        "Name of the session leader, or of the oldest ancestor in the session.",
        sname,
    ),
    FieldInfo::new(
        "proc.sid.exe",
        Charbuf,
        "First word of the command line of the session leader, or of the oldest ancestor in \
the session.",
        sid_exe,
    ),
    FieldInfo::new(
        "proc.sid.exepath",
        Charbuf,
        "Path of the executable of the session leader, or of the oldest ancestor in the \
session.",
        sid_exepath,
    ),
    FieldInfo::new("proc.vpgid", Int64, "Process group id in its own pid namespace.", vpgid).format(Id),
    FieldInfo::new(
        "proc.vpgid.name",
        Charbuf,
        "Name of the leader of the process group, or of the oldest ancestor in it.",
        vpgid_name,
    ),
    FieldInfo::new(
        "proc.vpgid.exe",
        Charbuf,
        "First word of the command line of the leader of the process group, or of the oldest \
ancestor in it.",
        vpgid_exe,
    ),
    FieldInfo::new(
        "proc.vpgid.exepath",
        Charbuf,
        "Path of the executable of the leader of the process group, or of the oldest \
ancestor in it.",
        vpgid_exepath,
    ),
    FieldInfo::new("proc.pgid", Int64, "Process group id in the initial pid namespace.", pgid).format(Id),
    FieldInfo::new(
        "proc.pgid.name",
        Charbuf,
        "Name of the leader of the process group, by its id in the initial pid namespace.",
        pgid_name,
    ),
    FieldInfo::new(
        "proc.pgid.exe",
        Charbuf,
        "First word of the command line of the leader of the process group, by its id in the \
initial pid namespace.",
        pgid_exe,
    ),
    FieldInfo::new(
        "proc.pgid.exepath",
        Charbuf,
        "Path of the executable of the leader of the process group, by its id in the initial \
pid namespace.",
        pgid_exepath,
    ),
    FieldInfo::new("proc.duration", Reltime, "Nanoseconds since the process started.", duration).format(Dec),
    FieldInfo::new(
        "proc.ppid.duration",
        Reltime,
        "Nanoseconds since the parent process started.",
        ppid_duration,
    )
    .format(Dec),
    FieldInfo::new("proc.pid.ts", Reltime, "Start of the process, nanoseconds since the epoch.", pid_ts)
        .format(Dec),
    FieldInfo::new(
        "proc.ppid.ts",
        Reltime,
        "Start of the parent process, nanoseconds since the epoch.",
        ppid_ts,
    )
    .format(Dec),
];

pub(super) const LEADERS: &[FieldInfo] = &[
    FieldInfo::new("proc.is_sid_leader", Bool, "True when the process leads its session.", is_sid_leader),
    FieldInfo::new(
        "proc.is_vpgid_leader",
        Bool,
        "True when the process leads its process group, by ids in its own pid namespace.",
        is_vpgid_leader,
    ),
    FieldInfo::new(
        "proc.is_pgid_leader",
        Bool,
        "True when the process leads its process group, by ids in the initial pid namespace.",
        is_pgid_leader,
    ),
];

fn loginshellid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let main = c.thread().and_then(|thread| c.state().threads.main_thread(thread));
    let shells = main.into_iter().flat_map(|main| {
        std::iter::once(main).chain(c.state().threads.ancestors(main)).filter(|t| t.comm.ends_with(b"sh"))
    });
    number(shells.last().map(|shell| shell.pid))
}

fn tty<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.tty.into()))
}

fn pid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().and_then(|thread| shown_id(thread.pid)))
}

fn ppid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(parent(c).and_then(|parent| shown_id(parent.pid)))
}

fn apid<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let ancestor = ancestor(c, generation(field).unwrap_or(0));
    number(ancestor.and_then(|ancestor| shown_id(ancestor.pid)))
}

fn each_pid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::I64(thread.pid))
}

fn vpid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.vpid).filter(|id| *id != -1))
}

fn pvpid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().and_then(|thread| c.state().threads.parent(thread)).map(|parent| parent.vpid))
}

/// One property of the leader of a session or process group; an empty text where there is none.
fn leader<'s>(
    c: &Evaluation<'s>,
    id: fn(&Thread) -> i64,
    virtual_ids: bool,
    what: fn(&'s Thread) -> &'s [u8],
) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    let leader = c.state().threads.oldest_matching_ancestor(thread, id, virtual_ids);
    text(Some(leader.map(what).unwrap_or_default()))
}

fn comm(thread: &Thread) -> &[u8] {
    &thread.comm
}

fn sid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.sid))
}

fn sname<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.sid, true, comm)
}

fn sid_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.sid, true, Thread::exe)
}

fn sid_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.sid, true, Thread::exepath)
}

fn vpgid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.vpgid))
}

fn vpgid_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.vpgid, true, comm)
}

fn vpgid_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.vpgid, true, Thread::exe)
}

fn vpgid_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.vpgid, true, Thread::exepath)
}

fn pgid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.pgid))
}

fn pgid_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.pgid, false, comm)
}

fn pgid_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.pgid, false, Thread::exe)
}

fn pgid_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.pgid, false, Thread::exepath)
}

fn age<'s>(c: &Evaluation<'s>, thread: &Thread) -> Option<u64> {
    (thread.clone_ts != 0).then(|| c.raw().ts().saturating_sub(thread.clone_ts))
}

fn duration<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().and_then(|thread| age(c, thread)))
}

fn ppid_duration<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match parent(c) {
        // Upstream falls into the next case of its switch where the start of the parent is unknown.
        Some(parent) => age(c, parent).map_or_else(|| fdopencount(c, field), |age| unsigned(Some(age))),
        None => Extracted::None,
    }
}

fn pid_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.clone_ts))
}

fn ppid_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().and_then(|thread| c.state().threads.parent(thread)).map(|parent| parent.clone_ts))
}

fn is_sid_leader<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.sid == thread.vpid))
}

fn is_vpgid_leader<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.vpgid == thread.vpid))
}

fn is_pgid_leader<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.pgid == thread.pid))
}
