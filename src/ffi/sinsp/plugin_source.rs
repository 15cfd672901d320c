// SPDX-License-Identifier: Apache-2.0
//! Plugins as sources of events, and the list of sources.

use super::inspector::sinsp_inspector_t;
use super::log_sink::{Log, sinsp_log_fn};
use super::text::sinsp_text;
use crate::engine::PluginPlatform;
use crate::ffi::door::{self, CText, Out};
use crate::ffi::result::FAILURE;
use crate::inspector::Inspector;
use std::ffi::c_void;

/// Takes events from a plugin that was started, in place of whatever was open. `platform` is what is known of the
/// machine: 0 nothing, 1 the machine and its interfaces, 2 its processes and users, too, read from /proc.
/// `SCAP_SUCCESS` or `SCAP_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_open_plugin(
    inspector: Option<&mut sinsp_inspector_t>,
    name: CText,
    params: CText,
    platform: u32,
) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.make_way();
        let Some(name) = name.lossy() else {
            return inspector.fail(FAILURE, "the name of the plugin is NULL");
        };
        let platform = match platform {
            0 => PluginPlatform::Generic,
            1 => PluginPlatform::HostInfo,
            2 => PluginPlatform::Full,
            other => {
                return inspector
                    .fail(FAILURE, &format!("platform {other} is not valid; 0, 1 and 2 are possible"));
            }
        };
        let host = std::sync::Arc::clone(inspector.host());
        let params = params.lossy().unwrap_or_default();
        let opened = Inspector::open_plugin(host, &name, &params, platform, inspector.open_options());
        inspector.adopt(&format!("plugin {name}"), opened)
    })
}

/// How many sources of events the inspector knows: system calls, and one for each name that plugins have.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_source_count(inspector: Option<&sinsp_inspector_t>) -> usize {
    door::enter(inspector, |inspector| inspector.plugins.as_deref().map_or(1, |host| host.sources().count()))
}

/// The name of a source by its index; empty past the last one. Index 0 is `syscall`. Valid as long as the inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_source_name(inspector: Option<&sinsp_inspector_t>, index: usize) -> sinsp_text {
    door::enter(inspector, |inspector| {
        let name = match &inspector.plugins {
            Some(host) => host.sources().nth(index),
            None => Some("syscall").filter(|_| index == 0),
        };
        name.map_or(sinsp_text::EMPTY, |name| sinsp_text::of(name.as_bytes()))
    })
}

/// The index of the source of a plugin, by the number that its events have; -1 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_source_of_plugin(inspector: Option<&sinsp_inspector_t>, id: u32) -> i64 {
    door::enter(inspector, |inspector| {
        let sources = inspector.plugins.as_deref().map(|host| host.sources_by_plugin()).unwrap_or_default();
        sources.iter().find(|(plugin, _)| *plugin == id).map_or(-1, |(_, index)| *index as i64)
    })
}

/// How much the open source has read by its own account, per cent and in words. False for sources that do not tell.
/// `*words` is valid until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_source_progress(
    inspector: Option<&mut sinsp_inspector_t>,
    percent: Out<f64>,
    words: Out<sinsp_text>,
) -> bool {
    door::enter(inspector, |inspector| {
        let reported = inspector.open().and_then(|open| open.engine().progress());
        let Some((found, said)) = reported else { return false };
        inspector.progress_words = said.into_bytes();
        percent.put(found);
        words.put(sinsp_text::of(&inspector.progress_words));
        true
    })
}

/// How many routines of plugins run on threads of the library.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_routine_count(inspector: Option<&sinsp_inspector_t>) -> usize {
    door::enter(inspector, |inspector| inspector.plugins.as_deref().map_or(0, |host| host.routines()))
}

/// Sends what plugins of this inspector say to `callback`; NULL for nowhere, as at first. It is called from any thread;
/// the severity is 1 fatal to 8 trace.
///
/// # Safety
/// `callback` is NULL or can be called with `user` until another one is set and as long as plugins of the inspector are
/// there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_plugin_log_callback(
    inspector: Option<&mut sinsp_inspector_t>,
    callback: sinsp_log_fn,
    user: *mut c_void,
) {
    door::enter(inspector, |inspector| *inspector.plugin_log.lock() = Log::to(callback, user));
}
