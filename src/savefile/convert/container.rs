// SPDX-License-Identifier: Apache-2.0
//! The container event of old captures as JSON text.

use crate::codec::RawEvent;

/// Writes `{"id":..,"type":..,"name":..,"image":..}` and a NUL; `None` where a text of the event has not even a NUL.
pub(super) fn json(event: &RawEvent<'_>, out: &mut Vec<u8>) -> Option<()> {
    let text = |index: usize| event.param(index)?.bytes().split_last().map(|(_, text)| text);
    let mut ty = [0; 4];
    let number = event.param(1)?.bytes();
    ty.get_mut(..number.len())?.copy_from_slice(number);
    out.clear();
    out.extend_from_slice(b"{\"id\":\"");
    escaped(text(0)?, out);
    out.extend_from_slice(b"\",\"type\":");
    out.extend_from_slice(u32::from_ne_bytes(ty).to_string().as_bytes());
    out.extend_from_slice(b",\"name\":\"");
    escaped(text(2)?, out);
    out.extend_from_slice(b"\",\"image\":\"");
    escaped(text(3)?, out);
    out.extend_from_slice(b"\"}\0");
    Some(())
}

/// The original does not escape, and its output for a quote cannot be parsed.
fn escaped(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0..=31 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
}
