// SPDX-License-Identifier: Apache-2.0
//! The kernel as judge: while processes and threads change their state at random (`live_torture/torture.c`), all of them
//! are stopped again and again, and what the state says of each thread and descriptor is compared with /proc.
//!
//! `SYSCAP_TORTURE_STOPS` sets the number of stops (20), `SYSCAP_TORTURE_SEED` the random numbers.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

#[path = "live_torture/facts.rs"]
mod facts;
#[path = "live_torture/kernel.rs"]
mod kernel;
#[path = "live_torture/library.rs"]
mod library;
mod live_support;
#[path = "live_torture/rests.rs"]
mod rests;
#[path = "live_torture/shared.rs"]
mod shared;

use facts::Facts;
use live_support::{folder, inside, left_out, scoped};
use scap::engine::{Advance, Live};
use scap::inspector::{Inspector, Options as InspectorOptions};
use scap::schema::Code;
use shared::Shared;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tasks that are alive at a time, about.
const TASKS: i32 = 40;
/// Time between stops.
const RUN: Duration = Duration::from_millis(150);
/// Differences without a known reason that are tolerated, per million facts. What is left of them follows from events of
/// two processors that come in another order than what they report: a child that reports itself before its caller, beside a
/// thread that unshares. One such case differs in every descriptor, at every stop of that process.
const TOLERATED: u64 = 5_000;
/// Between two looks at whether everything has stopped.
const PAUSE: Duration = Duration::from_millis(4);
/// Bytes of a ring: enough for what happens while this test has to wait for a processor.
const RING: usize = 64 << 20;
/// The marker is the close of this descriptor, which nobody has.
const MARKER: i64 = -4242;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// A process that makes two events each time it is asked to: the second lets what the first left to do take effect.
struct Marker {
    pid: i32,
    pipe: i32,
}

impl Marker {
    fn new() -> Marker {
        let mut pipe = [0; 2];
        // SAFETY: the child makes system calls only and ends without returning.
        unsafe {
            assert_eq!(libc::pipe(pipe.as_mut_ptr()), 0);
            let pid = libc::fork();
            assert!(pid >= 0);
            if pid == 0 {
                libc::close(pipe[1]);
                let mut byte = 0_u8;
                while libc::read(pipe[0], (&raw mut byte).cast(), 1) == 1 {
                    libc::syscall(libc::SYS_close, MARKER);
                    libc::syscall(libc::SYS_close, MARKER);
                }
                libc::_exit(0);
            }
            libc::close(pipe[0]);
            Marker { pid, pipe: pipe[1] }
        }
    }

    /// Makes the events, and takes all until then.
    fn reach(&self, inspector: &mut Inspector) {
        // SAFETY: our own child and pipe.
        unsafe {
            libc::kill(self.pid, libc::SIGCONT);
            assert_eq!(libc::write(self.pipe, [1_u8].as_ptr().cast(), 1), 1);
        }
        let (mut seen, begun) = (0, Instant::now());
        while seen < 2 {
            assert!(begun.elapsed() < Duration::from_secs(20), "the events of the marker come");
            if inspector.advance().expect("events") == Advance::Event {
                let event = inspector.event().expect("the current one");
                let raw = event.raw;
                let closed = raw.param_or_empty(1).i64();
                seen += i32::from(raw.code() == Code::SyscallCloseX && closed == Some(MARKER));
            }
        }
    }
}

/// Sends a signal to every process of this PID namespace but this one, its first.
fn signal_all(signal: i32) {
    // SAFETY: sends a signal; all processes that it reaches are of this test.
    unsafe { libc::kill(-1, signal) };
}

/// Stops everything, and waits until nothing changes any more. Takes events meanwhile: on a busy machine it lasts long.
fn stop_all(inspector: &mut Inspector) {
    let begun = Instant::now();
    let mut before = Vec::new();
    loop {
        signal_all(libc::SIGSTOP);
        // SAFETY: orphans of the namespace are children of its first process.
        while unsafe { libc::waitpid(-1, std::ptr::null_mut(), libc::WNOHANG) } > 0 {}
        let states = kernel::states();
        let still = states.iter().all(|(_, state)| matches!(state, b'T' | b't' | b'Z' | b'D' | b'X'));
        if still && states == before {
            return;
        }
        before = states;
        let pause = Instant::now();
        while pause.elapsed() < PAUSE {
            let _ = inspector.advance().expect("events");
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "everything stops: {before:?}");
    }
}

fn compile(folder: &Path) -> Option<std::path::PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live_torture/torture.c");
    let program = folder.join("torture");
    let status = Command::new("cc").args(["-O1", "-Wall", "-o"]).arg(&program).arg(source).status();
    match status {
        Ok(status) if status.success() => Some(program),
        _ => {
            left_out(format_args!("the state against /proc: there is no C compiler"));
            None
        }
    }
}

#[test]
#[ignore = "slow"]
fn the_state_is_what_proc_says() {
    if !inside("the_state_is_what_proc_says") {
        return;
    }
    let stops = variable("SYSCAP_TORTURE_STOPS").unwrap_or(20);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that was set").as_nanos() as u64;
    let seed = variable("SYSCAP_TORTURE_SEED").unwrap_or(now % 1_000_000);
    eprintln!("seed {seed}, {stops} stops");
    let folder = folder("torture");
    let Some(program) = compile(&folder) else { return };
    let shared_path = folder.join("shared");
    let shared = Shared::new(&shared_path);
    let marker = Marker::new();
    let mut child = Command::new(&program)
        .arg(&shared_path)
        .arg(&folder)
        .arg(seed.to_string())
        .stdin(Stdio::null())
        .current_dir(&folder)
        .spawn()
        .expect("the program runs");
    std::thread::sleep(Duration::from_millis(50));
    let mut options = scoped();
    options.buffers.bytes = RING;
    let Some(live) = live_support::allowed(Live::open(options)) else { return };
    let mut inspector = Inspector::from_live(live, InspectorOptions::default()).expect("it opens");
    shared.begin(TASKS);
    let mut facts = Facts::new();
    for _ in 0..stops {
        let begun = Instant::now();
        while begun.elapsed() < RUN {
            let _ = inspector.advance().expect("events");
        }
        stop_all(&mut inspector);
        marker.reach(&mut inspector);
        let lost = inspector.stats().expect("counters").expect("a probe").lost();
        assert_eq!(lost, 0, "seed {seed}: events were lost");
        let tasks = kernel::tasks(&[std::process::id() as i32, marker.pid]);
        facts.stop += 1;
        library::compare(&inspector, &tasks, &mut facts);
        shared.set_population(tasks.len() as i32);
        signal_all(libc::SIGCONT);
        assert!(child.try_wait().expect("our child").is_none(), "seed {seed}: the first process stays");
    }
    signal_all(libc::SIGKILL);
    let actions = shared.actions();
    let unexplained = facts.report(seed, actions);
    std::fs::remove_dir_all(&folder).expect("our folder");
    assert!(actions > 50 * stops && facts.count() > 1_000 * stops, "the program did its work: {actions}");
    assert!(
        unexplained as u64 * 1_000_000 <= TOLERATED * facts.count(),
        "seed {seed}: {unexplained} of {} facts differ without a known reason",
        facts.count()
    );
}
