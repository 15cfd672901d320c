//! What engines that are not part of this library ask of the system (C: libscap/scap_engine_util.h).

use super::guard;
use super::result::{FAILURE, SUCCESS};
use std::ffi::c_char;

/// When the machine was booted, nanoseconds since the epoch, as exactly as its clocks tell.
///
/// # Safety
/// `last_err` is NULL or has 256 bytes; `boot_time` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_precise_boot_time(last_err: *mut c_char, boot_time: *mut u64) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(place) = boot_time.as_mut() else {
            guard::write_error(last_err, "cannot tell when the machine was booted: boot_time is NULL");
            return FAILURE;
        };
        *place = crate::platform::boot_time();
    }
    SUCCESS
}

/// True when the kernel measures the running time of BPF programs.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_bpf_stats_enabled() -> bool {
    std::fs::read_to_string("/proc/sys/kernel/bpf_stats_enabled").is_ok_and(|text| text.trim() != "0")
}
