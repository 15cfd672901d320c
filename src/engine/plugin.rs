// SPDX-License-Identifier: Apache-2.0
//! A plugin as a source of events.

use super::Engine;
use crate::codec::{Advance, Record};
use crate::error::Result;
use crate::platform::{Platform, ScanOptions};
use crate::plugin::{Instance, Plugin};
use crate::snapshot::{MachineInfo, Snapshot};
use std::sync::Arc;

/// What is known of the machine while a plugin is the source (upstream: `sinsp_plugin_platform`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PluginPlatform {
    /// Nothing: the events are from elsewhere.
    #[default]
    Generic,
    /// The machine and its interfaces.
    HostInfo,
    /// Its processes, too.
    Full,
}

/// The events of a plugin.
pub struct PluginSource {
    instance: Instance,
    snapshot: Snapshot,
}

impl PluginSource {
    /// Opens the source that `params` describes. `import_users` is for [`PluginPlatform::Full`].
    ///
    /// # Errors
    /// The plugin reports a failure, or the machine cannot be read.
    pub fn open(
        plugin: &Arc<Plugin>,
        params: &str,
        platform: PluginPlatform,
        import_users: bool,
    ) -> Result<PluginSource> {
        let instance = Instance::open(plugin, params)?;
        let snapshot = match platform {
            PluginPlatform::Generic => {
                Snapshot { machine: Some(MachineInfo::default()), ..Snapshot::default() }
            }
            PluginPlatform::HostInfo => {
                let platform = Platform::from_environment()?;
                let (ipv4, ipv6) = platform.interfaces()?;
                Snapshot { machine: Some(platform.machine_info()?), ipv4, ipv6, ..Snapshot::default() }
            }
            PluginPlatform::Full => {
                let scan = ScanOptions { users: import_users, ..ScanOptions::default() };
                Platform::from_environment()?.snapshot(&scan, &mut |_| {})?
            }
        };
        Ok(PluginSource { instance, snapshot })
    }
}

impl Engine for PluginSource {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    fn advance(&mut self) -> Result<Advance> {
        self.instance.advance()
    }

    fn current(&self) -> Option<Record<'_>> {
        self.instance.current().map(Record::of)
    }

    fn progress(&self) -> Option<(f64, String)> {
        let (hundredths, words) = self.instance.progress()?;
        Some((f64::from(hundredths) / 100.0, words))
    }
}
