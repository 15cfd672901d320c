// SPDX-License-Identifier: Apache-2.0
//! The borrowed event.

use super::Param;
use crate::schema::limits::{EVENT_HEADER_SIZE, MAX_EVENT_PARAMS};
use crate::schema::{Code, EventFlags, EventInfo};

/// Why bytes are not an event. Offsets are from the first byte of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Fewer bytes than a header has.
    #[error("event header needs 26 bytes, {have} are available")]
    ShortHeader {
        /// Bytes at hand.
        have: usize,
    },
    /// The length in the header is less than the header, or more than the available bytes.
    #[error("event length {len} at offset 16 is outside 26..={have}")]
    BadLength {
        /// The length that the header states.
        len: u32,
        /// Bytes at hand.
        have: usize,
    },
    /// This schema has no event of the type.
    #[error("unknown event type {number} at offset 20")]
    UnknownType {
        /// The type that the header states.
        number: u16,
    },
    /// More parameters than any event has.
    #[error("{count} parameters at offset 22, at most 32 are possible")]
    TooManyParams {
        /// The number of parameters that the header states.
        count: u32,
    },
    /// The table of lengths does not fit into the event.
    #[error("table of {count} parameter lengths at offset 26 passes the end of the event at {len}")]
    ShortLengthTable {
        /// Number of parameters.
        count: u32,
        /// Length of the event.
        len: u32,
    },
    /// A parameter does not fit into the event.
    #[error("parameter {index} at offset {offset} has {size} bytes and passes the end of the event at {len}")]
    ParamPastEnd {
        /// Index of the parameter.
        index: usize,
        /// Its offset.
        offset: usize,
        /// Its stated length.
        size: usize,
        /// Length of the event.
        len: u32,
    },
}

/// The fields of an event header, unconverted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawHeader {
    /// Nanoseconds since the epoch.
    pub ts: u64,
    /// Thread id, in the initial pid namespace.
    pub tid: u64,
    /// Bytes of the event, header included.
    pub len: u32,
    /// Number of the event code.
    pub number: u16,
    /// Parameters that follow.
    pub nparams: u32,
}

impl RawHeader {
    /// Reads a header; `None` for fewer than 26 bytes.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<RawHeader> {
        let h: &[u8; EVENT_HEADER_SIZE] = bytes.first_chunk()?;
        Some(RawHeader {
            ts: u64::from_ne_bytes([h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]]),
            tid: u64::from_ne_bytes([h[8], h[9], h[10], h[11], h[12], h[13], h[14], h[15]]),
            len: u32::from_ne_bytes([h[16], h[17], h[18], h[19]]),
            number: u16::from_ne_bytes([h[20], h[21]]),
            nparams: u32::from_ne_bytes([h[22], h[23], h[24], h[25]]),
        })
    }

    /// The header at the start of an event.
    pub fn to_bytes(self) -> [u8; EVENT_HEADER_SIZE] {
        let mut h = [0; EVENT_HEADER_SIZE];
        h[0..8].copy_from_slice(&self.ts.to_ne_bytes());
        h[8..16].copy_from_slice(&self.tid.to_ne_bytes());
        h[16..20].copy_from_slice(&self.len.to_ne_bytes());
        h[20..22].copy_from_slice(&self.number.to_ne_bytes());
        h[22..26].copy_from_slice(&self.nparams.to_ne_bytes());
        h
    }
}

/// An event over borrowed bytes. Its lengths were checked when it was made: no access can leave the bytes.
///
/// It holds little more than the bytes: events are passed on more often than their last parameters are read.
#[derive(Clone, Copy)]
pub struct RawEvent<'a> {
    bytes: &'a [u8],
    code: Code,
    nparams: u8,
    /// The entries of the length table have 4 bytes, not 2.
    wide: bool,
}

/// Bytes of an entry of the usual length table.
const NARROW: usize = 2;
/// Bytes of an entry of the length table of large events.
const WIDE: usize = 4;

/// The sums of the lengths of a table.
#[inline(always)]
fn total(table: &[u8], wide: bool) -> usize {
    let mut sum = 0;
    if wide {
        for entry in table.as_chunks::<WIDE>().0 {
            sum += u32::from_ne_bytes(*entry) as usize;
        }
    } else {
        for entry in table.as_chunks::<NARROW>().0 {
            sum += usize::from(u16::from_ne_bytes(*entry));
        }
    }
    sum
}

/// The result of a check of bytes: enough to make the event from them, without borrowing them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    len: usize,
    code: Code,
    nparams: u8,
    wide: bool,
}

impl Shape {
    /// Checks the event at the start of `bytes`; `None` whatever is wrong with it.
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8]) -> Option<Shape> {
        let header = RawHeader::read(bytes)?;
        let len = header.len as usize;
        let code = Code::from_number(header.number)?;
        let count = header.nparams as usize;
        let wide = RawEvent::is_wide(code);
        if len > bytes.len() || count > MAX_EVENT_PARAMS {
            return None;
        }
        let start = EVENT_HEADER_SIZE + count * if wide { WIDE } else { NARROW };
        let table = bytes[..len].get(EVENT_HEADER_SIZE..start)?;
        if total(table, wide) > len - start {
            return None;
        }
        Some(Shape { len, code, nparams: count as u8, wide })
    }

    /// The code in the header.
    #[inline]
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// The number of parameters in the header.
    #[inline]
    pub(crate) fn param_count(&self) -> usize {
        usize::from(self.nparams)
    }

    /// Bytes of the event, header included.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The event in the bytes that were checked.
    #[inline(always)]
    pub(crate) fn over(self, bytes: &[u8]) -> RawEvent<'_> {
        let bytes = bytes.get(..self.len).unwrap_or_default();
        RawEvent { bytes, code: self.code, nparams: self.nparams, wide: self.wide }
    }
}

impl<'a> RawEvent<'a> {
    /// The result of the check of its bytes.
    #[inline(always)]
    pub(crate) fn shape(&self) -> Shape {
        Shape { len: self.bytes.len(), code: self.code, nparams: self.nparams, wide: self.wide }
    }

    /// Checks the event at the start of `bytes`; bytes after it are ignored.
    ///
    /// # Errors
    /// Every way in which the header or the lengths contradict each other.
    #[inline]
    pub fn decode(bytes: &'a [u8]) -> Result<RawEvent<'a>, DecodeError> {
        match Shape::of(bytes) {
            Some(shape) => Ok(shape.over(bytes)),
            None => Err(Self::fault(bytes)),
        }
    }

    /// Why bytes are not an event.
    #[cold]
    fn fault(bytes: &[u8]) -> DecodeError {
        let Some(header) = RawHeader::read(bytes) else {
            return DecodeError::ShortHeader { have: bytes.len() };
        };
        let len = header.len as usize;
        if len < EVENT_HEADER_SIZE || len > bytes.len() {
            return DecodeError::BadLength { len: header.len, have: bytes.len() };
        }
        let Some(code) = Code::from_number(header.number) else {
            return DecodeError::UnknownType { number: header.number };
        };
        let count = header.nparams as usize;
        if count > MAX_EVENT_PARAMS {
            return DecodeError::TooManyParams { count: header.nparams };
        }
        let start = EVENT_HEADER_SIZE + count * Self::length_width(code);
        let Some(table) = bytes[..len].get(EVENT_HEADER_SIZE..start) else {
            return DecodeError::ShortLengthTable { count: header.nparams, len: header.len };
        };
        let mut offset = start;
        for (index, entry) in table.chunks_exact(Self::length_width(code)).enumerate() {
            let size = total(entry, Self::is_wide(code));
            if size > len - offset {
                return DecodeError::ParamPastEnd { index, offset, size, len: header.len };
            }
            offset += size;
        }
        DecodeError::BadLength { len: header.len, have: bytes.len() }
    }

    #[inline]
    fn is_wide(code: Code) -> bool {
        code.info().flags.has(EventFlags::LARGE_PAYLOAD)
    }

    /// Bytes of one entry of the length table of this event.
    #[inline]
    pub fn length_width(code: Code) -> usize {
        if Self::is_wide(code) { WIDE } else { NARROW }
    }

    /// The length table and the bytes after it.
    #[inline(always)]
    fn parts(&self) -> (&'a [u8], &'a [u8]) {
        let width = if self.wide { WIDE } else { NARROW };
        let body = self.bytes.get(EVENT_HEADER_SIZE..).unwrap_or_default();
        body.split_at_checked(usize::from(self.nparams) * width).unwrap_or_default()
    }

    /// Bytes of the header from `at` on.
    #[inline(always)]
    fn header<const N: usize>(&self, at: usize) -> [u8; N] {
        let found = self.bytes.first_chunk::<EVENT_HEADER_SIZE>();
        found.and_then(|header| header[at..].first_chunk()).copied().unwrap_or([0; N])
    }

    /// The whole event, header included.
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Nanoseconds since the epoch.
    #[inline]
    pub fn ts(&self) -> u64 {
        u64::from_ne_bytes(self.header(0))
    }

    /// The thread, by its id in the initial pid namespace; -1 where there is none.
    #[inline]
    pub fn tid(&self) -> i64 {
        i64::from_ne_bytes(self.header(8))
    }

    /// Which event it is.
    #[inline]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The table row of the event.
    #[inline]
    pub fn info(&self) -> &'static EventInfo {
        self.code.info()
    }

    /// Number of parameters in the bytes; old events have fewer than their table row, newer ones more.
    #[inline]
    pub fn param_count(&self) -> usize {
        usize::from(self.nparams)
    }

    /// The parameter at `index`, or `None` past the last one.
    #[inline]
    pub fn param(&self, index: usize) -> Option<Param<'a>> {
        let (table, data) = self.parts();
        let (start, size) = if self.wide {
            let (before, entry) = table.as_chunks::<WIDE>().0.split_at_checked(index)?;
            (total(before.as_flattened(), true), u32::from_ne_bytes(*entry.first()?) as usize)
        } else {
            let (before, entry) = table.as_chunks::<NARROW>().0.split_at_checked(index)?;
            (total(before.as_flattened(), false), usize::from(u16::from_ne_bytes(*entry.first()?)))
        };
        data.get(start..start + size).map(Param::new)
    }

    /// The parameter at `index`, or an empty one where the event ends before it.
    #[inline]
    pub fn param_or_empty(&self, index: usize) -> Param<'a> {
        self.param(index).unwrap_or_default()
    }

    /// The first parameters, empty ones where the event ends before; for callers that need several.
    #[inline]
    pub fn first_params<const N: usize>(&self) -> [Param<'a>; N] {
        let mut params = [Param::default(); N];
        for (place, param) in params.iter_mut().zip(self.params()) {
            *place = param;
        }
        params
    }

    /// Every parameter in order.
    #[inline]
    pub fn params(&self) -> impl ExactSizeIterator<Item = Param<'a>> + use<'a> {
        let (table, data) = self.parts();
        Params { table, rest: data, wide: self.wide }
    }
}

/// Iterates over the parameters of an event.
struct Params<'a> {
    table: &'a [u8],
    rest: &'a [u8],
    wide: bool,
}

impl<'a> Iterator for Params<'a> {
    type Item = Param<'a>;

    #[inline]
    fn next(&mut self) -> Option<Param<'a>> {
        let size = if self.wide {
            let (entry, table) = self.table.split_first_chunk::<WIDE>()?;
            self.table = table;
            u32::from_ne_bytes(*entry) as usize
        } else {
            let (entry, table) = self.table.split_first_chunk::<NARROW>()?;
            self.table = table;
            usize::from(u16::from_ne_bytes(*entry))
        };
        let (param, rest) = self.rest.split_at_checked(size)?;
        self.rest = rest;
        Some(Param::new(param))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.table.len() / if self.wide { WIDE } else { NARROW };
        (count, Some(count))
    }
}

impl ExactSizeIterator for Params<'_> {}

impl std::fmt::Debug for RawEvent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("ts", &self.ts())
            .field("tid", &self.tid())
            .field("code", &self.code)
            .field("params", &self.params().map(|p| p.bytes()).collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Encoder;

    fn close_event() -> Vec<u8> {
        let mut out = Vec::new();
        Encoder::new(7, 42, Code::SyscallCloseX).i64(0).i64(3).finish(&mut out).expect("two parameters fit");
        out
    }

    #[test]
    fn reads_back_what_was_encoded() {
        let bytes = close_event();
        let event = RawEvent::decode(&bytes).expect("valid");
        assert_eq!((event.ts(), event.tid(), event.code()), (7, 42, Code::SyscallCloseX));
        assert_eq!(event.param(1).and_then(|p| p.i64()), Some(3));
        assert!(event.param(2).is_none());
        assert_eq!(event.param_or_empty(2).bytes(), b"");
    }

    #[test]
    fn each_wrong_length_is_named_with_its_offset() {
        let good = close_event();
        let with = |at: usize, bytes: &[u8]| {
            let mut bad = good.clone();
            bad[at..at + bytes.len()].copy_from_slice(bytes);
            RawEvent::decode(&bad).map(|_| ()).expect_err("malformed").to_string()
        };
        assert_eq!(
            RawEvent::decode(&good[..20]).map(|_| ()).unwrap_err(),
            DecodeError::ShortHeader { have: 20 }
        );
        assert_eq!(with(16, &25u32.to_ne_bytes()), "event length 25 at offset 16 is outside 26..=46");
        assert_eq!(with(16, &47u32.to_ne_bytes()), "event length 47 at offset 16 is outside 26..=46");
        let unknown = Code::COUNT as u16;
        assert_eq!(with(20, &unknown.to_ne_bytes()), format!("unknown event type {unknown} at offset 20"));
        assert_eq!(with(22, &33u32.to_ne_bytes()), "33 parameters at offset 22, at most 32 are possible");
        assert_eq!(
            with(22, &11u32.to_ne_bytes()),
            "table of 11 parameter lengths at offset 26 passes the end of the event at 46"
        );
        assert_eq!(
            with(28, &9u16.to_ne_bytes()),
            "parameter 1 at offset 38 has 9 bytes and passes the end of the event at 46"
        );
    }

    #[test]
    fn large_events_have_wide_lengths() {
        let data = vec![7u8; 70_000];
        let mut out = Vec::new();
        let code = Code::PlugineventE;
        let encoder = Encoder::new(1, 1, code).u32(3).bytes(&data);
        if RawEvent::length_width(code) == 4 {
            encoder.finish(&mut out).expect("32-bit lengths hold 70,000 bytes");
            let event = RawEvent::decode(&out).expect("valid");
            assert_eq!(event.param_or_empty(1).bytes().len(), 70_000);
        } else {
            assert!(encoder.finish(&mut out).is_err());
        }
    }
}
