// SPDX-License-Identifier: Apache-2.0
//! Descriptors that arrive in control messages of unix sockets.

use super::super::ParseContext;
use crate::snapshot::ThreadIdentity;

/// The kernel's `SOL_SOCKET` and `SCM_RIGHTS`.
const SOCKET: i32 = 1;
const RIGHTS: i32 = 1;
/// The kernel passes at most this many descriptors at once.
const MOST: usize = 253;

/// Bytes of a length in the header of a control message, which level and type follow: those of the process's `size_t`.
/// Messages begin at its multiples.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Four = 4,
    Eight = 8,
}

impl Width {
    /// Read with eight bytes, a header of four has its level, which is not 0 for descriptors, in the upper half of
    /// the length.
    fn of(control: &[u8]) -> Width {
        match control.first_chunk().map(|b| u64::from_ne_bytes(*b)) {
            Some(len) if len >> 32 != 0 => Width::Four,
            _ => Width::Eight,
        }
    }

    fn length(self, header: &[u8]) -> Option<usize> {
        match self {
            Width::Four => Some(u32::from_ne_bytes(*header.first_chunk()?) as usize),
            Width::Eight => usize::try_from(u64::from_ne_bytes(*header.first_chunk()?)).ok(),
        }
    }
}

/// The descriptors in the control messages of these bytes. A malformed message ends the search.
pub(super) fn descriptors(control: &[u8]) -> Vec<i32> {
    let width = Width::of(control);
    let size = width as usize;
    let header_size = size + 8;
    let number = |bytes: &[u8]| bytes.first_chunk().map_or(0, |b| i32::from_ne_bytes(*b));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(header) = control.get(at..at + header_size) {
        let Some(len) = width.length(header) else { break };
        if len < header_size || len > control.len() - at {
            break;
        }
        if number(&header[size..]) == SOCKET && number(&header[size + 4..]) == RIGHTS {
            let data = &control[at + header_size..at + len];
            if !data.len().is_multiple_of(4) || data.len() / 4 > MOST {
                break;
            }
            found.extend(data.chunks_exact(4).map(number));
        }
        at += len.next_multiple_of(size);
    }
    found
}

/// Looks up in the system what the descriptors in a control message are: the event does not say.
pub(super) fn receive(ctx: &mut ParseContext<'_, '_>, parameter: usize) {
    let numbers = descriptors(ctx.param(parameter).bytes());
    if numbers.is_empty() {
        return;
    }
    let Some(thread) = ctx.at.thread.and_then(|slot| ctx.state.threads.at(slot)) else { return };
    let (tid, start) = (thread.tid, thread.clone_ts);
    let identity =
        ThreadIdentity { tid, vtid: thread.vtid, vpid: thread.vpid, start, comm: thread.present_comm() };
    let found = ctx.lookup.descriptors(&identity, &numbers);
    for record in &found {
        ctx.state.import_fd(tid, record);
    }
    // What had these numbers before is closed.
    for number in numbers.into_iter().map(i64::from) {
        if found.iter().all(|record| record.fd != number)
            && ctx.fds().is_some_and(|table| table.get(number).is_some())
            && let Some(slot) = ctx.at.thread
        {
            ctx.state.remove_fd(slot, number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(width: Width, level: i32, kind: i32, fds: &[i32]) -> Vec<u8> {
        let size = width as usize;
        let len = size + 8 + fds.len() * 4;
        let mut out = Vec::new();
        match width {
            Width::Four => out.extend((len as u32).to_ne_bytes()),
            Width::Eight => out.extend((len as u64).to_ne_bytes()),
        }
        out.extend(level.to_ne_bytes());
        out.extend(kind.to_ne_bytes());
        out.extend(fds.iter().flat_map(|fd| fd.to_ne_bytes()));
        out.resize(out.len().next_multiple_of(size), 0);
        out
    }

    #[test]
    fn every_message_is_searched() {
        for width in [Width::Four, Width::Eight] {
            let mut control = message(width, SOCKET, 2, &[1, 2, 3]);
            control.extend(message(width, SOCKET, RIGHTS, &[7]));
            control.extend(message(width, SOCKET, RIGHTS, &[8, 9]));
            control.extend(message(width, SOCKET, RIGHTS, &[10]));
            assert_eq!(descriptors(&control), [7, 8, 9, 10]);
        }
    }

    #[test]
    fn other_levels_have_a_type_of_the_same_number() {
        // SOL_IPV6, type 1.
        let mut control = message(Width::Eight, 41, RIGHTS, &[3]);
        control.extend(message(Width::Eight, SOCKET, RIGHTS, &[7]));
        assert_eq!(descriptors(&control), [7]);
        assert!(descriptors(&message(Width::Four, 41, RIGHTS, &[3])).is_empty());
    }

    #[test]
    fn malformed_messages_end_the_search() {
        assert!(descriptors(b"").is_empty());
        assert!(descriptors(&[0; 15]).is_empty());
        assert!(descriptors(&[0; 64]).is_empty());
        assert!(descriptors(&[0xff; 64]).is_empty());
        let mut cut = message(Width::Eight, SOCKET, RIGHTS, &[7, 8]);
        cut.truncate(20);
        assert!(descriptors(&cut).is_empty());
    }
}
