//! A capture file as a source of events.

use super::{Engine, Step};
use crate::error::Result;
use crate::savefile::Reader;
use crate::snapshot::Snapshot;

impl Engine for Reader {
    fn snapshot(&self) -> &Snapshot {
        Reader::snapshot(self)
    }

    fn next(&mut self) -> Result<Step<'_>> {
        Reader::next(self)
    }
}
