// SPDX-License-Identifier: Apache-2.0
//! Captures on the running machine.

use super::arguments::Arguments;
use super::interrupt;
use super::output::Output;
use super::plugins::Plugins;
use super::run::{self, run};
use super::stop::Stop;
use crate::capture;
use crate::engine::{Engine, Live};
use crate::inspector::{DumpOptions, Dumper, Inspector};
use crate::plugin::now;
use std::io::{self, Write};

/// Prints and writes the events of this machine until the time is up, enough was shown, or the user stops it.
/// `output` is made before the probe starts: a wrong filter is reported at once.
pub fn capture(arguments: &Arguments, plugins: &Plugins, output: &mut Output) -> Result<(), Stop> {
    // From here on an interrupt ends the run and does not cut it off.
    interrupt::flag()?;
    let selection = output.selection();
    let live = capture::Options { selection, ..arguments.live.clone() };
    let engine = Live::open(live)?;
    let dumper = match &arguments.write {
        Some(target) => {
            let options = DumpOptions { plugins: plugins.host.clone(), ..target.options.clone() };
            Some(Dumper::create(&target.path, options, engine.snapshot(), now())?)
        }
        None => None,
    };
    let inspector = Inspector::from_live(engine, run::options(arguments, plugins))?;
    let mut session = run::session(inspector, arguments)?;
    if let Some(mut dumper) = dumper {
        dumper.plugin_events(session.inspector().state())?;
        session.set_dumper(dumper);
    }
    let outcome = run(&mut session, arguments, output);
    print_losses(session.inspector())?;
    outcome
}

/// Reports losses.
fn print_losses(inspector: &Inspector) -> Result<(), Stop> {
    let Some(stats) = inspector.stats()? else { return Ok(()) };
    if stats.lost() > 0 {
        writeln!(
            io::stderr(),
            "syscap: warning: {} of {} events were lost: {} for want of room in the buffers, {} too large, {} made \
             while another one was",
            stats.lost(),
            stats.produced,
            stats.lost_no_room(),
            stats.too_big,
            stats.busy
        )?;
    }
    Ok(())
}
