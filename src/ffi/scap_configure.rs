//! Settings and counters of a running capture (C: libscap/scap.h).

use super::abi::engine::scap_t;
use super::abi::event::ppm_sc_code;
use super::abi::stats::{metrics_v2, scap_stats};
use super::records;
use super::result::{FAILURE, SUCCESS};
use super::scap_handle::{engine, fail, unsupported};
use crate::schema::syscalls::Sc;
use std::ffi::{c_long, c_ulong};
use std::ptr;

/// Settings, by their numbers in the engine's table (C: enum scap_setting).
const SAMPLING_RATIO: u32 = 0;
const SNAPLEN: u32 = 1;
const PPM_SC_MASK: u32 = 2;
const DYNAMIC_SNAPLEN: u32 = 3;
const FULLCAPTURE_PORT_RANGE: u32 = 4;
const STATSD_PORT: u32 = 5;
const DROP_FAILED: u32 = 6;

/// First argument of the setting for system calls.
const MASK_SET: c_ulong = 1;
const MASK_UNSET: c_ulong = 2;

const KERNEL_COUNTERS: u32 = 1;
const KERNEL_COUNTERS_PER_CPU: u32 = 1 << 7;

/// # Safety
/// `handle` is NULL or valid.
unsafe fn configure(handle: *mut scap_t, setting: u32, arg1: c_ulong, arg2: c_ulong, what: &str) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.configure?))) {
            Some((engine, configure)) => configure(engine, setting, arg1, arg2),
            None => unsupported(handle, what),
        }
    }
}

/// Fills `stats` with the counts since the capture was opened.
///
/// # Safety
/// Each pointer is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_stats(handle: *mut scap_t, stats: *mut scap_stats) -> i32 {
    if stats.is_null() {
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    unsafe {
        stats.write(records::blank());
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.get_stats?))) {
            Some((engine, get)) => get(engine, stats),
            None => fail(handle, FAILURE, "cannot count events: the handle is not open"),
        }
    }
}

/// Metrics of the METRICS_V2_ groups in `flags`, `*nstats` of them; the handle's, valid until the next call. NULL if there are none.
///
/// # Safety
/// Each pointer is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_stats_v2(
    handle: *mut scap_t,
    flags: u32,
    nstats: *mut u32,
    rc: *mut i32,
) -> *const metrics_v2 {
    let (mut count, mut outcome) = (0, FAILURE);
    let nstats = if nstats.is_null() { &raw mut count } else { nstats };
    let rc = if rc.is_null() { &raw mut outcome } else { rc };
    // Counters by processor come with the sums.
    let flags = if flags & KERNEL_COUNTERS_PER_CPU != 0 { flags | KERNEL_COUNTERS } else { flags };
    // SAFETY: as the caller promises.
    unsafe {
        nstats.write(0);
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.get_stats_v2?))) {
            Some((engine, get)) => get(engine, flags, nstats, rc),
            None => {
                rc.write(fail(handle, FAILURE, "cannot give metrics: the handle is not open"));
                ptr::null()
            }
        }
    }
}

/// Lets a live source's events flow; they do after scap_open().
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_start_capture(handle: *mut scap_t) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.start_capture?))) {
            Some((engine, start)) => start(engine),
            None => unsupported(handle, "start the capture"),
        }
    }
}

/// Holds a live source's events back; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_stop_capture(handle: *mut scap_t) -> i32 {
    if handle.is_null() {
        return SUCCESS;
    }
    // SAFETY: as the caller promises.
    unsafe {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.stop_capture?))) {
            Some((engine, stop)) => stop(engine),
            None => unsupported(handle, "stop the capture"),
        }
    }
}

/// Sets how many bytes of data a live source captures by event, at most SNAPLEN_MAX.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_set_snaplen(handle: *mut scap_t, snaplen: u32) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { configure(handle, SNAPLEN, snaplen.into(), 0, "set the snaplen") }
}

/// Adds a system call or tracepoint to those that a live source captures, or takes it away.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_set_ppm_sc(handle: *mut scap_t, ppm_sc: ppm_sc_code, enabled: bool) -> i32 {
    if ppm_sc as usize >= Sc::COUNT {
        let text = format!("cannot choose system call {ppm_sc}: codes go up to {}", Sc::COUNT - 1);
        // SAFETY: as the caller promises.
        return unsafe { fail(handle, FAILURE, &text) };
    }
    let op = if enabled { MASK_SET } else { MASK_UNSET };
    // SAFETY: as the caller promises.
    unsafe { configure(handle, PPM_SC_MASK, op, ppm_sc.into(), "choose system calls") }
}

/// Sets whether a live source leaves failed system calls out.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_set_dropfailed(handle: *mut scap_t, enabled: bool) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { configure(handle, DROP_FAILED, enabled.into(), 0, "leave failed calls out") }
}

/// Gives known protocols a larger limit of captured data.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_enable_dynamic_snaplen(handle: *mut scap_t) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { configure(handle, DYNAMIC_SNAPLEN, 1, 0, "enable the dynamic snaplen") }
}

/// Gives all data the same limit.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_disable_dynamic_snaplen(handle: *mut scap_t) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { configure(handle, DYNAMIC_SNAPLEN, 0, 0, "disable the dynamic snaplen") }
}

/// Gives traffic of these ports a larger limit of captured data; 0 and 0 for none.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_set_fullcapture_port_range(
    handle: *mut scap_t,
    range_start: u16,
    range_end: u16,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        configure(handle, FULLCAPTURE_PORT_RANGE, range_start.into(), range_end.into(), "set a port range")
    }
}

/// Sets the port at which statsd traffic is recognized.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_set_statsd_port(handle: *mut scap_t, port: u16) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { configure(handle, STATSD_PORT, port.into(), 0, "set the statsd port") }
}

/// Keeps events of one part in `sampling_ratio` of each second: 1, 2, 4, ... 128.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_start_dropping_mode(handle: *mut scap_t, sampling_ratio: u32) -> i32 {
    if !sampling_ratio.is_power_of_two() || sampling_ratio > 128 {
        let text = format!("cannot drop events: sampling ratio {sampling_ratio} is not 1, 2, 4, ... 128");
        // SAFETY: as the caller promises.
        return unsafe { fail(handle, FAILURE, &text) };
    }
    // SAFETY: as the caller promises.
    unsafe { configure(handle, SAMPLING_RATIO, sampling_ratio.into(), 1, "drop events") }
}

/// Keeps all events again.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_stop_dropping_mode(handle: *mut scap_t) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { configure(handle, SAMPLING_RATIO, 1, 0, "stop dropping events") }
}

/// How often each CPU ran the driver's hooks: `ret` has one number by CPU.
///
/// # Safety
/// Each pointer is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_n_tracepoint_hit(handle: *mut scap_t, ret: *mut c_long) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.get_n_tracepoint_hit?))) {
            Some((engine, get)) if !ret.is_null() => get(engine, ret),
            _ => unsupported(handle, "count the driver's hooks"),
        }
    }
}
