// SPDX-License-Identifier: Apache-2.0
//! What two events differ in.

use super::{RawEvent, RawHeader};

/// Compares time, thread, type and parameters of events in their bytes. A `ts` of `u64::MAX - 1` that is expected matches
/// any time.
///
/// # Errors
/// The first difference, or that one of them is no event, as a text.
pub(crate) fn difference(curr: &[u8], expected: &[u8]) -> Result<(), String> {
    const ANY_TIME: u64 = u64::MAX - 1;
    let (Some(a), Some(b)) = (RawHeader::read(curr), RawHeader::read(expected)) else {
        return Err("an event is shorter than its header".to_owned());
    };
    let differs = |what: &str, a: u64, b: u64| Err(format!("event {what} differs: {a}, expected {b}"));
    if b.ts != ANY_TIME && a.ts != b.ts {
        return differs("time", a.ts, b.ts);
    }
    if a.tid != b.tid {
        return differs("thread", a.tid, b.tid);
    }
    if a.number != b.number {
        return differs("type", a.number.into(), b.number.into());
    }
    if a.nparams != b.nparams {
        return differs("number of parameters", a.nparams.into(), b.nparams.into());
    }
    if a.len != b.len {
        return differs("length", a.len.into(), b.len.into());
    }
    let decode = |bytes| RawEvent::decode(bytes).map_err(|e| format!("an event is malformed: {e}"));
    let (a, b) = (decode(curr)?, decode(expected)?);
    for (index, (a, b)) in a.params().zip(b.params()).enumerate() {
        if a.bytes().len() != b.bytes().len() {
            return differs(
                &format!("parameter {index} length"),
                a.bytes().len() as u64,
                b.bytes().len() as u64,
            );
        }
        if a != b {
            return Err(format!("event parameter {index} differs"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Encoder;
    use crate::schema::Code;

    fn event(ts: u64, fd: i64) -> Vec<u8> {
        let mut bytes = Vec::new();
        Encoder::new(ts, 7, Code::SyscallCloseX).i64(0).i64(fd).finish(&mut bytes).expect("fits");
        bytes
    }

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(difference(&event(1, 3), &event(1, 3)), Ok(()));
        assert_eq!(difference(&event(1, 3), &event(u64::MAX - 1, 3)), Ok(()), "any time");
        assert_eq!(difference(&event(1, 3), &event(2, 4)), Err("event time differs: 1, expected 2".into()));
        assert_eq!(difference(&event(1, 3), &event(1, 4)), Err("event parameter 1 differs".into()));
        assert!(difference(b"", &event(1, 3)).is_err());
    }
}
