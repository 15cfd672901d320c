// SPDX-License-Identifier: Apache-2.0
//! What engines that are not part of this library need of the system (C: libscap/scap_engine_util.h).

use super::door::{self, ErrorBuffer, Out};
use super::result::{FAILURE, SUCCESS};

/// When the machine was booted, nanoseconds since the epoch, as exactly as its clocks tell.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_precise_boot_time(last_err: ErrorBuffer, boot_time: Out<u64>) -> i32 {
    door::enter(last_err, |error| {
        if boot_time.is_null() {
            return error.fail(FAILURE, "cannot tell when the machine was booted: boot_time is NULL");
        }
        boot_time.put(crate::platform::boot_time());
        SUCCESS
    })
}

/// True when the kernel measures the running time of BPF programs.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_bpf_stats_enabled() -> bool {
    door::enter((), |()| {
        let text = std::fs::read_to_string("/proc/sys/kernel/bpf_stats_enabled");
        text.is_ok_and(|text| text.trim() != "0")
    })
}
