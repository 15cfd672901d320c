// SPDX-License-Identifier: Apache-2.0
//! Parameters to bytes.

use super::{RawEvent, RawHeader};
use crate::schema::Code;
use crate::schema::limits::{EVENT_HEADER_SIZE, MAX_EVENT_PARAMS};
use smallvec::SmallVec;

/// Why parameters do not make an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// More parameters than an event can have.
    #[error("{count} parameters, an event has at most 32")]
    TooManyParams {
        /// Parameters given.
        count: usize,
    },
    /// A parameter is longer than the length table of the event can express.
    #[error("parameter {index} has {size} bytes, {event} takes at most {limit}")]
    ParamTooLong {
        /// Index of the parameter.
        index: usize,
        /// Its bytes.
        size: usize,
        /// Maximum number of bytes.
        limit: usize,
        /// Name of the event.
        event: &'static str,
    },
    /// The whole event is longer than a 32-bit length can express.
    #[error("event of {size} bytes is longer than 4 GiB")]
    EventTooLong {
        /// Bytes of the event.
        size: usize,
    },
}

/// Collects the parameters of an event and writes it.
#[derive(Debug, Clone)]
pub struct Encoder {
    ts: u64,
    tid: i64,
    code: Code,
    sizes: SmallVec<[usize; MAX_EVENT_PARAMS]>,
    data: SmallVec<[u8; 256]>,
}

macro_rules! number {
    ($($name:ident: $ty:ty),*) => {
        $(/// Appends a number in native byte order.
        #[must_use]
        pub fn $name(self, value: $ty) -> Self {
            self.bytes(&value.to_ne_bytes())
        })*
    };
}

impl Encoder {
    /// An event without parameters so far. `ts` is in nanoseconds since the epoch.
    pub fn new(ts: u64, tid: i64, code: Code) -> Self {
        Self { ts, tid, code, sizes: SmallVec::new(), data: SmallVec::new() }
    }

    /// Appends a parameter of these bytes.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.push(bytes);
        self
    }

    /// Appends a parameter of these bytes, for use in loops.
    pub fn push(&mut self, bytes: &[u8]) {
        self.sizes.push(bytes.len());
        self.data.extend_from_slice(bytes);
    }

    /// Appends a text and its trailing NUL.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<[u8]>) -> Self {
        let text = text.as_ref();
        self.sizes.push(text.len() + 1);
        self.data.extend_from_slice(text);
        self.data.push(0);
        self
    }

    /// Appends an empty parameter.
    #[must_use]
    pub fn empty(self) -> Self {
        self.bytes(&[])
    }

    number!(u8: u8, u16: u16, u32: u32, u64: u64, i8: i8, i32: i32, i64: i64);

    /// Appends the event to `out`.
    ///
    /// # Errors
    /// Too many parameters, or one too long for the length table; `out` is then unchanged.
    pub fn finish(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let count = self.sizes.len();
        if count > MAX_EVENT_PARAMS {
            return Err(EncodeError::TooManyParams { count });
        }
        let width = RawEvent::length_width(self.code);
        let limit = if width == 2 { u16::MAX as usize } else { u32::MAX as usize };
        if let Some((index, &size)) = self.sizes.iter().enumerate().find(|(_, size)| **size > limit) {
            let event = self.code.info().name;
            return Err(EncodeError::ParamTooLong { index, size, limit, event });
        }
        let size = EVENT_HEADER_SIZE + count * width + self.data.len();
        let len = u32::try_from(size).map_err(|_| EncodeError::EventTooLong { size })?;
        let header = RawHeader {
            ts: self.ts,
            tid: self.tid as u64,
            len,
            number: self.code.number(),
            nparams: count as u32,
        };
        out.reserve(size);
        out.extend_from_slice(&header.to_bytes());
        for &size in &self.sizes {
            // Checked against the limit above.
            if width == 2 {
                out.extend_from_slice(&(size as u16).to_ne_bytes());
            } else {
                out.extend_from_slice(&(size as u32).to_ne_bytes());
            }
        }
        out.extend_from_slice(&self.data);
        Ok(())
    }
}
