// SPDX-License-Identifier: Apache-2.0
//! Prints the events of a capture file, of this machine or of a plugin.

use super::arguments::{Action, Arguments};
use super::output::Output;
use super::plugins::Plugins;
use super::run::{self, run};
use super::stop::Stop;
use super::write::Target;
use super::{live, raw};
use crate::engine::PluginPlatform;
use crate::error::Error;
use crate::inspector::{DumpOptions, Dumper, Inspector, Session};
use crate::plugin::now;
use crate::savefile::{ReadOptions, Reader};
use crate::snapshot::Snapshot;
use std::io::{self, Write};
use std::sync::Arc;

/// Prints the matching events of the file, and whatever else was requested.
pub fn read(arguments: &Arguments) -> Result<(), Stop> {
    if arguments.raw {
        return raw::read(arguments);
    }
    let plugins = Plugins::load(&arguments.plugins, true)?;
    let mut output = Output::new(arguments, &plugins)?;
    let options = ReadOptions { report_waits: true, ..ReadOptions::default() };
    let reader = Reader::open(&arguments.file, options)?;
    if reader.snapshot().threads.is_empty() {
        // Other programs leave the state out of files that they write.
        let file = arguments.file.display();
        writeln!(
            io::stderr(),
            "syscap: warning: {file} has no list of processes: what ran before it is unknown"
        )?;
    }
    let mut session = open(reader, arguments, &plugins)?;
    run(&mut session, arguments, &mut output)
}

/// Prints the events of this machine or of a plugin.
pub fn watch(arguments: &Arguments) -> Result<(), Stop> {
    let plugins = Plugins::load(&arguments.plugins, false)?;
    let mut output = Output::new(arguments, &plugins)?;
    let (Some(host), Some((name, params))) = (&plugins.host, &plugins.source) else {
        return live::capture(arguments, &plugins, &mut output);
    };
    if let Some(option) = arguments.machine_only.first() {
        let what =
            format!("{option} is for captures of this machine, and the events here come from plugin {name}");
        return Err(Stop::Usage(what));
    }
    let options = run::options(arguments, &plugins);
    let inspector =
        Inspector::open_plugin(Arc::clone(host), name, params, PluginPlatform::HostInfo, options)?;
    let mut session = run::session(inspector, arguments)?;
    if let Some(target) = &arguments.write {
        let snapshot = session.inspector().state().snapshot();
        session.set_dumper(dumper(target, arguments, &plugins, &session, &snapshot, now())?);
    }
    run(&mut session, arguments, &mut output)
}

/// The run over a file, and the file that is written with the state at the start.
fn open(reader: Reader, arguments: &Arguments, plugins: &Plugins) -> Result<Session, Stop> {
    let options = run::options(arguments, plugins);
    let Some(target) = &arguments.write else {
        return run::session(Inspector::open_reader(reader, options)?, arguments);
    };
    let snapshot = reader.snapshot().clone();
    let mut session = run::session(Inspector::open_reader(reader, options)?, arguments)?;
    let time = session.inspector().time_ahead().unwrap_or_default();
    session.set_dumper(dumper(target, arguments, plugins, &session, &snapshot, time)?);
    Ok(session)
}

fn dumper(
    target: &Target,
    arguments: &Arguments,
    plugins: &Plugins,
    session: &Session,
    snapshot: &Snapshot,
    time: u64,
) -> Result<Dumper, Error> {
    let reads = matches!(arguments.action, Action::Read).then(|| arguments.file.clone());
    let options = DumpOptions { plugins: plugins.host.clone(), reads, ..target.options.clone() };
    let mut dumper = Dumper::create(&target.path, options, snapshot, time)?;
    dumper.identities(session.inspector().state(), snapshot, time)?;
    Ok(dumper)
}
