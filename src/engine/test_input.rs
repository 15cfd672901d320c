// SPDX-License-Identifier: Apache-2.0
//! Events from memory.

use super::Engine;
use crate::codec::{Advance, RawEvent, Record, Shape};
use crate::error::{Error, Result};
use crate::snapshot::Snapshot;
use std::collections::VecDeque;

/// A source that delivers given events, after a given snapshot.
#[derive(Debug, Default)]
pub struct TestInput {
    snapshot: Snapshot,
    events: VecDeque<(Vec<u8>, u16)>,
    current: Option<(Vec<u8>, u16, Shape)>,
}

impl TestInput {
    /// A source that begins with this machine.
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot, ..Self::default() }
    }

    /// Adds an encoded event, made by processor `cpu`.
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

    fn advance(&mut self) -> Result<Advance> {
        self.current = None;
        let Some((bytes, cpu)) = self.events.pop_front() else { return Ok(Advance::End) };
        let shape = RawEvent::decode(&bytes)
            .map_err(|e| Error::Event { what: "the test input has a malformed event", source: e.into() })?
            .shape();
        self.current = Some((bytes, cpu, shape));
        Ok(Advance::Event)
    }

    fn current(&self) -> Option<Record<'_>> {
        let (bytes, cpu, shape) = self.current.as_ref()?;
        Some(Record { cpu: *cpu, ..Record::of(shape.over(bytes)) })
    }
}
