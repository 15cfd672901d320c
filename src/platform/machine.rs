// SPDX-License-Identifier: Apache-2.0
//! The machine itself, and this program on it.

use super::environment;
use super::number::decimal;
use super::stat::Stat;
use crate::snapshot::{AgentInfo, MachineInfo};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::time::Duration;

/// The machine at `root`. `None` where its /proc does not report when it was booted.
pub(super) fn machine(root: &Path) -> Option<MachineInfo> {
    let memory = rustix::system::sysinfo();
    Some(MachineInfo {
        num_cpus: processors(),
        memory_size_bytes: (memory.totalram as u64).saturating_mul(memory.mem_unit.into()),
        max_pid: 0,
        hostname: hostname(),
        boot_ts_epoch: boot_time(&fs::read(root.join("proc/stat")).ok()?)?,
        flags: 0,
        reserved3: 0,
        reserved4: 0,
    })
}

/// This program.
pub(super) fn agent() -> AgentInfo {
    let stat = fs::read("/proc/self/stat").unwrap_or_default();
    let ticks = Stat::parse(&stat).map_or(0, |stat| stat.start);
    let since_boot = ticks as f64 / rustix::param::clock_ticks_per_second().max(1) as f64;
    AgentInfo {
        start_ts_epoch: exact_boot_time().saturating_add((since_boot * 1e9) as u64),
        start_time: since_boot,
        uname_r: rustix::system::uname().release().to_bytes().to_vec(),
    }
}

/// The instant at which the clock of start times was zero, nanoseconds since the epoch: finer than `btime`.
pub(super) fn exact_boot_time() -> u64 {
    use rustix::time::{ClockId, Timespec, clock_gettime};
    let since = |time: Timespec| Duration::new(time.tv_sec.max(0) as u64, time.tv_nsec as u32);
    let boot =
        since(clock_gettime(ClockId::Realtime)).saturating_sub(since(clock_gettime(ClockId::Boottime)));
    boot.as_nanos().try_into().unwrap_or(u64::MAX)
}

/// `btime` of /proc/stat, as nanoseconds.
fn boot_time(stat: &[u8]) -> Option<u64> {
    let line = stat.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"btime "))?;
    decimal(line.trim_ascii())?.checked_mul(1_000_000_000)
}

/// Online processors; those we may run on where the system does not report them.
fn processors() -> u32 {
    let online = fs::read("/sys/devices/system/cpu/online").ok().and_then(|text| count(text.trim_ascii()));
    online
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |count| usize::from(count) as u32))
}

/// Members of a list such as `0-3,8`.
fn count(list: &[u8]) -> Option<u32> {
    let mut sum = 0_u32;
    for range in list.split(|byte| *byte == b',') {
        let mut ends = range.split(|byte| *byte == b'-');
        let first = decimal(ends.next()?)?;
        let last = ends.next().map_or(Some(first), decimal)?;
        sum = sum.checked_add(u32::try_from(last.checked_sub(first)?).ok()?.checked_add(1)?)?;
    }
    Some(sum)
}

/// The machine's name, or that of the environment: the name seen in a container is not the machine's.
fn hostname() -> Vec<u8> {
    match environment::text("SCAP_HOSTNAME", "HOSTNAME") {
        Some(name) => name.into_vec(),
        None => rustix::system::uname().nodename().to_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_processors() {
        assert_eq!((count(b"0"), count(b"0-3,8"), count(b"0-1,4-5,7")), (Some(1), Some(5), Some(5)));
        assert_eq!([count(b""), count(b"3-1"), count(b"x")], [None; 3]);
    }

    #[test]
    fn reads_the_time_of_boot() {
        assert_eq!(boot_time(b"cpu 1 2\nbtime 1700000000\nprocesses 3\n"), Some(1_700_000_000_000_000_000));
        assert_eq!(boot_time(b"cpu 1 2\n"), None);
    }
}
