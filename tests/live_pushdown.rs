// SPDX-License-Identifier: Apache-2.0
//! What a filter refuses is not copied out of the kernel, and nothing that it wants is lost.

mod live_support;

use live_support::{allowed, inside, open, scoped};
use scap::capture::Options;
use scap::engine::Advance;
use scap::fields::{CLASSES, Catalogue, Evaluation, Scratch, Settings};
use scap::filter::Filter;
use scap::format::{Formatter, Template};
use scap::inspector::{Inspector, InspectorFilter, Options as InspectorOptions, selection};
use std::process::Command;
use std::time::{Duration, Instant};

/// Filters of which the kernel can test a part.
const FILTERS: [&str; 8] = [
    "evt.type in (read, close) and fd.name startswith /etc",
    "(evt.type = getuid or (evt.type = dup2 and fd.num > 0))",
    "proc.name = cat",
    "proc.name startswith live_ and evt.type = getuid",
    "evt.res = ENOENT or evt.rawres > 100",
    "user.uid != 0 and evt.type = getuid",
    "(proc.name = cat and evt.type = read) or (proc.name in (ls, sh) and evt.failed = true)",
    "thread.tid > 1 and proc.pid != 1 and evt.res = SUCCESS and not evt.type in (mmap, brk) and not proc.name = ls",
];

/// Not a test: takes another name, which only the kernel knows, and another user, and makes calls.
#[test]
#[ignore = "run by other tests"]
fn changes_itself() {
    // SAFETY: a text and numbers.
    unsafe {
        libc::syscall(libc::SYS_getuid);
        libc::prctl(libc::PR_SET_NAME, c"renamed".as_ptr());
        for _ in 0..3 {
            libc::syscall(libc::SYS_getuid);
        }
        libc::syscall(libc::SYS_setreuid, -1, 65534);
        for _ in 0..5 {
            libc::syscall(libc::SYS_getuid);
        }
    }
}

/// The events that a filter wants are the same whether the kernel leaves out what it can or everything is captured.
#[test]
fn a_filter_in_the_kernel_loses_nothing() {
    if !inside("a_filter_in_the_kernel_loses_nothing") {
        return;
    }
    if open(scoped()).is_none() {
        return;
    }
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let format = "%thread.tid %proc.name %user.uid %evt.type %evt.res %proc.cmdline";
    let template = Template::compile(format.as_bytes(), &catalogue).expect("a template");
    let programs = FILTERS.map(|filter| Filter::compile(filter.as_bytes(), &catalogue).expect("a filter"));
    let live = |options: Options| {
        Inspector::open_live(options, InspectorOptions::default()).expect("live capture opens")
    };
    // Some are reported before the capture begins, others while it runs.
    let mut narrow: Vec<Inspector> = programs
        .iter()
        .enumerate()
        .map(|(index, program)| {
            let selection = selection(program);
            if index % 2 == 0 {
                return live(Options { selection, ..scoped() });
            }
            let mut inspector = live(Options { selects_later: true, ..scoped() });
            let filter = InspectorFilter::of(program.clone(), Settings::default()).selecting(selection);
            inspector.set_filter(Some(filter)).expect("the kernel takes it");
            inspector
        })
        .collect();
    let mut full = live(scoped());
    let own = std::env::current_exe().expect("this program has a path");
    let change = format!("{} changes_itself --exact --ignored", own.display());
    let script = "cd /etc; for i in 1 2; do cat hostname hosts; ls -l nowhere; done; sh -c 'exit 1'";
    let noise = "dd if=/dev/zero of=/dev/null bs=1 count=1500 2>/dev/null";
    run(&format!("{script}; {change}; {noise}"));

    let settings = Settings::default();
    let shown = |inspector: &mut Inspector, programs: &[&Filter]| {
        let mut lines: Vec<Vec<String>> = vec![Vec::new(); programs.len()];
        let mut scratch = Scratch::new();
        inspector.stop().expect("stops");
        loop {
            match inspector.next().expect("runs") {
                None => return lines,
                Some(ref event) => {
                    for (program, lines) in programs.iter().zip(&mut lines) {
                        scratch.reset();
                        let context = |comparing| Evaluation {
                            event,
                            scratch: &scratch,
                            settings: &settings,
                            comparing,
                        };
                        if program.matches(event.raw.code(), &context(true)) {
                            let mut line = scratch.text();
                            Formatter::new(&template).push_text(&context(false), &mut line);
                            let line = String::from_utf8_lossy(line.as_bytes());
                            // This process is not captured, so that the descriptors which its children have before
                            // they run a program are those of the moment at which each capture began.
                            if !line.contains("a_filter_in_the") {
                                lines.push(line.into_owned());
                            }
                        }
                    }
                }
            }
        }
    };
    let wanted = shown(&mut full, &programs.each_ref());
    let all = full.stats().expect("counters").expect("live").produced;
    for (index, filter) in FILTERS.iter().enumerate() {
        let found = shown(&mut narrow[index], &[&programs[index]]).swap_remove(0);
        let stats = narrow[index].stats().expect("counters").expect("live");
        eprintln!(
            "{filter}: {} of {} events match; {} of {all} copied, {} refused",
            found.len(),
            wanted[index].len(),
            stats.produced,
            stats.refused
        );
        let different = found.iter().zip(&wanted[index]).find(|(one, other)| one != other);
        assert_eq!((different, found.len()), (None, wanted[index].len()), "{filter}");
        assert!(found.len() > 2, "{filter}: {found:#?}");
        assert_eq!(stats.lost(), 0);
        let least = if filter.starts_with("thread.tid") { 1 } else { 1_400 };
        assert!(stats.produced + least <= all, "{filter}: {} of {all}", stats.produced);
        assert!(stats.refused > 0, "{filter}");
    }
}

fn run(script: &str) {
    let status = Command::new("/bin/sh").args(["-c", script]).stdout(std::process::Stdio::null()).status();
    status.expect("sh runs");
}

/// A filter that is changed while the capture runs changes what the kernel leaves out, both ways.
#[test]
fn a_changed_filter_is_changed_in_the_kernel() {
    if !inside("a_changed_filter_is_changed_in_the_kernel") {
        return;
    }
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let options = Options { selects_later: true, ..scoped() };
    let opened = Inspector::open_live(options, InspectorOptions::default());
    let Some(mut inspector) = allowed(opened) else { return };
    let set = |inspector: &mut Inspector, text: &str| {
        let filter = (!text.is_empty()).then(|| {
            let program = Filter::compile(text.as_bytes(), &catalogue).expect("a filter");
            let selection = selection(&program);
            InspectorFilter::of(program, Settings::default()).selecting(selection)
        });
        inspector.set_filter(filter).expect("the kernel takes it");
    };
    let calls = "dd if=/dev/zero of=/dev/null bs=1 count=300 2>/dev/null";
    // Events that arrive, events refused in the kernel, and calls of read that arrived.
    let look = |inspector: &mut Inspector, wanted: fn(&str) -> bool| {
        let before = inspector.stats().expect("counters").expect("live").refused;
        run(calls);
        let (mut all, mut hits) = (0_u64, 0_u64);
        let mut last = Instant::now();
        while last.elapsed() < Duration::from_millis(120) {
            if inspector.advance().expect("runs") == Advance::Event {
                let event = inspector.event().expect("it has just come");
                all += 1;
                hits += u64::from(wanted(event.raw.info().name));
                last = Instant::now();
            }
        }
        (all, hits, inspector.stats().expect("counters").expect("live").refused - before)
    };
    set(&mut inspector, "proc.name = dd and evt.type = read");
    let (all, reads, refused) = look(&mut inspector, |name| name == "read");
    assert!(all == reads && reads >= 300 && refused > 20, "{all} {reads} {refused}");
    // Writes were not even looked at by the probe until now.
    set(&mut inspector, "evt.type = write and proc.name = dd");
    let (all, writes, refused) = look(&mut inspector, |name| name == "write");
    assert!(all == writes && writes >= 300, "{all} {writes} {refused}");
    // Numbers need every event.
    set(&mut inspector, "evt.type = write and proc.name = dd and evt.num > 0");
    let (_, writes, refused) = look(&mut inspector, |name| name == "write");
    assert!(writes >= 300 && refused == 0, "{writes} {refused}");
    set(&mut inspector, "evt.type = read and proc.name = nobody");
    assert_eq!(look(&mut inspector, |_| true).0, 0);
    set(&mut inspector, "");
    let (all, reads, refused) = look(&mut inspector, |name| name == "read");
    assert!(all > 700 && reads >= 300 && refused == 0, "{all} {reads} {refused}");

    // A program may want everything copied all the same.
    let whole = InspectorOptions { pushdown: false, ..InspectorOptions::default() };
    let mut inspector = Inspector::open_live(scoped(), whole).expect("it opens");
    set(&mut inspector, "evt.type = write and proc.name = dd");
    let (_, writes, refused) = look(&mut inspector, |name| name == "write");
    assert!(writes >= 300 && refused == 0, "{writes} {refused}");
}
