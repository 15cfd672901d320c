//! When a capture by another process has begun.

use std::collections::BTreeSet;
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

/// Waits until a capture has attached all that it needs.
pub fn wait_until_attached(capture: &Child) -> BTreeSet<u32> {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let programs = programs_of(capture.id());
        // Exits of calls, their entries, programs that start, processes that end; signals only if wanted.
        if programs.len() >= 4 {
            return programs;
        }
        assert!(Instant::now() < end, "only {programs:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
