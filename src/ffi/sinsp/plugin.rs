// SPDX-License-Identifier: Apache-2.0
//! Plugins: loading, properties, starting.

use super::event::{sinsp_event_t, terminated};
use super::inspector::sinsp_inspector_t;
use super::log_sink;
use super::text::sinsp_text;
use crate::error::Result;
use crate::ffi::abi::plugin_api::plugin_api;
use crate::ffi::door::{self, Bytes, CText, Caller, Handle, LastError, Len, List, Out, Prefix, Room, Size};
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::{Catalogue, ExternalClass, TextBuf};
use crate::plugin::{Host, OpenParam, Plugin, Version};
use std::borrow::Cow;
use std::ptr;
use std::sync::Arc;

/// A plugin that an inspector has loaded. Several handles may stand for one; its library is unloaded when the inspector
/// and all handles, filters, fields and formatters that name a field of it have gone.
pub struct sinsp_plugin_t {
    pub(super) plugin: Arc<Plugin>,
    /// The fields that it reads, if it does.
    pub(super) fields: Option<ExternalClass>,
    error: LastError,
    schema: Vec<u8>,
    open_params: Vec<OpenParam>,
}

impl sinsp_plugin_t {
    fn made(host: &Host, plugin: &Arc<Plugin>) -> *mut sinsp_plugin_t {
        door::into_c(sinsp_plugin_t {
            plugin: Arc::clone(plugin),
            fields: host.fields(plugin),
            error: LastError::default(),
            schema: Vec::new(),
            open_params: Vec::new(),
        })
    }

    pub(super) fn fail<T>(&self, result: T, what: &str) -> T {
        self.error.set(what);
        result
    }

    fn done(&self, outcome: Result<()>) -> i32 {
        match outcome {
            Ok(()) => SUCCESS,
            Err(error) => self.fail(FAILURE, &error.to_string()),
        }
    }
}

impl Handle for sinsp_plugin_t {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.fail(true, text)
    }
}

impl sinsp_inspector_t {
    /// The plugins of the inspector; made when they are first used.
    pub(super) fn host(&mut self) -> &Arc<Host> {
        let log = Arc::clone(&self.plugin_log);
        let host = self.plugins.take().unwrap_or_else(|| {
            let host = Arc::new(Host::default());
            host.set_log(Some(Box::new(move |severity, what| {
                let log = *log.lock();
                log.say(severity as u32, what);
            })));
            self.settings_mut().sources = Some(Arc::clone(&host) as _);
            host
        });
        self.plugins.insert(host)
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
        if plugin.is_built_in() {
            let name = &plugin.description().name;
            self.log.say(
                log_sink::INFO,
                &format!("plugin '{name}': {} has no file, its fields are built in", plugin.path()),
            );
        }
        self.pool.clear();
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
/// version of the plugin API, or has the name or id of one that is loaded: `sinsp_last_error` names its path and the
/// function at fault. Free it with `sinsp_plugin_free`; the inspector keeps the plugin all the same. For a file
/// `libcontainer.so` that does not exist the library itself stands in, with its fields of containers.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_register(
    inspector: Option<&mut sinsp_inspector_t>,
    path: CText,
) -> *mut sinsp_plugin_t {
    door::enter(inspector, |inspector| {
        let Some(path) = path.path() else { return inspector.fail(ptr::null_mut(), "path is NULL") };
        let registered = inspector.host().register(path);
        inspector.take_in(registered)
    })
}

/// As `sinsp_plugin_register`, for functions that the program has itself. Tables of older versions of the plugin API
/// are understood: `get_required_api_version` returns the version. The table is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_register_api(
    inspector: Option<&mut sinsp_inspector_t>,
    api: *const plugin_api,
) -> *mut sinsp_plugin_t {
    door::enter(inspector, |inspector| {
        if api.is_null() {
            return inspector.fail(ptr::null_mut(), "the table of functions is NULL");
        }
        // SAFETY: the table has the members of its version, whose functions stay callable.
        let registered = unsafe { inspector.host().register_table(api.cast()) };
        inspector.take_in(registered)
    })
}

/// Frees a handle. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_free(plugin: Option<Box<sinsp_plugin_t>>) {
    door::free(plugin);
}

/// How many plugins the inspector has.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_count(inspector: Option<&sinsp_inspector_t>) -> usize {
    door::enter(inspector, |inspector| inspector.plugins.as_deref().map_or(0, |host| host.plugins().count()))
}

/// A plugin by its index, in the order of registration. NULL past the last one. Free it with `sinsp_plugin_free`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_at(
    inspector: Option<&sinsp_inspector_t>,
    index: usize,
) -> *mut sinsp_plugin_t {
    door::enter(inspector, |inspector| {
        let found = inspector.plugins.as_deref().and_then(|host| Some((host, host.plugins().nth(index)?)));
        found.map_or(ptr::null_mut(), |(host, plugin)| sinsp_plugin_t::made(host, plugin))
    })
}

/// How a plugin describes itself. Texts are valid as long as the handle.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_plugin_view {
    /// Its name, which no other plugin of the inspector has.
    pub name: sinsp_text,
    /// What it does.
    pub description: sinsp_text,
    /// Contact of its authors.
    pub contact: sinsp_text,
    /// Name of its source of events; empty for none of its own.
    pub source: sinsp_text,
    /// Its file; a word for one that has none.
    pub path: sinsp_text,
    /// Its version: major, minor, patch.
    pub version: [u32; 3],
    /// The version of the plugin API that it was made for.
    pub api_version: [u32; 3],
    /// Its id in its events in captures; 0 where it makes none.
    pub id: u32,
    /// What it can do: 1 makes events, 2 reads fields, 4 parses events, 8 makes asynchronous events, 16 is notified
    /// when a capture begins and ends.
    pub capabilities: u32,
    /// True once it was started and works.
    pub running: bool,
}

/// Says what a plugin is; `size` is `sizeof(sinsp_plugin_view)`. False for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_get(
    plugin: Option<&sinsp_plugin_t>,
    view: Prefix<sinsp_plugin_view>,
    size: Size,
) -> bool {
    door::enter(plugin, |handle| {
        let description = handle.plugin.description();
        let numbers = |version: Version| [version.major, version.minor, version.patch];
        let value = sinsp_plugin_view {
            name: sinsp_text::of(description.name.as_bytes()),
            description: sinsp_text::of(description.description.as_bytes()),
            contact: sinsp_text::of(description.contact.as_bytes()),
            source: sinsp_text::of(description.source.as_bytes()),
            path: sinsp_text::of(handle.plugin.path().as_bytes()),
            version: numbers(description.version),
            api_version: numbers(description.api_version),
            id: description.id,
            capabilities: description.capabilities.bits(),
            running: handle.plugin.is_running(),
        };
        view.put(size, value)
    })
}

/// Starts a plugin with a configuration. `SCAP_SUCCESS`, or `SCAP_FAILURE` where the configuration is not what the
/// plugin's schema asks for, the plugin says that it failed, or it was started before: `sinsp_plugin_error` says why.
/// While it runs it may use the tables; those of the host are empty then.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_init(plugin: Option<&mut sinsp_plugin_t>, config: Bytes, len: Len) -> i32 {
    door::enter(plugin, |handle| {
        let config = String::from_utf8_lossy(config.of(len));
        handle.done(handle.plugin.start(&config))
    })
}

/// Gives a running plugin a new configuration. `SCAP_SUCCESS`, or `SCAP_FAILURE`: it takes none while it runs, refuses
/// this one, or its schema does; `sinsp_plugin_error` says which.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_set_config(
    plugin: Option<&mut sinsp_plugin_t>,
    config: Bytes,
    len: Len,
) -> i32 {
    door::enter(plugin, |handle| {
        let config = String::from_utf8_lossy(config.of(len));
        match handle.plugin.set_config(&config) {
            Ok(true) => SUCCESS,
            Ok(false) => handle.fail(FAILURE, "the plugin does not accept the configuration"),
            Err(error) => handle.fail(FAILURE, &error.to_string()),
        }
    })
}

/// The text of the last failed call with this handle; empty when none failed. A NUL follows it. Valid until the next
/// call with it that fails.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_error(plugin: Option<&sinsp_plugin_t>) -> sinsp_text {
    door::enter(plugin, |handle| sinsp_text::from(&handle.error))
}

/// What the plugin itself says of its last failure, as the text that `sinsp_plugin_error` then has.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_own_error(plugin: Option<&mut sinsp_plugin_t>) -> sinsp_text {
    door::enter(plugin, |handle| {
        handle.error.set(&handle.plugin.last_error());
        sinsp_text::from(&handle.error)
    })
}

/// The schema that a plugin declares for its configuration: `*language` is 1 for JSON schema, 0 for none. Valid until
/// it is asked for again.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_schema(plugin: Option<&mut sinsp_plugin_t>, language: Out<u32>) -> sinsp_text {
    door::enter(plugin, |handle| {
        let (found, schema) = handle.plugin.schema_text();
        language.put(found as u32);
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
/// fails: `sinsp_plugin_error` says why. Texts are valid until it is asked again.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_open_params(
    plugin: Option<&mut sinsp_plugin_t>,
    params: List<sinsp_open_param>,
    room: Room,
) -> i64 {
    door::enter(plugin, |handle| {
        match handle.plugin.open_params() {
            Ok(found) => handle.open_params = found,
            Err(error) => return handle.fail(-1, &error.to_string()),
        }
        let items = handle.open_params.iter().map(|param| sinsp_open_param {
            value: sinsp_text::of(param.value.as_bytes()),
            description: sinsp_text::of(param.description.as_bytes()),
            separator: sinsp_text::of(param.separator.as_bytes()),
        });
        params.put(room, items) as i64
    })
}

/// Whether a plugin reads events of this version of the event schema. Plugins that read none but their own read any.
/// False: `sinsp_plugin_error` says why not.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_check_schema(
    plugin: Option<&mut sinsp_plugin_t>,
    major: u32,
    minor: u32,
    patch: u32,
) -> bool {
    door::enter(plugin, |handle| {
        handle.done(handle.plugin.check_schema(Version { major, minor, patch })) == SUCCESS
    })
}

/// What a plugin says of an event of its own, or the first bytes of the event. False for events of others. `*out` is valid as
/// long as the event; a NUL follows it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_event_text(
    plugin: Option<&sinsp_plugin_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
) -> bool {
    door::enter((plugin, event), |(handle, event)| {
        let mut buffer: TextBuf<'_> = event.scratch.text();
        let written = event.recorded(|found, _, _| {
            let own = handle.plugin.is_source_of(found);
            if own {
                handle.plugin.push_event_text(found, event.num(), |bytes| buffer.extend(bytes));
            }
            own
        });
        if written == Some(true) {
            out.put(terminated(buffer));
        }
        written == Some(true)
    })
}
