// SPDX-License-Identifier: Apache-2.0
//! The source of an inspector.

use crate::codec::{Advance, Record};
use crate::engine::Engine;
use crate::error::Result;
use crate::savefile::Reader;

/// A capture file is read directly: an event costs no call through a table.
pub(super) enum Source {
    Capture(Box<Reader>),
    Other(Box<dyn Engine + Send>),
}

impl Source {
    #[inline]
    pub(super) fn advance(&mut self) -> Result<Advance> {
        match self {
            Source::Capture(reader) => reader.advance(),
            Source::Other(engine) => engine.advance(),
        }
    }

    #[inline(always)]
    pub(super) fn current(&self) -> Option<Record<'_>> {
        match self {
            Source::Capture(reader) => reader.current(),
            Source::Other(engine) => engine.current(),
        }
    }

    pub(super) fn engine(&self) -> &dyn Engine {
        match self {
            Source::Capture(reader) => &**reader,
            Source::Other(engine) => &**engine,
        }
    }

    pub(super) fn engine_mut(&mut self) -> &mut (dyn Engine + Send) {
        match self {
            Source::Capture(reader) => &mut **reader,
            Source::Other(engine) => &mut **engine,
        }
    }
}
