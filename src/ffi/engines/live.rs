//! The engines that capture on the running machine: through BPF programs. The kernel module is not supported.

use super::noop::NOOP;
use super::{Common, live_metrics};
use crate::capture::{BufferOptions, Interest, Options, Scope, Stats};
use crate::engine::{Engine as _, Live, Step};
use crate::error::{Error, Result};
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::{scap_modern_bpf_engine_params, scap_open_args};
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::guard;
use crate::ffi::result::{EOF, FAILURE, FILTERED_EVENT, NOT_SUPPORTED, SUCCESS, TIMEOUT};
use crate::ffi::scap_api_version::{CURRENT_API, CURRENT_SCHEMA};
use crate::schema::syscalls::Sc;
use std::ffi::{c_char, c_long, c_ulong, c_void};
use std::os::fd::AsRawFd;
use std::ptr;

unsafe extern "C" fn no_kernel_module(main: *mut scap_t, _oargs: *mut scap_open_args) -> i32 {
    let text = "cannot capture through the kernel module: it is not supported; use the modern_bpf engine";
    // SAFETY: the handle holds an engine that begins with Common.
    unsafe { (*(*main).m_engine.m_handle.cast::<Common>()).fail(NOT_SUPPORTED, text) }
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

/// The engine behind a handle.
///
/// # Safety
/// The handle came from [`alloc`] and nobody else uses the engine now.
pub(super) unsafe fn own<'a>(engine: scap_engine_handle) -> &'a mut ModernBpf {
    // SAFETY: as the caller promises.
    unsafe { &mut *engine.m_handle.cast::<ModernBpf>() }
}

const PANIC: &str = "cannot capture: internal error";
const NOT_OPEN: &str = "cannot use the live capture: it is not open";

impl ModernBpf {
    /// Does something with the open capture; a failure becomes the handle's error text.
    ///
    /// # Safety
    /// The handle's error text is there.
    unsafe fn with(&mut self, call: impl FnOnce(&mut Live, &mut Interest) -> Result<()>) -> i32 {
        let common = self.common;
        let outcome = guard::or(Err(Error::Usage(PANIC.into())), || match &mut self.live {
            Some(live) => call(live, &mut self.wanted),
            None => Err(Error::Usage(NOT_OPEN.into())),
        });
        match outcome {
            Ok(()) => SUCCESS,
            // SAFETY: as the caller promises.
            Err(error) => unsafe { common.fail(FAILURE, &error.to_string()) },
        }
    }
}

unsafe extern "C" fn alloc(_main: *mut scap_t, lasterr: *mut c_char) -> *mut c_void {
    let common = Common { lasterr };
    let engine = ModernBpf { common, live: None, wanted: Interest::none(), metrics: Vec::new() };
    Box::into_raw(Box::new(engine)).cast()
}

unsafe extern "C" fn free(engine: scap_engine_handle) {
    // SAFETY: the handle came from alloc() and is not used any more.
    guard::or((), || drop(unsafe { Box::from_raw(engine.m_handle.cast::<ModernBpf>()) }));
}

unsafe extern "C" fn init(main: *mut scap_t, oargs: *mut scap_open_args) -> i32 {
    // SAFETY: scap_init() gives valid pointers, and the parameters are this engine's or NULL.
    unsafe {
        let own = own((*main).m_engine);
        let Some(params) = (*oargs).engine_params.cast::<scap_modern_bpf_engine_params>().as_ref() else {
            return own.common.fail(FAILURE, "cannot capture: engine_params are NULL");
        };
        let mut wanted = Interest::none();
        for (number, on) in (*oargs).ppm_sc_of_interest.ppm_sc.iter().enumerate() {
            wanted.set(Sc(number as u16), *on);
        }
        let buffers = BufferOptions {
            bytes: usize::try_from(params.buffer_bytes_dim).unwrap_or(usize::MAX),
            cpus_per_ring: params.cpus_for_each_buffer,
            online_only: params.allocate_online_only,
        };
        let iterators = !params.disable_iterators;
        let options = Options { interest: wanted.clone(), buffers, iterators, ..Options::default() };
        match guard::or(Err(Error::Usage(PANIC.into())), || Live::attach(options)) {
            Ok(live) => own.live = Some(live),
            Err(error) => return own.common.fail(FAILURE, &error.to_string()),
        }
        own.wanted = wanted;
    }
    SUCCESS
}

unsafe extern "C" fn close(engine: scap_engine_handle) -> i32 {
    // SAFETY: the handle came from alloc().
    let live = unsafe { own(engine) }.live.take();
    guard::or((), || drop(live));
    SUCCESS
}

unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: *mut *mut ppm_evt_hdr,
    pdevid: *mut u16,
    pflags: *mut u32,
) -> i32 {
    // SAFETY: the handle came from alloc(); scap_next() gives places for the answers.
    unsafe {
        let own = own(engine);
        let common = own.common;
        let Some(live) = &mut own.live else { return common.fail(FAILURE, NOT_OPEN) };
        guard::or(FAILURE, || match live.next() {
            Ok(Step::Event(delivery)) => {
                pevent.write(delivery.event.bytes().as_ptr().cast_mut().cast());
                pdevid.write(delivery.cpu);
                pflags.write(delivery.flags);
                SUCCESS
            }
            Ok(Step::Filtered) => FILTERED_EVENT,
            Ok(Step::Timeout) => TIMEOUT,
            Ok(Step::End) => EOF,
            Err(error) => common.fail(FAILURE, &error.to_string()),
        })
    }
}

unsafe extern "C" fn start(engine: scap_engine_handle) -> i32 {
    // SAFETY: the handle came from alloc(); its error text is there.
    unsafe {
        own(engine).with(|live, wanted| {
            live.probe_mut().set_interest(wanted.clone())?;
            live.probe_mut().start()
        })
    }
}

unsafe extern "C" fn stop(engine: scap_engine_handle) -> i32 {
    // SAFETY: the handle came from alloc(); its error text is there.
    unsafe {
        let own = own(engine);
        // Closing a handle whose opening failed stops it too.
        if own.live.is_none() { SUCCESS } else { own.with(|live, _| live.probe_mut().stop()) }
    }
}

/// Settings, by their numbers (C: enum scap_setting).
const SAMPLING_RATIO: u32 = 0;
const SNAPLEN: u32 = 1;
const PPM_SC_MASK: u32 = 2;
const DYNAMIC_SNAPLEN: u32 = 3;
const FULLCAPTURE_PORT_RANGE: u32 = 4;
const STATSD_PORT: u32 = 5;
const DROP_FAILED: u32 = 6;
const MASK_SET: c_ulong = 1;

unsafe extern "C" fn configure(
    engine: scap_engine_handle,
    setting: u32,
    arg1: c_ulong,
    arg2: c_ulong,
) -> i32 {
    let port = |number: c_ulong| {
        u16::try_from(number)
            .map_err(|_| Error::Usage(format!("cannot use port {number}: it is above 65535")))
    };
    // SAFETY: the handle came from alloc(); its error text is there.
    unsafe {
        own(engine).with(|live, wanted| {
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
                _ => Err(Error::Usage(format!(
                    "cannot change setting {setting} to {arg1}, {arg2}: the engine has no such setting"
                ))),
            }
        })
    }
}

/// Limits the capture to a scope, in the words of the program's `--scope`.
///
/// # Safety
/// The handle came from [`alloc`], its error text is there.
pub(in crate::ffi) unsafe fn set_scope(engine: scap_engine_handle, scope: &str) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { own(engine).with(|live, _| live.probe_mut().set_scope(Scope::parse(scope)?)) }
}

/// Also captures operations of io_uring.
///
/// # Safety
/// The handle came from [`alloc`], its error text is there.
pub(in crate::ffi) unsafe fn watch_io_uring(engine: scap_engine_handle) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { own(engine).with(|live, _| live.probe_mut().watch_io_uring()) }
}

/// The descriptor to wait on; -1 after a failure.
///
/// # Safety
/// The handle came from [`alloc`], its error text is there.
pub(in crate::ffi) unsafe fn ready_fd(engine: scap_engine_handle) -> i32 {
    let mut fd = -1;
    // SAFETY: as the caller promises.
    unsafe {
        own(engine).with(|live, _| {
            fd = live.ready_fd()?.map_or(-1, |ready| ready.as_raw_fd());
            Ok(())
        });
    }
    fd
}

/// Counters of the open capture.
///
/// # Safety
/// The handle's error text is there.
unsafe fn stats(own: &mut ModernBpf) -> std::result::Result<Stats, i32> {
    let mut found = Stats::default();
    // SAFETY: as the caller promises.
    let rc = unsafe {
        own.with(|live, _| {
            found = live.probe().stats()?;
            Ok(())
        })
    };
    if rc == SUCCESS { Ok(found) } else { Err(rc) }
}

unsafe extern "C" fn get_stats(engine: scap_engine_handle, out: *mut scap_stats) -> i32 {
    // SAFETY: the handle came from alloc(); scap_get_stats() gives a structure.
    unsafe {
        match stats(own(engine)) {
            Ok(found) => {
                live_metrics::fill(&found, &mut *out);
                SUCCESS
            }
            Err(rc) => rc,
        }
    }
}

unsafe extern "C" fn get_stats_v2(
    engine: scap_engine_handle,
    flags: u32,
    nstats: *mut u32,
    rc: *mut i32,
) -> *const metrics_v2 {
    // SAFETY: the handle came from alloc(); scap_get_stats_v2() gives places for the answers.
    unsafe {
        let own = own(engine);
        match stats(own) {
            Ok(found) => {
                own.metrics = guard::or(Vec::new(), || live_metrics::list(&found, flags));
                nstats.write(own.metrics.len() as u32);
                rc.write(SUCCESS);
                own.metrics.as_ptr()
            }
            Err(failed) => {
                nstats.write(0);
                rc.write(failed);
                ptr::null()
            }
        }
    }
}

unsafe extern "C" fn hits(engine: scap_engine_handle, ret: *mut c_long) -> i32 {
    // SAFETY: the handle came from alloc(); the caller gives a number by processor.
    unsafe {
        match stats(own(engine)) {
            Ok(found) => {
                for (cpu, (produced, _)) in found.cpus.iter().enumerate() {
                    ret.add(cpu).write(*produced as c_long);
                }
                SUCCESS
            }
            Err(rc) => rc,
        }
    }
}

unsafe extern "C" fn devs(engine: scap_engine_handle) -> u32 {
    // SAFETY: the handle came from alloc().
    unsafe { own(engine) }.live.as_ref().map_or(0, |live| live.probe().rings().0 as u32)
}

unsafe extern "C" fn max_used(engine: scap_engine_handle) -> u64 {
    // SAFETY: the handle came from alloc().
    unsafe { own(engine) }.live.as_ref().map_or(0, |live| live.probe().rings().1)
}

unsafe extern "C" fn api_version(_engine: scap_engine_handle) -> u64 {
    CURRENT_API
}

unsafe extern "C" fn schema_version(_engine: scap_engine_handle) -> u64 {
    CURRENT_SCHEMA
}

/// Capture through BPF programs.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_modern_bpf_engine: scap_vtable = scap_vtable {
    name: c"modern_bpf".as_ptr(),
    alloc_handle: Some(alloc),
    init: Some(init),
    free_handle: Some(free),
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
