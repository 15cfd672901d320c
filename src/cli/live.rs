//! Captures on the running machine.

use super::Stop;
use super::arguments::Arguments;
use super::events::Output;
use super::plugins::Plugins;
use crate::capture::{self, Interrupt};
use crate::engine::{Engine, Live};
use crate::inspector::{DumpOptions, Dumper, Inspector, Next, Options, is_hidden};
use crate::plugin::now;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Most events between two looks at the clock.
const LOOK: u32 = 64;

/// Longest time that output waits to be seen while events keep coming.
const FLUSH: Duration = Duration::from_millis(250);

/// Prints and writes the events of this machine until the time is up, enough was shown, or the user stops it.
/// `output` is made before the probe starts: a wrong filter is told at once.
pub fn capture(arguments: &Arguments, plugins: &Plugins, mut output: Output) -> Result<(), Stop> {
    let interrupt = Interrupt::install().map_err(Stop::Output)?;
    let selection = output.selection();
    let scope = arguments.scope.clone();
    let (io_uring, iterators) = (arguments.io_uring, arguments.iterators);
    let mut live = capture::Options { scope, selection, io_uring, iterators, ..capture::Options::default() };
    if let Some(snaplen) = arguments.snaplen {
        live.snaplen = snaplen;
    }
    if let Some(bytes) = arguments.buffer_bytes {
        live.buffers.bytes = bytes;
    }
    let engine = Live::open(live)?;
    let mut dumper = match &arguments.write {
        Some(target) => {
            let options = DumpOptions { plugins: plugins.host.clone(), ..target.options.clone() };
            Some(Dumper::create(&target.path, options, engine.snapshot(), now())?)
        }
        None => None,
    };
    let options =
        Options { deliver_hidden: dumper.is_some(), plugins: plugins.host.clone(), ..Options::default() };
    let mut inspector = Inspector::from_live(engine, options)?;
    if let Some(dumper) = &mut dumper {
        dumper.plugin_events(inspector.state())?;
    }
    let deadline = arguments.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let outcome = run(&mut inspector, arguments, &mut output, dumper.as_mut(), deadline, &interrupt);
    let written = dumper.map_or(Ok(()), Dumper::finish);
    output.finish()?;
    tell_losses(&inspector)?;
    outcome.and(written.map_err(Stop::Failure))
}

fn run(
    inspector: &mut Inspector,
    arguments: &Arguments,
    output: &mut Output,
    mut dumper: Option<&mut Dumper>,
    deadline: Option<Instant>,
    interrupt: &Interrupt,
) -> Result<(), Stop> {
    let mut left = arguments.count.unwrap_or(u64::MAX);
    let mut since_look = 0;
    let mut stopping = false;
    let mut flushed = Instant::now();
    while left > 0 {
        let idle = match inspector.next()? {
            Next::Event(event) => {
                let hidden = is_hidden(&event);
                let matches = !hidden && output.matches(&event);
                if let Some(dumper) = &mut dumper {
                    dumper.event(&event, matches || (hidden && arguments.filter.is_empty()))?;
                }
                if matches && output.print(&event)? {
                    left -= 1;
                }
                false
            }
            Next::Filtered => false,
            Next::Timeout => true,
            Next::End => break,
        };
        since_look += 1;
        if !stopping && (idle || since_look >= LOOK) {
            since_look = 0;
            if interrupt.came() || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                // What was made until now is still told, then the source ends.
                inspector.stop()?;
                stopping = true;
            }
            if let (true, Some(dumper)) = (idle, &mut dumper) {
                dumper.flush_if_due()?;
            }
            // Somebody may be watching.
            if idle || flushed.elapsed() >= FLUSH {
                output.flush()?;
                flushed = Instant::now();
            }
        }
    }
    Ok(())
}

/// Nothing is lost in silence.
fn tell_losses(inspector: &Inspector) -> Result<(), Stop> {
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
