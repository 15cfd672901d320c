//! Events from memory.

use super::{Delivery, Engine, Step};
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::snapshot::Snapshot;
use std::collections::VecDeque;

/// A source that delivers the events it is given, after a snapshot of one's own making.
#[derive(Debug, Default)]
pub struct TestInput {
    snapshot: Snapshot,
    events: VecDeque<(Vec<u8>, u16)>,
    current: Vec<u8>,
}

impl TestInput {
    /// A source that begins with this machine.
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot, ..Self::default() }
    }

    /// Adds an event in its encoded form, made by processor `cpu`.
    pub fn push(&mut self, event: Vec<u8>, cpu: u16) {
        self.events.push_back((event, cpu));
    }
}

impl Engine for TestInput {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    fn next(&mut self) -> Result<Step<'_>> {
        let Some((bytes, cpu)) = self.events.pop_front() else { return Ok(Step::End) };
        self.current = bytes;
        let event = RawEvent::decode(&self.current).map_err(|e| Error::Usage(e.to_string()))?;
        Ok(Step::Event(Delivery { event, original: None, cpu, flags: 0 }))
    }
}
