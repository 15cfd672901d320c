// SPDX-License-Identifier: Apache-2.0
//! When a capture by another process has begun, and its end.

#![allow(dead_code, reason = "each test file uses its part")]

use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

/// Numbers of the programs in the kernel that a process holds.
fn programs_of(pid: u32) -> BTreeSet<u32> {
    let Ok(folder) = std::fs::read_dir(format!("/proc/{pid}/fdinfo")) else { return BTreeSet::new() };
    folder
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .filter(|text| text.contains("link_type"))
        .filter_map(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("prog_id:"))?;
            line.trim().parse().ok()
        })
        .collect()
}

/// Waits until something is so.
pub fn wait_until(what: &str, mut is: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is() {
        assert!(Instant::now() < end, "not in a minute: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until a capture has attached all that it needs; it makes events a moment later.
pub fn wait_until_attached(capture: &Child) -> BTreeSet<u32> {
    let mut programs = BTreeSet::new();
    wait_until("all programs are attached", || {
        programs = programs_of(capture.id());
        // Exits of calls, their entries, programs that start, processes that end; signals only if wanted.
        programs.len() >= 4
    });
    programs
}

/// Waits until a capture writes its file, which begins with the list of processes: events are made before that is taken.
pub fn wait_until_written(file: &Path) {
    wait_until("the file is there", || file.exists());
}

/// Asks a capture to come to its end.
pub fn stop(capture: &Child) {
    kill_process(Pid::from_child(capture), Signal::TERM).expect("it runs");
}
