//! Loads plugins (C: plugin/plugin_loader.h).

use super::abi::plugin_api::{plugin_api, plugin_caps_t, plugin_handle_t};
use super::{guard, memory};
use crate::plugin::{
    Capabilities, copy_table, load_library, missing_function, required_version, told_version,
};
use std::ffi::{OsStr, c_char, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

/// Bytes of an error text (C: `PLUGIN_MAX_ERRLEN`).
const ERROR_SIZE: usize = 1024;

const BROKEN: plugin_caps_t = 1 << 31;

/// # Safety
/// `err` is NULL or has [`ERROR_SIZE`] bytes.
unsafe fn tell(err: *mut c_char, text: &str) {
    if !err.is_null() {
        // SAFETY: as the caller promises.
        let room = unsafe { std::slice::from_raw_parts_mut(err.cast::<u8>(), ERROR_SIZE) };
        guard::put_text(room, text.as_bytes());
    }
}

/// Makes a handle; NULL with a text in `err` where there is no memory.
///
/// # Safety
/// `err` is NULL or has [`ERROR_SIZE`] bytes.
unsafe fn made(library: *mut c_void, api: plugin_api, err: *mut c_char) -> *mut plugin_handle_t {
    let handle = memory::zeroed::<plugin_handle_t>();
    // SAFETY: as the caller promises; a handle that was made has room for it.
    unsafe {
        if handle.is_null() {
            tell(err, "cannot take a plugin: out of memory");
        } else {
            handle.write(plugin_handle_t { handle: library, api });
        }
    }
    handle
}

/// Loads a plugin from a shared library; NULL with a text in `err` (PLUGIN_MAX_ERRLEN bytes). Ends with plugin_unload().
///
/// # Safety
/// `path` is NULL or a C string; `err` is NULL or has PLUGIN_MAX_ERRLEN bytes. Loading runs code of the library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_load(path: *const c_char, err: *mut c_char) -> *mut plugin_handle_t {
    // SAFETY: as the caller promises.
    unsafe {
        tell(err, "");
        let Some(name) = guard::bytes_of(path) else {
            tell(err, "cannot load a plugin: the path is NULL");
            return ptr::null_mut();
        };
        match load_library(Path::new(OsStr::from_bytes(name))) {
            Ok((api, library)) => {
                let library = library.into_raw();
                let handle = made(library, api, err);
                if handle.is_null() {
                    libc::dlclose(library);
                }
                handle
            }
            Err(what) => {
                let name = String::from_utf8_lossy(name);
                tell(err, &format!("cannot load plugin {name}: {what}"));
                ptr::null_mut()
            }
        }
    }
}

/// Makes a handle of functions that are already in the program; NULL with a text in `err`. Ends with plugin_unload().
///
/// # Safety
/// `api` is NULL or valid; `err` is NULL or has PLUGIN_MAX_ERRLEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_load_api(api: *const plugin_api, err: *mut c_char) -> *mut plugin_handle_t {
    // SAFETY: as the caller promises.
    unsafe {
        tell(err, "");
        if api.is_null() {
            tell(err, "cannot take a plugin: its table of functions is NULL");
            return ptr::null_mut();
        }
        // A table of an older version is shorter: its first member tells which it is.
        let get = (&raw const (*api).get_required_api_version).read();
        match told_version(get) {
            Ok(version) => made(ptr::null_mut(), copy_table(api, version), err),
            Err(what) => {
                tell(err, &what);
                ptr::null_mut()
            }
        }
    }
}

/// Unloads a plugin and frees its handle; NULL is allowed.
///
/// # Safety
/// `h` is NULL or came from plugin_load() or plugin_load_api() and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_unload(h: *mut plugin_handle_t) {
    if h.is_null() {
        return;
    }
    // SAFETY: as the caller promises.
    unsafe {
        if !(*h).handle.is_null() {
            libc::dlclose((*h).handle);
        }
        memory::free(h);
    }
}

/// True if this shared library is loaded.
///
/// # Safety
/// `path` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_is_loaded(path: *const c_char) -> bool {
    if path.is_null() {
        return false;
    }
    // SAFETY: as the caller promises; nothing is loaded that was not.
    let library = unsafe { libc::dlopen(path, libc::RTLD_LAZY | libc::RTLD_NOLOAD) };
    if library.is_null() {
        return false;
    }
    // SAFETY: the call above counted one more user of it.
    unsafe { libc::dlclose(library) };
    true
}

/// True if this shared library serves the plugin API version that the plugin asks for; otherwise `err` says why not.
///
/// # Safety
/// `h` is NULL or valid; `err` is NULL or has PLUGIN_MAX_ERRLEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_check_required_api_version(
    h: *const plugin_handle_t,
    err: *mut c_char,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(handle) = h.as_ref() else {
            tell(err, "cannot look at a plugin: its handle is NULL");
            return false;
        };
        let outcome = required_version(&handle.api);
        if let Err(what) = &outcome {
            tell(err, what);
        }
        outcome.is_ok()
    }
}

/// True if the plugin has the functions that every plugin must have; otherwise `err` names a missing one.
///
/// # Safety
/// `h` is NULL or valid; `err` is NULL or has PLUGIN_MAX_ERRLEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_check_required_symbols(h: *const plugin_handle_t, err: *mut c_char) -> bool {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(handle) = h.as_ref() else {
            tell(err, "cannot look at a plugin: its handle is NULL");
            return false;
        };
        let missing = missing_function(&handle.api);
        if let Some(name) = missing {
            tell(err, &format!("the plugin lacks a function that it must have: plugin_{name}"));
        }
        missing.is_none()
    }
}

/// What the plugin can do, plugin_caps_t bits; with CAP_BROKEN if it has a part of the functions of something, named in `err`.
///
/// # Safety
/// `h` is NULL or valid, its functions callable; `err` is NULL or has PLUGIN_MAX_ERRLEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_get_capabilities(
    h: *const plugin_handle_t,
    err: *mut c_char,
) -> plugin_caps_t {
    // SAFETY: as the caller promises.
    unsafe {
        tell(err, "");
        let Some(handle) = h.as_ref() else {
            tell(err, "cannot look at a plugin: its handle is NULL");
            return 0;
        };
        let (found, faults) = Capabilities::look(&handle.api);
        if faults.is_empty() {
            return found.bits();
        }
        tell(err, &format!("the plugin is incomplete: {}", faults.join(", ")));
        found.bits() | BROKEN
    }
}
