// SPDX-License-Identifier: Apache-2.0
//! The way of a run of the program, whatever the source is.

use super::arguments::Arguments;
use super::interrupt;
use super::output::Output;
use super::plugins::Plugins;
use super::progress::Progress;
use super::stop::Stop;
use crate::codec::Advance;
use crate::inspector::{Inspector, Options, Session, is_hidden};
use std::time::{Duration, Instant};

/// The options of an inspector that the arguments ask for.
pub fn options(arguments: &Arguments, plugins: &Plugins) -> Options {
    Options {
        deliver_hidden: arguments.write.is_some(),
        plugins: plugins.host.clone(),
        output: arguments.output.clone(),
        ..Options::default()
    }
}

/// A run over an inspector with the limits that the arguments set.
pub fn session(mut inspector: Inspector, arguments: &Arguments) -> Result<Session, Stop> {
    inspector.stop_on(interrupt::flag()?);
    if let Some(seconds) = arguments.seconds {
        inspector.stop_at(Instant::now() + Duration::from_secs(seconds));
    }
    let mut session = Session::new(inspector);
    session.set_limit(arguments.count.unwrap_or(u64::MAX));
    Ok(session)
}

/// Prints and writes the events until the source ends, a limit is reached or the user stops it. What was printed or
/// written before a failure is not lost.
pub fn run(session: &mut Session, arguments: &Arguments, output: &mut Output) -> Result<(), Stop> {
    let outcome = events(session, arguments, output);
    let written = session.finish();
    output.finish()?;
    outcome.and(written.map_err(Stop::Failure))
}

fn events(session: &mut Session, arguments: &Arguments, output: &mut Output) -> Result<(), Stop> {
    let mut progress = Progress::new(std::fs::metadata(&arguments.file).ok().map(|m| m.len()));
    loop {
        match session.advance()? {
            Advance::Event => {
                let (inspector, dumper) = session.parts();
                let Some(ref event) = inspector.event() else { continue };
                let hidden = dumper.is_some() && is_hidden(event);
                let matches = !hidden && output.matches(event);
                if let Some(dumper) = dumper {
                    dumper.event(event, matches || (hidden && arguments.filter.is_empty()))?;
                }
                if matches && output.print(event)? {
                    session.count();
                }
                output.flush_if_due()?;
            }
            Advance::Filtered => {}
            Advance::Timeout => output.flush()?,
            Advance::End => return Ok(()),
        }
        if let Some(progress) = &mut progress {
            progress.update(session.inspector().engine().stored_offset());
        }
    }
}
