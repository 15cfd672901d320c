// SPDX-License-Identifier: Apache-2.0
//! An event that was made beside the source.

use crate::codec::{DecodeError, RawEvent, Record, Shape};

/// Bytes of such an event, checked, and the flags it is delivered with.
#[derive(Default)]
pub(super) struct Made {
    bytes: Vec<u8>,
    shape: Option<Shape>,
    cpu: u16,
    flags: u32,
}

impl Made {
    pub(super) fn new(bytes: Vec<u8>, cpu: u16, flags: u32) -> Result<Made, DecodeError> {
        let shape = Some(RawEvent::decode(&bytes)?.shape());
        Ok(Made { bytes, shape, cpu, flags })
    }

    pub(super) fn record(&self) -> Option<Record<'_>> {
        let event = self.shape?.over(&self.bytes);
        Some(Record { event, original: None, cpu: self.cpu, flags: self.flags })
    }
}
