// SPDX-License-Identifier: Apache-2.0
//! Loads plugins (C: plugin/plugin_loader.h).

use super::abi::plugin_api::{plugin_api, plugin_caps_t, plugin_handle_t};
use super::door::{self, CText, ErrorBuffer, malloc};
use crate::plugin::{
    Capabilities, copy_table, load_library, missing_function, required_version, told_version,
};
use std::ffi::c_void;
use std::ptr;

/// A place for an error text of `PLUGIN_MAX_ERRLEN` bytes.
type PluginError = ErrorBuffer<1024>;

const NO_HANDLE: &str = "cannot look at a plugin: its handle is NULL";

const BROKEN: plugin_caps_t = 1 << 31;

/// Makes a handle; NULL with a text in `error` where there is no memory.
fn made(library: *mut c_void, api: plugin_api, error: PluginError) -> *mut plugin_handle_t {
    let handle = malloc::zeroed::<plugin_handle_t>();
    // SAFETY: NULL, or just made.
    match unsafe { door::borrow_mut(handle) } {
        Some(handle) => *handle = plugin_handle_t { handle: library, api },
        None => error.write("cannot take a plugin: out of memory"),
    }
    handle
}

/// Loads a plugin from a shared library; NULL with a text in `err` (PLUGIN_MAX_ERRLEN bytes). Ends with plugin_unload().
///
/// # Safety
/// Loading runs code of the library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_load(path: CText, err: PluginError) -> *mut plugin_handle_t {
    door::enter(err, |error| {
        error.write("");
        let Some(file) = path.path() else {
            return error.fail(ptr::null_mut(), "cannot load a plugin: the path is NULL");
        };
        match load_library(file) {
            Ok((api, library)) => {
                let library = library.into_raw();
                let handle = made(library, api, error);
                if handle.is_null() {
                    // SAFETY: it was just opened.
                    unsafe { libc::dlclose(library) };
                }
                handle
            }
            Err(what) => {
                let text = format!("cannot load plugin {}: {what}", file.display());
                error.fail(ptr::null_mut(), &text)
            }
        }
    })
}

/// Makes a handle of functions that are already in the program; NULL with a text in `err`. Ends with plugin_unload().
///
/// # Safety
/// `api` is NULL or has the members of its version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_load_api(api: *const plugin_api, err: PluginError) -> *mut plugin_handle_t {
    door::enter(err, |error| {
        error.write("");
        if api.is_null() {
            return error.fail(ptr::null_mut(), "cannot take a plugin: its table of functions is NULL");
        }
        // SAFETY: a table of an older version is shorter: its first member tells which it is.
        let found = unsafe {
            let get = (&raw const (*api).get_required_api_version).read();
            told_version(get).map(|version| copy_table(api, version))
        };
        match found {
            Ok(api) => made(ptr::null_mut(), api, error),
            Err(what) => error.fail(ptr::null_mut(), &what),
        }
    })
}

/// Unloads a plugin and frees its handle; NULL is allowed.
///
/// # Safety
/// `h` is NULL or came from plugin_load() or plugin_load_api() and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_unload(h: *mut plugin_handle_t) {
    door::enter((), |()| {
        // SAFETY: NULL, or a handle of this file that is not used any more.
        unsafe {
            let library = door::borrow(h).map_or(ptr::null_mut(), |handle| handle.handle);
            if !library.is_null() {
                libc::dlclose(library);
            }
            malloc::free(h);
        }
    });
}

/// True if this shared library is loaded.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_is_loaded(path: CText) -> bool {
    door::enter((), |()| {
        if path.is_null() {
            return false;
        }
        // SAFETY: nothing is loaded that was not.
        let library = unsafe { libc::dlopen(path.place(), libc::RTLD_LAZY | libc::RTLD_NOLOAD) };
        if library.is_null() {
            return false;
        }
        // SAFETY: the call above counted one more user of it.
        unsafe { libc::dlclose(library) };
        true
    })
}

/// True if this shared library serves the plugin API version that the plugin asks for; otherwise `err` says why not.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_check_required_api_version(h: Option<&plugin_handle_t>, err: PluginError) -> bool {
    door::enter(err, |error| {
        let Some(handle) = h else { return error.fail(false, NO_HANDLE) };
        // SAFETY: a function of the plugin, which the program loaded.
        let version = unsafe { required_version(&handle.api) };
        version.map_or_else(|what| error.fail(false, &what), |_| true)
    })
}

/// True if the plugin has the functions that every plugin must have; otherwise `err` names a missing one.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_check_required_symbols(h: Option<&plugin_handle_t>, err: PluginError) -> bool {
    door::enter(err, |error| {
        let Some(handle) = h else { return error.fail(false, NO_HANDLE) };
        match missing_function(&handle.api) {
            Some(name) => {
                error.fail(false, &format!("the plugin lacks a function that it must have: plugin_{name}"))
            }
            None => true,
        }
    })
}

/// What the plugin can do, plugin_caps_t bits; with CAP_BROKEN if it has a part of the functions of something, named in `err`.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_get_capabilities(h: Option<&plugin_handle_t>, err: PluginError) -> plugin_caps_t {
    door::enter(err, |error| {
        error.write("");
        let Some(handle) = h else { return error.fail(0, NO_HANDLE) };
        // SAFETY: functions of the plugin, which the program loaded.
        let (found, faults) = unsafe { Capabilities::look(&handle.api) };
        if faults.is_empty() {
            return found.bits();
        }
        error.fail(found.bits() | BROKEN, &format!("the plugin is incomplete: {}", faults.join(", ")))
    })
}
