// SPDX-License-Identifier: Apache-2.0
//! What this process and its machine use: processor time, memory, descriptors.

use super::environment;
use super::platform::Platform;
use std::fs;
use std::path::Path;

/// Figures of one moment; 0 where the system does not report them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Resources {
    /// Processor time of this process, percent of the time since it started.
    pub cpu_usage_perc: f64,
    /// Resident memory of this process, KiB.
    pub memory_rss_kb: u32,
    /// Virtual memory of this process, KiB.
    pub memory_vsz_kb: u32,
    /// Proportional set size of this process (memory, with its share of what it shares), KiB.
    pub memory_pss_kb: u32,
    /// Memory of the control group that `AGENT_CGROUP_MEM_PATH` names, else of version 1's root, bytes.
    pub container_memory_used_bytes: u64,
    /// Processor time of the machine since it was booted, percent.
    pub host_cpu_usage_perc: f64,
    /// Memory in use on the machine, without buffers and caches, KiB.
    pub host_memory_used_kb: u32,
    /// Threads that run or could.
    pub host_procs_running: u32,
    /// Open files of the machine.
    pub host_open_fds: u64,
}

/// One decimal, as the figures are shown.
fn rounded(percent: f64) -> f64 {
    (percent * 10.0).round() / 10.0
}

/// The first number after a word at the start of a line.
fn number(text: &str, word: &str) -> u64 {
    let rest = text.lines().find_map(|line| line.strip_prefix(word));
    rest.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

impl Platform {
    /// What is used now. `start_time` is the start of this process, seconds since boot.
    pub fn resources(&self, start_time: f64) -> Resources {
        let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        let of_host = |path: &str| read(&self.root.join(path));
        let kib = |bytes: u64| u32::try_from(bytes).unwrap_or(u32::MAX);
        let (status, rollup) =
            (read(Path::new("/proc/self/status")), read(Path::new("/proc/self/smaps_rollup")));
        let (memory, stat) = (of_host("proc/meminfo"), of_host("proc/stat"));
        let used = number(&memory, "MemTotal:").saturating_sub(
            number(&memory, "MemFree:") + number(&memory, "Buffers:") + number(&memory, "Cached:"),
        );
        let uptime = first_float(&of_host("proc/uptime"));
        Resources {
            cpu_usage_perc: own_cpu_usage(&read(Path::new("/proc/self/stat")), uptime - start_time),
            memory_rss_kb: kib(number(&status, "VmRSS:")),
            memory_vsz_kb: kib(number(&status, "VmSize:")),
            memory_pss_kb: kib(number(&rollup, "Pss:")),
            container_memory_used_bytes: container_memory(),
            host_cpu_usage_perc: host_cpu_usage(&stat),
            host_memory_used_kb: kib(used),
            host_procs_running: kib(number(&stat, "procs_running ")),
            host_open_fds: number(&of_host("proc/sys/fs/file-nr"), ""),
        }
    }
}

fn first_float(text: &str) -> f64 {
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

/// User and system time in a line of /proc/PID/stat, against the seconds that passed.
fn own_cpu_usage(stat: &str, elapsed: f64) -> f64 {
    // The command name may hold anything; what follows its last parenthesis does not.
    let Some((_, fields)) = stat.rsplit_once(')') else { return 0.0 };
    let ticks: u64 =
        fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    let seconds = ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
    if elapsed > 0.0 { rounded(100.0 * seconds / elapsed) } else { 0.0 }
}

/// Of the first seven columns of /proc/stat, what is not idle.
fn host_cpu_usage(stat: &str) -> f64 {
    let Some(line) = stat.lines().find_map(|line| line.strip_prefix("cpu ")) else { return 0.0 };
    let columns: Vec<u64> = line.split_whitespace().take(7).filter_map(|field| field.parse().ok()).collect();
    let (all, idle) = (columns.iter().sum::<u64>(), columns.get(3).copied().unwrap_or(0));
    if all == 0 { 0.0 } else { rounded(100.0 - idle as f64 * 100.0 / all as f64) }
}

fn container_memory() -> u64 {
    const DEFAULT: &str = "/sys/fs/cgroup/memory/memory.usage_in_bytes";
    let named = environment::text("AGENT_CGROUP_MEM_PATH", "CGROUP_MEM_PATH").unwrap_or_default();
    let named = named.to_string_lossy();
    let path = if named.is_empty() || named.contains("..") { DEFAULT } else { &named };
    fs::read_to_string(path).map_or(0, |text| number(&text, ""))
}

#[cfg(test)]
mod tests {
    use super::{host_cpu_usage, number, own_cpu_usage};

    #[test]
    fn figures_are_read_from_their_lines() {
        assert_eq!(number("VmSize:\t  12 kB\nVmRSS:\t 7 kB\n", "VmRSS:"), 7);
        assert_eq!(number("17 0 99\n", ""), 17);
        assert_eq!(number("", "x"), 0);
        assert_eq!(host_cpu_usage("cpu  10 0 10 60 20 0 0 9 9\ncpu0 1\n"), 40.0);
        let ticks = rustix::param::clock_ticks_per_second();
        let stat = format!("1 (a) b) S 0 0 0 0 0 0 0 0 0 0 {ticks} {ticks} 0");
        assert_eq!(own_cpu_usage(&stat, 8.0), 25.0);
        assert_eq!(own_cpu_usage("", 8.0), 0.0);
    }
}
