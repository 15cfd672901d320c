// SPDX-License-Identifier: Apache-2.0
//! A plugin: described when it is registered, running once it was started.

use super::abi::{self, Api, EventInput, InitInput, Opaque, Rc};
use super::describe::{Description, fits};
use super::library::Functions;
use super::owner::{self, Owner};
use super::version::Version;
use super::{built_in, guard, schema, table, text};
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::schema::Code;
use parking_lot::{Mutex, MutexGuard};
use std::ffi::{CString, c_char};
use std::path::Path;
use std::ptr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

/// Maximum length of a plugin's list of event codes.
const MAX_CODES: u32 = 1 << 16;

/// A loaded plugin.
///
/// The functions of its state are called by one thread at a time.
pub struct Plugin {
    running: OnceLock<Running>,
    calls: Mutex<()>,
    pub(super) owner: Box<Owner>,
    pub(super) description: Description,
    // Last: the library is closed when nothing of it is in use.
    functions: Functions,
}

// SAFETY: what the pointers lead to is used under `calls` only; the functions themselves are immutable.
unsafe impl Send for Plugin {}
// SAFETY: as above.
unsafe impl Sync for Plugin {}

/// The result of starting a plugin.
struct Running {
    state: Opaque,
    /// False where it reported a failure: it can only be ended.
    works: bool,
    extract_codes: Codes,
    parse_codes: Codes,
}

/// Which events a plugin accepts.
pub(super) struct Codes(Box<[bool; Code::COUNT]>);

impl Codes {
    #[inline]
    pub(super) fn has(&self, code: Code) -> bool {
        self.0[code as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Code> + '_ {
        Code::all().filter(|code| self.has(*code))
    }
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plugin({} {})", self.description.name, self.description.version)
    }
}

impl Plugin {
    /// Loads a shared library.
    ///
    /// # Errors
    /// It cannot be loaded, or is not a plugin for this version of the API: with its path and the function at fault.
    pub(super) fn load(path: &Path, shared: &Arc<table::Shared>) -> Result<Plugin> {
        // SAFETY: the functions are those of a library with a plugin's names.
        unsafe { Plugin::new(Functions::load(path)?, shared) }
    }

    /// The plugin whose fields the library has, in place of its file.
    pub(super) fn built_in(path: &Path, shared: &Arc<table::Shared>) -> Result<Plugin> {
        // SAFETY: the functions are the library's own.
        unsafe { Plugin::new(built_in::functions(path), shared) }
    }

    /// True for a plugin that the library itself has: see [`Host::register`](super::Host::register).
    pub fn is_built_in(&self) -> bool {
        built_in::is_built_in(self.api())
    }

    /// # Safety
    /// As for [`Functions::of_table`].
    pub(super) unsafe fn of_table(api: *const Api, shared: &Arc<table::Shared>) -> Result<Plugin> {
        // SAFETY: as the caller promises.
        unsafe { Plugin::new(Functions::of_table(api)?, shared) }
    }

    /// # Safety
    /// The functions are those of a plugin.
    unsafe fn new(functions: Functions, shared: &Arc<table::Shared>) -> Result<Plugin> {
        // SAFETY: as the caller promises.
        let description = unsafe { Description::ask(&functions.api) }
            .map_err(|what| Error::Plugin { plugin: functions.name.clone(), what })?;
        let owner = Box::new(Owner::new(&description, functions.api.get_last_error, Arc::clone(shared)));
        Ok(Plugin { running: OnceLock::new(), calls: Mutex::new(()), owner, description, functions })
    }

    /// Its properties.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The path of its file; a description for one that has none.
    pub fn path(&self) -> &str {
        &self.functions.name
    }

    pub(super) fn api(&self) -> &Api {
        &self.functions.api
    }

    /// Held while the plugin is called.
    pub(super) fn calling(&self) -> MutexGuard<'_, ()> {
        self.calls.lock()
    }

    pub(super) fn error(&self, what: impl Into<String>) -> Error {
        Error::Plugin { plugin: self.functions.name.clone(), what: what.into() }
    }

    /// True once [`Plugin::start`] was called and the plugin works.
    pub fn is_running(&self) -> bool {
        self.running.get().is_some_and(|running| running.works)
    }

    /// The schema of its configuration as JSON; `None` where any text is accepted.
    ///
    /// # Errors
    /// The schema is of a language that is not known, or not JSON.
    pub fn config_schema(&self) -> Result<Option<serde_json::Value>> {
        let (language, schema) = self.schema_text();
        let schema = Some(schema).filter(|text| !text.is_empty());
        match (language, schema) {
            (abi::SCHEMA_NONE, _) | (_, None) => Ok(None),
            (abi::SCHEMA_JSON, Some(schema)) => match text::json(&schema) {
                Ok(schema @ serde_json::Value::Object(_)) => Ok(Some(schema)),
                _ => Err(self.error("get_init_schema does not return a JSON object")),
            },
            (other, _) => {
                Err(self.error(format!("get_init_schema returns the unknown schema language {other}")))
            }
        }
    }

    /// The schema of its configuration as it returns it: the language and the text.
    pub fn schema_text(&self) -> (i32, String) {
        let Some(get) = self.api().get_init_schema else { return (abi::SCHEMA_NONE, String::new()) };
        let mut language = abi::SCHEMA_NONE;
        // SAFETY: a function of the plugin; the text is copied.
        let schema = unsafe { text::copy(get(&raw mut language)) };
        (language, schema.unwrap_or_default())
    }

    /// The configuration in the form that the plugin receives.
    fn checked_config(&self, config: &str) -> Result<CString> {
        let mut config = config;
        if let Some(schema) = self.config_schema()? {
            if config.is_empty() {
                config = "{}";
            }
            let parsed = text::json(config)
                .map_err(|error| self.error(format!("its configuration is not JSON: {error}")))?;
            schema::check(&schema, &parsed)
                .map_err(|what| self.error(format!("its configuration is wrong: {what}")))?;
        }
        CString::new(config).map_err(|_| self.error("its configuration has a NUL byte"))
    }

    /// Starts the plugin with a configuration.
    ///
    /// # Errors
    /// The configuration does not match the plugin's schema, or the plugin reports a failure; a second start.
    pub fn start(&self, config: &str) -> Result<()> {
        // Of two threads that start it at once, one finds it started.
        let _calling = self.calling();
        if self.running.get().is_some() {
            return Err(self.error("it was started twice"));
        }
        let config = self.checked_config(config)?;
        let mut rc = abi::FAILURE;
        let tables = table::init_tables();
        let wants_tables = self.description.capabilities.parsing || self.description.capabilities.extraction;
        let input = InitInput {
            config: config.as_ptr(),
            owner: self.owner.handle(),
            get_owner_last_error: Some(owner::last_error),
            tables: if wants_tables { &raw const tables } else { ptr::null() },
            log_fn: Some(owner::log),
        };
        let Some(init) = self.api().init else { return Err(self.error("init is missing")) };
        // SAFETY: a function of the plugin; the input and what it leads to outlive the call.
        let call = || unsafe { guard::call(init, &raw const input, &mut rc) };
        // Plugins inspect entries that they create themselves, to know the tables in them.
        let (state, crash) = match self.owner.shared().lend_idle(|| self.owner.during(call)) {
            Ok(state) => (state, None),
            Err(crash) => (ptr::null_mut(), Some(crash)),
        };
        let works = rc == abi::SUCCESS && crash.is_none();
        self.owner.set_plugin_state(state);
        // SAFETY: the state is this plugin's.
        let [extract_codes, parse_codes] = unsafe {
            [
                self.codes(
                    state,
                    works,
                    self.api().get_extract_event_types,
                    &self.description.extract_sources,
                ),
                self.codes(state, works, self.api().get_parse_event_types, &self.description.parse_sources),
            ]
        };
        let running = Running { state, works, extract_codes, parse_codes };
        self.running.get_or_init(|| running);
        if let Some(crash) = crash {
            // Threads of it may run, and pointers into it may be held anywhere: it stays in memory.
            self.functions.keep.store(true, Ordering::Relaxed);
            return Err(self.error(format!("init crashed ({crash}); nothing of the plugin is used any more")));
        }
        if works { Ok(()) } else { Err(self.error(format!("init failed: {}", self.last_error()))) }
    }

    /// The codes that the plugin lists; where it lists none, those of its sources.
    ///
    /// # Safety
    /// The state is this plugin's.
    unsafe fn codes(
        &self,
        state: Opaque,
        works: bool,
        list: Option<abi::CodeList>,
        sources: &[String],
    ) -> Codes {
        let mut set = Box::new([false; Code::COUNT]);
        if let Some(list) = list.filter(|_| works) {
            let mut count = 0;
            // SAFETY: as the caller promises; a function of the plugin, whose list has as many codes as it says.
            let listed = unsafe {
                let numbers = list(&raw mut count, state);
                if numbers.is_null() {
                    &[]
                } else {
                    std::slice::from_raw_parts(numbers, count.min(MAX_CODES) as usize)
                }
            };
            for code in listed.iter().filter_map(|number| Code::from_number(*number)) {
                set[code as usize] = true;
            }
            if !listed.is_empty() {
                return Codes(set);
            }
        }
        if fits(sources, "syscall") {
            set.fill(true);
        } else {
            set[Code::PlugineventE as usize] = true;
        }
        Codes(set)
    }

    /// Whether it can read events of a schema. Plugins that read only their own need no check.
    ///
    /// # Errors
    /// It was made for another schema, or returns no valid version.
    pub fn check_schema(&self, offered: Version) -> Result<()> {
        let Some(running) = self.running.get() else { return Ok(()) };
        let system = |codes: &Codes| codes.iter().any(|code| code != Code::PlugineventE);
        let capabilities = self.description.capabilities;
        let reads = (capabilities.extraction && system(&running.extract_codes))
            || (capabilities.parsing && system(&running.parse_codes));
        if !reads {
            return Ok(());
        }
        let get = self.api().get_required_event_schema_version;
        // SAFETY: a function of the plugin with its own state; the text is copied.
        let required = get.and_then(|get| unsafe { text::copy(get(running.state)) });
        // The version of plugins from before this function existed.
        let required = required.unwrap_or_else(|| "3.0.0".into());
        let Some(wanted) = Version::parse(&required) else {
            return Err(self.error(format!(
                "get_required_event_schema_version returns '{required}', which is not a version"
            )));
        };
        match wanted.unmet_by(offered) {
            None => Ok(()),
            Some(why) => {
                Err(self
                    .error(format!("it reads events of schema {wanted}, those here are of {offered}: {why}")))
            }
        }
    }

    /// The state, once the plugin works.
    #[inline]
    pub(super) fn state(&self) -> Option<Opaque> {
        self.running.get().filter(|running| running.works).map(|running| running.state)
    }

    /// As [`Plugin::state`]; the error names the function that was to be called.
    pub(super) fn started(&self, function: &str) -> Result<Opaque> {
        self.state().ok_or_else(|| self.error(format!("{function} cannot be called: it was not started")))
    }

    /// True for events that it reads fields of, whatever their source.
    #[inline]
    pub(super) fn extracts(&self, code: Code) -> bool {
        self.running.get().is_some_and(|running| running.works && running.extract_codes.has(code))
    }

    /// True for events that it parses, whatever their source.
    #[inline]
    pub(super) fn parses(&self, code: Code) -> bool {
        self.running.get().is_some_and(|running| running.works && running.parse_codes.has(code))
    }

    /// The events that it reads fields of; none before it was started.
    pub fn extract_codes(&self) -> Vec<Code> {
        self.running.get().map_or_else(Vec::new, |running| running.extract_codes.iter().collect())
    }

    /// The events that it parses; none before it was started.
    pub fn parse_codes(&self) -> Vec<Code> {
        self.running.get().map_or_else(Vec::new, |running| running.parse_codes.iter().collect())
    }

    /// The plugin's own text about its last failure.
    pub fn last_error(&self) -> String {
        let Some(running) = self.running.get().filter(|running| !running.state.is_null()) else {
            return "it has no state, and so no error text".into();
        };
        // SAFETY: a function of the plugin with its own state; the text is copied.
        let reason = self.api().get_last_error.and_then(|get| unsafe { text::copy(get(running.state)) });
        reason.filter(|text| !text.is_empty()).unwrap_or_else(|| "it reports no reason".into())
    }

    /// Passes it a new configuration. False where it accepts none while it runs, or refuses it.
    ///
    /// # Errors
    /// The configuration does not match the plugin's schema; the plugin was not started.
    pub fn set_config(&self, config: &str) -> Result<bool> {
        let state = self.started("set_config")?;
        let config = self.checked_config(config)?;
        let Some(set_config) = self.api().set_config else { return Ok(false) };
        let _calling = self.calling();
        let input = abi::SetConfigInput { config: config.as_ptr() };
        // SAFETY: a function of the plugin with its own state.
        Ok(unsafe { set_config(state, &raw const input) } == abi::SUCCESS)
    }

    /// True for an event that this plugin's source made.
    pub fn is_source_of(&self, event: &RawEvent<'_>) -> bool {
        event.code() == Code::PlugineventE
            && self.description.id != 0
            && event.param_or_empty(0).u32() == Some(self.description.id)
    }

    /// Appends the plugin's text for one of its events; where it has none, how many bytes the event has and the first of
    /// them, if these are text.
    pub fn push_event_text(&self, event: &RawEvent<'_>, num: u64, mut push: impl FnMut(&[u8])) {
        if !self.push_own_text(event, num, &mut push) {
            push_data(event.param_or_empty(1).bytes(), &mut push);
        }
    }

    fn push_own_text(&self, event: &RawEvent<'_>, num: u64, push: &mut impl FnMut(&[u8])) -> bool {
        let (Some(state), Some(to_string)) = (self.state(), self.api().event_to_string) else { return false };
        let _calling = self.calling();
        let source = CString::new(self.description.source.as_str()).unwrap_or_default();
        let input = event_input(event, num, source.as_ptr());
        // SAFETY: a function of the plugin with its own state; the text stays until the next call.
        match unsafe { text::bytes(to_string(state, &raw const input)) } {
            Some(text) if !text.is_empty() => {
                push(text);
                true
            }
            _ => false,
        }
    }
}

/// The bytes of an event for which its plugin has no text.
fn push_data(data: &[u8], push: &mut impl FnMut(&[u8])) {
    const SHOWN: usize = 50;
    push(format!("datalen={} data=", data.len()).as_bytes());
    let shown = &data[..data.len().min(SHOWN)];
    if !shown.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
        push(b"<binary>");
        return;
    }
    push(shown);
    if data.len() > SHOWN {
        push(b"...");
    }
}

/// An event in the layout that a plugin receives.
pub(super) fn event_input(event: &RawEvent<'_>, num: u64, source: *const c_char) -> EventInput {
    EventInput { evt: event.bytes().as_ptr().cast(), evtnum: num, evtsrc: source }
}

/// The meaning of a result code.
pub(super) fn rc_text(rc: Rc) -> &'static str {
    match rc {
        abi::SUCCESS => "success",
        abi::TIMEOUT => "timeout",
        abi::EOF => "end",
        3 => "not supported",
        _ => "failure",
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        if let (Some(running), Some(destroy)) = (self.running.get(), self.functions.api.destroy)
            && !running.state.is_null()
        {
            // SAFETY: a function of the plugin with its own state, which nothing uses any more.
            unsafe { destroy(running.state) };
        }
    }
}
