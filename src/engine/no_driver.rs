// SPDX-License-Identifier: Apache-2.0
//! A live machine without a driver: its processes once, then an event without content at intervals, so that its
//! reader wakes up.

use super::Engine;
use crate::codec::{Advance, Encoder, RawEvent, Record};
use crate::error::{Error, Result};
use crate::plugin::now;
use crate::schema::Code;
use crate::snapshot::Snapshot;
use std::time::Duration;

/// Time between events.
const PAUSE: Duration = Duration::from_millis(100);

/// The source of events of a machine without a driver.
#[derive(Debug, Default)]
pub struct NoDriver {
    snapshot: Snapshot,
    current: Vec<u8>,
}

impl NoDriver {
    /// A source that begins with this machine.
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot, current: Vec::new() }
    }
}

impl Engine for NoDriver {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    /// Waits 100 ms each time.
    fn advance(&mut self) -> Result<Advance> {
        std::thread::sleep(PAUSE);
        self.current.clear();
        let event = Encoder::new(now(), -1, Code::ScapeventE).u32(0).u64(0);
        event
            .finish(&mut self.current)
            .map_err(|e| Error::Event { what: "cannot make an event", source: e.into() })?;
        Ok(Advance::Event)
    }

    fn current(&self) -> Option<Record<'_>> {
        RawEvent::decode(&self.current).ok().map(Record::of)
    }
}
