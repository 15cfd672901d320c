// SPDX-License-Identifier: Apache-2.0
//! What the user asked for.

use super::plugins::Named;
use super::tools::Tool;
use super::write::Target;
use crate::capture;
use crate::fields::Settings;
use std::ffi::OsString;
use std::path::PathBuf;

/// What the user asked for. The rows of `options` say which option sets what.
#[derive(Debug, Default)]
pub struct Arguments {
    pub action: Action,
    /// The capture file.
    pub file: PathBuf,
    /// Events that do not match are left out; empty for no filter.
    pub filter: OsString,
    /// The output template; `None` for the default.
    pub template: Option<OsString>,
    pub json: bool,
    /// How fields look.
    pub output: Settings,
    /// Stop after this many matching events.
    pub count: Option<u64>,
    pub quiet: bool,
    pub summary: bool,
    /// Where matching events are written to.
    pub write: Option<Target>,
    /// Show events as they were recorded.
    pub raw: bool,
    /// How this machine is captured.
    pub live: capture::Options,
    /// The options that were given and are for captures of this machine only.
    pub machine_only: Vec<String>,
    /// Stop after this many seconds.
    pub seconds: Option<u64>,
    /// Plugins in the order in which they were named.
    pub plugins: Vec<Named>,
}

/// The main ways to run.
#[derive(Debug, Default)]
pub enum Action {
    ListFields {
        markdown: bool,
    },
    ListEvents,
    Read,
    #[default]
    Live,
    Tool(Box<Tool>),
}

/// The line that is printed of the events of a plugin unless `-p` says otherwise.
pub const PLUGIN_TEMPLATE: &str = "%evt.num %evt.time [%evt.pluginname] %evt.plugininfo";

/// The line that is printed unless `-p` says otherwise.
pub const DEFAULT_TEMPLATE: &str =
    "*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info";
