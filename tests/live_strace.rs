// SPDX-License-Identifier: Apache-2.0
//! The kernel as judge: ten ordinary programs, each run once under strace and captured at the same time. Every thread has
//! the same calls in the same order, with the same results, and the same values of the arguments that both show.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

#[path = "live_strace/arguments.rs"]
mod arguments;
#[path = "live_strace/compare.rs"]
mod compare;
mod live_support;
#[path = "live_strace/programs.rs"]
mod programs;
#[path = "live_strace/rests.rs"]
mod rests;
#[path = "live_strace/trace.rs"]
mod trace;

use compare::Seen;
use live_support::{folder, inside, left_out, scoped};
use programs::{PROGRAMS, Program, run};
use scap::engine::{Advance, Live};
use scap::inspector::{Inspector, Options as InspectorOptions};
use scap::schema::{Category, DF_IO_URING};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// So many times without an event, all have come.
const QUIET: u32 = 10;

fn there_is(command: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {command} >/dev/null")])
        .status()
        .is_ok_and(|s| s.success())
}

/// A call that makes no event (see the reasons). Left out before the comparison, because it comes anywhere.
const SILENT: &str = "rt_sigreturn";

/// Runs the program under strace; what was captured of each thread, by its number in this namespace.
fn capture(program: &Program, folder: &Path) -> Option<BTreeMap<i64, Vec<Seen>>> {
    let live = live_support::allowed(Live::open(scoped()))?;
    let mut inspector = Inspector::from_live(live, InspectorOptions::default()).expect("it opens");
    let mut by_thread: BTreeMap<i64, Vec<Seen>> = BTreeMap::new();
    let (begun, done, mut quiet) = (Instant::now(), AtomicBool::new(false), 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let strace = ["-f", "-qq", "-X", "raw", "-xx", "-s", "128", "-o", "../trace", "sh", "-c"];
            let good = run(Command::new("strace").args(strace).arg(program.script), folder);
            done.store(true, Ordering::Release);
            assert!(good, "{}: the script succeeds", program.name);
        });
        loop {
            assert!(begun.elapsed() < Duration::from_secs(60), "{}: it ends", program.name);
            let ended = done.load(Ordering::Acquire);
            if inspector.advance().expect("events") != Advance::Event {
                // What is left in the rings after the end comes before there is none.
                quiet = if ended { quiet + 1 } else { 0 };
                if quiet == QUIET {
                    break;
                }
                continue;
            }
            let event = inspector.event().expect("the current one");
            let raw = event.raw;
            let thread = inspector.state().threads.get(raw.tid());
            let is_exit = raw.code() as u16 % 2 == 1 && raw.info().category.has_class(Category::SYSCALL);
            if is_exit
                && event.dump_flags & DF_IO_URING == 0
                && let Some(thread) = thread
            {
                by_thread.entry(thread.vtid).or_default().push(Seen::new(&raw));
            }
        }
    });
    assert_eq!(inspector.stats().expect("counters").expect("a probe").lost(), 0, "events were lost");
    Some(by_thread)
}

/// Differences without a reason; `None` where the program could not be run.
fn compare_program(program: &Program) -> Option<usize> {
    if let Some(missing) = program.needs.iter().find(|command| !there_is(command)) {
        left_out(format_args!("{} against strace: there is no {missing}", program.name));
        return None;
    }
    let parent = folder("strace");
    let folder = parent.join("in");
    std::fs::create_dir(&folder).expect("a folder");
    if !run(Command::new("sh").args(["-ec", program.before]), &folder) {
        left_out(format_args!("{} against strace: it cannot be built here", program.name));
        return None;
    }
    let seen = capture(program, &folder)?;
    let (traced, last) =
        trace::read(&std::fs::read_to_string(parent.join("trace")).expect("strace wrote its file"));
    let mut all = compare::Result::default();
    let first = traced.values().min_by_key(|calls| calls[0].line).map(|calls| calls[0].line);
    for (tid, calls) in &traced {
        let (silent, calls): (Vec<_>, Vec<_>) = calls.iter().cloned().partition(|call| call.name == SILENT);
        all.differences.extend(silent.iter().map(|call| format!("{SILENT}: no event: line {}", call.line)));
        let mut events = seen.get(tid).map_or(&[][..], Vec::as_slice);
        if Some(calls[0].line) == first {
            // What strace's own child did before it became the program.
            let begin = events.iter().position(Seen::is_successful_execve).unwrap_or(events.len());
            events = &events[begin..];
        } else if events.first().is_some_and(Seen::is_birth) {
            events = &events[1..];
        }
        if let (Some(name), Some(event)) = (last.get(tid), events.last())
            && events.len() > calls.len()
            && compare::is_of(&event.event(), name)
        {
            // The end of the process ended this call, whose result strace does not show.
            events = &events[..events.len() - 1];
        }
        compare::thread(*tid, &calls, events, &mut all);
    }
    let (known, rest): (Vec<_>, Vec<_>) =
        all.differences.into_iter().partition(|one| rests::reason(one).is_some());
    eprintln!(
        "{}: {} threads, {} calls, {} values; {} differences with a reason, {} without",
        program.name,
        traced.len(),
        all.calls,
        all.values,
        known.len(),
        rest.len()
    );
    for (kind, (count, example)) in compare::summary(&known) {
        eprintln!("    {count} {kind} ({})", rests::reason(example).unwrap_or_default());
    }
    for (_, (count, example)) in compare::summary(&rest) {
        eprintln!("  * {count} {example}");
    }
    assert!(all.calls > 15, "{}: {} calls", program.name, all.calls);
    if std::env::var_os("SYSCAP_STRACE_KEEP").is_none() {
        std::fs::remove_dir_all(&parent).expect("our folder");
    } else {
        eprintln!("  kept in {}", parent.display());
    }
    Some(rest.len())
}

#[test]
#[ignore = "slow"]
fn events_are_what_strace_says() {
    if !inside("events_are_what_strace_says") {
        return;
    }
    if !there_is("strace") {
        return left_out(format_args!("events against strace: there is no strace"));
    }
    let wanted = std::env::var("SYSCAP_STRACE_PROGRAM").ok();
    let programs = PROGRAMS.iter().filter(|program| wanted.as_ref().is_none_or(|name| name == program.name));
    let different: usize = programs.filter_map(compare_program).sum();
    assert_eq!(different, 0, "differences without a reason");
}
