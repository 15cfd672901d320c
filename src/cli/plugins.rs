// SPDX-License-Identifier: Apache-2.0
//! Plugins on the command line.

use crate::error::{Error, Result};
use crate::fields::{CLASSES, Catalogue};
use crate::plugin::Host;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::Arc;

/// A plugin as given on the command line: `PATH[|INIT[|OPEN]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    path: PathBuf,
    /// Configuration that it is started with.
    init: String,
    /// What its source is opened with, if that was given.
    open: Option<String>,
}

impl Named {
    /// Splits the value of the option.
    pub fn parse(word: &OsStr) -> std::result::Result<Named, String> {
        let mut parts = word.as_bytes().splitn(3, |byte| *byte == b'|');
        let path = parts.next().unwrap_or_default();
        if path.is_empty() {
            return Err("no path; write PATH, PATH|INIT or PATH|INIT|OPEN".into());
        }
        // The plugin API takes text.
        let mut text = |what: &str| match parts.next().map(<[u8]>::to_vec).map(String::from_utf8) {
            Some(Err(_)) => Err(format!("{what} is not UTF-8")),
            Some(Ok(text)) => Ok(Some(text)),
            None => Ok(None),
        };
        let (init, open) = (text("INIT")?, text("OPEN")?);
        Ok(Named { path: OsStr::from_bytes(path).into(), init: init.unwrap_or_default(), open })
    }
}

/// The plugins of a run.
#[derive(Debug, Default)]
pub struct Plugins {
    /// All of them; `None` without any.
    pub host: Option<Arc<Host>>,
    /// Name of the plugin that is the source of events, and what to open it with.
    pub source: Option<(String, String)>,
}

impl Plugins {
    /// Loads and starts the plugins in order. The first that is an event source is the source, unless a capture
    /// file is.
    pub fn load(named: &[Named], from_file: bool) -> Result<Plugins> {
        if named.is_empty() {
            return Ok(Plugins::default());
        }
        let host = Host::default();
        host.set_log(Some(Box::new(|severity, text| {
            // As upstream: debugging and tracing messages are not shown.
            const INFO: i32 = 6;
            if severity <= INFO {
                // With standard error closed there is nobody to report to.
                let _ = writeln!(io::stderr(), "syscap: {text}");
            }
        })));
        let mut source = None;
        for Named { path, init, open } in named {
            let plugin = host.register(path)?;
            plugin.start(init)?;
            let description = plugin.description();
            if description.capabilities.sourcing && !from_file && source.is_none() {
                source = Some((description.name.clone(), open.clone().unwrap_or_default()));
            } else if open.is_some() {
                return Err(Error::Plugin {
                    plugin: path.display().to_string(),
                    what: "open parameters were given, and it is not the source of events here".into(),
                });
            }
        }
        Ok(Plugins { host: Some(Arc::new(host)), source })
    }

    /// The fields of the library and of the plugins.
    pub fn catalogue(&self) -> Catalogue {
        let mut catalogue = Catalogue::new(CLASSES.iter().copied());
        let Some(host) = &self.host else { return catalogue };
        for class in host.plugins().filter_map(|plugin| host.fields(plugin)) {
            catalogue.add_external(class);
        }
        for name in host.event_names() {
            catalogue.add_event_name(name);
        }
        catalogue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_up_to_three_parts() {
        let named = Named::parse(OsStr::new("./a.so|{\"x\": 1}|b|c")).expect("valid");
        assert_eq!((named.path.to_str(), named.init.as_str()), (Some("./a.so"), "{\"x\": 1}"));
        assert_eq!(named.open.as_deref(), Some("b|c"));
        assert_eq!(Named::parse(OsStr::new("a.so")).expect("valid").open, None);
        assert!(Named::parse(OsStr::new("|x")).is_err());
    }
}
