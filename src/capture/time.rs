// SPDX-License-Identifier: Apache-2.0
//! Clocks.

/// Nanoseconds since boot, suspended time included: the clock of the probe.
pub(super) fn since_boot() -> u64 {
    read(libc::CLOCK_BOOTTIME)
}

/// Boot time since the epoch, nanoseconds. Of several readings, the one that took the shortest.
pub(super) fn boot_time() -> u64 {
    let mut best = (u64::MAX, 0);
    for _ in 0..8 {
        let before = since_boot();
        let now = read(libc::CLOCK_REALTIME);
        let took = since_boot() - before;
        if took < best.0 {
            best = (took, now.saturating_sub(before + took / 2));
        }
    }
    best.1
}

fn read(clock: libc::clockid_t) -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes one timespec.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
