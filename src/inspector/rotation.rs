// SPDX-License-Identifier: Apache-2.0
//! When a capture that is being written goes on in another file, and how files are named.

use crate::error::{Error, Result};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const NANOS: u64 = 1_000_000_000;

/// When a new file begins. Nothing set: never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rotation {
    /// At more than this many bytes as stored. Compressed bytes come out in pieces, so files may be somewhat larger.
    pub bytes: Option<u64>,
    /// At an event this many seconds after the first one of the file.
    pub seconds: Option<u64>,
    /// After this many events.
    pub events: Option<u64>,
    /// Most files: after the last one the first is written over.
    pub files: Option<u32>,
}

impl Rotation {
    /// True when there is ever more than one file.
    pub fn is_on(&self) -> bool {
        self.bytes.is_some() || self.seconds.is_some() || self.events.is_some()
    }
}

/// Hands out the names of the files, one after the other.
///
/// With a time limit and a `%` in the name, the name is a format of `strftime` for the time of the file's first event;
/// otherwise a number follows the name, with as many digits as the number of files has where a size limit is set.
#[derive(Debug)]
pub(super) struct Names {
    base: PathBuf,
    rotation: Rotation,
    zone: TimeZone,
    index: u32,
    /// Names by time, to be removed in their turn.
    past: Vec<PathBuf>,
}

impl Names {
    pub(super) fn new(base: &Path, rotation: Rotation) -> Names {
        Names { base: base.to_path_buf(), rotation, zone: TimeZone::system(), index: 0, past: Vec::new() }
    }

    /// The name of the next file, which begins at this time (nanoseconds since the epoch), and a file that has to
    /// go for it.
    pub(super) fn next(&mut self, time: u64) -> Result<(PathBuf, Option<PathBuf>)> {
        if self.rotation.files.is_some_and(|files| self.index >= files) {
            self.index = 0;
        }
        let mut name = self.base.clone().into_os_string();
        let mut past = None;
        match self.rotation.seconds.and(self.base.to_str()).filter(|base| base.contains('%')) {
            Some(format) => {
                name = self.by_time(format, time)?;
                past = self.note(&name);
            }
            None if self.rotation.seconds.is_some() => name.push(self.index.to_string()),
            None => {}
        }
        if self.rotation.bytes.is_some() {
            let digits = self.rotation.files.map_or(0, |files| files.to_string().len());
            name.push(format!("{:0digits$}", self.index));
        }
        if self.rotation.events.is_some() {
            name = self.base.clone().into_os_string();
            name.push(self.index.to_string());
        }
        self.index += 1;
        Ok((name.into(), past))
    }

    fn by_time(&self, format: &str, time: u64) -> Result<OsString> {
        let second = Timestamp::from_second((time / NANOS) as i64).unwrap_or_default();
        let moment = ZonedDateTime::new(second, self.zone.clone());
        jiff::fmt::strtime::format(format, &moment)
            .map(OsString::from)
            .map_err(|error| Error::FileName { format: format.into(), source: error.into() })
    }

    /// Keeps a name; the one whose turn it takes.
    fn note(&mut self, name: &OsString) -> Option<PathBuf> {
        self.rotation.files?;
        let name = PathBuf::from(name);
        match self.past.get_mut(self.index as usize) {
            Some(place) => Some(std::mem::replace(place, name.clone())).filter(|past| *past != name),
            None => {
                self.past.push(name);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(base: &str, rotation: Rotation, count: usize) -> Vec<String> {
        let mut names = Names { zone: TimeZone::UTC, ..Names::new(Path::new(base), rotation) };
        let mut next = |at: usize| names.next(at as u64 * 60 * NANOS).expect("a name").0;
        (0..count).map(|at| next(at).display().to_string()).collect()
    }

    #[test]
    fn numbers_have_the_digits_of_the_limit() {
        let size = Rotation { bytes: Some(1), ..Rotation::default() };
        assert_eq!(names("a.scap", size, 2), ["a.scap0", "a.scap1"]);
        let limited = Rotation { files: Some(12), ..size };
        assert_eq!(names("a.scap", limited, 13)[11..], ["a.scap11", "a.scap00"]);
        let events = Rotation { events: Some(1), files: Some(2), ..Rotation::default() };
        assert_eq!(names("a", events, 3), ["a0", "a1", "a0"]);
    }

    #[test]
    fn times_are_formatted() {
        let time = Rotation { seconds: Some(1), ..Rotation::default() };
        assert_eq!(names("a", time, 2), ["a0", "a1"]);
        assert_eq!(names("a-%H%M", time, 2), ["a-0000", "a-0001"]);
        let both = Rotation { bytes: Some(1), ..time };
        assert_eq!(names("a-%H%M.", both, 2), ["a-0000.0", "a-0001.1"]);
        let mut names = Names::new(Path::new("a-%!"), time);
        let message = names.next(0).map(|_| ()).expect_err("no such directive").to_string();
        assert!(message.contains("a-%!"), "{message}");
    }

    #[test]
    fn files_named_by_time_go_in_their_turn() {
        let rotation = Rotation { seconds: Some(1), files: Some(2), ..Rotation::default() };
        let mut names = Names { zone: TimeZone::UTC, ..Names::new(Path::new("%S"), rotation) };
        let mut past = |second: u64| names.next(second * NANOS).expect("a name").1;
        assert_eq!((past(1), past(2)), (None, None));
        assert_eq!(past(3), Some(PathBuf::from("01")));
        assert_eq!(past(4), Some(PathBuf::from("02")));
    }
}
