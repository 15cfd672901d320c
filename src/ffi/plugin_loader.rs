//! Loads plugins (C: plugin/plugin_loader.h).

use super::abi::plugin_api::{MEMBERS, Member, plugin_api, plugin_caps_t, plugin_handle_t};
use super::{guard, memory};
use crate::plugin::abi::Api;
use crate::plugin::{API_VERSION, Version, copy_table};
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;

/// Bytes of an error text (C: `PLUGIN_MAX_ERRLEN`).
const ERROR_SIZE: usize = 1024;

const SOURCING: plugin_caps_t = 1;
const EXTRACTION: plugin_caps_t = 2;
const PARSING: plugin_caps_t = 4;
const ASYNC: plugin_caps_t = 8;
const CAPTURE_LISTENING: plugin_caps_t = 16;
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

/// What the dynamic linker says went wrong.
fn linker_error() -> String {
    // SAFETY: the text is a C string until the next call on this thread.
    let text = unsafe { guard::bytes_of(libc::dlerror()) };
    String::from_utf8_lossy(text.unwrap_or(b"unknown error")).into_owned()
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
        let library = libc::dlopen(path, libc::RTLD_LOCAL | libc::RTLD_NOW);
        if library.is_null() {
            let name = String::from_utf8_lossy(name);
            tell(err, &format!("cannot load plugin {name}: {}", linker_error()));
            return ptr::null_mut();
        }
        let handle = memory::zeroed::<plugin_handle_t>();
        if handle.is_null() {
            libc::dlclose(library);
            tell(err, "cannot load a plugin: out of memory");
            return handle;
        }
        (*handle).handle = library;
        for (place, name) in (*handle).api.functions.iter_mut().zip(MEMBERS) {
            if let Ok(symbol) = CString::new(format!("plugin_{name}")) {
                *place = libc::dlsym(library, symbol.as_ptr());
            }
        }
        handle
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
        let version = match required_version(&*api) {
            Ok(version) => version,
            Err(text) => {
                tell(err, &text);
                return ptr::null_mut();
            }
        };
        let handle = memory::zeroed::<plugin_handle_t>();
        if handle.is_null() {
            tell(err, "cannot take a plugin: out of memory");
            return handle;
        }
        // Both types are the same table: one with the types of the functions, one without.
        (&raw mut (*handle).api).cast::<Api>().write(copy_table(api.cast(), version));
        handle
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
        let wanted = match required_version(&handle.api) {
            Ok(version) => version,
            Err(text) => {
                tell(err, &text);
                return false;
            }
        };
        let served = wanted.unmet_by(API_VERSION).is_none();
        if !served {
            let why = if wanted.major == API_VERSION.major {
                "an equal or older minor version"
            } else {
                "the same major version"
            };
            tell(
                err,
                &format!(
                    "the plugin asks for plugin API {wanted}, this library serves {API_VERSION}: it needs {why}"
                ),
            );
        }
        served
    }
}

/// True if the plugin has the functions that every plugin must have; otherwise `err` names a missing one.
///
/// # Safety
/// `h` is NULL or valid; `err` is NULL or has PLUGIN_MAX_ERRLEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plugin_check_required_symbols(h: *const plugin_handle_t, err: *mut c_char) -> bool {
    use Member::*;
    // SAFETY: as the caller promises.
    unsafe {
        let Some(handle) = h.as_ref() else {
            tell(err, "cannot look at a plugin: its handle is NULL");
            return false;
        };
        let needed = [
            GetRequiredApiVersion,
            GetVersion,
            GetName,
            GetDescription,
            GetContact,
            Init,
            Destroy,
            GetLastError,
        ];
        let missing = needed.into_iter().find(|member| !handle.api.has(*member));
        if let Some(member) = missing {
            tell(err, &format!("the plugin lacks a function that it must have: plugin_{}", member.name()));
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
    use Member::*;
    // SAFETY: as the caller promises.
    unsafe {
        tell(err, "");
        let Some(handle) = h.as_ref() else {
            tell(err, "cannot look at a plugin: its handle is NULL");
            return 0;
        };
        let has = |member: Member| handle.api.has(member);
        let mut caps = 0;
        let mut faults = Vec::new();
        let mut check = |all: bool, any: bool, cap: u32, fault: &'static str| {
            if all {
                caps |= cap;
            } else if any {
                caps |= BROKEN;
                faults.push(fault);
            }
        };
        let source = [Open, Close, NextBatch].map(has);
        let (is_source, half_source) = (!source.contains(&false), source.contains(&true));
        let named = is_source && source_is_whole(&handle.api);
        let fault = if is_source {
            "events: plugin_get_id and plugin_get_event_source go together"
        } else {
            "events: plugin_open, plugin_close and plugin_next_batch go together"
        };
        check(named, half_source, SOURCING, fault);
        let (fields, extract) = (has(GetFields), has(ExtractFields));
        let fault = "fields: plugin_extract_fields needs plugin_get_fields";
        check(fields && extract, extract, EXTRACTION, fault);
        check(has(ParseEvent), false, PARSING, "");
        let (events, handler) = (has(GetAsyncEvents), has(SetAsyncEventHandler));
        let fault = "async events: plugin_set_async_event_handler needs plugin_get_async_events";
        check(events && handler, handler, ASYNC, fault);
        let (open, close) = (has(CaptureOpen), has(CaptureClose));
        let fault = "capture listening: plugin_capture_open needs plugin_capture_close";
        check(open && close, open, CAPTURE_LISTENING, fault);
        if !faults.is_empty() {
            tell(err, &format!("the plugin is incomplete: {}", faults.join(", ")));
        }
        caps
    }
}

/// A source has a number and a name, or neither.
///
/// # Safety
/// The functions are callable.
unsafe fn source_is_whole(api: &plugin_api) -> bool {
    // SAFETY: the functions of these members have these types; the text is a C string.
    unsafe {
        let id = api.get(Member::GetId).map_or(0, |function| {
            std::mem::transmute::<*mut c_void, unsafe extern "C" fn() -> u32>(function)()
        });
        let source = api.text(Member::GetEventSource).unwrap_or(c"");
        (id != 0) != source.is_empty()
    }
}

/// The plugin API version that a plugin asks for.
///
/// # Safety
/// The function is callable.
unsafe fn required_version(api: &plugin_api) -> Result<Version, String> {
    if !api.has(Member::GetRequiredApiVersion) {
        return Err("the plugin lacks a function that it must have: plugin_get_required_api_version".into());
    }
    // SAFETY: as the caller promises.
    let text = unsafe { api.text(Member::GetRequiredApiVersion) }.unwrap_or(c"").to_string_lossy();
    Version::parse(&text).ok_or_else(|| {
        format!("the plugin asks for plugin API '{text}', which is no version: expected like 3.0.0")
    })
}

impl plugin_api {
    fn has(&self, member: Member) -> bool {
        self.get(member).is_some()
    }

    fn get(&self, member: Member) -> Option<*mut c_void> {
        Some(self.functions[member as usize]).filter(|function| !function.is_null())
    }

    /// What a function without arguments says.
    ///
    /// # Safety
    /// The member is such a function, and callable; its text stays.
    unsafe fn text(&self, member: Member) -> Option<&CStr> {
        let function = self.get(member)?;
        // SAFETY: as the caller promises.
        unsafe {
            let text =
                std::mem::transmute::<*mut c_void, unsafe extern "C" fn() -> *const c_char>(function)();
            (!text.is_null()).then(|| CStr::from_ptr(text))
        }
    }
}

impl Member {
    fn name(self) -> &'static str {
        MEMBERS[self as usize]
    }
}
