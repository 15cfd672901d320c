// SPDX-License-Identifier: Apache-2.0
//! How many events the whole program carries, and what it takes of the machine:
//! `cargo test --release --test live_throughput -- --ignored --nocapture`

#[path = "live_support/attached.rs"]
mod attached;
mod live_support;

use attached::{stop, wait_until, wait_until_attached};
use live_support::{inside, open, scoped, unused_path};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long a worker makes calls.
const WORK: Duration = Duration::from_secs(5);
/// How long nobody does anything.
const IDLE: Duration = Duration::from_secs(20);
/// Calls in one round of a worker: a file is opened, written to, read from and closed, and a number is asked for.
const ROUND: u64 = 5;

/// Not a test: waits for a line, then makes calls, `PACE` of them in a second or as fast as it can; prints how many.
#[test]
#[ignore = "run by other tests"]
fn makes_calls() {
    let Some(pace) = std::env::var("PACE").ok().and_then(|pace| pace.parse::<u64>().ok()) else { return };
    std::io::stdin().read_line(&mut String::new()).expect("a line to begin");
    let start = Instant::now();
    let (mut made, mut data) = (0, [b'x'; 144]);
    while start.elapsed() < WORK {
        // A millisecond's share, and then a pause until the next one is due.
        for _ in 0..(pace / 1000 / ROUND).max(1) {
            let mut null = std::fs::File::options().read(true).write(true).open("/dev/null").expect("opens");
            null.write_all(&data).expect("written");
            assert_eq!(null.read(&mut data).expect("read"), 0);
            drop(null);
            std::hint::black_box(rustix::process::getppid());
            made += ROUND;
        }
        if pace > 0 {
            let due = Duration::from_secs_f64(made as f64 / pace as f64);
            std::thread::sleep(due.saturating_sub(start.elapsed()));
        }
    }
    println!("\nmade {made} in {:.3}", start.elapsed().as_secs_f64());
}

/// A worker that waits for a line to begin.
fn worker(pace: u64) -> Child {
    let own = std::env::current_exe().expect("this program has a path");
    Command::new(own)
        .args(["makes_calls", "--exact", "--ignored", "--nocapture"])
        .env("PACE", pace.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs")
}

/// Time on a processor that a process took: from the scheduler, nanoseconds.
fn processor_time(pid: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).expect("it runs");
    let of_thread = |path: PathBuf| -> u64 {
        let text = std::fs::read_to_string(path.join("schedstat")).expect("the kernel counts it");
        text.split(' ').next().and_then(|first| first.parse().ok()).expect("a number")
    };
    Duration::from_nanos(threads.map(|thread| of_thread(thread.expect("readable").path())).sum())
}

/// The program, capturing a process and its descendants, once it has begun.
fn capture(of: u32, file: Option<&Path>) -> Child {
    let mut capture = Command::new(env!("CARGO_BIN_EXE_syscap"));
    capture.args(["--scope", &format!("tree={of}"), "-q", "-S"]);
    if let Some(file) = file {
        capture.arg("-w").arg(file);
    }
    let capture = capture.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("syscap runs");
    wait_until_attached(&capture);
    // Between looks it sleeps, and nowhere else: clock_nanosleep.
    let call = format!("/proc/{}/syscall", capture.id());
    wait_until("it looks at its rings", || {
        std::fs::read_to_string(&call).is_ok_and(|call| call.starts_with("230 "))
    });
    capture
}

/// Events that were shown, and events that were lost.
fn counted(capture: &Output) -> (u64, u64) {
    let stderr = String::from_utf8_lossy(&capture.stderr).into_owned();
    assert!(capture.status.success(), "{stderr}");
    let table = String::from_utf8_lossy(&capture.stdout).into_owned();
    let mut shown = 0;
    for line in table.lines() {
        // Without the marks of losses.
        if let [">" | "<", name, count] = line.split_whitespace().collect::<Vec<_>>()[..]
            && !matches!(name, "drop" | "notification")
        {
            shown += count.parse::<u64>().expect("a number");
        }
    }
    let numbers: Vec<u64> = stderr.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let lost = match numbers[..] {
        [] => 0,
        [lost, produced, ..] => {
            // Entries are not shown.
            assert!(produced >= shown + lost, "{stderr}{table}");
            lost
        }
        _ => panic!("{stderr}"),
    };
    (shown, lost)
}

/// A file accounts for every event that was produced: it has it, or counts it as lost.
fn is_complete(file: &Path, lost: u64) {
    let info = Command::new(env!("CARGO_BIN_EXE_syscap")).args(["info", "-j"]).arg(file).output();
    let info: serde_json::Value = serde_json::from_slice(&info.expect("syscap runs").stdout).expect("JSON");
    if lost == 0 {
        assert!(info["lost"].is_null(), "{info}");
        return;
    }
    let number = |value: &serde_json::Value| value.as_u64().unwrap_or_else(|| panic!("{info}"));
    let marks = number(&info["drop_events"]) * 3 / 2;
    let produced = number(&info["lost"]["counters"]["produced"]);
    assert_eq!(produced, number(&info["events"]) - marks + lost, "{info}");
}

#[test]
#[ignore = "a benchmark"]
fn what_the_program_carries() {
    if !inside("what_the_program_carries") || open(scoped()).is_none() {
        return;
    }
    let file = unused_path("throughput");
    eprintln!(
        "| worker | program | calls/s | events/s | lost | reader, of a core | file |\n|---|---|---|---|---|---|---|"
    );
    for (pace, worker_name) in [(0, "full speed"), (200_000, "200,000/s")] {
        for (file, name) in [(None, "-q"), (Some(&file), "-w FILE")] {
            let mut worker = worker(pace);
            let capture = capture(worker.id(), file.map(PathBuf::as_path));
            let (before, start) = (processor_time(capture.id()), Instant::now());
            worker.stdin.take().expect("a pipe").write_all(b"\n").expect("it waits");
            let worker = worker.wait_with_output().expect("ends");
            let reader =
                (processor_time(capture.id()) - before).as_secs_f64() / start.elapsed().as_secs_f64();
            stop(&capture);
            let capture = capture.wait_with_output().expect("ends");
            let text = String::from_utf8_lossy(&worker.stdout).into_owned();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("made "))
                .expect("a line that begins with made");
            let (made, seconds) = line.split_once(" in ").expect("two numbers");
            let (made, seconds): (u64, f64) =
                (made.parse().expect("a number"), seconds.parse().expect("a number"));
            let (delivered, lost) = counted(&capture);
            assert!(delivered + lost >= made, "{delivered} and {lost} of {made}");
            let size = file.map_or("-".to_owned(), |file| {
                is_complete(file, lost);
                let size = std::fs::metadata(file).expect("written").len();
                std::fs::remove_file(file).expect("cleaned up");
                format!("{:.0} MB/s", size as f64 / seconds / 1e6)
            });
            eprintln!(
                "| {worker_name} | {name} | {:.0} | {:.0} | {lost} | {:.0} % | {size} |",
                made as f64 / seconds,
                delivered as f64 / seconds,
                reader * 100.0
            );
        }
    }
}

#[test]
#[ignore = "a benchmark"]
fn an_idle_capture_by_the_program() {
    if !inside("an_idle_capture_by_the_program") || open(scoped()).is_none() {
        return;
    }
    let mut nobody = Command::new("sleep").arg("1000").spawn().expect("sleep runs");
    let capture = capture(nobody.id(), None);
    let (before, start) = (processor_time(capture.id()), Instant::now());
    std::thread::sleep(IDLE);
    let share = (processor_time(capture.id()) - before).as_secs_f64() / start.elapsed().as_secs_f64();
    stop(&capture);
    let (delivered, lost) = counted(&capture.wait_with_output().expect("ends"));
    nobody.kill().expect("it still runs");
    nobody.wait().expect("ends");
    eprintln!("idle: {:.3} % of a core over {} s", share * 100.0, IDLE.as_secs());
    assert_eq!((delivered, lost), (0, 0), "nobody did anything");
    assert!(share < 0.02, "{:.3} % of a core", share * 100.0);
}
