// SPDX-License-Identifier: Apache-2.0
//! What the kernel accounts to a thread: capabilities, descriptors, memory, time, control groups.

use super::ancestry::*;
use super::value::*;
use crate::fields::{Arg, Evaluation, Extracted, FieldRef, Value};
use crate::fields::{ArgRule, FieldFlags as F, FieldInfo, KernelTest};
use crate::schema::Code;
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::state::{Cgroups, Thread};
use std::fmt::Write;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
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
];

/// Fields that 0.25.4 lacks.
pub(super) const NEWER: &[FieldInfo] = &[FieldInfo::new(
    "thread.comm",
    Charbuf,
    "Present name of the thread, which it may have given itself; proc.name is as of the last execve.",
    thread_comm,
)];

fn thread_comm<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(Thread::present_comm))
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

fn thread_cap_permitted<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    capabilities(c, c.thread().map(|thread| thread.cap_permitted))
}

fn thread_cap_inheritable<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    capabilities(c, c.thread().map(|thread| thread.cap_inheritable))
}

fn thread_cap_effective<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    capabilities(c, c.thread().map(|thread| thread.cap_effective))
}

pub(super) fn fdopencount<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| c.state().threads.fd_count(thread)))
}

fn fdlimit<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| c.state().threads.fd_limit(thread)))
}

fn fdusage<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(c.thread().map(|thread| Value::F64(c.state().threads.fd_usage_percent(thread))))
}

fn vmsize<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.vmsize_kb.into()))
}

fn vmrss<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.vmrss_kb.into()))
}

fn vmswap<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.vmswap_kb.into()))
}

fn thread_pfmajor<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.pfmajor))
}

fn thread_pfminor<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.pfminor))
}

fn thread_tid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(shown_id(c.raw().tid()))
}

fn thread_ismain<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(Thread::is_main))
}

fn thread_vtid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.vtid).filter(|id| *id != -1))
}

fn thread_nametid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
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

fn thread_exectime<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    unsigned(Some(time_slice(c, field)))
}

fn thread_totexectime<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
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

fn thread_cgroups<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
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

fn thread_cgroup<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Arg::Word(subsystem) = &field.arg else { return Extracted::None };
    text(cgroups(c).and_then(|cgroups| cgroups.path(subsystem)))
}

fn nthreads<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| c.state().threads.living_threads(thread)))
}

fn nchilds<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
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

fn thread_cpu<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    cpu_share(c, field, true, true)
}

fn thread_cpu_user<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    cpu_share(c, field, true, false)
}

fn thread_cpu_system<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    cpu_share(c, field, false, true)
}

/// Memory is counted once for each process: for its leader.
fn of_leader<'s>(c: &Evaluation<'s>, kib: fn(&Thread) -> u32, unit: u64) -> Out<'s> {
    unsigned(c.thread().map(|thread| if thread.is_main() { u64::from(kib(thread)) * unit } else { 0 }))
}

fn thread_vmsize<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmsize_kb, 1)
}

fn thread_vmrss<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmrss_kb, 1)
}

fn thread_vmsize_b<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmsize_kb, 1024)
}

fn thread_vmrss_b<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    of_leader(c, |thread| thread.vmrss_kb, 1024)
}
