// SPDX-License-Identifier: Apache-2.0
//! The engine that takes events from a plugin, batch by batch.

use super::engine::{self, Common, Places, engine_of};
use super::noop::NOOP;
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::plugin::{scap_source_plugin, scap_source_plugin_engine_params};
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::door::field;
use crate::ffi::door::{self, CText, Caller, EventPtr, Failed, Handle, Out, Shared, put_text};
use crate::ffi::records::blank;
use crate::ffi::result::{EOF, FAILURE, NOT_SUPPORTED, SUCCESS, TIMEOUT};
use crate::plugin::{Batch, Fetched, complete};
use std::ptr;

/// Codes of the metric (C: libscap/metrics_v2.h).
const TYPE_U64: u32 = 2;
const UNIT_COUNT: u32 = 0;
const MONOTONIC: u32 = 0;

#[repr(C)]
struct SourcePlugin {
    common: Common,
    plugin: *mut scap_source_plugin,
    batch: Batch,
    delivered: u64,
    metric: metrics_v2,
}

impl From<Common> for SourcePlugin {
    fn from(common: Common) -> Self {
        Self { common, plugin: ptr::null_mut(), batch: Batch::NONE, delivered: 0, metric: blank() }
    }
}

impl Handle for SourcePlugin {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.common.report(text)
    }
}

/// Makes a call of this engine's table.
fn on<R: Failed>(engine: scap_engine_handle, call: impl FnOnce(&mut SourcePlugin) -> R) -> R {
    // SAFETY: only the functions of this table come here.
    unsafe { engine::on(engine, call) }
}

impl SourcePlugin {
    /// A failure of which the plugin says what it was.
    fn plugin_error(&self, plugin: &scap_source_plugin, rc: i32) -> i32 {
        // SAFETY: a function of the plugin with its own state; the text is a C string until the next one is called.
        let text = unsafe {
            let text = plugin.get_last_error.map_or(ptr::null(), |get| get(plugin.state));
            CText::at(text)
        };
        self.fail(plugin, rc, &format!(": {}", text.lossy().unwrap_or("unknown error".into())))
    }

    /// A failure of the plugin.
    fn fail(&self, plugin: &scap_source_plugin, rc: i32, what: &str) -> i32 {
        // SAFETY: the name of a plugin is a C string.
        let name = unsafe { CText::at(plugin.name) };
        let name = name.lossy().unwrap_or("without a name".into());
        self.common.fail(rc, &format!("plugin {name}{what}"))
    }
}

/// The plugin API has its own codes for the same answers.
fn from_plugin(rc: i32) -> i32 {
    match rc {
        0 => SUCCESS,
        -1 => TIMEOUT,
        2 => EOF,
        3 => NOT_SUPPORTED,
        _ => FAILURE,
    }
}

extern "C" fn init(main: Shared<scap_t>, oargs: Option<&mut scap_open_args>) -> i32 {
    on(engine_of(main), |own| {
        let params = oargs.map_or(ptr::null_mut(), |oargs| oargs.engine_params);
        // SAFETY: the parameters are this engine's or NULL; the plugin is there as long as the engine is open.
        let found = unsafe {
            let params = door::borrow(params.cast::<scap_source_plugin_engine_params>());
            params.and_then(|params| Some((params, door::borrow_mut(params.input_plugin)?)))
        };
        let Some((params, plugin)) = found else {
            return own
                .common
                .lasterr
                .fail(FAILURE, "cannot open a plugin: engine_params hold no input_plugin");
        };
        let Some(open) = plugin.open else {
            return own.common.fail(FAILURE, "cannot open a plugin: it has no open function");
        };
        own.plugin = params.input_plugin;
        // A plugin that sets no code has failed.
        let mut rc = FAILURE;
        // SAFETY: a function of the plugin with its own state and the program's parameters.
        plugin.handle = unsafe { open(plugin.state, params.input_plugin_params, &raw mut rc) };
        match from_plugin(rc) {
            SUCCESS => SUCCESS,
            rc => own.plugin_error(plugin, rc),
        }
    })
}

extern "C" fn close(engine: scap_engine_handle) -> i32 {
    on(engine, |own| {
        let plugin = std::mem::replace(&mut own.plugin, ptr::null_mut());
        // SAFETY: NULL, or there as long as the engine is open.
        let plugin = unsafe { door::borrow_mut(plugin) };
        if let Some(plugin) = plugin.filter(|plugin| !plugin.handle.is_null()) {
            if let Some(close) = plugin.close {
                // SAFETY: a function of the plugin with its own state and instance.
                unsafe { close(plugin.state, plugin.handle) };
            }
            plugin.handle = ptr::null_mut();
        }
        SUCCESS
    })
}

extern "C" fn next(
    engine: scap_engine_handle,
    pevent: Out<*mut ppm_evt_hdr>,
    pdevid: Out<u16>,
    pflags: Out<u32>,
) -> i32 {
    on(engine, |own| {
        // SAFETY: NULL, or there as long as the engine is open.
        let Some(plugin) = (unsafe { door::borrow(own.plugin) }) else { return FAILURE };
        let Some(next_batch) = plugin.next_batch else {
            return own.common.fail(FAILURE, "cannot read events: the plugin has no next_batch");
        };
        // SAFETY: a function of the plugin with its own state and instance, which keeps what it gives.
        let fetched = unsafe {
            own.batch.fetch(|count, events| next_batch(plugin.state, plugin.handle, count, events.cast()))
        };
        let event = match fetched {
            Fetched::Event(event) => event,
            Fetched::Empty => return own.fail(plugin, FAILURE, " gave an empty batch of events"),
            Fetched::Answer(rc) => match from_plugin(rc) {
                rc @ (TIMEOUT | EOF) => return rc,
                rc => return own.plugin_error(plugin, rc),
            },
        };
        // SAFETY: NULL, or an event that is the engine's until the plugin is asked again.
        let bytes = unsafe { EventPtr::at(event.cast()).bytes_mut() };
        let Some(bytes) = bytes else {
            return own.fail(plugin, FAILURE, " gave no event in a batch");
        };
        if let Err(what) = complete(bytes, plugin.id) {
            return own.fail(plugin, FAILURE, &format!(" {what}"));
        }
        own.batch.advance();
        own.delivered += 1;
        Places(pevent, pdevid, pflags).put(event.cast(), 0, 0)
    })
}

extern "C" fn get_stats(engine: scap_engine_handle, stats: Out<scap_stats>) -> i32 {
    on(engine, |own| {
        stats.put(scap_stats { n_evts: own.delivered, ..blank() });
        SUCCESS
    })
}

extern "C" fn get_stats_v2(
    engine: scap_engine_handle,
    _flags: u32,
    nstats: Out<u32>,
    rc: Out<i32>,
) -> *const metrics_v2 {
    on(engine, |own| {
        put_text(field(&mut own.metric.name), b"n_evts");
        own.metric.ty = TYPE_U64;
        own.metric.unit = UNIT_COUNT;
        own.metric.metric_type = MONOTONIC;
        own.metric.value.u64 = own.delivered;
        nstats.put(1);
        rc.put(SUCCESS);
        &raw const own.metric
    })
}

/// Events of a plugin.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_source_plugin_engine: scap_vtable = scap_vtable {
    name: c"source_plugin".as_ptr(),
    alloc_handle: Some(engine::alloc::<SourcePlugin>),
    init: Some(init),
    free_handle: Some(engine::free::<SourcePlugin>),
    close: Some(close),
    next: Some(next),
    get_stats: Some(get_stats),
    get_stats_v2: Some(get_stats_v2),
    ..NOOP
};
