// SPDX-License-Identifier: Apache-2.0
//! What the probe costs each call, and how many events it carries. Prints the table of docs/performance.md:
//! `cargo test --release --test live_cost -- --ignored --nocapture`

mod live_support;

use live_support::{inside, open, scoped};
use rustix::time::{ClockId, clock_gettime};
use scap::capture::{Interest, Options, Probe, Scope, Stats};
use scap::schema::syscalls::Sc;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const CALLS: u64 = 300_000;
const ROUNDS: usize = 7;
/// Bytes that each write hands over, so that its event has about 200.
const DATA: usize = 144;

/// Not a test: makes calls as fast as it can and prints the nanoseconds of each, the least of the rounds.
#[test]
#[ignore = "run by other tests"]
fn makes_calls() {
    let Ok(kind) = std::env::var("CALL") else { return };
    let mut null = std::fs::File::options().write(true).open("/dev/null").expect("opens");
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..CALLS {
            if kind == "write" {
                null.write_all(&[b'x'; DATA]).expect("written");
            } else {
                std::hint::black_box(rustix::process::getppid());
            }
        }
        best = best.min(start.elapsed().as_nanos() as f64 / CALLS as f64);
    }
    println!("\nnanoseconds {best:.0}");
}

fn worker(kind: &str) -> Child {
    let own = std::env::current_exe().expect("this program has a path");
    Command::new(own)
        .args(["makes_calls", "--exact", "--ignored", "--nocapture"])
        .env("CALL", kind)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs")
}

fn processor_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}

struct Measured {
    nanoseconds: f64,
    /// Events that were read, and their bytes.
    events: u64,
    bytes: u64,
    seconds: f64,
    /// Share of a core that reading took.
    reading: f64,
    stats: Stats,
}

/// Runs a worker and reads what the probe makes of it.
fn measure(probe: &mut Probe, kind: &str) -> Measured {
    let (before, start) = (processor_time(), Instant::now());
    let mut child = worker(kind);
    let (mut events, mut bytes, mut ended) = (0, 0, false);
    loop {
        match probe.read() {
            Some(record) => {
                events += 1;
                bytes += record.bytes.len() as u64;
            }
            None if ended => break,
            None => {
                ended = child.try_wait().expect("a child").is_some();
                // After its end, what it made becomes visible.
                std::thread::sleep(Duration::from_millis(if ended { 100 } else { 1 }));
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let reading = (processor_time() - before).as_secs_f64() / seconds;
    let nanoseconds = printed(child);
    Measured { nanoseconds, events, bytes, seconds, reading, stats: probe.stats().expect("counters") }
}

fn printed(child: Child) -> f64 {
    let output = child.wait_with_output().expect("ends");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("nanoseconds "));
    line.unwrap_or_else(|| panic!("{text}")).trim().parse().expect("a number")
}

fn only(call: Sc) -> Interest {
    let mut interest = Interest::none();
    interest.set(call, true);
    interest
}

fn started(options: Options) -> Probe {
    let mut probe = open(options).expect("it opened before");
    probe.start().expect("starts");
    probe
}

#[test]
#[ignore = "a benchmark"]
fn the_cost_of_a_call() {
    if !inside("the_cost_of_a_call") {
        return;
    }
    if open(scoped()).is_none() {
        return;
    }
    let made = CALLS * ROUNDS as u64;
    let row = |what: &str, getppid: f64, write: f64| eprintln!("| {what} | {getppid:.0} | {write:.0} |");
    eprintln!("| ns per call | getppid | write of {DATA} bytes |\n|---|---|---|");
    row("nothing attached", printed(worker("getppid")), printed(worker("write")));

    let mut other = Command::new("sleep").arg("1000").spawn().expect("sleep runs");
    let scope = Scope::Tree(other.id());
    let mut probe = started(Options { scope, ..Options::default() });
    let two = ["getppid", "write"].map(|kind| measure(&mut probe, kind));
    assert_eq!([two[0].events, two[1].events], [0, 0], "out of scope");
    row("out of scope", two[0].nanoseconds, two[1].nanoseconds);
    drop(probe);
    other.kill().expect("it still runs");
    other.wait().expect("ends");

    let mut probe = started(Options { interest: only(Sc::DUP3), ..scoped() });
    let two = ["getppid", "write"].map(|kind| measure(&mut probe, kind));
    assert!(two.iter().all(|one| one.events < 1000), "uninteresting");
    row("uninteresting", two[0].nanoseconds, two[1].nanoseconds);
    drop(probe);

    let snaplen = DATA as u32;
    let two = [(Sc::GETPPID, "getppid"), (Sc::WRITE, "write")].map(|(call, kind)| {
        let mut probe = started(Options { interest: only(call), snaplen, ..scoped() });
        measure(&mut probe, kind)
    });
    row("event made and read", two[0].nanoseconds, two[1].nanoseconds);
    for (kind, one) in ["getppid", "write"].iter().zip(&two) {
        eprintln!(
            "{kind}: {} bytes an event, {:.2} million events/s, {} lost of {}, reader {:.0} % of a core",
            one.bytes / one.events.max(1),
            one.events as f64 / one.seconds / 1e6,
            one.stats.lost(),
            one.stats.produced,
            one.reading * 100.0
        );
        assert!(one.stats.produced >= made, "{:?}", one.stats);
        assert_eq!(one.stats.produced, one.events + one.stats.lost(), "{:?}", one.stats);
    }
}
