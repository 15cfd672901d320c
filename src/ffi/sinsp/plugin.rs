//! Plugins: loading, what they tell of themselves, starting.

use super::event::{put_prefix, sinsp_event_t, terminated};
use super::inspector::{changed, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::error::Result;
use crate::ffi::abi::plugin_api::plugin_api;
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::{Catalogue, ExternalClass, TextBuf};
use crate::plugin::{Host, OpenParam, Plugin, Version};
use std::borrow::Cow;
use std::ffi::{OsStr, c_char};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;
use std::sync::Arc;

/// A plugin that an inspector has loaded. Several handles may stand for one; its library is unloaded when the inspector
/// and all handles, filters, fields and formatters that name a field of it have gone.
pub struct sinsp_plugin_t {
    pub(super) plugin: Arc<Plugin>,
    /// The fields that it reads, if it does.
    pub(super) fields: Option<ExternalClass>,
    /// Ends with a NUL.
    error: Vec<u8>,
    schema: Vec<u8>,
    open_params: Vec<OpenParam>,
}

impl sinsp_plugin_t {
    fn made(host: &Host, plugin: &Arc<Plugin>) -> *mut sinsp_plugin_t {
        text::into_c(sinsp_plugin_t {
            plugin: Arc::clone(plugin),
            fields: host.fields(plugin),
            error: vec![0],
            schema: Vec::new(),
            open_params: Vec::new(),
        })
    }

    pub(super) fn fail<T>(&mut self, result: T, what: &str) -> T {
        self.error = what.bytes().filter(|byte| *byte != 0).chain([0]).collect();
        result
    }

    fn done(&mut self, outcome: Result<()>) -> i32 {
        match outcome {
            Ok(()) => SUCCESS,
            Err(error) => self.fail(FAILURE, &error.to_string()),
        }
    }
}

impl sinsp_inspector_t {
    /// The plugins of the inspector; made when they are needed first.
    pub(super) fn host(&mut self) -> &Arc<Host> {
        let log = Arc::clone(&self.plugin_log);
        let settings = &mut self.settings;
        self.plugins.get_or_insert_with(|| {
            let host = Arc::new(Host::default());
            host.set_log(Some(Box::new(move |severity, what| {
                let log = *log.lock();
                log.say(severity as u32, what);
            })));
            settings.sources = Some(Arc::clone(&host) as _);
            host
        })
    }

    /// A catalogue with the names of asynchronous events that plugins of the inspector make.
    pub(super) fn with_event_names<'c>(&self, catalogue: &'c Catalogue) -> Cow<'c, Catalogue> {
        let mut named = Cow::Borrowed(catalogue);
        for name in self.plugins.iter().flat_map(|host| host.event_names()) {
            if !named.is_event_name(name.as_bytes()) {
                named.to_mut().add_event_name(name);
            }
        }
        named
    }

    fn take_in(&mut self, registered: Result<Arc<Plugin>>) -> *mut sinsp_plugin_t {
        let plugin = match registered {
            Ok(plugin) => plugin,
            Err(error) => return self.fail(ptr::null_mut(), &error.to_string()),
        };
        let host = Arc::clone(self.host());
        if let Some(class) = host.fields(&plugin) {
            self.catalogue.add_external(class);
        }
        for name in &plugin.description().async_names {
            self.catalogue.add_event_name(name);
        }
        if let Some(open) = self.open_mut() {
            open.plugins_changed();
        }
        sinsp_plugin_t::made(&host, &plugin)
    }
}

/// Loads a plugin from a shared library. Its fields can be named from now on, and its source is one of the inspector's;
/// `sinsp_plugin_init` has to follow before it does anything. NULL where it cannot be loaded, is no plugin for this
/// version of the plugin API, or has the name or number of one that is there: `sinsp_last_error` has its path and the
/// function to blame. To be given to `sinsp_plugin_free`; the inspector keeps the plugin all the same.
///
/// # Safety
/// `inspector` is NULL or valid; `path` is NULL or a C string. Loading runs code of the library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_register(
    inspector: *mut sinsp_inspector_t,
    path: *const c_char,
) -> *mut sinsp_plugin_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let (Some(inspector), path) = (unsafe { (changed(inspector), guard::bytes_of(path)) }) else {
            return ptr::null_mut();
        };
        let Some(path) = path else { return inspector.fail(ptr::null_mut(), "path is NULL") };
        let registered = inspector.host().register(Path::new(OsStr::from_bytes(path)));
        inspector.take_in(registered)
    })
}

/// As `sinsp_plugin_register`, for functions that the program has itself. Tables of older versions of the plugin API are
/// understood: `get_required_api_version` tells the version. The table is copied.
///
/// # Safety
/// `inspector` is NULL or valid; `api` is NULL or has the members of its version, whose functions stay callable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_register_api(
    inspector: *mut sinsp_inspector_t,
    api: *const plugin_api,
) -> *mut sinsp_plugin_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return ptr::null_mut() };
        if api.is_null() {
            return inspector.fail(ptr::null_mut(), "the table of functions is NULL");
        }
        // SAFETY: as the caller promises.
        let registered = unsafe { inspector.host().register_table(api.cast()) };
        inspector.take_in(registered)
    })
}

/// Frees a handle. NULL is allowed.
///
/// # Safety
/// `plugin` is NULL or came from a function that makes one and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_free(plugin: *mut sinsp_plugin_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(plugin) };
}

/// How many plugins the inspector has.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_count(inspector: *const sinsp_inspector_t) -> usize {
    // SAFETY: as the caller promises.
    let host = unsafe { inspector.as_ref() }.and_then(|inspector| inspector.plugins.as_ref());
    host.map_or(0, |host| host.plugins().count())
}

/// A plugin by its index, in the order of registration. NULL past the last one. To be given to `sinsp_plugin_free`.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_at(
    inspector: *const sinsp_inspector_t,
    index: usize,
) -> *mut sinsp_plugin_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let host = unsafe { inspector.as_ref() }.and_then(|inspector| inspector.plugins.as_ref());
        let plugin = host.and_then(|host| Some((host, host.plugins().nth(index)?)));
        plugin.map_or(ptr::null_mut(), |(host, plugin)| sinsp_plugin_t::made(host, plugin))
    })
}

/// What a plugin tells of itself. Texts are good as long as the handle.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_plugin_view {
    /// Its name, which no other plugin of the inspector has.
    pub name: sinsp_text,
    /// What it does.
    pub description: sinsp_text,
    /// Whom to write to.
    pub contact: sinsp_text,
    /// Name of its source of events; empty for none of its own.
    pub source: sinsp_text,
    /// Its file; a word for one that has none.
    pub path: sinsp_text,
    /// Its version: major, minor, patch.
    pub version: [u32; 3],
    /// The version of the plugin API that it was made for.
    pub api_version: [u32; 3],
    /// Number of its events in captures; 0 for none of its own.
    pub id: u32,
    /// What it can do: 1 makes events, 2 reads fields, 4 parses events, 8 makes asynchronous events, 16 is told when a
    /// capture begins and ends.
    pub capabilities: u32,
    /// True once it was started and works.
    pub running: bool,
}

/// Says what a plugin is; `size` is `sizeof(sinsp_plugin_view)`. False for NULL.
///
/// # Safety
/// `plugin` is NULL or good; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_get(
    plugin: *const sinsp_plugin_t,
    view: *mut sinsp_plugin_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(handle) = (unsafe { plugin.as_ref() }) else { return false };
        let told = handle.plugin.description();
        let numbers = |version: Version| [version.major, version.minor, version.patch];
        let value = sinsp_plugin_view {
            name: sinsp_text::of(told.name.as_bytes()),
            description: sinsp_text::of(told.description.as_bytes()),
            contact: sinsp_text::of(told.contact.as_bytes()),
            source: sinsp_text::of(told.source.as_bytes()),
            path: sinsp_text::of(handle.plugin.path().as_bytes()),
            version: numbers(told.version),
            api_version: numbers(told.api_version),
            id: told.id,
            capabilities: told.capabilities.bits(),
            running: handle.plugin.is_running(),
        };
        // SAFETY: as the caller promises.
        unsafe { put_prefix(view, size, value) }
    })
}

/// Calls `use_it` with a plugin and a configuration for it.
///
/// # Safety
/// `plugin` is NULL or good; `config` is NULL or has `len` bytes.
unsafe fn configured(
    plugin: *mut sinsp_plugin_t,
    config: *const c_char,
    len: usize,
    use_it: impl FnOnce(&mut sinsp_plugin_t, &str) -> i32,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let (handle, config) = unsafe { (plugin.as_mut(), text::bytes(config, len)) };
        handle.map_or(FAILURE, |handle| use_it(handle, &String::from_utf8_lossy(config)))
    })
}

/// Starts a plugin with a configuration. `SCAP_SUCCESS`, or `SCAP_FAILURE` where the configuration is not what the
/// plugin's schema asks for, the plugin says that it failed, or it was started before: `sinsp_plugin_error` says why.
/// While it runs it may use the tables; those of the host are empty then.
///
/// # Safety
/// `plugin` is NULL or good; `config` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_init(
    plugin: *mut sinsp_plugin_t,
    config: *const c_char,
    len: usize,
) -> i32 {
    let start = |handle: &mut sinsp_plugin_t, config: &str| {
        let outcome = handle.plugin.start(config);
        handle.done(outcome)
    };
    // SAFETY: as the caller promises.
    unsafe { configured(plugin, config, len, start) }
}

/// Gives a running plugin a new configuration. `SCAP_SUCCESS`, or `SCAP_FAILURE`: it takes none while it runs, refuses
/// this one, or its schema does; `sinsp_plugin_error` says which.
///
/// # Safety
/// As `sinsp_plugin_init`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_set_config(
    plugin: *mut sinsp_plugin_t,
    config: *const c_char,
    len: usize,
) -> i32 {
    let change = |handle: &mut sinsp_plugin_t, config: &str| match handle.plugin.set_config(config) {
        Ok(true) => SUCCESS,
        Ok(false) => handle.fail(FAILURE, "the plugin does not take the configuration"),
        Err(error) => handle.fail(FAILURE, &error.to_string()),
    };
    // SAFETY: as the caller promises.
    unsafe { configured(plugin, config, len, change) }
}

/// The text of the last failed call with this handle; empty when none failed. A NUL follows it. Good until the next call
/// with it that fails.
///
/// # Safety
/// `plugin` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_error(plugin: *const sinsp_plugin_t) -> sinsp_text {
    // SAFETY: as the caller promises.
    unsafe { plugin.as_ref() }.map_or(sinsp_text::EMPTY, |handle| sinsp_text {
        ptr: handle.error.as_ptr().cast(),
        len: handle.error.len() - 1,
    })
}

/// What the plugin itself says of its last failure, as the text that `sinsp_plugin_error` then has.
///
/// # Safety
/// `plugin` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_own_error(plugin: *mut sinsp_plugin_t) -> sinsp_text {
    // SAFETY: as the caller promises.
    match unsafe { plugin.as_mut() } {
        Some(handle) => guard::or(sinsp_text::EMPTY, || {
            let told = handle.plugin.last_error();
            handle.fail((), &told);
            // SAFETY: it is there.
            unsafe { sinsp_plugin_error(handle) }
        }),
        None => sinsp_text::EMPTY,
    }
}

/// The schema that a plugin tells for its configuration: `*language` is 1 for JSON schema, 0 for none. Good until it is
/// asked for again.
///
/// # Safety
/// `plugin` is NULL or good; `language` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_schema(plugin: *mut sinsp_plugin_t, language: *mut u32) -> sinsp_text {
    guard::or(sinsp_text::EMPTY, || {
        // SAFETY: as the caller promises.
        let Some(handle) = (unsafe { plugin.as_mut() }) else { return sinsp_text::EMPTY };
        let (found, schema) = handle.plugin.schema_text();
        // SAFETY: as the caller promises.
        unsafe { text::put(language, found as u32) };
        handle.schema = schema.into_bytes();
        sinsp_text::of(&handle.schema)
    })
}

/// What a source can be opened with.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_open_param {
    /// The text.
    pub value: sinsp_text,
    /// What it stands for; may be empty.
    pub description: sinsp_text,
    /// What separates it from others in one text; may be empty.
    pub separator: sinsp_text,
}

/// Asks a running plugin what its source can be opened with, and writes it; returns how many there are, -1 where it
/// fails: `sinsp_plugin_error` says why. Texts are good until it is asked again.
///
/// # Safety
/// `plugin` is NULL or good; `params` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_open_params(
    plugin: *mut sinsp_plugin_t,
    params: *mut sinsp_open_param,
    room: usize,
) -> i64 {
    guard::or(-1, || {
        // SAFETY: as the caller promises.
        let Some(handle) = (unsafe { plugin.as_mut() }) else { return -1 };
        match handle.plugin.open_params() {
            Ok(found) => handle.open_params = found,
            Err(error) => return handle.fail(-1, &error.to_string()),
        }
        let items = handle.open_params.iter().map(|param| sinsp_open_param {
            value: sinsp_text::of(param.value.as_bytes()),
            description: sinsp_text::of(param.description.as_bytes()),
            separator: sinsp_text::of(param.separator.as_bytes()),
        });
        // SAFETY: as the caller promises.
        unsafe { text::put_list(params, room, items) as i64 }
    })
}

/// Whether a plugin reads events of this version of the event schema. Plugins that read none but their own read any.
/// False: `sinsp_plugin_error` says why not.
///
/// # Safety
/// `plugin` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_check_schema(
    plugin: *mut sinsp_plugin_t,
    major: u32,
    minor: u32,
    patch: u32,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(handle) = (unsafe { plugin.as_mut() }) else { return false };
        let outcome = handle.plugin.check_schema(Version { major, minor, patch });
        handle.done(outcome) == SUCCESS
    })
}

/// What a plugin says of an event of its own. False for events of others, and where it says nothing. `*out` is good as
/// long as the event; a NUL follows it.
///
/// # Safety
/// `plugin` and `event` are NULL or good; `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_event_text(
    plugin: *const sinsp_plugin_t,
    event: *const sinsp_event_t,
    out: *mut sinsp_text,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let (Some(handle), Some(event)) = (unsafe { (plugin.as_ref(), event.as_ref()) }) else {
            return false;
        };
        let mut buffer: TextBuf<'_> = event.scratch.text();
        let told = event.recorded(|found, _, _| {
            handle.plugin.is_source_of(found)
                && handle.plugin.push_event_text(found, event.num(), |bytes| buffer.extend(bytes))
        });
        if told == Some(true) {
            // SAFETY: as the caller promises.
            unsafe { text::put(out, terminated(buffer)) };
        }
        told == Some(true)
    })
}
