// SPDX-License-Identifier: Apache-2.0
//! Captures made by hand, block by block.
#![allow(dead_code, reason = "each test file uses its part")]

use scap::codec::Encoder;
use scap::savefile::block;
use scap::schema::Code;

/// A block of this type around a body.
pub fn framed(block_type: u32, body: &[u8]) -> Vec<u8> {
    let padding = body.len().next_multiple_of(4) - body.len();
    let total = (body.len() + padding + 12) as u32;
    let mut out = Vec::new();
    out.extend_from_slice(&block_type.to_ne_bytes());
    out.extend_from_slice(&total.to_ne_bytes());
    out.extend_from_slice(body);
    out.extend_from_slice(&[0; 3][..padding]);
    out.extend_from_slice(&total.to_ne_bytes());
    out
}

/// A section header.
pub fn section() -> Vec<u8> {
    let mut body = block::BYTE_ORDER_MAGIC.to_ne_bytes().to_vec();
    body.extend_from_slice(&1u16.to_ne_bytes());
    body.extend_from_slice(&2u16.to_ne_bytes());
    body.extend_from_slice(&u64::MAX.to_ne_bytes());
    framed(block::SECTION_HEADER, &body)
}

/// An event with these parameters.
pub fn event(tid: i64, code: Code, params: &[Vec<u8>]) -> Vec<u8> {
    let mut encoder = Encoder::new(1, tid, code);
    params.iter().for_each(|param| encoder.push(param));
    let mut out = Vec::new();
    encoder.finish(&mut out).expect("lengths fit");
    out
}

/// An event block of today around an event.
pub fn event_block(event: &[u8]) -> Vec<u8> {
    framed(block::EVENT, &[&3u16.to_ne_bytes(), event].concat())
}

/// The same event in the layout of version 1, in a block of this type.
pub fn old_event_block(block_type: u32, event: &[u8], stated_len: u32) -> Vec<u8> {
    let mut body = 3u16.to_ne_bytes().to_vec();
    if block_type == 0x208 {
        body.extend_from_slice(&1u32.to_ne_bytes());
    }
    body.extend_from_slice(&event[..16]);
    body.extend_from_slice(&stated_len.to_ne_bytes());
    body.extend_from_slice(&event[20..22]);
    body.extend_from_slice(&event[26..]);
    framed(block_type, &body)
}
