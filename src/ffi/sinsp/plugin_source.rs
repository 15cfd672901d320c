//! Plugins as sources of events, and the sources there are.

use super::inspector::{changed, opened, sinsp_inspector_t};
use super::log::{Log, sinsp_log_fn};
use super::text::{self, sinsp_text};
use crate::engine::PluginPlatform;
use crate::ffi::guard;
use crate::ffi::result::FAILURE;
use crate::inspector::Inspector;
use std::ffi::{c_char, c_void};

/// Takes events from a plugin that was started, in place of whatever was open. `platform` is what is known of the
/// machine: 0 nothing, 1 the machine and its interfaces, 2 its processes and users, too, read from /proc.
/// `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// `inspector` is NULL or valid; `name` and `params` are NULL or C strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_open_plugin(
    inspector: *mut sinsp_inspector_t,
    name: *const c_char,
    params: *const c_char,
    platform: u32,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        inspector.make_way();
        // SAFETY: as the caller promises.
        let (name, params) = unsafe { (guard::bytes_of(name), guard::bytes_of(params)) };
        let Some(name) = name else { return inspector.fail(FAILURE, "the name of the plugin is NULL") };
        let platform = match platform {
            0 => PluginPlatform::Generic,
            1 => PluginPlatform::HostInfo,
            2 => PluginPlatform::Full,
            other => {
                return inspector
                    .fail(FAILURE, &format!("platform {other} is none; 0, 1 and 2 are possible"));
            }
        };
        let (name, params) =
            (String::from_utf8_lossy(name), String::from_utf8_lossy(params.unwrap_or_default()));
        let host = std::sync::Arc::clone(inspector.host());
        let opened = Inspector::open_plugin(host, &name, &params, platform, inspector.open_options());
        inspector.adopt(&format!("plugin {name}"), opened)
    })
}

/// How many sources of events the inspector knows: system calls, and one for each name that plugins have.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_source_count(inspector: *const sinsp_inspector_t) -> usize {
    // SAFETY: as the caller promises.
    let Some(inspector) = (unsafe { inspector.as_ref() }) else { return 0 };
    inspector.plugins.as_ref().map_or(1, |host| host.sources().count())
}

/// The name of a source by its index; empty past the last one. Index 0 is `syscall`. Good as long as the inspector.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_source_name(inspector: *const sinsp_inspector_t, index: usize) -> sinsp_text {
    // SAFETY: as the caller promises.
    let Some(inspector) = (unsafe { inspector.as_ref() }) else { return sinsp_text::EMPTY };
    let name = match &inspector.plugins {
        Some(host) => host.sources().nth(index),
        None => Some("syscall").filter(|_| index == 0),
    };
    name.map_or(sinsp_text::EMPTY, |name| sinsp_text::of(name.as_bytes()))
}

/// The index of the source of a plugin, by the number that its events have; -1 where there is none.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_source_of_plugin(inspector: *const sinsp_inspector_t, id: u32) -> i64 {
    guard::or(-1, || {
        // SAFETY: as the caller promises.
        let host = unsafe { inspector.as_ref() }.and_then(|inspector| inspector.plugins.as_ref());
        let sources = host.map(|host| host.sources_by_plugin()).unwrap_or_default();
        sources.iter().find(|(plugin, _)| *plugin == id).map_or(-1, |(_, index)| *index as i64)
    })
}

/// How much the open source has read by its own account, per cent and in words. False for sources that do not tell.
/// `*words` is good until the next call.
///
/// # Safety
/// `inspector` is NULL or valid; the others are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_source_progress(
    inspector: *mut sinsp_inspector_t,
    percent: *mut f64,
    words: *mut sinsp_text,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let told = unsafe { opened(inspector) }.and_then(|open| open.engine().progress());
        // SAFETY: as the caller promises.
        let (Some((found, said)), Some(inspector)) = (told, unsafe { changed(inspector) }) else {
            return false;
        };
        inspector.progress_words = said.into_bytes();
        // SAFETY: as the caller promises.
        unsafe {
            text::put(percent, found);
            text::put(words, sinsp_text::of(&inspector.progress_words));
        }
        true
    })
}

/// How many routines of plugins run on threads of the library.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_routine_count(inspector: *const sinsp_inspector_t) -> usize {
    // SAFETY: as the caller promises.
    let host = unsafe { inspector.as_ref() }.and_then(|inspector| inspector.plugins.as_ref());
    host.map_or(0, |host| host.routines())
}

/// Sends what plugins of this inspector say to `callback`; NULL for nowhere, as at first. It is called from any thread;
/// the severity is 1 fatal to 8 trace.
///
/// # Safety
/// `inspector` is NULL or valid; `callback` is NULL or can be called with `user` until another one is set and as long as
/// plugins of the inspector are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_plugin_log_callback(
    inspector: *mut sinsp_inspector_t,
    callback: sinsp_log_fn,
    user: *mut c_void,
) {
    // SAFETY: as the caller promises.
    if let Some(inspector) = unsafe { changed(inspector) } {
        *inspector.plugin_log.lock() = Log::to(callback, user);
    }
}
