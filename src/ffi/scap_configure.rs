// SPDX-License-Identifier: Apache-2.0
//! Settings and counters of a running capture (C: libscap/scap.h).

use super::abi::engine::scap_t;
use super::abi::event::ppm_sc_code;
use super::abi::stats::{metrics_v2, scap_stats};
use super::door::{self, Out, Shared};
use super::engine_calls::{ask, engine, unsupported};
use super::records;
use super::result::{FAILURE, SUCCESS};
use crate::schema::syscalls::Sc;
use std::ffi::{c_long, c_ulong};
use std::mem::MaybeUninit;
use std::ptr;

/// Settings, by their ids in the engine's table (C: enum scap_setting).
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

/// Changes a setting of the engine.
fn configure(handle: Shared<scap_t>, setting: u32, arg1: c_ulong, arg2: c_ulong, what: &str) -> i32 {
    door::enter(handle, |handle| {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.configure?))) {
            // SAFETY: configure takes the engine that has it in its table.
            Some((engine, configure)) => unsafe { configure(engine, setting, arg1, arg2) },
            None => unsupported(handle, what),
        }
    })
}

/// Fills `stats` with the counts since the capture was opened.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_stats(handle: Shared<scap_t>, stats: Out<scap_stats>) -> i32 {
    if stats.is_null() {
        return FAILURE;
    }
    stats.put(records::blank());
    door::enter(handle, |handle| {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.get_stats?))) {
            // SAFETY: get_stats takes the engine that has it in its table, and a place.
            Some((engine, get)) => unsafe { get(engine, stats) },
            None => handle.error().fail(FAILURE, "cannot count events: the handle is not open"),
        }
    })
}

/// Metrics of the METRICS_V2_ groups in `flags`, `*nstats` of them; the handle's, valid until the next call. NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_stats_v2(
    handle: Shared<scap_t>,
    flags: u32,
    nstats: Out<u32>,
    rc: Out<i32>,
) -> *const metrics_v2 {
    let (mut count, mut outcome) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    let nstats = if nstats.is_null() { Out::of(&mut count) } else { nstats };
    let rc = if rc.is_null() { Out::of(&mut outcome) } else { rc };
    nstats.put(0);
    rc.put(FAILURE);
    // Counters by processor come with the sums.
    let flags = if flags & KERNEL_COUNTERS_PER_CPU != 0 { flags | KERNEL_COUNTERS } else { flags };
    door::enter(handle, |handle| {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.get_stats_v2?))) {
            // SAFETY: get_stats_v2 takes the engine that has it in its table, and two places.
            Some((engine, get)) => unsafe { get(engine, flags, nstats, rc) },
            None => handle.error().fail(ptr::null(), "cannot give metrics: the handle is not open"),
        }
    })
}

/// Lets a live source's events flow; they do after scap_open().
#[unsafe(no_mangle)]
pub extern "C" fn scap_start_capture(handle: Shared<scap_t>) -> i32 {
    door::enter(handle, |handle| {
        ask(handle, |table| table.start_capture).unwrap_or_else(|| unsupported(handle, "start the capture"))
    })
}

/// Holds a live source's events back; NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_stop_capture(handle: Shared<scap_t>) -> i32 {
    if handle.get().is_none() {
        return SUCCESS;
    }
    door::enter(handle, |handle| {
        ask(handle, |table| table.stop_capture).unwrap_or_else(|| unsupported(handle, "stop the capture"))
    })
}

/// Sets how many bytes of data a live source captures by event, at most SNAPLEN_MAX.
#[unsafe(no_mangle)]
pub extern "C" fn scap_set_snaplen(handle: Shared<scap_t>, snaplen: u32) -> i32 {
    configure(handle, SNAPLEN, snaplen.into(), 0, "set the snaplen")
}

/// Adds a system call or tracepoint to those that a live source captures, or takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn scap_set_ppm_sc(handle: Shared<scap_t>, ppm_sc: ppm_sc_code, enabled: bool) -> i32 {
    if ppm_sc as usize >= Sc::COUNT {
        return door::enter(handle, |handle| {
            let text = format!("cannot choose system call {ppm_sc}: codes go up to {}", Sc::COUNT - 1);
            handle.error().fail(FAILURE, &text)
        });
    }
    let op = if enabled { MASK_SET } else { MASK_UNSET };
    configure(handle, PPM_SC_MASK, op, ppm_sc.into(), "choose system calls")
}

/// Sets whether a live source leaves failed system calls out.
#[unsafe(no_mangle)]
pub extern "C" fn scap_set_dropfailed(handle: Shared<scap_t>, enabled: bool) -> i32 {
    configure(handle, DROP_FAILED, enabled.into(), 0, "leave failed calls out")
}

/// Gives known protocols a larger limit of captured data.
#[unsafe(no_mangle)]
pub extern "C" fn scap_enable_dynamic_snaplen(handle: Shared<scap_t>) -> i32 {
    configure(handle, DYNAMIC_SNAPLEN, 1, 0, "enable the dynamic snaplen")
}

/// Gives all data the same limit.
#[unsafe(no_mangle)]
pub extern "C" fn scap_disable_dynamic_snaplen(handle: Shared<scap_t>) -> i32 {
    configure(handle, DYNAMIC_SNAPLEN, 0, 0, "disable the dynamic snaplen")
}

/// Gives traffic of these ports a larger limit of captured data; 0 and 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_set_fullcapture_port_range(
    handle: Shared<scap_t>,
    range_start: u16,
    range_end: u16,
) -> i32 {
    configure(handle, FULLCAPTURE_PORT_RANGE, range_start.into(), range_end.into(), "set a port range")
}

/// Sets the port at which statsd traffic is recognized.
#[unsafe(no_mangle)]
pub extern "C" fn scap_set_statsd_port(handle: Shared<scap_t>, port: u16) -> i32 {
    configure(handle, STATSD_PORT, port.into(), 0, "set the statsd port")
}

/// Keeps events of one part in `sampling_ratio` of each second: 1, 2, 4, ... 128.
#[unsafe(no_mangle)]
pub extern "C" fn scap_start_dropping_mode(handle: Shared<scap_t>, sampling_ratio: u32) -> i32 {
    if !sampling_ratio.is_power_of_two() || sampling_ratio > 128 {
        return door::enter(handle, |handle| {
            let text = format!("cannot drop events: sampling ratio {sampling_ratio} is not 1, 2, 4, ... 128");
            handle.error().fail(FAILURE, &text)
        });
    }
    configure(handle, SAMPLING_RATIO, sampling_ratio.into(), 1, "drop events")
}

/// Keeps all events again.
#[unsafe(no_mangle)]
pub extern "C" fn scap_stop_dropping_mode(handle: Shared<scap_t>) -> i32 {
    configure(handle, SAMPLING_RATIO, 1, 0, "stop dropping events")
}

/// How often each CPU ran the driver's hooks: `ret` has one number by CPU.
///
/// # Safety
/// `ret` has a number for each CPU.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_n_tracepoint_hit(handle: Shared<scap_t>, ret: *mut c_long) -> i32 {
    door::enter(handle, |handle| {
        match engine(handle).and_then(|(engine, vtable)| Some((engine, vtable.get_n_tracepoint_hit?))) {
            // SAFETY: get_n_tracepoint_hit takes the engine that has it in its table, and the program's array.
            Some((engine, get)) if !ret.is_null() => unsafe { get(engine, ret) },
            _ => unsupported(handle, "count the driver's hooks"),
        }
    })
}
