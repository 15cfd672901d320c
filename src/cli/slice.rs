// SPDX-License-Identifier: Apache-2.0
//! Extracts a range of a capture.

use super::interrupt;
use super::moment::Moment;
use super::progress::Progress;
use super::stop::Stop;
use super::write::Target;
use crate::error::Error;
use crate::inspector::{Dumper, Inspector, Options, Session};
use crate::savefile::{ReadOptions, Reader};
use crate::snapshot::Snapshot;
use std::fs;
use std::path::Path;

/// The range, both ends included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range {
    pub from: Option<Moment>,
    pub to: Option<Moment>,
    pub first: Option<u64>,
    pub last: Option<u64>,
}

/// The position of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    Behind,
}

impl Range {
    fn place(&self, number: u64, time: u64, start: u64) -> Place {
        let limit = |moment: Option<Moment>| moment.map(|moment| moment.resolve(start));
        if self.last.is_some_and(|last| number > last) || limit(self.to).is_some_and(|to| time > to) {
            return Place::Behind;
        }
        if self.first.is_some_and(|first| number < first) || limit(self.from).is_some_and(|from| time < from)
        {
            return Place::Before;
        }
        Place::Inside
    }
}

/// Writes the events of the range with the state at its start.
pub fn slice(file: &Path, range: &Range, target: &Target) -> Result<(), Stop> {
    target.spare(file)?;
    let reader = Reader::open(file, ReadOptions::default())?;
    let mut machine = reader.snapshot().clone();
    let options = Options { deliver_hidden: true, ..Options::default() };
    let mut inspector = Inspector::open_reader(reader, options)?;
    inspector.stop_on(interrupt::flag()?);
    let mut session = Session::new(inspector);
    let outcome = run(&mut session, file, range, target, &mut machine);
    if !session.writes() {
        outcome?;
        let what = "has no event in this range";
        return Err(Stop::Failure(Error::NoEvents { path: file.to_owned(), what }));
    }
    let written = session.finish();
    outcome.and(written).map_err(Stop::Failure)
}

fn run(
    session: &mut Session,
    file: &Path,
    range: &Range,
    target: &Target,
    machine: &mut Snapshot,
) -> Result<(), Error> {
    let mut progress = Progress::new(fs::metadata(file).ok().map(|m| m.len()));
    // Time of the first event of the capture.
    let mut start = None;
    while let Some(event) = session.next()? {
        let is_first = start.is_none();
        let start = *start.get_or_insert(event.ts());
        match range.place(event.num, event.ts(), start) {
            Place::Before => {}
            Place::Behind => return Ok(()),
            Place::Inside => {
                if !session.writes() {
                    let dumper = begin(session, target, std::mem::take(machine), is_first)?;
                    session.set_dumper(dumper);
                }
                if let (inspector, Some(dumper)) = session.parts()
                    && let Some(event) = inspector.event()
                {
                    dumper.event(&event, true)?;
                }
            }
        }
        if let Some(progress) = &mut progress {
            progress.update(session.inspector().engine().stored_offset());
        }
    }
    Ok(())
}

/// The file, with the state before the current event. `machine`: as the source pictures it.
fn begin(session: &Session, target: &Target, machine: Snapshot, is_first: bool) -> Result<Dumper, Error> {
    let state = session.inspector().state();
    let snapshot = if is_first {
        machine
    } else {
        let Snapshot { machine, ipv4, ipv6, .. } = machine;
        Snapshot { machine, ipv4, ipv6, ..state.snapshot() }
    };
    let time = session.inspector().event().map_or(0, |event| event.ts());
    let mut dumper = Dumper::create(&target.path, target.options.clone(), &snapshot, time)?;
    dumper.identities(state, &snapshot, time)?;
    Ok(dumper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_belong_to_the_range() {
        let by_number = Range { first: Some(3), last: Some(5), ..Range::default() };
        let places: Vec<Place> = (2..=6).map(|number| by_number.place(number, 0, 0)).collect();
        assert_eq!(places, [Place::Before, Place::Inside, Place::Inside, Place::Inside, Place::Behind]);
        let by_time =
            Range { from: Some(Moment::Relative(5)), to: Some(Moment::Absolute(20)), ..Range::default() };
        assert_eq!(by_time.place(1, 14, 10), Place::Before);
        assert_eq!(by_time.place(1, 15, 10), Place::Inside);
        assert_eq!(by_time.place(1, 20, 10), Place::Inside);
        assert_eq!(by_time.place(1, 21, 10), Place::Behind);
    }
}
