// SPDX-License-Identifier: Apache-2.0
//! The start of a capture while processes come and go: what the list at the start and the events behind it say together
//! is what there is.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

mod live_support;

use live_support::{inside, scoped};
use scap::engine::{Advance, Engine, Live};
use scap::inspector::{Inspector, Options as InspectorOptions};
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Children that are alive at a time: more than are made between the first event and the end of the list.
const ALIVE: usize = 300;

fn open(path: &std::ffi::CStr) -> i32 {
    // SAFETY: the path ends with a NUL.
    unsafe { libc::open(path.as_ptr(), libc::O_RDONLY) }
}

/// Memory that children share with their parent: how many have begun.
fn begun() -> &'static AtomicUsize {
    let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
    // SAFETY: a new mapping, full of zeros, which stays.
    unsafe {
        let memory = libc::mmap(std::ptr::null_mut(), 4096, protection, flags, -1, 0);
        assert_ne!(memory, libc::MAP_FAILED);
        AtomicUsize::from_ptr(memory.cast())
    }
}

/// A child has what its parent had at its making, and opens a file, moves a descriptor or runs a program.
fn child(number: usize, begun: &AtomicUsize) -> ! {
    // SAFETY: the calls of a child of a process without other threads; texts end with a NUL.
    unsafe {
        let own = open(c"/etc/passwd");
        // In a PID namespace the child's side reports it: its parent leaves its own descriptors alone until then.
        begun.fetch_add(1, Ordering::Relaxed);
        if number.is_multiple_of(3) {
            libc::dup2(own, 40);
            libc::close(own);
        }
        if number.is_multiple_of(5) {
            libc::execl(c"/bin/sleep".as_ptr(), c"sleep".as_ptr(), c"1000".as_ptr(), std::ptr::null::<u8>());
        }
        loop {
            libc::pause();
        }
    }
}

/// Not a test: makes children until its standard input ends.
#[test]
#[ignore = "run by other tests"]
fn makes_children() {
    if std::env::var_os("STORM").is_none() {
        return;
    }
    let mut children = std::collections::VecDeque::new();
    let mut made = 0;
    let begun = begun();
    let mut held = open(c"/etc/hosts");
    let mut input = libc::pollfd { fd: 0, events: libc::POLLIN, revents: 0 };
    // SAFETY: one pollfd; numbers of own children.
    unsafe {
        while libc::poll(&raw mut input, 1, 0) == 0 {
            let pid = libc::fork();
            if pid == 0 {
                child(made, begun);
            }
            assert!(pid > 0, "a child is made");
            made += 1;
            while begun.load(Ordering::Relaxed) < made {
                libc::sched_yield();
            }
            // The child has the one file only, this process soon the other one only.
            let next = open(if made.is_multiple_of(2) { c"/etc/hosts" } else { c"/etc/group" });
            libc::close(held);
            held = next;
            children.push_back(pid);
            if children.len() > ALIVE {
                let oldest = children.pop_front().expect("it is longer");
                libc::kill(oldest, libc::SIGKILL);
                libc::waitpid(oldest, std::ptr::null_mut(), 0);
            }
        }
    }
    loop {
        std::thread::sleep(Duration::from_secs(1000));
    }
}

fn storm() -> Child {
    let own = std::env::current_exe().expect("this program has a path");
    Command::new(own)
        .args(["makes_children", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env("STORM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs")
}

/// Descriptors by number, with the names of files in /etc.
type Descriptors = BTreeMap<i64, String>;

fn file_name(name: &[u8]) -> String {
    if name.starts_with(b"/etc/") { String::from_utf8_lossy(name).into_owned() } else { String::new() }
}

/// What this PID namespace's /proc lists: descriptors of each process but this one.
fn there() -> BTreeMap<i64, (String, Descriptors)> {
    let mut processes = BTreeMap::new();
    for entry in std::fs::read_dir("/proc").expect("/proc").flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<i64>() else { continue };
        if pid == i64::from(std::process::id()) {
            continue;
        }
        let path = entry.path();
        let comm = std::fs::read_to_string(path.join("comm")).expect("it lives").trim_end().to_owned();
        let mut descriptors = Descriptors::new();
        for entry in std::fs::read_dir(path.join("fd")).expect("it lives").flatten() {
            let number = entry.file_name().to_string_lossy().parse().expect("a number");
            let name = std::fs::read_link(entry.path()).expect("it lives");
            descriptors.insert(number, file_name(name.as_os_str().as_encoded_bytes()));
        }
        processes.insert(pid, (comm, descriptors));
    }
    processes
}

fn captured(inspector: &Inspector) -> BTreeMap<i64, (String, Descriptors)> {
    let threads = &inspector.state().threads;
    let own = inspector.options().self_pid;
    let mut processes = BTreeMap::new();
    for thread in threads.iter().filter(|thread| thread.is_main() && thread.pid != own && !thread.is_dead()) {
        let descriptors = threads.fds(thread).map_or_else(Descriptors::new, |table| {
            table.iter().map(|(number, fd)| (number, file_name(&fd.name))).collect()
        });
        let comm = String::from_utf8_lossy(thread.comm.bytes()).into_owned();
        let twin = processes.insert(thread.vpid, (comm, descriptors));
        assert!(twin.is_none(), "process {} is there twice", thread.vpid);
    }
    processes
}

/// How many processes this PID namespace has.
fn alive() -> usize {
    let names = std::fs::read_dir("/proc")
        .expect("a list")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).count()
}

/// Takes events until none came for a while; returns how many there were.
fn drain(inspector: &mut Inspector) -> u64 {
    let (mut last, mut events) = (Instant::now(), 0);
    while last.elapsed() < Duration::from_millis(300) {
        if inspector.advance().expect("events") == Advance::Event {
            events += 1;
            last = Instant::now();
        }
    }
    events
}

#[test]
fn nothing_falls_between_the_list_and_the_events() {
    if !inside("nothing_falls_between_the_list_and_the_events") {
        return;
    }
    for round in 0..2 {
        let mut storm = storm();
        // On a busy machine the storm takes a while to rise.
        let limit = Instant::now() + Duration::from_secs(60);
        while alive() <= ALIVE {
            assert!(Instant::now() < limit, "the storm does not rise above {} processes", alive());
            std::thread::sleep(Duration::from_millis(20));
        }
        let Some(live) = live_support::allowed(Live::open(scoped())) else { return };
        std::thread::sleep(Duration::from_millis(20));
        drop(storm.stdin.take());
        let listed = live.snapshot().threads.len();
        let mut inspector = Inspector::from_live(live, InspectorOptions::default()).expect("it opens");
        let events = drain(&mut inspector);
        // What an event ends goes with the next event.
        Command::new("/bin/true").status().expect("it runs");
        drain(&mut inspector);
        let lost = inspector.stats().expect("counters").expect("a probe").lost();
        assert_eq!(lost, 0, "round {round}");
        let (there, captured) = (there(), captured(&inspector));
        eprintln!("round {round}: {listed} listed, {events} events, {} processes at the end", there.len());
        assert!(there.len() > ALIVE && listed > ALIVE && events > 10, "the storm went on meanwhile");
        let missing: Vec<_> = there.keys().filter(|pid| !captured.contains_key(pid)).collect();
        let gone: Vec<_> = captured.iter().filter(|(pid, _)| !there.contains_key(pid)).collect();
        let other: Vec<_> = there
            .iter()
            .filter_map(|(pid, one)| {
                captured.get(pid).filter(|other| *other != one).map(|other| (pid, one, other))
            })
            .collect();
        assert!(
            missing.is_empty() && gone.is_empty() && other.is_empty(),
            "round {round}: not captured: {missing:?}; captured but not there: {gone:?}; {} differ (process, there, \
             captured): {:#?}",
            other.len(),
            &other[..other.len().min(3)]
        );
        storm.kill().expect("it still runs");
        storm.wait().expect("ends");
        // Its children are now those of this process, the first one; the next round begins without them.
        for pid in there.keys().map(|pid| *pid as i32) {
            // SAFETY: a number of this PID namespace, in which nobody else lives.
            unsafe {
                libc::kill(pid, libc::SIGKILL);
                libc::waitpid(pid, std::ptr::null_mut(), 0);
            }
        }
    }
}
