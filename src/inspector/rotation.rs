// SPDX-License-Identifier: Apache-2.0
//! When a capture that is being written continues in another file, and how files are named.

use crate::error::{Error, Result};
use crate::fields::text::system_zone;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use rustc_hash::FxHashSet;
use std::ffi::OsString;
use std::fs;
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
    /// Maximum number of files: after the last one the first is overwritten.
    pub files: Option<u32>,
}

impl Rotation {
    /// True when there is ever more than one file.
    pub fn is_on(&self) -> bool {
        self.bytes.is_some() || self.seconds.is_some() || self.events.is_some()
    }

    /// Refuses what cannot be several files: standard output, a pipe, a device.
    ///
    /// # Errors
    /// Something is set, and the path is such a one.
    pub fn check(&self, path: &Path) -> Result<()> {
        let one_file = path == Path::new("-") || fs::metadata(path).is_ok_and(|found| !found.is_file());
        if one_file && *self != Rotation::default() {
            return Err(Error::NotSeveral(path.to_path_buf()));
        }
        Ok(())
    }
}

/// What is written next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The file that is open: its name is that of the new time as well.
    Same,
    /// Another file, and one whose turn it is to go.
    File { path: PathBuf, past: Option<PathBuf> },
}

/// Returns the names of the files, one after the other.
///
/// A `%` in the name makes it a format of `strftime` for the time of the file's first event. A number follows, with as many
/// digits as the limit of files has, unless the time alone makes names unique: at a time limit with a `%`.
#[derive(Debug)]
pub(super) struct Names {
    base: PathBuf,
    rotation: Rotation,
    zone: TimeZone,
    index: u32,
    last: Option<PathBuf>,
    /// With a limit of files: those that are there, by their turns.
    kept: Vec<PathBuf>,
    /// Without one: names by time that were used.
    used: FxHashSet<PathBuf>,
}

impl Names {
    pub(super) fn new(base: &Path, rotation: Rotation) -> Names {
        Names {
            base: base.to_path_buf(),
            rotation,
            zone: system_zone(),
            index: 0,
            last: None,
            kept: Vec::new(),
            used: FxHashSet::default(),
        }
    }

    /// The file for events from this time on (nanoseconds since the epoch).
    ///
    /// # Errors
    /// The name is no format of `strftime`, or it is that of a file that was written before and has to stay.
    pub(super) fn next(&mut self, time: u64) -> Result<Next> {
        if self.rotation.files.is_some_and(|files| self.index >= files) {
            self.index = 0;
        }
        let format = self.base.to_str().filter(|base| base.contains('%'));
        let mut name = match format {
            Some(format) => self.by_time(format, time)?,
            None => self.base.clone().into_os_string(),
        };
        let Rotation { bytes, events, files, .. } = self.rotation;
        let numbered = format.is_none() || bytes.is_some() || events.is_some();
        if numbered {
            let digits = files.map_or(0, |files| files.to_string().len());
            name.push(format!("{:0digits$}", self.index));
        }
        let path = PathBuf::from(name);
        if !numbered && self.last.as_ref() == Some(&path) {
            return Ok(Next::Same);
        }
        let past = self.turn(&path, format.is_some())?;
        self.last = Some(path.clone());
        self.index += 1;
        Ok(Next::File { path, past })
    }

    fn by_time(&self, format: &str, time: u64) -> Result<OsString> {
        let second = Timestamp::from_second((time / NANOS) as i64).unwrap_or_default();
        let moment = ZonedDateTime::new(second, self.zone.clone());
        jiff::fmt::strtime::format(format, &moment)
            .map(OsString::from)
            .map_err(|error| Error::FileName { format: format.into(), source: error.into() })
    }

    /// Keeps a name; returns the one that it replaces.
    fn turn(&mut self, path: &PathBuf, by_time: bool) -> Result<Option<PathBuf>> {
        let again = || Error::FileAgain(path.clone());
        if self.rotation.files.is_none() {
            return if by_time && !self.used.insert(path.clone()) { Err(again()) } else { Ok(None) };
        }
        let turn = self.index as usize;
        if self.kept.iter().enumerate().any(|(at, kept)| at != turn && kept == path) {
            return Err(again());
        }
        match self.kept.get_mut(turn) {
            Some(place) => Ok(Some(std::mem::replace(place, path.clone())).filter(|past| past != path)),
            None => {
                self.kept.push(path.clone());
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(base: &str, rotation: Rotation, count: usize) -> Vec<String> {
        let mut names = Names { zone: TimeZone::UTC, ..Names::new(Path::new(base), rotation) };
        let next = |at: usize| match names.next(at as u64 * 60 * NANOS).expect("a name") {
            Next::File { path, .. } => path.display().to_string(),
            Next::Same => "the same".into(),
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn numbers_have_the_digits_of_the_limit() {
        let size = Rotation { bytes: Some(1), ..Rotation::default() };
        assert_eq!(names("a.scap", size, 2), ["a.scap0", "a.scap1"]);
        let limited = Rotation { files: Some(12), ..size };
        assert_eq!(names("a.scap", limited, 13)[11..], ["a.scap11", "a.scap00"]);
        let events = Rotation { events: Some(1), files: Some(2), ..Rotation::default() };
        assert_eq!(names("a", events, 3), ["a0", "a1", "a0"]);
        for on in [events, Rotation { seconds: Some(1), ..Rotation::default() }] {
            assert_eq!(names("a", Rotation { files: Some(10), ..on }, 11)[9..], ["a09", "a00"]);
            assert_eq!(names("a", Rotation { files: Some(9), ..on }, 9)[8..], ["a8"]);
        }
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
        let mut past = |second: u64| match names.next(second * NANOS).expect("a name") {
            Next::File { past, .. } => past,
            Next::Same => panic!("another second has another name"),
        };
        assert_eq!((past(1), past(2)), (None, None));
        assert_eq!(past(3), Some(PathBuf::from("01")));
        assert_eq!(past(4), Some(PathBuf::from("02")));
    }

    #[test]
    fn no_file_of_the_run_is_written_over() {
        let time = Rotation { seconds: Some(1), ..Rotation::default() };
        let named = |base, rotation| Names { zone: TimeZone::UTC, ..Names::new(Path::new(base), rotation) };
        let mut minutes = named("a-%M", time);
        assert!(minutes.next(0).is_ok_and(|next| next != Next::Same));
        assert_eq!(minutes.next(59 * NANOS).expect("a name"), Next::Same);
        assert!(minutes.next(60 * NANOS).is_ok_and(|next| next != Next::Same));
        let message = minutes.next(3600 * NANOS).expect_err("the first one again").to_string();
        assert!(message.contains("a-00"), "{message}");
        // Of a ring the oldest may be written over, and no other.
        let limited = Rotation { files: Some(2), ..time };
        let mut ring = named("a-%M", limited);
        assert!(ring.next(0).is_ok() && ring.next(60 * NANOS).is_ok() && ring.next(3600 * NANOS).is_ok());
        assert!(ring.next(3600 * NANOS).is_ok_and(|next| next == Next::Same));
        let mut three = named("a-%M", Rotation { files: Some(3), ..time });
        assert!([0, 60, 120].iter().all(|at| three.next(at * NANOS).is_ok()));
        assert!(three.next(3660 * NANOS).is_err(), "the second of three");
        // Numbers distinguish what times do not.
        let counted = Rotation { events: Some(1), ..time };
        assert_eq!(names("a-%Y.", counted, 3), ["a-1970.0", "a-1970.1", "a-1970.2"]);
        let events = Rotation { events: Some(1), ..Rotation::default() };
        assert_eq!(names("a-%M.", events, 2), ["a-00.0", "a-01.1"]);
    }

    #[test]
    fn what_is_one_file_cannot_rotate() {
        let limit = Rotation { files: Some(2), ..Rotation::default() };
        assert!(limit.check(Path::new("-")).is_err());
        assert!(limit.check(Path::new("/dev/null")).is_err());
        assert!(limit.check(Path::new("a.scap")).is_ok());
        assert!(Rotation::default().check(Path::new("-")).is_ok());
    }
}
