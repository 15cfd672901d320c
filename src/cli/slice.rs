//! Cuts a range out of a capture.

use super::Stop;
use super::moment::Moment;
use super::progress::Progress;
use super::write::Target;
use crate::error::Error;
use crate::inspector::{Dumper, Inspector, Next, Options};
use crate::savefile::{ReadOptions, Reader};
use crate::snapshot::{NoLookup, Snapshot};
use crate::state::Event;
use std::fs;
use std::path::Path;

/// What is cut out: both ends belong to it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range {
    pub from: Option<Moment>,
    pub to: Option<Moment>,
    pub first: Option<u64>,
    pub last: Option<u64>,
}

/// Where an event stands.
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

/// Writes the events of the range with the state that was there before them.
pub fn slice(file: &Path, range: &Range, target: &Target) -> Result<(), Stop> {
    target.spare(file)?;
    let reader = Reader::open(file, ReadOptions::default())?;
    let snapshot = reader.snapshot().clone();
    let options = Options { deliver_hidden: true, ..Options::default() };
    let inspector = Inspector::open(Box::new(reader), Box::new(NoLookup), options)?;
    let mut cut = Cut { target, snapshot, dumper: None, start: None };
    let outcome = run(inspector, file, range, &mut cut);
    let Some(dumper) = cut.dumper else {
        outcome?;
        let what = format!("{} has no event in this range: nothing was written", file.display());
        return Err(Stop::Failure(Error::Usage(what)));
    };
    let written = dumper.finish();
    outcome.and(written).map_err(Stop::Failure)
}

struct Cut<'a> {
    target: &'a Target,
    /// The machine as the file pictures it.
    snapshot: Snapshot,
    dumper: Option<Dumper>,
    /// Time of the first event of the capture.
    start: Option<u64>,
}

impl Cut<'_> {
    /// Takes an event; false behind the range.
    fn take(&mut self, range: &Range, event: &Event<'_>) -> Result<bool, Error> {
        let (number, time) = (event.num, event.raw.ts());
        let is_first = self.start.is_none();
        let start = *self.start.get_or_insert(time);
        match range.place(number, time, start) {
            Place::Before => return Ok(true),
            Place::Behind => return Ok(false),
            Place::Inside => {}
        }
        if self.dumper.is_none() {
            let snapshot = if is_first {
                std::mem::take(&mut self.snapshot)
            } else {
                let Snapshot { machine, ipv4, ipv6, .. } = std::mem::take(&mut self.snapshot);
                Snapshot { machine, ipv4, ipv6, ..event.state.snapshot() }
            };
            let options = self.target.options.clone();
            let mut dumper = Dumper::create(&self.target.path, options, &snapshot, time)?;
            dumper.identities(event.state, &snapshot, time)?;
            self.dumper = Some(dumper);
        }
        if let Some(dumper) = &mut self.dumper {
            dumper.event(event, true)?;
        }
        Ok(true)
    }
}

fn run(mut inspector: Inspector, file: &Path, range: &Range, cut: &mut Cut<'_>) -> Result<(), Error> {
    let mut progress = Progress::new(fs::metadata(file).ok().map(|m| m.len()));
    loop {
        match inspector.next()? {
            Next::Event(event) => {
                if !cut.take(range, &event)? {
                    return Ok(());
                }
            }
            Next::Filtered | Next::Timeout => {}
            Next::End => {
                if !inspector.next_section()? {
                    return Ok(());
                }
                if let Some(dumper) = &mut cut.dumper {
                    dumper.section(inspector.state(), inspector.time_ahead().unwrap_or_default())?;
                }
            }
        }
        if let Some(progress) = &mut progress {
            progress.update(inspector.engine().stored_offset());
        }
    }
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
