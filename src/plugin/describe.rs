// SPDX-License-Identifier: Apache-2.0
//! The properties that a plugin reports before it is started.

use super::abi::{Api, Text};
use super::capabilities::Capabilities;
use super::field_list::{FieldRow, field_list};
use super::refusal::Refusal;
use super::text;
use super::version::{API, Version};

/// A plugin's own texts and lists, copied.
#[derive(Debug, Clone)]
pub struct Description {
    /// Its name, which no other plugin may have.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Contact address.
    pub contact: String,
    /// Its own version.
    pub version: Version,
    /// The version of the plugin API that it was made for.
    pub api_version: Version,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Id of its events in captures; 0 if it has none.
    pub id: u32,
    /// Name of its event source; empty if it has none.
    pub source: String,
    /// The fields that it reads.
    pub fields: Vec<FieldRow>,
    /// Sources whose events it reads fields of; none for all.
    pub extract_sources: Vec<String>,
    /// Sources whose events it parses; none for all.
    pub parse_sources: Vec<String>,
    /// Sources that its asynchronous events are for; none for all.
    pub async_sources: Vec<String>,
    /// Names of its asynchronous events.
    pub async_names: Vec<String>,
}

/// True where a plugin with these sources takes events of `source`.
pub(super) fn fits(sources: &[String], source: &str) -> bool {
    sources.is_empty() || sources.iter().any(|name| name == source)
}

impl Description {
    /// Queries the plugin. Each text is copied before the next call.
    ///
    /// # Safety
    /// The functions are those of a plugin.
    pub(super) unsafe fn ask(api: &Api) -> Result<Description, Refusal> {
        // SAFETY: as the caller promises, here and below.
        unsafe {
            let api_version = required_version(api)?;
            if let Some(name) = missing_function(api) {
                return Err(format!("{name} is missing"));
            }
            let [name, description, contact] = [
                required(api.get_name, "get_name")?,
                required(api.get_description, "get_description")?,
                required(api.get_contact, "get_contact")?,
            ];
            let version = required(api.get_version, "get_version")?;
            let version = Version::parse(&version)
                .ok_or_else(|| format!("get_version returns '{version}', which is not a version"))?;
            let capabilities = Capabilities::of(api)?;
            let mut description = Description {
                name,
                description,
                contact,
                version,
                api_version,
                capabilities,
                id: 0,
                source: String::new(),
                fields: Vec::new(),
                extract_sources: Vec::new(),
                parse_sources: Vec::new(),
                async_sources: Vec::new(),
                async_names: Vec::new(),
            };
            description.ask_source(api)?;
            if capabilities.extraction {
                let list = optional(api.get_fields).ok_or("get_fields returns nothing")?;
                description.fields = field_list(&list)?;
                description.extract_sources =
                    description.sources(api.get_extract_event_sources, "get_extract_event_sources")?;
            }
            if capabilities.parsing {
                description.parse_sources =
                    description.sources(api.get_parse_event_sources, "get_parse_event_sources")?;
            }
            if capabilities.asynchronous {
                description.async_sources =
                    description.sources(api.get_async_event_sources, "get_async_event_sources")?;
                let names = optional(api.get_async_events).unwrap_or_default();
                description.async_names =
                    text::list(&names).ok_or("get_async_events does not return a JSON array of names")?;
            }
            Ok(description)
        }
    }

    /// # Safety
    /// As for [`Description::ask`].
    unsafe fn ask_source(&mut self, api: &Api) -> Result<(), Refusal> {
        if !self.capabilities.sourcing {
            return Ok(());
        }
        // SAFETY: as the caller promises.
        unsafe {
            self.id = api.get_id.map_or(0, |get| get());
            self.source = optional(api.get_event_source).unwrap_or_default();
        }
        if self.source == "syscall" {
            return Err("get_event_source returns 'syscall', which is reserved for system calls".into());
        }
        Ok(())
    }

    /// True for a source of events with an id and a name of its own.
    pub fn is_specific_source(&self) -> bool {
        self.id != 0
    }

    /// # Safety
    /// As for [`Description::ask`].
    unsafe fn sources(&self, get: Option<Text>, what: &str) -> Result<Vec<String>, Refusal> {
        // SAFETY: as the caller promises.
        let list = unsafe { optional(get) }.filter(|list| !list.is_empty());
        let mut sources = match list {
            Some(list) => {
                text::list(&list).ok_or_else(|| format!("{what} does not return a JSON array of names"))?
            }
            None => Vec::new(),
        };
        // A plugin reads its own events whatever it lists.
        if self.is_specific_source() && !sources.contains(&self.source) {
            sources.push(self.source.clone());
        }
        Ok(sources)
    }
}

/// The version that the function of a plugin returns.
///
/// # Safety
/// The function is a plugin's `get_required_api_version`, or `None`.
pub(crate) unsafe fn told_version(get: Option<Text>) -> Result<Version, Refusal> {
    let get = get.ok_or("get_required_api_version is missing")?;
    // SAFETY: as the caller promises.
    let version = unsafe { text::copy(get()) }.unwrap_or_default();
    Version::parse(&version)
        .ok_or_else(|| format!("get_required_api_version returns '{version}', which is not a version"))
}

/// The version of the plugin API that a plugin was made for, if this library serves it.
///
/// # Safety
/// As for [`Description::ask`].
pub(crate) unsafe fn required_version(api: &Api) -> Result<Version, Refusal> {
    // SAFETY: as the caller promises.
    let version = unsafe { told_version(api.get_required_api_version)? };
    match version.unmet_by(API) {
        None => Ok(version),
        Some(why) => {
            Err(format!("it was made for version {version} of the plugin API, this library has {API}: {why}"))
        }
    }
}

/// The first function that every plugin must have and this one has not.
pub(crate) fn missing_function(api: &Api) -> Option<&'static str> {
    let functions = [
        ("get_required_api_version", api.get_required_api_version.is_some()),
        ("get_version", api.get_version.is_some()),
        ("get_name", api.get_name.is_some()),
        ("get_description", api.get_description.is_some()),
        ("get_contact", api.get_contact.is_some()),
        ("init", api.init.is_some()),
        ("destroy", api.destroy.is_some()),
        ("get_last_error", api.get_last_error.is_some()),
    ];
    functions.iter().find(|(_, there)| !there).map(|(name, _)| *name)
}

/// # Safety
/// As for [`Description::ask`].
unsafe fn required(get: Option<Text>, what: &str) -> Result<String, Refusal> {
    // SAFETY: as the caller promises.
    match unsafe { optional(get) } {
        Some(text) if !text.is_empty() => Ok(text),
        _ => Err(format!("{what} returns nothing")),
    }
}

/// # Safety
/// As for [`Description::ask`].
unsafe fn optional(get: Option<Text>) -> Option<String> {
    // SAFETY: as the caller promises.
    get.and_then(|get| unsafe { text::copy(get()) })
}
