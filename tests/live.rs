// SPDX-License-Identifier: Apache-2.0
//! Live capture: scope, order, losses, files, ends. See tests/live_zoo.rs for the parameters of every call.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

#[path = "live_support/attached.rs"]
mod attached;
mod live_support;

use attached::{stop, wait_until, wait_until_attached, wait_until_written};
use live_support::{allowed, inside, open, scoped, unused_path};
use scap::capture::{BufferOptions, Interest, Options, Scope};
use scap::codec::RawEvent;
use scap::engine::{Advance, Engine, Live};
use scap::inspector::{DumpOptions, Dumper, Inspector, Options as InspectorOptions};
use scap::schema::Code;
use scap::schema::flags::process::PPM_CL_CLONE_INVERTED;
use scap::schema::syscalls::Sc;
use scap::snapshot::{FdDetail, FdRecord, ThreadRecord};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Events until none came for `quiet`.
fn drain(probe: &mut scap::capture::Probe, quiet: Duration) -> Vec<(Vec<u8>, u32)> {
    let mut events = Vec::new();
    let mut last = Instant::now();
    while last.elapsed() < quiet {
        match probe.read() {
            Some(record) => {
                events.push((record.bytes.to_vec(), record.lost));
                last = Instant::now();
            }
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    events
}

fn shell(script: &str) -> Child {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("sh runs")
}

/// Lets a shell that waits in `read` go on.
fn go_on(shell: &mut Child) {
    shell.stdin.take().expect("a pipe").write_all(b"\n").expect("written");
}

#[test]
fn a_process_is_seen_from_its_making_to_its_end() {
    if !inside("a_process_is_seen_from_its_making_to_its_end") {
        return;
    }
    // A process that was there before: from the snapshot, with its descriptors.
    let mut before = shell("exec 7</etc/passwd; read go; read line <&7; exec 8</etc/hosts; exit 3");
    let descriptor = format!("/proc/{}/fd/7", before.id());
    wait_until("the shell has opened its file", || Path::new(&descriptor).exists());
    let opened = Inspector::open_live(scoped(), InspectorOptions::default());
    let Some(mut inspector) = allowed(opened) else { return };
    go_on(&mut before);
    let mut after = shell("cat /etc/hostname /etc/nowhere 2>/dev/null; exit 5");
    let mut seen = BTreeSet::new();
    let wanted = [
        "read /etc/passwd",
        "sh opens /etc/hosts: true",
        "cat opens /etc/hostname: true",
        "cat opens /etc/nowhere: false",
        "sh ends with 3",
        "sh ends with 5",
        "cat ends with 1",
    ];
    let end = Instant::now() + Duration::from_secs(10);
    while Instant::now() < end && !wanted.iter().all(|line| seen.contains(*line)) {
        if inspector.advance().expect("events") != Advance::Event {
            continue;
        }
        let event = inspector.event().expect("it has just come");
        let thread = event.thread.expect("every event has a thread here");
        // Shells that have commands inside of them run these under names of their own.
        let comm = String::from_utf8_lossy(thread.exe()).rsplit('/').next().unwrap_or_default().to_owned();
        let param = |name: &str| {
            let index = event.raw.info().param_index(name).expect("parameter");
            event.raw.param_or_empty(index)
        };
        match event.raw.code() {
            Code::SyscallReadX if comm == "sh" => {
                // Of a file that was opened before the capture.
                if let Some(fd) = event.fd {
                    seen.insert(format!("read {}", String::from_utf8_lossy(&fd.name)));
                }
            }
            Code::SyscallOpenat_2X => {
                let name = String::from_utf8_lossy(param("name").bytes()).trim_end_matches('\0').to_owned();
                if name.starts_with("/etc/") {
                    seen.insert(format!("{comm} opens {name}: {}", param("fd").i64().expect("fd") >= 0));
                }
            }
            Code::SyscallExecve_19X if param("res").i64() == Some(0) => {
                seen.insert(format!("exec {}", String::from_utf8_lossy(thread.exepath())));
            }
            Code::Procexit_1E => {
                seen.insert(format!("{comm} ends with {}", param("ret").i64().expect("ret")));
            }
            _ => {}
        }
    }
    for wanted in wanted {
        assert!(seen.contains(wanted), "{wanted} is not in {seen:#?}");
    }
    assert!(seen.iter().any(|line| line.starts_with("exec /")), "{seen:#?}");
    before.wait().expect("ends");
    after.wait().expect("ends");
}

/// The outer process makes noise; inside, nobody but the capturing process lives, which is never captured.
#[test]
fn nothing_outside_of_the_pid_namespace_is_captured() {
    if std::env::var_os("SYSCAP_TEST_INSIDE").is_none() {
        let over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&over);
        let noise = std::thread::spawn(move || {
            let mut count = 0_u64;
            while !ends.load(Ordering::Relaxed) {
                let _ = std::fs::read("/proc/self/comm");
                count += 1;
            }
            count
        });
        inside("nothing_outside_of_the_pid_namespace_is_captured");
        over.store(true, Ordering::Relaxed);
        assert!(noise.join().expect("noise") > 100);
        return;
    }
    let Some(mut probe) = open(scoped()) else { return };
    probe.start().expect("starts");
    std::thread::sleep(Duration::from_millis(500));
    let events = drain(&mut probe, Duration::from_millis(100));
    let stats = probe.stats().expect("counters");
    assert_eq!(events.len(), 0);
    assert_eq!(stats.produced, 0, "the probe itself made nothing");
    let tasks = probe.tasks().expect("tasks");
    let processes: BTreeSet<i64> = tasks.threads.iter().map(|thread| thread.vpid).collect();
    assert_eq!(processes, BTreeSet::from([1]), "the snapshot keeps to the scope");
}

#[test]
fn only_the_tree_is_captured() {
    if !inside("only_the_tree_is_captured") {
        return;
    }
    let mut noise = shell("while true; do /bin/true; done");
    let mut root = shell("read go; /bin/echo tree; (exec /bin/echo tree)");
    let scope = Scope::Tree(root.id());
    let Some(mut probe) = open(Options { scope, ..Options::default() }) else { return };
    probe.start().expect("starts");
    let tasks = probe.tasks().expect("tasks");
    let names: Vec<_> = tasks.threads.iter().map(|thread| String::from_utf8_lossy(&thread.comm)).collect();
    assert_eq!(names, ["sh"]);
    go_on(&mut root);
    root.wait().expect("ends");
    noise.kill().expect("killed");
    noise.wait().expect("ends");
    let events = drain(&mut probe, Duration::from_millis(100));
    let programs: Vec<String> = events
        .iter()
        .filter_map(|(bytes, _)| RawEvent::decode(bytes).ok())
        .filter(|event| event.code() == Code::SyscallExecve_19X)
        .map(|event| String::from_utf8_lossy(event.param_or_empty(1).bytes()).into_owned())
        .collect();
    assert_eq!(programs, ["/bin/echo\0", "/bin/echo\0"]);
    assert!(probe.stats().expect("counters").lost() == 0);
}

/// On kernels without what the iterators use, capture works: the list comes from /proc where numbers are the same.
#[test]
fn without_iterators_there_is_still_capture() {
    if !inside("without_iterators_there_is_still_capture") {
        return;
    }
    let without = |scope| Options { scope, iterators_fail: true, ..Options::default() };
    let Some(live) = allowed(Live::open(without(Scope::OwnPidNamespace))) else { return };
    assert!(live.snapshot().threads.is_empty(), "numbers differ inside of a PID namespace");
    let mut inspector = Inspector::from_live(live, InspectorOptions::default()).expect("it opens");
    shell("exec /bin/true").wait().expect("ends");
    inspector.stop().expect("stops");
    let mut programs = Vec::new();
    while let Some(event) = inspector.next().expect("runs") {
        if event.code() == Code::SyscallExecve_19X {
            let thread = event.thread.expect("known since it was made");
            programs.push(String::from_utf8_lossy(thread.exepath()).into_owned());
        }
    }
    assert!(programs.last().is_some_and(|path| path.ends_with("/true")), "{programs:?}");
    let refused = Live::open(without(Scope::Tree(1))).err().expect("no tree without its numbers").to_string();
    assert!(
        refused.starts_with("cannot capture in scope tree=1: this kernel does not take the iterators"),
        "{refused}"
    );
}

/// A process as the snapshot lists it, and its descriptors. Times of the start are taken out, as the time of boot is
/// measured anew for each capture.
fn listed(live: &Live, vpid: u32) -> (ThreadRecord, Vec<FdRecord>) {
    let snapshot = live.snapshot();
    let mut found = snapshot.threads.iter().filter(|thread| thread.vpid == i64::from(vpid)).cloned();
    let mut thread = found.next().expect("it is listed");
    assert_eq!(found.next(), None, "once");
    assert!(thread.clone_ts > 0 && thread.pidns_init_start_ts > 0, "{thread:?}");
    (thread.clone_ts, thread.pidns_init_start_ts) = (0, 0);
    // Who began a moment ago is marked.
    thread.flags &= !PPM_CL_CLONE_INVERTED;
    let own = snapshot.fds.iter().filter(|(owner, _)| *owner == thread.pid);
    let fds = own.map(|(_, fd)| fd.clone()).collect();
    (thread, fds)
}

/// The form for kernels before 5.15 has no way to arguments, and makes paths of files itself.
#[test]
fn the_form_for_old_kernels_lists_the_same() {
    if !inside("the_form_for_old_kernels_lists_the_same") {
        return;
    }
    let gone = unused_path("gone");
    let script = format!("exec 7</etc/passwd 8>{0} 9</; /bin/rm {0}; echo ready; read go", gone.display());
    let mut child = Command::new("/bin/sh")
        .args(["-c", &script, "name", "an argument"])
        // Nothing of whoever tests is printed where this fails.
        .env_clear()
        .env("A_VARIABLE", "a value")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh runs");
    let mut ready = [0; 6];
    std::io::Read::read_exact(child.stdout.as_mut().expect("a pipe"), &mut ready).expect("it is ready");
    let older = Options { variant_before_5_15: true, ..scoped() };
    let Some(live) = allowed(Live::open(older)) else { return };
    let (thread, fds) = listed(&live, child.id());
    drop(live);
    assert!(thread.args.ends_with(b"name\0an argument\0"), "{thread:?}");
    assert!(thread.env.windows(18).any(|part| part == b"A_VARIABLE=a value"), "{thread:?}");
    let name = |number: i64| {
        let fd = fds.iter().find(|fd| fd.fd == number).expect("it is listed");
        match &fd.detail {
            FdDetail::File { name, .. } | FdDetail::Name(name) => String::from_utf8_lossy(name).into_owned(),
            other => panic!("{other:?}"),
        }
    };
    let deleted = format!("{} (deleted)", gone.display());
    assert_eq!([name(7), name(8), name(9)], ["/etc/passwd".into(), deleted, "/".into()]);
    // Where the kernel takes no other form there is nothing to compare with.
    if !kernel_is_before_5_15() {
        let live = allowed(Live::open(scoped())).expect("opened before");
        assert!(!live.probe().is_before_5_15());
        assert_eq!((thread, fds), listed(&live, child.id()));
    }
    go_on(&mut child);
    child.wait().expect("ends");
}

fn kernel_is_before_5_15() -> bool {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").expect("a release");
    let mut numbers = release.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    (numbers.next(), numbers.next()) < (Some(5), Some(15))
}

/// Calls of a child, made as fast as it can; returns how many.
fn calls_of_a_child(count: u64) -> u64 {
    let own = std::env::current_exe().expect("this program has a path");
    let status = Command::new(own)
        .args(["makes_calls", "--exact", "--ignored"])
        .env("CALLS", count.to_string())
        .stdout(Stdio::null())
        .status()
        .expect("it runs");
    assert!(status.success());
    count
}

/// Not a test: the child of [`calls_of_a_child`].
#[test]
#[ignore = "run by other tests"]
fn makes_calls() {
    let count = std::env::var("CALLS").ok().and_then(|count| count.parse::<u64>().ok()).unwrap_or(0);
    for _ in 0..count {
        std::hint::black_box(rustix::process::getppid());
    }
}

#[test]
fn every_lost_event_is_counted() {
    if !inside("every_lost_event_is_counted") {
        return;
    }
    let mut interest = Interest::none();
    interest.set(Sc::GETPPID, true);
    interest.set(Sc::CLOSE, true);
    let buffers = BufferOptions { bytes: 64 << 10, ..BufferOptions::default() };
    let options = Options { interest, buffers, ..scoped() };
    let Some(mut probe) = open(options) else { return };
    probe.start().expect("starts");
    // Twice past what the rings hold, with a look in between, so that losses stand before events that arrive.
    let mut made = calls_of_a_child(50_000);
    let mut events = drain(&mut probe, Duration::from_millis(50));
    made += calls_of_a_child(50_000);
    // Whatever comes last on each processor must arrive for the gaps in front of it to be seen.
    events.extend(drain(&mut probe, Duration::from_millis(50)));
    // Which processor a child runs on is the kernel's choice: a few more, until one ran where events were lost.
    for _ in 0..100 {
        if events.iter().any(|(_, lost)| *lost > 0) {
            break;
        }
        made += calls_of_a_child(1);
        events.extend(drain(&mut probe, Duration::from_millis(10)));
    }
    probe.stop().expect("stops");
    events.extend(drain(&mut probe, Duration::from_millis(50)));
    let stats = probe.stats().expect("counters");
    assert!(stats.produced >= made, "{} of {made}", stats.produced);
    assert!(stats.lost_no_room() > made / 2, "the rings were overrun: {stats:?}");
    assert_eq!(stats.produced, events.len() as u64 + stats.lost(), "{stats:?}");
    assert_eq!(stats.no_room[9] + stats.no_room[0], stats.lost_no_room(), "by class: close and others");
    // What is missing inside of the sequence of each processor is reported with the event behind it.
    let gaps: u64 = events.iter().map(|(_, lost)| u64::from(*lost)).sum();
    assert!(gaps > 0 && gaps <= stats.lost(), "{gaps} of {}", stats.lost());
}

/// Keeps this process and the children that it makes on the processor that it runs on.
fn stay_on_one_processor() {
    // SAFETY: numbers only; the set lives through the calls.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(libc::sched_getcpu() as usize, &mut set);
        assert_eq!(libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set), 0);
    }
}

/// Events are lost while a file is written: the file accounts for each of them.
#[test]
fn a_file_tells_of_lost_events() {
    if !inside("a_file_tells_of_lost_events") {
        return;
    }
    // On one processor, so that each burst finds what the one before lost.
    stay_on_one_processor();
    let file = unused_path("lost");
    let buffers = BufferOptions { bytes: 64 << 10, ..BufferOptions::default() };
    let Some(engine) = allowed(Live::open(Options { buffers, ..scoped() })) else { return };
    let mut dumper =
        Dumper::create(&file, DumpOptions::default(), engine.snapshot(), 1).expect("the file is made");
    let options = InspectorOptions { deliver_hidden: true, ..InspectorOptions::default() };
    let mut inspector = Inspector::from_live(engine, options).expect("live capture opens");
    let mut delivered = 0;
    // Nobody reads while the calls are made; the last ones find no room, and no event comes behind them.
    for _ in 0..2 {
        calls_of_a_child(20_000);
        let until = Instant::now() + Duration::from_millis(200);
        while Instant::now() < until {
            if inspector.advance().expect("runs") == Advance::Event {
                let event = inspector.event().expect("it has just come");
                delivered += u64::from(!is_mark(event.raw.code()));
                dumper.event(&event, true).expect("written");
            }
        }
    }
    calls_of_a_child(20_000);
    inspector.stop().expect("stops");
    while let Some(event) = inspector.next().expect("runs") {
        delivered += u64::from(!is_mark(event.code()));
        dumper.event(&event, true).expect("written");
    }
    dumper.finish().expect("written");
    let stats = inspector.stats().expect("counters").expect("live");
    assert!(stats.lost() > 30_000, "{stats:?}");
    assert_eq!(stats.produced, delivered + stats.lost(), "{stats:?}");

    let info = syscap().args(["info", "-j"]).arg(&file).output().expect("syscap runs");
    let info: serde_json::Value = serde_json::from_slice(&info.stdout).expect("JSON");
    let (lost, counters) = (&info["lost"], &info["lost"]["counters"]);
    assert_eq!(lost["events"], stats.lost(), "{lost}");
    assert!(lost["marks"].as_u64().expect("a number") >= 3, "{lost}");
    assert_eq!(counters["produced"], stats.produced);
    assert_eq!(counters["too_big"], stats.too_big);
    assert_eq!(counters["busy"], stats.busy);
    let no_room: u64 =
        counters["no_room"].as_object().expect("by class").values().filter_map(|n| n.as_u64()).sum();
    assert_eq!(no_room, stats.lost_no_room());
    assert_eq!(counters["no_room"]["other"], stats.no_room[0]);
    let marks = info["drop_events"].as_u64().expect("a number") * 3 / 2;
    assert_eq!(info["events"].as_u64().expect("a number"), delivered + marks, "{info}");
    let summary = syscap().args(["-q", "-S", "-r"]).arg(&file).output().expect("syscap runs");
    let summary = String::from_utf8_lossy(&summary.stdout).into_owned();
    let words = format!("{} events were lost while recording", stats.lost());
    assert!(summary.contains(&words), "{summary}");
    // A filter that no mark matches writes them all the same.
    let narrow = file.with_extension("narrow");
    let copied = syscap().arg("-r").arg(&file).arg("-w").arg(&narrow).arg("evt.type=getppid").status();
    assert!(copied.expect("syscap runs").success());
    let summary = syscap().args(["-q", "-S", "-r"]).arg(&narrow).output().expect("syscap runs");
    assert!(String::from_utf8_lossy(&summary.stdout).contains(&words));
    for file in [file, narrow] {
        std::fs::remove_file(file).expect("cleaned up");
    }
}

/// Events that report losses; the probe did not make them.
fn is_mark(code: Code) -> bool {
    matches!(code, Code::DropE | Code::DropX | Code::NotificationE)
}

#[test]
fn nothing_is_lost_where_there_is_room() {
    if !inside("nothing_is_lost_where_there_is_room") {
        return;
    }
    let mut interest = Interest::none();
    interest.set(Sc::GETPPID, true);
    let Some(mut probe) = open(Options { interest, ..scoped() }) else { return };
    probe.start().expect("starts");
    let made = calls_of_a_child(20_000);
    let events = drain(&mut probe, Duration::from_millis(100));
    assert_eq!(events.len() as u64, made);
    let mut last = 0;
    for (bytes, lost) in &events {
        let event = RawEvent::decode(bytes).expect("a good event");
        assert!(event.ts() >= last, "in the order of time");
        assert_eq!(*lost, 0);
        last = event.ts();
    }
}

fn syscap() -> Command {
    Command::new(env!("CARGO_BIN_EXE_syscap"))
}

#[test]
fn what_is_written_reads_back_as_it_was_shown() {
    if !inside("what_is_written_reads_back_as_it_was_shown") {
        return;
    }
    if open(scoped()).is_none() {
        return;
    }
    let folder = unused_path("live");
    // Of a run that failed: in namespaces of their own, tests have the same number.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("live.scap");
    let format =
        "%evt.num %evt.time %evt.cpu %proc.name %thread.tid %evt.type %evt.args %fd.name %proc.cmdline";
    let capture = syscap()
        .args(["--scope", "pidns", "-p", format, "-w"])
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("syscap runs");
    wait_until_written(&file);
    let mut work = shell("for i in 1 2 3; do cat /etc/hostname; ls /usr >/dev/null; done");
    work.wait().expect("ends");
    stop(&capture);
    let shown = capture.wait_with_output().expect("ends");
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    assert_eq!(String::from_utf8_lossy(&shown.stderr), "", "nothing was lost");
    let read = syscap().args(["-p", format, "-r"]).arg(&file).output().expect("syscap runs");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let (shown, read) = (String::from_utf8_lossy(&shown.stdout), String::from_utf8_lossy(&read.stdout));
    assert!(shown.lines().count() > 300, "{} lines", shown.lines().count());
    for (live, file) in shown.lines().zip(read.lines()) {
        assert_eq!(live, file);
    }
    assert_eq!(shown.lines().count(), read.lines().count());
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

#[test]
fn a_killed_capture_leaves_nothing_attached() {
    if !inside("a_killed_capture_leaves_nothing_attached") {
        return;
    }
    if open(scoped()).is_none() {
        return;
    }
    let mut capture =
        syscap().args(["--scope", "pidns", "-q"]).stdout(Stdio::null()).spawn().expect("syscap runs");
    let programs = wait_until_attached(&capture);
    // SIGKILL.
    capture.kill().expect("killed");
    capture.wait().expect("ends");
    let left = || {
        aya::programs::loaded_programs()
            .filter_map(Result::ok)
            .filter(|program| programs.contains(&program.id()))
            .count()
    };
    let end = Instant::now() + Duration::from_secs(20);
    while left() > 0 {
        assert!(Instant::now() < end, "{} programs are left", left());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// CPU time of this process, user and system.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[test]
fn an_idle_capture_costs_next_to_nothing() {
    if !inside("an_idle_capture_costs_next_to_nothing") {
        return;
    }
    let opened = Inspector::open_live(scoped(), InspectorOptions::default());
    let Some(mut inspector) = allowed(opened) else { return };
    // The pause between looks grows to its longest first.
    let settled = Instant::now() + Duration::from_millis(300);
    while Instant::now() < settled {
        let _ = inspector.advance().expect("runs");
    }
    let produced = inspector.stats().expect("counters").expect("live").produced;
    let (before, start) = (cpu_time(), Instant::now());
    while start.elapsed() < Duration::from_secs(2) {
        assert!(inspector.advance().expect("runs") != Advance::Event, "nobody did anything");
    }
    let used = (cpu_time() - before).as_secs_f64() / start.elapsed().as_secs_f64();
    eprintln!("idle: {:.3} % of a core", used * 100.0);
    assert!(used < 0.005, "{:.3} % of a core", used * 100.0);
    assert_eq!(inspector.stats().expect("counters").expect("live").produced, produced);
}

#[test]
fn a_descriptor_tells_when_to_look() {
    if !inside("a_descriptor_tells_when_to_look") {
        return;
    }
    let opened = Inspector::open_live(scoped(), InspectorOptions::default());
    let Some(mut inspector) = allowed(opened) else { return };
    let ready =
        inspector.ready_fd().expect("a descriptor").expect("live").try_clone_to_owned().expect("a copy");
    let mut child = shell("/bin/true");
    let mut events = 0;
    let end = Instant::now() + Duration::from_secs(1);
    let mut looks = 0;
    while Instant::now() < end {
        let mut wait = [rustix::event::PollFd::new(&ready, rustix::event::PollFlags::IN)];
        let timeout = rustix::time::Timespec { tv_sec: 1, tv_nsec: 0 };
        assert_eq!(rustix::event::poll(&mut wait, Some(&timeout)).expect("polls"), 1, "it comes in time");
        looks += 1;
        loop {
            match inspector.advance().expect("runs") {
                Advance::Timeout => break,
                Advance::Event => events += 1,
                _ => {}
            }
        }
    }
    child.wait().expect("ends");
    assert!(events > 20, "{events} events");
    assert!(looks < 200, "{looks} looks in 1 s");
}
