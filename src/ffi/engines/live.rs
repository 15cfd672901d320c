// SPDX-License-Identifier: Apache-2.0
//! The engines that capture on the running machine: through BPF programs. The kernel module is not supported.

use super::engine::{self, Common, Places, engine_of};
use super::live_metrics;
use super::noop::NOOP;
use crate::capture::{BufferOptions, Interest, Options, Scope, Stats};
use crate::engine::{Advance, Engine as _, Live};
use crate::error::{Error, Result};
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::engine_params::scap_modern_bpf_engine_params;
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::door::{self, Caller, Failed, Handle, Out, Shared};
use crate::ffi::records;
use crate::ffi::result::{EOF, FAILURE, FILTERED_EVENT, NOT_SUPPORTED, SUCCESS, TIMEOUT};
use crate::ffi::scap_api_version::{CURRENT_API, CURRENT_SCHEMA};
use crate::schema::syscalls::Sc;
use std::ffi::{CString, c_long, c_ulong};
use std::os::fd::AsRawFd;
use std::ptr;

extern "C" fn no_kernel_module(main: Shared<scap_t>, _oargs: Option<&mut scap_open_args>) -> i32 {
    let text = "cannot capture through the kernel module: it is not supported; use the modern_bpf engine";
    door::enter(main, |main| main.error().fail(NOT_SUPPORTED, text))
}

/// Makes a call of this engine's table.
pub(super) fn on<R: Failed>(engine: scap_engine_handle, call: impl FnOnce(&mut ModernBpf) -> R) -> R {
    // SAFETY: only the functions of this table come here, and those for live captures only.
    unsafe { engine::on(engine, call) }
}

/// As [`on`], with the open capture; a failure becomes the handle's error text.
fn capturing(engine: scap_engine_handle, call: impl FnOnce(&mut Live, &mut Interest) -> Result<i32>) -> i32 {
    on(engine, |own| {
        let Some(live) = &mut own.live else { return own.common.fail(FAILURE, NOT_OPEN) };
        call(live, &mut own.wanted).unwrap_or_else(|error| own.common.fail(FAILURE, &error.to_string()))
    })
}

/// Capture through the kernel module, which is not supported: opening it fails and says what to use.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_kmod_engine: scap_vtable =
    scap_vtable { name: c"kmod".as_ptr(), init: Some(no_kernel_module), ..NOOP };

#[repr(C)]
pub(super) struct ModernBpf {
    common: Common,
    /// `None` until it is opened.
    pub(super) live: Option<Live>,
    wanted: Interest,
    metrics: Vec<metrics_v2>,
}

/// Upstream: `FALCOSECURITY_LOG_SEV_INFO`.
const SEVERITY_INFO: u32 = 6;

const NOT_OPEN: &str = "cannot use the live capture: it is not open";

impl From<Common> for ModernBpf {
    fn from(common: Common) -> Self {
        Self { common, live: None, wanted: Interest::none(), metrics: Vec::new() }
    }
}

impl Handle for ModernBpf {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.common.report(text)
    }
}

extern "C" fn init(main: Shared<scap_t>, oargs: Option<&mut scap_open_args>) -> i32 {
    on(engine_of(main), |own| {
        let Some(oargs) = oargs else { return FAILURE };
        // SAFETY: the parameters are this engine's or NULL.
        let params = unsafe { door::borrow(oargs.engine_params.cast::<scap_modern_bpf_engine_params>()) };
        let Some(params) = params else {
            return own.common.fail(FAILURE, "cannot capture: engine_params are NULL");
        };
        let mut wanted = Interest::none();
        for (number, on) in oargs.ppm_sc_of_interest.ppm_sc.iter().enumerate() {
            wanted.set(Sc(number as u16), *on);
        }
        let buffers = BufferOptions {
            bytes: usize::try_from(params.buffer_bytes_dim).unwrap_or(usize::MAX),
            cpus_per_ring: params.cpus_for_each_buffer,
            online_only: params.allocate_online_only,
        };
        let iterators = !params.disable_iterators;
        let options = Options { interest: wanted.clone(), buffers, iterators, ..Options::default() };
        match Live::attach(options) {
            Ok(live) => {
                for setting in &live.environment().set {
                    let text = format!("live capture: the environment has {setting}");
                    if let (Some(log), Ok(text)) = (oargs.log_fn, CString::new(text)) {
                        // SAFETY: whoever set the function promised that it takes two C strings and a severity.
                        unsafe { log(c"libscap".as_ptr(), text.as_ptr(), SEVERITY_INFO) };
                    }
                }
                own.live = Some(live);
            }
            Err(error) => return own.common.fail(FAILURE, &error.to_string()),
        }
        own.wanted = wanted;
        SUCCESS
    })
}

extern "C" fn close(engine: scap_engine_handle) -> i32 {
    on(engine, |own| {
        own.live = None;
        SUCCESS
    })
}

extern "C" fn next(
    engine: scap_engine_handle,
    pevent: Out<*mut ppm_evt_hdr>,
    pdevid: Out<u16>,
    pflags: Out<u32>,
) -> i32 {
    capturing(engine, |live, _| {
        Ok(match live.advance()? {
            Advance::Event => {
                let Some(record) = live.current() else { return Ok(TIMEOUT) };
                Places(pevent, pdevid, pflags).put_record(&record)
            }
            Advance::Filtered => FILTERED_EVENT,
            Advance::Timeout => TIMEOUT,
            Advance::End => EOF,
        })
    })
}

extern "C" fn start(engine: scap_engine_handle) -> i32 {
    changing(engine, |live, wanted| {
        live.probe_mut().set_interest(wanted.clone())?;
        live.probe_mut().start()
    })
}

extern "C" fn stop(engine: scap_engine_handle) -> i32 {
    // Closing a handle whose opening failed stops it too.
    on(engine, |own| match &mut own.live {
        Some(live) => match live.probe_mut().stop() {
            Ok(()) => SUCCESS,
            Err(error) => own.common.fail(FAILURE, &error.to_string()),
        },
        None => SUCCESS,
    })
}

/// Settings, by their ids (C: enum scap_setting).
const SAMPLING_RATIO: u32 = 0;
const SNAPLEN: u32 = 1;
const PPM_SC_MASK: u32 = 2;
const DYNAMIC_SNAPLEN: u32 = 3;
const FULLCAPTURE_PORT_RANGE: u32 = 4;
const STATSD_PORT: u32 = 5;
const DROP_FAILED: u32 = 6;
const MASK_SET: c_ulong = 1;

extern "C" fn configure(engine: scap_engine_handle, setting: u32, arg1: c_ulong, arg2: c_ulong) -> i32 {
    let port = |number: c_ulong| {
        u16::try_from(number)
            .map_err(|_| Error::Argument(format!("cannot use port {number}: it is above 65535")))
    };
    changing(engine, |live, wanted| {
        let started = live.probe().is_started();
        let probe = live.probe_mut();
        match setting {
            SAMPLING_RATIO if arg2 == 0 => probe.set_sampling(None),
            SAMPLING_RATIO => probe.set_sampling(Some(u32::try_from(arg1).unwrap_or(1))),
            SNAPLEN => probe.set_snaplen(u32::try_from(arg1).unwrap_or(u32::MAX)),
            PPM_SC_MASK => {
                wanted.set(Sc(u16::try_from(arg2).unwrap_or(u16::MAX)), arg1 == MASK_SET);
                if started { probe.set_interest(wanted.clone()) } else { Ok(()) }
            }
            DYNAMIC_SNAPLEN => probe.set_dynamic_snaplen(arg1 != 0),
            FULLCAPTURE_PORT_RANGE => probe.set_full_capture_ports(port(arg1)?, port(arg2)?),
            STATSD_PORT => probe.set_statsd_port(port(arg1)?),
            DROP_FAILED => probe.set_drop_failed(arg1 != 0),
            _ => Err(Error::Argument(format!(
                "cannot change setting {setting} to {arg1}, {arg2}: the engine has no such setting"
            ))),
        }
    })
}

/// Limits the capture to a scope, in the syntax of the program's `--scope`.
pub(in crate::ffi) fn set_scope(engine: scap_engine_handle, scope: &str) -> i32 {
    changing(engine, |live, _| live.probe_mut().set_scope(Scope::parse(scope)?))
}

/// Also captures operations of io_uring.
pub(in crate::ffi) fn watch_io_uring(engine: scap_engine_handle) -> i32 {
    changing(engine, |live, _| live.probe_mut().watch_io_uring())
}

/// The descriptor to wait on; -1 after a failure.
pub(in crate::ffi) fn ready_fd(engine: scap_engine_handle) -> i32 {
    let mut fd = -1;
    changing(engine, |live, _| {
        fd = live.ready_fd()?.map_or(-1, |ready| ready.as_raw_fd());
        Ok(())
    });
    fd
}

/// As [`capturing`], for what succeeds or fails.
fn changing(engine: scap_engine_handle, call: impl FnOnce(&mut Live, &mut Interest) -> Result<()>) -> i32 {
    capturing(engine, |live, wanted| call(live, wanted).map(|()| SUCCESS))
}

/// Calls `f` with the counters of the open capture.
fn counted(engine: scap_engine_handle, f: impl FnOnce(&Stats)) -> i32 {
    changing(engine, |live, _| live.probe().stats().map(|found| f(&found)))
}

extern "C" fn get_stats(engine: scap_engine_handle, out: Out<scap_stats>) -> i32 {
    counted(engine, |found| {
        let mut filled = records::blank();
        live_metrics::fill(found, &mut filled);
        out.put(filled);
    })
}

extern "C" fn get_stats_v2(
    engine: scap_engine_handle,
    flags: u32,
    nstats: Out<u32>,
    rc: Out<i32>,
) -> *const metrics_v2 {
    let mut metrics = Vec::new();
    let answer = counted(engine, |found| metrics = live_metrics::list(found, flags));
    nstats.put(metrics.len() as u32);
    rc.put(answer);
    on(engine, |own| {
        own.metrics = metrics;
        if answer == SUCCESS { own.metrics.as_ptr() } else { ptr::null() }
    })
}

/// # Safety
/// `ret` has a number by processor.
unsafe extern "C" fn hits(engine: scap_engine_handle, ret: *mut c_long) -> i32 {
    counted(engine, |found| {
        for (cpu, (produced, _)) in found.cpus.iter().enumerate() {
            // SAFETY: there is one for each processor.
            unsafe { ret.add(cpu).write(*produced as c_long) };
        }
    })
}

extern "C" fn devs(engine: scap_engine_handle) -> u32 {
    on(engine, |own| own.live.iter().map(|live| live.probe().rings().0 as u32).sum())
}

extern "C" fn max_used(engine: scap_engine_handle) -> u64 {
    on(engine, |own| own.live.iter().map(|live| live.probe().rings().1).sum())
}

extern "C" fn api_version(_engine: scap_engine_handle) -> u64 {
    door::enter((), |()| CURRENT_API)
}

extern "C" fn schema_version(_engine: scap_engine_handle) -> u64 {
    door::enter((), |()| CURRENT_SCHEMA)
}

/// Capture through BPF programs.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_modern_bpf_engine: scap_vtable = scap_vtable {
    name: c"modern_bpf".as_ptr(),
    alloc_handle: Some(engine::alloc::<ModernBpf>),
    init: Some(init),
    free_handle: Some(engine::free::<ModernBpf>),
    close: Some(close),
    next: Some(next),
    start_capture: Some(start),
    stop_capture: Some(stop),
    configure: Some(configure),
    get_stats: Some(get_stats),
    get_stats_v2: Some(get_stats_v2),
    get_n_tracepoint_hit: Some(hits),
    get_n_devs: Some(devs),
    get_max_buf_used: Some(max_used),
    get_api_version: Some(api_version),
    get_schema_version: Some(schema_version),
    ..NOOP
};
