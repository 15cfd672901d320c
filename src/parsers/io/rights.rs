// SPDX-License-Identifier: Apache-2.0
//! Descriptors that arrive in control messages of unix sockets.

use super::super::ParseContext;

/// Bytes of a control message header: length, level, type.
const HEADER: usize = 16;
/// The kernel's `SCM_RIGHTS`.
const RIGHTS: i32 = 1;
/// The kernel passes at most this many descriptors at once.
const MOST: usize = 253;

/// The descriptors in the control messages of these bytes. A malformed message ends the search.
pub(super) fn descriptors(control: &[u8]) -> Vec<i32> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(header) = control.get(at..at + HEADER) {
        let len = header.first_chunk().map_or(0, |b| u64::from_ne_bytes(*b));
        let kind = header[12..].first_chunk().map_or(0, |b| i32::from_ne_bytes(*b));
        let Ok(len) = usize::try_from(len) else { break };
        if len < HEADER || len > control.len() - at {
            break;
        }
        if kind == RIGHTS {
            let data = &control[at + HEADER..at + len];
            if !data.len().is_multiple_of(4) || data.len() / 4 > MOST {
                break;
            }
            let fds = data.chunks_exact(4);
            found.extend(fds.filter_map(|b| b.first_chunk()).map(|b| i32::from_ne_bytes(*b)));
        }
        at += len.next_multiple_of(8);
    }
    found
}

/// Looks up in the system what the descriptors in a control message are: the event does not say.
pub(super) fn receive(ctx: &mut ParseContext<'_, '_>, parameter: usize) {
    let fds = descriptors(ctx.param(parameter).bytes());
    let Some(tid) = ctx.thread().map(|thread| thread.tid).filter(|_| !fds.is_empty()) else { return };
    let Some((_, records)) = ctx.lookup.thread(tid, true) else { return };
    for record in records {
        if fds.iter().any(|fd| i64::from(*fd) == record.fd) {
            ctx.state.import_fd(tid, &record);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: i32, fds: &[i32]) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend((HEADER + fds.len() * 4).to_ne_bytes());
        out.extend(1i32.to_ne_bytes());
        out.extend(kind.to_ne_bytes());
        out.extend(fds.iter().flat_map(|fd| fd.to_ne_bytes()));
        out.resize(out.len().next_multiple_of(8), 0);
        out
    }

    #[test]
    fn every_message_is_searched() {
        let mut control = message(2, &[1, 2, 3]);
        control.extend(message(RIGHTS, &[7]));
        control.extend(message(RIGHTS, &[8, 9]));
        assert_eq!(descriptors(&control), [7, 8, 9]);
    }

    #[test]
    fn malformed_messages_end_the_search() {
        assert!(descriptors(b"").is_empty());
        assert!(descriptors(&[0; 15]).is_empty());
        assert!(descriptors(&[0; 64]).is_empty());
        assert!(descriptors(&[0xff; 64]).is_empty());
        let mut cut = message(RIGHTS, &[7, 8]);
        cut.truncate(20);
        assert!(descriptors(&cut).is_empty());
    }
}
