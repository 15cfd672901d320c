// SPDX-License-Identifier: Apache-2.0
//! From the body of an event block to an event with today's header.

use super::cursor::Fault;
use crate::codec::{RawEvent, RawHeader};
use crate::savefile::block::{EVENT, EVENT_FLAGS, EventForm, HEADER_SIZE, NON_LARGE_MAX, TRAILER_SIZE};
use crate::schema::limits::EVENT_HEADER_SIZE;
use crate::schema::{Code, EventFlags};
use std::ops::Range;

/// Header of version 1: without the number of parameters.
const V1_HEADER: usize = EVENT_HEADER_SIZE - 4;
/// Bytes of a block with dump flags and an event without parameters.
const SHORTEST: usize = HEADER_SIZE + 6 + EVENT_HEADER_SIZE + TRAILER_SIZE;

/// Where the parts of an event block are.
pub(super) struct Parts {
    pub(super) cpu: u16,
    pub(super) flags: u32,
    /// The event code as a number.
    pub(super) number: u16,
    /// The event and what follows it, in the body.
    pub(super) event: Range<usize>,
}

/// Takes the body of an event block (padding included) apart.
#[inline]
pub(super) fn parts(body: &[u8], form: EventForm) -> Option<Parts> {
    let cpu = u16::from_ne_bytes(*body.first_chunk()?);
    let (flags, start) = if form.flags { (u32::from_ne_bytes(*body[2..].first_chunk()?), 6) } else { (0, 2) };
    let header = if form.v2 { EVENT_HEADER_SIZE } else { V1_HEADER };
    if body.len() < start + header {
        return None;
    }
    let number = u16::from_ne_bytes(*body[start + 20..].first_chunk()?);
    Some(Parts { cpu, flags, number, event: start..body.len() })
}

/// An event block as today's writers make it, of no more than 64 KiB.
pub(super) struct Frame {
    /// Bytes of the whole block.
    pub(super) len: usize,
    pub(super) cpu: u16,
    /// Dump flags.
    pub(super) flags: u32,
    /// Offset of the event in the block.
    start: usize,
}

impl Frame {
    /// The block at the start of `bytes`; `None` for one of another layout, one that is too short, and one that does
    /// not end in `bytes`.
    #[inline(always)]
    pub(super) fn at_start(bytes: &[u8]) -> Option<Frame> {
        const PREFIX: usize = HEADER_SIZE + 2;
        let [t0, t1, t2, t3, l0, l1, l2, l3, c0, c1, f0, f1, f2, f3] = *bytes.first_chunk()?;
        let len = u32::from_ne_bytes([l0, l1, l2, l3]) as usize;
        if !(SHORTEST..=HEADER_SIZE + NON_LARGE_MAX).contains(&len) || len > bytes.len() {
            return None;
        }
        let cpu = u16::from_ne_bytes([c0, c1]);
        match u32::from_ne_bytes([t0, t1, t2, t3]) {
            EVENT => Some(Frame { len, cpu, flags: 0, start: PREFIX }),
            EVENT_FLAGS => {
                Some(Frame { len, cpu, flags: u32::from_ne_bytes([f0, f1, f2, f3]), start: PREFIX + 4 })
            }
            _ => None,
        }
    }

    /// Where in the block the event and its padding are.
    #[inline(always)]
    pub(super) fn event(&self) -> Range<usize> {
        self.start..self.len - TRAILER_SIZE
    }
}

/// Writes a version 1 event with today's header into `out`.
pub(super) fn upgrade(old: &[u8], code: Code, out: &mut Vec<u8>) -> Result<(), Fault> {
    let Some(raw) = old.get(..V1_HEADER) else {
        return Err(format!("event of {} bytes has no header", old.len()));
    };
    let mut bytes = [0; EVENT_HEADER_SIZE];
    bytes[..V1_HEADER].copy_from_slice(raw);
    let Some(mut header) = RawHeader::read(&bytes) else {
        return Err("event has no header".into());
    };
    let stated = header.len as usize;
    // Writers of version 1 counted 3 bytes too many in these two.
    let surplus = if matches!(code, Code::NotificationE | Code::InfrastructureEventE) { 3 } else { 0 };
    // tshark writes version 2 events into version 1 blocks: without the number of parameters, the length unchanged.
    for len in [(stated + 4).saturating_sub(surplus), stated] {
        let Some(rest) = len.checked_sub(4).and_then(|end| old.get(V1_HEADER..end)) else { continue };
        if let Some(count) = count_params(rest, code) {
            header.len = len as u32;
            header.nparams = count as u32;
            out.clear();
            out.extend_from_slice(&header.to_bytes());
            out.extend_from_slice(rest);
            return Ok(());
        }
    }
    Err(format!("{} of {stated} bytes: no number of parameters fits its length", code.enum_name()))
}

/// The number of parameters of an event without one in its header: the largest whose lengths add up.
fn count_params(rest: &[u8], code: Code) -> Option<usize> {
    let width = RawEvent::length_width(code);
    for count in (0..=code.info().params.len()).rev() {
        let Some(table) = rest.get(..count * width) else { continue };
        let data: usize = table
            .chunks_exact(width)
            .map(|entry| match *entry {
                [a, b] => usize::from(u16::from_ne_bytes([a, b])),
                [a, b, c, d] => u32::from_ne_bytes([a, b, c, d]) as usize,
                _ => 0,
            })
            .sum();
        match (table.len() + data).cmp(&rest.len()) {
            std::cmp::Ordering::Equal => return Some(count),
            std::cmp::Ordering::Less => return None,
            std::cmp::Ordering::Greater => {}
        }
    }
    None
}

/// True where the event is as long as its block, which old writers made of more than 64 KiB without a LARGE type.
pub(super) fn fills(body: &[u8], parts: &Parts, form: EventForm) -> bool {
    let bytes = &body[parts.event.clone()];
    let stated =
        bytes.get(16..).and_then(|rest| rest.first_chunk()).map_or(0, |len| u32::from_ne_bytes(*len));
    let padding = bytes.len().checked_sub(stated as usize);
    padding.is_some_and(|padding| padding < 4) && (!form.v2 || RawEvent::decode(bytes).is_ok())
}

/// True for events that a block of a type that is not LARGE may carry past 64 KiB: tshark writes them so.
pub(super) fn may_be_large(code: Code) -> bool {
    code.info().flags.has(EventFlags::LARGE_PAYLOAD)
}
