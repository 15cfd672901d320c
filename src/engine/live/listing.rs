// SPDX-License-Identifier: Apache-2.0
//! The processes at the start.

use crate::capture::{Probe, Scope, Tasks};
use crate::error::Result;
use crate::platform::{Descriptors, Platform, ScanOptions};
use crate::snapshot::ThreadRecord;
use rustc_hash::FxHashMap;

/// From the probe's iterators, which respect the scope, or from /proc. Events are made since `start`, nanoseconds since
/// the epoch.
pub(super) fn processes(probe: &mut Probe, platform: &mut Platform, start: u64) -> Result<Tasks> {
    let mut tasks = if probe.iterates() { by_iterators(probe)? } else { from_proc(probe, platform)? };
    tasks.settle(start);
    Ok(tasks)
}

/// From the probe's iterators; what they do not report on this kernel from /proc.
pub(super) fn by_iterators(probe: &mut Probe) -> Result<Tasks> {
    let mut tasks = probe.tasks()?;
    if !probe.tells_arguments() {
        add_arguments(&mut tasks.threads, &mut Platform::from_environment()?, probe.numbers_are_global());
    }
    Ok(tasks)
}

/// Without iterators. In a narrower scope nothing is listed: /proc does not know the scope, and
/// processes are looked up when they do something.
fn from_proc(probe: &Probe, platform: &mut Platform) -> Result<Tasks> {
    if !probe.numbers_are_global() || *probe.scope() != Scope::Machine {
        return Ok(Tasks::default());
    }
    let options = ScanOptions { users: false, ..ScanOptions::default() };
    let processes = platform.processes(&options, &mut |_| {})?;
    Ok(Tasks { threads: processes.threads, fds: processes.fds })
}

/// Start times in /proc are counted in hundredths of a second.
const TICK: u64 = 20_000_000;

/// Program, arguments and environment of each process. Inside a PID namespace /proc uses the pids of that namespace;
/// those of nested namespaces are distinguished by their names and start times.
fn add_arguments(threads: &mut [ThreadRecord], platform: &mut Platform, global: bool) {
    let mut found = FxHashMap::default();
    for leader in threads.iter().filter(|thread| thread.tid == thread.pid) {
        let number = if global { leader.pid } else { leader.vpid };
        let Some((listed, _)) = platform.process(number, Descriptors::None) else { continue };
        if listed.comm == leader.comm && listed.clone_ts.abs_diff(leader.clone_ts) <= TICK {
            found.insert(leader.pid, listed);
        }
    }
    for thread in threads {
        if let Some(listed) = found.get(&thread.pid) {
            thread.exe.clone_from(&listed.exe);
            thread.args.clone_from(&listed.args);
            thread.env.clone_from(&listed.env);
        }
    }
}
