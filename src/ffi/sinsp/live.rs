// SPDX-License-Identifier: Apache-2.0
//! Live capture.

use super::inspector::{opened, sinsp_inspector_t};
use super::log_sink;
use super::text::sinsp_text;
use crate::capture::{BufferOptions, Environment, Interest, Options, Scope};
use crate::error::Result;
use crate::ffi::door::{self, Prefix, Size, Slice};
use crate::ffi::result::{FAILURE, NOT_SUPPORTED, SUCCESS};
use crate::inspector::Inspector;
use crate::schema::Sc;

/// How live capture is opened. What is 0, NULL or empty is as usual.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_live_options {
    /// Whose events are made: `machine` (as usual), `pidns` for the own PID namespace, `cgroup=PATH`, `tree=PID`.
    /// Tested in the kernel, before anything of an event is read.
    pub scope: sinsp_text,
    /// The system calls and trace points that are wanted (PPM_SC_ codes): code `c` is bit `c % 64` of
    /// `sc_codes[c / 64]`. NULL for all but context switches and page faults.
    pub sc_codes: *const u64,
    /// Words of `sc_codes`.
    pub sc_words: usize,
    /// Bytes of each ring, a power of two.
    pub buffer_bytes: u64,
    /// Most bytes of data that an event carries.
    pub snaplen: u32,
    /// Processors that share a ring; `UINT16_MAX`: all share one.
    pub cpus_per_ring: u16,
    /// Rings for processors that do not run now, too; else they share those of others when they come up.
    pub all_cpus: bool,
    /// Also what is submitted through rings of io_uring, as the system calls that would do the same; the field
    /// `syscap.io_uring` marks them.
    pub io_uring: bool,
    /// The processes at the start are read from /proc, even where the kernel has iterators.
    pub no_iterators: bool,
}

/// # Safety
/// `options` is NULL or has `size` bytes with a valid text and codes.
unsafe fn options_of(options: Slice<sinsp_live_options>, size: usize) -> Result<Options> {
    let mut made = Options::default();
    let none = sinsp_live_options {
        scope: sinsp_text::EMPTY,
        sc_codes: std::ptr::null(),
        sc_words: 0,
        buffer_bytes: 0,
        snaplen: 0,
        cpus_per_ring: 0,
        all_cpus: false,
        io_uring: false,
        no_iterators: false,
    };
    // SAFETY: it is NULL or has `size` bytes; what is not there stays as it is.
    let Some(given) = (unsafe { options.beginning(size, none) }) else { return Ok(made) };
    // SAFETY: the text and the codes are good.
    let (scope, codes) = unsafe { (given.scope.bytes(), Slice::at(given.sc_codes).items(given.sc_words)) };
    if !scope.is_empty() {
        made.scope = Scope::parse(&String::from_utf8_lossy(scope))?;
    }
    if let Some(codes) = codes {
        made.interest = Interest::none();
        for sc in Sc::all() {
            let (word, bit) = (usize::from(sc.0) / 64, sc.0 % 64);
            made.interest.set(sc, codes.get(word).is_some_and(|word| word >> bit & 1 != 0));
        }
    }
    let usual = BufferOptions::default();
    made.buffers = BufferOptions {
        bytes: if given.buffer_bytes == 0 { usual.bytes } else { given.buffer_bytes as usize },
        cpus_per_ring: match given.cpus_per_ring {
            0 => usual.cpus_per_ring,
            u16::MAX => 0,
            cpus => cpus,
        },
        online_only: !given.all_cpus,
    };
    (made.io_uring, made.iterators) = (given.io_uring, !given.no_iterators);
    if given.snaplen != 0 {
        made.snaplen = given.snaplen;
    }
    Ok(made)
}

/// Captures on the running machine with the library's probe, in place of whatever was open. `options` may be NULL;
/// `size` is `sizeof(sinsp_live_options)`. `sinsp_get_fd` gives a descriptor to wait for. `SCAP_SUCCESS` or
/// `SCAP_FAILURE`: `sinsp_last_error` names what the machine or this process lacks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_open_live(
    inspector: Option<&mut sinsp_inspector_t>,
    options: Slice<sinsp_live_options>,
    size: usize,
) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.make_way();
        // SAFETY: it is NULL or has `size` bytes with a good text and codes.
        let live = unsafe { options_of(options, size) };
        let options = inspector.open_options();
        for setting in Environment::read().unwrap_or_default().set {
            inspector.log.say(log_sink::INFO, &format!("live capture: the environment has {setting}"));
        }
        let opened = live.and_then(|live| {
            Inspector::open_live(Options { selects_later: options.pushdown, ..live }, options)
        });
        inspector.adopt("this machine, live", opened)
    })
}

/// What the probe counts.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_probe_view {
    /// Events that were to be delivered, lost ones among them.
    pub produced: u64,
    /// Lost because a ring was full.
    pub lost_no_room: u64,
    /// Lost because they were larger than 64 KiB.
    pub lost_too_big: u64,
    /// Lost because another event was being made on the same processor.
    pub lost_busy: u64,
    /// Parameters that are empty because the memory could not be read.
    pub unreadable: u64,
    /// Not made because the filter rejects them; not among those produced.
    pub refused: u64,
}

/// Reads what the probe counts. False for sources without one. `size` is `sizeof(sinsp_probe_view)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_probe_get(
    inspector: Option<&sinsp_inspector_t>,
    view: Prefix<sinsp_probe_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let Ok(Some(stats)) = open.stats() else { return false };
        let value = sinsp_probe_view {
            produced: stats.produced,
            lost_no_room: stats.lost_no_room(),
            lost_too_big: stats.too_big,
            lost_busy: stats.busy,
            unreadable: stats.unreadable,
            refused: stats.refused,
        };
        view.put(size, value)
    })
}

/// Settings of a running probe, `sinsp_probe_set`: most bytes of data that an event carries.
pub const SINSP_PROBE_SNAPLEN: u32 = 1;
/// Probe: leave out calls that failed; 0.
pub const SINSP_PROBE_DROP_FAILED: u32 = 2;
/// Probe: of the events that change no state, one in this many of each second; 0, 1: all.
pub const SINSP_PROBE_SAMPLING: u32 = 3;
/// Probe: more data for descriptors whose ports or data ask for it; 0.
pub const SINSP_PROBE_DYNAMIC_SNAPLEN: u32 = 4;

/// Changes a setting of the running probe, one of `SINSP_PROBE_`. `SCAP_NOT_SUPPORTED` for sources without one;
/// `SCAP_FAILURE`: `sinsp_last_error` says why it refuses.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_probe_set(
    inspector: Option<&mut sinsp_inspector_t>,
    setting: u32,
    value: u64,
) -> i32 {
    door::enter(inspector, |inspector| {
        let number = u32::try_from(value).unwrap_or(u32::MAX);
        let changed = match inspector.open_mut().and_then(|open| open.engine_mut().probe_mut()) {
            None => {
                let text = "there is no probe: the source of events is not this machine, live";
                return inspector.fail(NOT_SUPPORTED, text);
            }
            Some(probe) => match setting {
                SINSP_PROBE_SNAPLEN => probe.set_snaplen(number),
                SINSP_PROBE_DROP_FAILED => probe.set_drop_failed(value != 0),
                SINSP_PROBE_SAMPLING => probe.set_sampling((number > 1).then_some(number)),
                SINSP_PROBE_DYNAMIC_SNAPLEN => probe.set_dynamic_snaplen(value != 0),
                _ => return inspector.fail(FAILURE, "unknown setting of the probe"),
            },
        };
        match changed {
            Ok(()) => SUCCESS,
            Err(error) => inspector.fail(FAILURE, &error.to_string()),
        }
    })
}
