// SPDX-License-Identifier: Apache-2.0
//! Fields of the thread of an event, its process and its ancestors.

use crate::fields::param_text::c_text;
use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf, Value};
use crate::fields::{ArgRule, CompareRule, FieldFlags as F, FieldInfo, KernelTest};
use crate::schema::Code;
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::state::{Cgroups, Fd, Strings, Thread};
use std::fmt::Write;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("proc.exe", Charbuf, "First word of the command line.", exe),
    FieldInfo::new("proc.pexe", Charbuf, "First word of the command line of the parent process.", pexe),
    FieldInfo::new(
        "proc.aexe",
        Charbuf,
        "First word of the command line of an ancestor: [1] is the parent; without a number, \
of any ancestor.",
        aexe,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_exe),
    FieldInfo::new("proc.exepath", Charbuf, "Full path of the executable.", exepath),
    FieldInfo::new("proc.pexepath", Charbuf, "Full path of the executable of the parent process.", pexepath),
    FieldInfo::new(
        "proc.aexepath",
        Charbuf,
        "Full path of the executable of an ancestor: [1] is the parent; without a number, of \
any ancestor.",
        aexepath,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_exepath),
    FieldInfo::new("proc.name", Charbuf, "Name of the process, at most 15 characters.", name)
        .tested_in_kernel(KernelTest::ProcessName),
    FieldInfo::new("proc.pname", Charbuf, "Name of the parent process.", pname),
    FieldInfo::new(
        "proc.aname",
        Charbuf,
        "Name of an ancestor: [1] is the parent; without a number, of any ancestor.",
        aname,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_name),
    FieldInfo::new("proc.args", Charbuf, "Arguments of the command line; [0] is the first one.", args)
        .flags(F::ARG_ALLOWED)
        .arg(ArgRule::Index),
    FieldInfo::new(
        "proc.aargs",
        Charbuf,
        "Arguments of an ancestor: [1] is the parent; without a number, of every ancestor.",
        aargs,
    )
    .flags(F::ARG_ALLOWED)
    .arg(ArgRule::Index),
    FieldInfo::new("proc.cmdline", Charbuf, "Name of the process and its arguments.", cmdline),
    FieldInfo::new("proc.pcmdline", Charbuf, "Name of the parent process and its arguments.", pcmdline),
    FieldInfo::new(
        "proc.acmdline",
        Charbuf,
        "Name and arguments of an ancestor: [1] is the parent; without a number, of any \
ancestor.",
        acmdline,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_cmdline),
    FieldInfo::new("proc.cmdnargs", Uint64, "Number of arguments.", cmdnargs).format(Dec),
    FieldInfo::new(
        "proc.cmdlenargs",
        Uint64,
        "Number of characters of all arguments, without the spaces between them.",
        cmdlenargs,
    )
    .format(Dec),
    FieldInfo::new("proc.exeline", Charbuf, "First word of the command line and the arguments.", exeline),
    FieldInfo::new(
        "proc.env",
        Charbuf,
        "Environment; with a name in brackets, the value of that variable.",
        env,
    )
    .flags(F::ARG_ALLOWED)
    .arg(ArgRule::IndexOrKey),
    FieldInfo::new(
        "proc.aenv",
        Charbuf,
        "Environment of an ancestor by number, or the nearest value of a variable among the \
ancestors.",
        aenv,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::IndexOrKey)
    .compared(CompareRule::AnyAncestor, each_env),
    FieldInfo::new("proc.cwd", Charbuf, "Working directory.", cwd),
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
    FieldInfo::new(
        "proc.is_exe_writable",
        Bool,
        "True when the user of the process may write to its executable.",
        is_exe_writable,
    ),
    FieldInfo::new(
        "proc.is_exe_upper_layer",
        Bool,
        "True when the executable is in the upper layer of an overlay file system.",
        is_exe_upper_layer,
    ),
    FieldInfo::new(
        "proc.is_exe_lower_layer",
        Bool,
        "True when the executable is in a lower layer of an overlay file system.",
        is_exe_lower_layer,
    ),
    FieldInfo::new(
        "proc.is_exe_from_memfd",
        Bool,
        "True when the executable is an anonymous memory file.",
        is_exe_from_memfd,
    ),
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
    FieldInfo::new("proc.exe_ino", Int64, "Inode of the executable.", exe_ino).format(Dec),
    FieldInfo::new(
        "proc.exe_ino.ctime",
        Abstime,
        "Last status change of the executable, nanoseconds since the epoch.",
        exe_ino_ctime,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.exe_ino.mtime",
        Abstime,
        "Last modification of the executable, nanoseconds since the epoch.",
        exe_ino_mtime,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.exe_ino.ctime_duration_proc_start",
        Abstime,
        "Nanoseconds from the last status change of the executable to the start of the process.",
        exe_ino_ctime_duration_proc_start,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.exe_ino.ctime_duration_pidns_start",
        Abstime,
        "Nanoseconds from the start of the pid namespace to the last status change of the \
executable.",
        exe_ino_ctime_duration_pidns_start,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.pidns_init_start_ts",
        Uint64,
        "Start of the init process of the pid namespace, nanoseconds since the epoch.",
        pidns_init_start_ts,
    )
    .format(Dec),
    FieldInfo::new(
        "thread.cap_permitted",
        Charbuf,
        "Permitted capabilities of the thread.",
        thread_cap_permitted,
    ),
    FieldInfo::new(
        "thread.cap_inheritable",
        Charbuf,
        "Inheritable capabilities of the thread.",
        thread_cap_inheritable,
    ),
    FieldInfo::new(
        "thread.cap_effective",
        Charbuf,
        "Effective capabilities of the thread.",
        thread_cap_effective,
    ),
    FieldInfo::new("proc.fdopencount", Uint64, "Number of open file descriptors.", fdopencount).format(Dec),
    FieldInfo::new(
        "proc.fdlimit",
        Int64,
        "Largest number of file descriptors that the process may have.",
        fdlimit,
    )
    .format(Dec),
    FieldInfo::new("proc.fdusage", Double, "Open file descriptors as a percentage of the limit.", fdusage),
    FieldInfo::new("proc.vmsize", Uint64, "Virtual memory of the process, KiB.", vmsize).format(Dec),
    FieldInfo::new("proc.vmrss", Uint64, "Resident memory of the process, KiB.", vmrss).format(Dec),
    FieldInfo::new("proc.vmswap", Uint64, "Swapped memory of the process, KiB.", vmswap).format(Dec),
    FieldInfo::new("thread.pfmajor", Uint64, "Major page faults since the thread started.", thread_pfmajor)
        .format(Dec),
    FieldInfo::new("thread.pfminor", Uint64, "Minor page faults since the thread started.", thread_pfminor)
        .format(Dec),
    FieldInfo::new("thread.tid", Int64, "Thread id.", thread_tid)
        .tested_in_kernel(KernelTest::Tid)
        .format(Id),
    FieldInfo::new("thread.ismain", Bool, "True for the leader of the process.", thread_ismain),
    FieldInfo::new("thread.vtid", Int64, "Thread id in its own pid namespace.", thread_vtid).format(Id),
    FieldInfo::new(
        "thread.nametid",
        Charbuf,
        "Name of the process followed by the thread id.",
        thread_nametid,
    )
    .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "thread.exectime",
        Reltime,
        "Processor time of the thread in its last time slice, nanoseconds; on context \
switches only.",
        thread_exectime,
    )
    .format(Dec)
    .flags(F::REMEMBERS),
    FieldInfo::new(
        "thread.totexectime",
        Reltime,
        "Processor time of the thread since the capture began, nanoseconds; on context \
switches only.",
        thread_totexectime,
    )
    .format(Dec)
    .flags(F::REMEMBERS),
    FieldInfo::new("thread.cgroups", Charbuf, "All control groups of the thread.", thread_cgroups),
    FieldInfo::new(
        "thread.cgroup",
        Charbuf,
        "Control group of the thread for one subsystem, as in thread.cgroup.cpu.",
        thread_cgroup,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::Word),
    FieldInfo::new(
        "proc.nthreads",
        Uint64,
        "Number of threads of the process, the leader included.",
        nthreads,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.nchilds",
        Uint64,
        "Number of threads of the process, the leader not counted.",
        nchilds,
    )
    .format(Dec),
    FieldInfo::new(
        "thread.cpu",
        Double,
        "Processor time of the thread in the last interval, percent; on process information \
only.",
        thread_cpu,
    )
    .flags(F::REMEMBERS),
    FieldInfo::new(
        "thread.cpu.user",
        Double,
        "User processor time of the thread in the last interval, percent; on process \
information only.",
        thread_cpu_user,
    )
    .flags(F::REMEMBERS),
    FieldInfo::new(
        "thread.cpu.system",
        Double,
        "System processor time of the thread in the last interval, percent; on process \
information only.",
        thread_cpu_system,
    )
    .flags(F::REMEMBERS),
    FieldInfo::new(
        "thread.vmsize",
        Uint64,
        "Virtual memory of the process for its leader, 0 for other threads, KiB.",
        thread_vmsize,
    )
    .format(Dec),
    FieldInfo::new(
        "thread.vmrss",
        Uint64,
        "Resident memory of the process for its leader, 0 for other threads, KiB.",
        thread_vmrss,
    )
    .format(Dec),
    FieldInfo::new(
        "thread.vmsize.b",
        Uint64,
        "Virtual memory of the process for its leader, 0 for other threads, bytes.",
        thread_vmsize_b,
    )
    .format(Dec)
    .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "thread.vmrss.b",
        Uint64,
        "Resident memory of the process for its leader, 0 for other threads, bytes.",
        thread_vmrss_b,
    )
    .format(Dec)
    .flags(F::TABLE_ONLY),
    FieldInfo::new("proc.stdin.type", Charbuf, "Kind of descriptor 0.", stdin_type),
    FieldInfo::new("proc.stdout.type", Charbuf, "Kind of descriptor 1.", stdout_type),
    FieldInfo::new("proc.stderr.type", Charbuf, "Kind of descriptor 2.", stderr_type),
    FieldInfo::new("proc.stdin.name", Charbuf, "Name of descriptor 0.", stdin_name),
    FieldInfo::new("proc.stdout.name", Charbuf, "Name of descriptor 1.", stdout_name),
    FieldInfo::new("proc.stderr.name", Charbuf, "Name of descriptor 2.", stderr_name),
];

/// Fields that 0.25.4 lacks.
pub(super) const NEWER: &[FieldInfo] = &[FieldInfo::new(
    "thread.comm",
    Charbuf,
    "Present name of the thread, which it may have given itself; proc.name is as of the last execve.",
    thread_comm,
)];

/// Appends one property of a thread.
type Push = fn(&Thread, &mut TextBuf<'_>);

fn text<'s>(bytes: Option<&'s [u8]>) -> Out<'s> {
    Extracted::from_text(bytes)
}

fn number<'s>(value: Option<i64>) -> Out<'s> {
    Extracted::from_option(value.map(Value::I64))
}

fn unsigned<'s>(value: Option<u64>) -> Out<'s> {
    Extracted::from_option(value.map(Value::U64))
}

fn boolean<'s>(value: Option<bool>) -> Out<'s> {
    Extracted::from_option(value.map(Value::Bool))
}

/// Numbers where 0 means unknown.
fn known<'s>(value: Option<u64>) -> Out<'s> {
    unsigned(value.filter(|value| *value != 0))
}

/// Ids outside this range belong to sources without real ones.
fn shown_id(id: i64) -> Option<i64> {
    (-1..=i64::from(u32::MAX)).contains(&id).then_some(id)
}

/// Generations that are searched however few threads there are.
const OWN_PARENT_GENERATIONS: usize = 64;

/// The process some generations up; 0 is the thread's own.
fn ancestor<'s>(c: &Evaluation<'s>, generations: u32) -> Option<&'s Thread> {
    let threads = &c.state().threads;
    // No process has more ancestors than there are threads, except those that are their own parent.
    let most = threads.len().max(OWN_PARENT_GENERATIONS);
    let thread = c.thread().filter(|_| generations as usize <= most)?;
    threads.ancestor_process(thread, generations)
}

fn parent<'s>(c: &Evaluation<'s>) -> Option<&'s Thread> {
    ancestor(c, 1)
}

/// The generation that a field names in brackets; `None` for all of them.
fn generation(field: &FieldRef) -> Option<u32> {
    match field.arg {
        Arg::Index(-1) | Arg::None => None,
        // A negative number wraps around to a generation that does not exist.
        Arg::Index(n) => Some(n as u32),
        _ => None,
    }
}

fn push_strings(list: &Strings, out: &mut TextBuf<'_>) {
    for (i, piece) in list.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        out.extend(c_text(piece));
    }
}

fn push_comm(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(&thread.comm);
}

fn push_exe(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(thread.exe());
}

fn push_exepath(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(thread.exepath());
}

fn push_args(thread: &Thread, out: &mut TextBuf<'_>) {
    push_strings(thread.args(), out);
}

fn push_cmdline(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(&thread.comm);
    for arg in thread.args().iter() {
        out.push(b' ');
        out.extend(arg);
    }
}

/// One property of the ancestor that the field names, or of all of them with a space between.
fn of_ancestors<'s>(c: &Evaluation<'s>, field: &FieldRef, push: Push) -> Out<'s> {
    let mut out = c.scratch.text();
    if let Some(generation) = generation(field) {
        let Some(ancestor) = ancestor(c, generation) else { return Extracted::None };
        push(ancestor, &mut out);
        return out.into_value().into();
    }
    let Some(main) = c.thread().and_then(|thread| c.state().threads.main_thread(thread)) else {
        return Extracted::None;
    };
    for ancestor in c.state().threads.ancestors(main) {
        if !out.is_empty() {
            out.push(b' ');
        }
        push(ancestor, &mut out);
    }
    if out.is_empty() { Extracted::None } else { out.into_value().into() }
}

/// The same, one value for each ancestor.
fn each_ancestor<'s>(c: &Evaluation<'s>, value: impl Fn(&'s Thread) -> Value<'s>) -> Out<'s> {
    let Some(main) = c.thread().and_then(|thread| c.state().threads.main_thread(thread)) else {
        return Extracted::None;
    };
    let mut values = c.scratch.list();
    values.extend(c.state().threads.ancestors(main).map(value));
    Extracted::Many(values.into_bump_slice())
}

fn made<'s>(c: &Evaluation<'s>, thread: Option<&'s Thread>, push: Push) -> Out<'s> {
    let Some(thread) = thread else { return Extracted::None };
    let mut out = c.scratch.text();
    push(thread, &mut out);
    out.into_value().into()
}

pub(super) fn exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(Thread::exe))
}

pub(super) fn pexe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(parent(c).map(Thread::exe))
}

pub(super) fn aexe<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_exe)
}

pub(super) fn each_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::Bytes(thread.exe()))
}

pub(super) fn exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(Thread::exepath))
}

pub(super) fn pexepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(parent(c).map(Thread::exepath))
}

pub(super) fn aexepath<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_exepath)
}

pub(super) fn each_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::Bytes(thread.exepath()))
}

pub(super) fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(|thread| thread.comm.bytes()))
}

pub(super) fn thread_comm<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(Thread::present_comm))
}

pub(super) fn pname<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(parent(c).map(|thread| thread.comm.bytes()))
}

pub(super) fn aname<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_comm)
}

pub(super) fn each_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::Bytes(thread.comm.bytes()))
}

pub(super) fn args<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match (field.arg.clone(), c.thread()) {
        (Arg::Index(index @ 0..), Some(thread)) => {
            text(Some(thread.args().iter().nth(index as usize).unwrap_or_default()))
        }
        (_, thread) => made(c, thread, push_args),
    }
}

pub(super) fn aargs<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_args)
}

pub(super) fn cmdline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    made(c, c.thread(), push_cmdline)
}

pub(super) fn pcmdline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    made(c, parent(c), push_cmdline)
}

pub(super) fn acmdline<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_cmdline)
}

pub(super) fn each_cmdline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| {
        let mut out = c.scratch.text();
        push_cmdline(thread, &mut out);
        out.into_value()
    })
}

pub(super) fn cmdnargs<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.args().len() as u64))
}

pub(super) fn cmdlenargs<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.args().iter().map(|arg| arg.len() as u64).sum()))
}

pub(super) fn exeline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    made(c, c.thread(), |thread, out| {
        out.extend(thread.exe());
        out.push(b' ');
        push_args(thread, out);
    })
}

fn all_env<'s>(c: &Evaluation<'s>, thread: Option<&'s Thread>) -> Out<'s> {
    let Some(thread) = thread else { return Extracted::None };
    let mut out = c.scratch.text();
    push_strings(c.state().threads.env(thread), &mut out);
    out.into_value().into()
}

pub(super) fn env<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match (&field.arg, c.thread()) {
        (Arg::Key(name), Some(thread)) => {
            text(Some(c.state().threads.env_value(thread, name).unwrap_or_default()))
        }
        (_, thread) => all_env(c, thread),
    }
}

/// How far up `proc.aenv[NAME]` looks.
const ENV_GENERATIONS: usize = 20;

pub(super) fn aenv<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let threads = &c.state().threads;
    let Some(thread) = c.thread() else { return Extracted::None };
    // Unlike elsewhere, the chain includes threads that are not leaders, and may loop.
    let up = |main: &'s Thread| std::iter::successors(threads.parent(main), |t| threads.parent(t));
    match &field.arg {
        Arg::Key(name) => {
            let found = threads.main_thread(thread).and_then(|main| {
                up(main)
                    .take(ENV_GENERATIONS)
                    .find_map(|ancestor| threads.env_value(ancestor, name).filter(|value| !value.is_empty()))
            });
            text(Some(found.unwrap_or_default()))
        }
        Arg::Index(n @ 1..) => match threads.main_thread(thread) {
            Some(main) => all_env(c, up(main).nth(*n as usize - 1)),
            None => text(Some(b"")),
        },
        _ => all_env(c, Some(thread)),
    }
}

/// What a filter compares `proc.aenv` with unless it names a variable: a number in brackets makes no difference.
pub(super) fn each_env<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| {
        let mut out = c.scratch.text();
        push_strings(c.state().threads.env(thread), &mut out);
        out.into_value()
    })
}

pub(super) fn cwd<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().and_then(|thread| c.state().threads.known_cwd(thread)))
}

pub(super) fn loginshellid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let main = c.thread().and_then(|thread| c.state().threads.main_thread(thread));
    let shells = main.into_iter().flat_map(|main| {
        std::iter::once(main).chain(c.state().threads.ancestors(main)).filter(|t| t.comm.ends_with(b"sh"))
    });
    number(shells.last().map(|shell| shell.pid))
}

pub(super) fn tty<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.tty.into()))
}

pub(super) fn pid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().and_then(|thread| shown_id(thread.pid)))
}

pub(super) fn ppid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(parent(c).and_then(|parent| shown_id(parent.pid)))
}

pub(super) fn apid<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let ancestor = ancestor(c, generation(field).unwrap_or(0));
    number(ancestor.and_then(|ancestor| shown_id(ancestor.pid)))
}

pub(super) fn each_pid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::I64(thread.pid))
}

pub(super) fn vpid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.vpid).filter(|id| *id != -1))
}

pub(super) fn pvpid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
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

pub(super) fn sid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.sid))
}

pub(super) fn sname<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.sid, true, comm)
}

pub(super) fn sid_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.sid, true, Thread::exe)
}

pub(super) fn sid_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.sid, true, Thread::exepath)
}

pub(super) fn vpgid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.vpgid))
}

pub(super) fn vpgid_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.vpgid, true, comm)
}

pub(super) fn vpgid_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.vpgid, true, Thread::exe)
}

pub(super) fn vpgid_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.vpgid, true, Thread::exepath)
}

pub(super) fn pgid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.pgid))
}

pub(super) fn pgid_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.pgid, false, comm)
}

pub(super) fn pgid_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.pgid, false, Thread::exe)
}

pub(super) fn pgid_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    leader(c, |thread| thread.pgid, false, Thread::exepath)
}

fn age<'s>(c: &Evaluation<'s>, thread: &Thread) -> Option<u64> {
    (thread.clone_ts != 0).then(|| c.raw().ts().saturating_sub(thread.clone_ts))
}

pub(super) fn duration<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().and_then(|thread| age(c, thread)))
}

pub(super) fn ppid_duration<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match parent(c) {
        // Upstream falls into the next case of its switch where the start of the parent is unknown.
        Some(parent) => age(c, parent).map_or_else(|| fdopencount(c, field), |age| unsigned(Some(age))),
        None => Extracted::None,
    }
}

pub(super) fn pid_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.clone_ts))
}

pub(super) fn ppid_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().and_then(|thread| c.state().threads.parent(thread)).map(|parent| parent.clone_ts))
}

pub(super) fn is_exe_writable<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_writable))
}

pub(super) fn is_exe_upper_layer<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_upper_layer))
}

pub(super) fn is_exe_lower_layer<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_lower_layer))
}

pub(super) fn is_exe_from_memfd<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_from_memfd))
}

pub(super) fn is_sid_leader<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.sid == thread.vpid))
}

pub(super) fn is_vpgid_leader<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.vpgid == thread.vpid))
}

pub(super) fn is_pgid_leader<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.pgid == thread.pid))
}

pub(super) fn exe_ino<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.image.exe_ino as i64).filter(|ino| *ino != 0))
}

pub(super) fn exe_ino_ctime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.image.exe_ino_ctime))
}

pub(super) fn exe_ino_mtime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.image.exe_ino_mtime))
}

pub(super) fn exe_ino_ctime_duration_proc_start<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.exe_ino_ctime_duration_clone_ts))
}

pub(super) fn exe_ino_ctime_duration_pidns_start<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.exe_ino_ctime_duration_pidns_start))
}

pub(super) fn pidns_init_start_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.pidns_init_start_ts))
}

fn capabilities<'s>(c: &Evaluation<'s>, set: Option<u64>) -> Out<'s> {
    let Some(set) = set else { return Extracted::None };
    let mut out = c.scratch.text();
    for (bit, name) in CAPABILITIES.iter().enumerate().filter(|(bit, _)| set >> bit & 1 != 0) {
        if bit > 0 && !out.is_empty() {
            out.push(b' ');
        }
        out.extend(name.as_bytes());
    }
    out.into_value().into()
}

/// Names in the order of the portable bits.
const CAPABILITIES: &[&str] = &[
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_NICE",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_MKNOD",
    "CAP_LEASE",
    "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP",
    "CAP_MAC_OVERRIDE",
    "CAP_MAC_ADMIN",
    "CAP_SYSLOG",
    "CAP_WAKE_ALARM",
    "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ",
    "CAP_PERFMON",
    "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE",
];

pub(super) fn thread_cap_permitted<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    capabilities(c, c.thread().map(|thread| thread.cap_permitted))
}

pub(super) fn thread_cap_inheritable<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    capabilities(c, c.thread().map(|thread| thread.cap_inheritable))
}

pub(super) fn thread_cap_effective<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    capabilities(c, c.thread().map(|thread| thread.cap_effective))
}

pub(super) fn fdopencount<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| c.state().threads.fd_count(thread)))
}

pub(super) fn fdlimit<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| c.state().threads.fd_limit(thread)))
}

pub(super) fn fdusage<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(c.thread().map(|thread| Value::F64(c.state().threads.fd_usage_percent(thread))))
}

pub(super) fn vmsize<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.vmsize_kb.into()))
}

pub(super) fn vmrss<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.vmrss_kb.into()))
}

pub(super) fn vmswap<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.vmswap_kb.into()))
}

pub(super) fn thread_pfmajor<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.pfmajor))
}

pub(super) fn thread_pfminor<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.pfminor))
}

pub(super) fn thread_tid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(shown_id(c.raw().tid()))
}

pub(super) fn thread_ismain<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(Thread::is_main))
}

pub(super) fn thread_vtid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.vtid).filter(|id| *id != -1))
}

pub(super) fn thread_nametid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    let mut out = c.scratch.text();
    out.extend(&thread.comm);
    let _ = write!(out, "{}", c.raw().tid());
    out.into_value().into()
}

/// Time since the last context switch on the processor; 0 on other events and on the first one.
fn time_slice(c: &Evaluation<'_>, field: &FieldRef) -> u64 {
    let processors = c.state().machine.as_ref().map_or(0, |machine| machine.num_cpus);
    if c.raw().code() != Code::Schedswitch_6E || processors == 0 {
        return 0;
    }
    let now = c.raw().ts();
    // Below zero, so that it does not collide with the thread ids of the totals.
    let processor = -1 - i64::from(c.event.cpu);
    match field.memory.with(processor, |last| std::mem::replace(last, now)) {
        0 => 0,
        last => now.saturating_sub(last),
    }
}

pub(super) fn thread_exectime<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    unsigned(Some(time_slice(c, field)))
}

pub(super) fn thread_totexectime<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let slice = time_slice(c, field);
    unsigned(c.thread().map(|thread| {
        field.memory.with(thread.tid, |total| {
            *total = total.wrapping_add(slice);
            *total
        })
    }))
}

fn cgroups<'s>(c: &Evaluation<'s>) -> Option<&'s Cgroups> {
    c.thread().map(|thread| &thread.cgroups)
}

pub(super) fn thread_cgroups<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(cgroups) = cgroups(c).filter(|cgroups| !cgroups.is_empty()) else { return Extracted::None };
    let mut out = c.scratch.text();
    for (i, (subsystem, path)) in cgroups.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        out.extend(subsystem);
        out.push(b'=');
        out.extend(path);
    }
    out.into_value().into()
}

pub(super) fn thread_cgroup<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Arg::Word(subsystem) = &field.arg else { return Extracted::None };
    text(cgroups(c).and_then(|cgroups| cgroups.path(subsystem)))
}

pub(super) fn nthreads<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| c.state().threads.living_threads(thread)))
}

pub(super) fn nchilds<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| c.state().threads.living_followers(thread)))
}

/// Processor time since the last process information of the thread, at most 100.
fn cpu_share<'s>(c: &Evaluation<'s>, field: &FieldRef, user: bool, system: bool) -> Out<'s> {
    let Some(thread) = c.thread().filter(|_| c.raw().code() == Code::ProcinfoE) else {
        return Extracted::None;
    };
    let part = |wanted: bool, index| if wanted { c.param(index).u64().unwrap_or(0) } else { 0 };
    let total = part(user, 0).wrapping_add(part(system, 1));
    let last = field.memory.with(thread.tid, |last| std::mem::replace(last, total));
    let share = if last == 0 { 0.0 } else { (total.saturating_sub(last) as f64).min(100.0) };
    Value::F64(share).into()
}

pub(super) fn thread_cpu<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    cpu_share(c, field, true, true)
}

pub(super) fn thread_cpu_user<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    cpu_share(c, field, true, false)
}

pub(super) fn thread_cpu_system<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    cpu_share(c, field, false, true)
}

/// Memory is counted once for each process: for its leader.
fn of_leader<'s>(c: &Evaluation<'s>, kib: fn(&Thread) -> u32, unit: u64) -> Out<'s> {
    unsigned(c.thread().map(|thread| if thread.is_main() { u64::from(kib(thread)) * unit } else { 0 }))
}

pub(super) fn thread_vmsize<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmsize_kb, 1)
}

pub(super) fn thread_vmrss<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmrss_kb, 1)
}

pub(super) fn thread_vmsize_b<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmsize_kb, 1024)
}

pub(super) fn thread_vmrss_b<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmrss_kb, 1024)
}

fn standard<'s>(c: &Evaluation<'s>, number: i64) -> Option<&'s Fd> {
    c.state().threads.fd(c.thread()?, number)
}

fn standard_type<'s>(c: &Evaluation<'s>, number: i64) -> Out<'s> {
    text(standard(c, number).map(|fd| fd.type_name().as_bytes()))
}

fn standard_name<'s>(c: &Evaluation<'s>, number: i64) -> Out<'s> {
    text(standard(c, number).map(|fd| c_text(&fd.name)))
}

pub(super) fn stdin_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_type(c, 0)
}

pub(super) fn stdout_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_type(c, 1)
}

pub(super) fn stderr_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_type(c, 2)
}

pub(super) fn stdin_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_name(c, 0)
}

pub(super) fn stdout_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_name(c, 1)
}

pub(super) fn stderr_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_name(c, 2)
}
