//! The engine that takes events from a plugin, batch by batch.

use super::noop::{self, NOOP};
use super::{Common, Engine};
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::scap_engine_handle;
use crate::ffi::abi::plugin::{scap_source_plugin, scap_source_plugin_engine_params};
use crate::ffi::abi::stats::{metrics_v2, scap_stats};
use crate::ffi::guard;
use crate::ffi::records::field;
use crate::ffi::result::{EOF, FAILURE, NOT_SUPPORTED, SUCCESS, TIMEOUT};
use crate::plugin::now;
use crate::schema::Code;
use std::ptr;

/// Where the plugin's id is in an event: behind the header and two lengths of 32 bits.
const ID_AT: usize = 26 + 8;

/// Codes of the metric (C: libscap/metrics_v2.h).
const TYPE_U64: u32 = 2;
const UNIT_COUNT: u32 = 0;
const MONOTONIC: u32 = 0;

#[repr(C)]
#[derive(Clone, Copy)]
struct SourcePlugin {
    common: Common,
    plugin: *mut scap_source_plugin,
    events: *mut *mut ppm_evt_hdr,
    count: u32,
    index: u32,
    /// What the plugin answered with the batch; told once the batch is used up.
    answer: i32,
    delivered: u64,
    metric: metrics_v2,
}

// SAFETY: it begins with Common, and has numbers, bytes and pointers only.
unsafe impl Engine for SourcePlugin {}

impl SourcePlugin {
    /// # Safety
    /// The plugin is callable.
    unsafe fn plugin_error(&self, rc: i32) -> i32 {
        // SAFETY: as the caller promises; the text is a C string until the next call of the plugin.
        unsafe {
            let get = (*self.plugin).get_last_error;
            let text =
                get.and_then(|get| guard::bytes_of(get((*self.plugin).state))).unwrap_or(b"unknown error");
            let text = format!("plugin {}: {}", self.name(), String::from_utf8_lossy(text));
            self.common.fail(rc, &text)
        }
    }

    /// # Safety
    /// The plugin is valid.
    unsafe fn name(&self) -> String {
        // SAFETY: as the caller promises; its name is a C string.
        let name = unsafe { guard::bytes_of((*self.plugin).name) }.unwrap_or(b"without a name");
        String::from_utf8_lossy(name).into_owned()
    }

    /// Asks the plugin for events where none are left. `SUCCESS` when there is one to deliver.
    ///
    /// # Safety
    /// The plugin is open.
    unsafe fn refill(&mut self) -> i32 {
        if self.index < self.count {
            return SUCCESS;
        }
        // SAFETY: as the caller promises.
        unsafe {
            if self.answer != SUCCESS {
                let answer = std::mem::replace(&mut self.answer, SUCCESS);
                return self.tell(answer);
            }
            let Some(next_batch) = (*self.plugin).next_batch else {
                return self.common.fail(FAILURE, "cannot read events: the plugin has no next_batch");
            };
            (self.count, self.index) = (0, 0);
            let state = (*self.plugin).state;
            let rc = next_batch(state, (*self.plugin).handle, &raw mut self.count, &raw mut self.events);
            self.answer = from_plugin(rc);
            if self.count > 0 && !self.events.is_null() {
                return SUCCESS;
            }
            self.count = 0;
            if self.answer == SUCCESS {
                let text = format!("plugin {} gave an empty batch of events", self.name());
                return self.common.fail(FAILURE, &text);
            }
            self.tell(self.answer)
        }
    }

    /// # Safety
    /// The plugin is callable.
    unsafe fn tell(&self, answer: i32) -> i32 {
        if answer == TIMEOUT || answer == EOF {
            return answer;
        }
        // SAFETY: as the caller promises.
        unsafe { self.plugin_error(answer) }
    }

    /// Fills in what plugins may leave open: their id, thread, time.
    ///
    /// # Safety
    /// The event has as many bytes as its header says.
    unsafe fn complete(&self, event: *mut ppm_evt_hdr) -> Result<(), String> {
        // SAFETY: as the caller promises; the plugin is valid.
        unsafe {
            if event.is_null() {
                return Err(format!("plugin {} gave no event in a batch", self.name()));
            }
            let own_id = (*self.plugin).id;
            let header = ptr::read(event);
            let (ty, nparams, len) = (header.ty, header.nparams, header.len);
            let is_plugin_event = ty == Code::PlugineventE.number();
            if own_id != 0 && (!is_plugin_event || nparams != 2) {
                return Err(format!("plugin {} gave an event of type {ty}, expected its own", self.name()));
            }
            if is_plugin_event {
                if (len as usize) < ID_AT + 4 {
                    return Err(format!("plugin {} gave an event of {len} bytes: too short", self.name()));
                }
                let place = event.cast::<u8>().add(ID_AT).cast::<u32>();
                let mut id = place.read_unaligned();
                if id == 0 && own_id != 0 {
                    place.write_unaligned(own_id);
                    id = own_id;
                }
                if id == 0 || (own_id != 0 && id != own_id) {
                    return Err(format!(
                        "plugin {} gave an event of plugin {id}, its id is {own_id}",
                        self.name()
                    ));
                }
                (*event).tid = u64::MAX;
            }
            if header.ts == u64::MAX {
                (*event).ts = now();
            }
        }
        Ok(())
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

unsafe extern "C" fn init(main: *mut scap_t, oargs: *mut scap_open_args) -> i32 {
    // SAFETY: scap_init() gives valid pointers, and the parameters are this engine's or NULL.
    unsafe {
        let own = &mut *(*main).m_engine.m_handle.cast::<SourcePlugin>();
        let params = (*oargs).engine_params.cast::<scap_source_plugin_engine_params>();
        if params.is_null() || (*params).input_plugin.is_null() {
            return own.common.fail(FAILURE, "cannot open a plugin: engine_params hold no input_plugin");
        }
        let plugin = (*params).input_plugin;
        let Some(open) = (*plugin).open else {
            return own.common.fail(FAILURE, "cannot open a plugin: it has no open function");
        };
        own.plugin = plugin;
        // A plugin that sets no code has failed.
        let mut rc = FAILURE;
        (*plugin).handle = open((*plugin).state, (*params).input_plugin_params, &raw mut rc);
        let rc = from_plugin(rc);
        if rc == SUCCESS { SUCCESS } else { own.plugin_error(rc) }
    }
}

unsafe extern "C" fn close(engine: scap_engine_handle) -> i32 {
    // SAFETY: the handle holds this engine.
    unsafe {
        let own = &mut *engine.m_handle.cast::<SourcePlugin>();
        if !own.plugin.is_null() && !(*own.plugin).handle.is_null() {
            if let Some(close) = (*own.plugin).close {
                close((*own.plugin).state, (*own.plugin).handle);
            }
            (*own.plugin).handle = ptr::null_mut();
        }
        own.plugin = ptr::null_mut();
    }
    SUCCESS
}

unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: *mut *mut ppm_evt_hdr,
    pdevid: *mut u16,
    pflags: *mut u32,
) -> i32 {
    // SAFETY: the handle holds this engine, opened; scap_next() gives places for the answers.
    unsafe {
        let own = &mut *engine.m_handle.cast::<SourcePlugin>();
        let rc = own.refill();
        if rc != SUCCESS {
            return rc;
        }
        let event = *own.events.add(own.index as usize);
        if let Err(text) = own.complete(event) {
            return own.common.fail(FAILURE, &text);
        }
        pevent.write(event);
        pdevid.write(0);
        pflags.write(0);
        own.index += 1;
        own.delivered += 1;
    }
    SUCCESS
}

unsafe extern "C" fn get_stats(engine: scap_engine_handle, stats: *mut scap_stats) -> i32 {
    // SAFETY: the handle holds this engine; scap_get_stats() gives a structure.
    unsafe { (*stats).n_evts = (*engine.m_handle.cast::<SourcePlugin>()).delivered };
    SUCCESS
}

unsafe extern "C" fn get_stats_v2(
    engine: scap_engine_handle,
    _flags: u32,
    nstats: *mut u32,
    rc: *mut i32,
) -> *const metrics_v2 {
    // SAFETY: the handle holds this engine; scap_get_stats_v2() gives places for the answers.
    unsafe {
        let own = &mut *engine.m_handle.cast::<SourcePlugin>();
        guard::put_text(field(&mut own.metric.name), b"n_evts");
        own.metric.ty = TYPE_U64;
        own.metric.unit = UNIT_COUNT;
        own.metric.metric_type = MONOTONIC;
        own.metric.value.u64 = own.delivered;
        nstats.write(1);
        rc.write(SUCCESS);
        &raw const own.metric
    }
}

/// Events of a plugin.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_source_plugin_engine: scap_vtable = scap_vtable {
    name: c"source_plugin".as_ptr(),
    alloc_handle: Some(noop::alloc::<SourcePlugin>),
    init: Some(init),
    free_handle: Some(noop::noop_free_handle),
    close: Some(close),
    next: Some(next),
    get_stats: Some(get_stats),
    get_stats_v2: Some(get_stats_v2),
    ..NOOP
};
