// SPDX-License-Identifier: Apache-2.0
//! State changes, reported to observers.

use super::fd::{sinsp_fd_view, view_of};
use super::inspector::{opened, sinsp_inspector_t};
use super::text::sinsp_text;
use crate::ffi::door::{self, List, Prefix, Room, Size};
use crate::ffi::result::SUCCESS;
use crate::parsers::StateChange;

/// Something that the last event means.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_notice {
    /// What: one of `SINSP_NOTICE_`.
    pub kind: u32,
    /// Opened: portable open flags (`PPM_O_`). Descriptor erased: 1 where it was closed, and is in the table until the
    /// next event. Thread created: 1 where it replaced an older one with its id.
    pub flags: u32,
    /// The thread whose descriptor is erased, and the thread that was created; else -1.
    pub tid: i64,
    /// The descriptor that is erased, that was accepted, that sendfile read; else -1.
    pub fd: i64,
    /// Index of the parameter of the event that has the data that was read or written; else `UINT32_MAX`.
    pub data: u32,
    /// Opened: the full path. Connected: the address of the enter event, where the event has no tuple. Valid as long as
    /// the event.
    pub text: sinsp_text,
}

/// What an event means, `sinsp_notice`: a read succeeded.
pub const SINSP_NOTICE_READ: u32 = 1;
/// Notice: a write succeeded.
pub const SINSP_NOTICE_WRITE: u32 = 2;
/// Notice: a sendfile succeeded.
pub const SINSP_NOTICE_SENDFILE: u32 = 3;
/// Notice: a connect succeeded, or is under way.
pub const SINSP_NOTICE_CONNECT: u32 = 4;
/// Notice: a connection was accepted.
pub const SINSP_NOTICE_ACCEPT: u32 = 5;
/// Notice: a socket was bound.
pub const SINSP_NOTICE_BIND: u32 = 6;
/// Notice: a file was opened, or an attempt failed.
pub const SINSP_NOTICE_OPEN: u32 = 7;
/// Notice: a call on a known descriptor failed.
pub const SINSP_NOTICE_ERROR: u32 = 8;
/// Notice: a descriptor is removed.
pub const SINSP_NOTICE_ERASE_FD: u32 = 9;
/// Notice: a socket was shut down.
pub const SINSP_NOTICE_SHUTDOWN: u32 = 10;
/// Notice: a program was loaded.
pub const SINSP_NOTICE_EXECVE: u32 = 11;
/// Notice: a thread was created.
pub const SINSP_NOTICE_CLONE: u32 = 12;
/// Notice: a connection came about or failed.
pub const SINSP_NOTICE_SOCKET_STATUS: u32 = 13;

fn notice_of(notice: &StateChange) -> sinsp_notice {
    let none = sinsp_notice { kind: 0, flags: 0, tid: -1, fd: -1, data: u32::MAX, text: sinsp_text::EMPTY };
    let of = |kind| sinsp_notice { kind, ..none };
    match notice {
        StateChange::Read { data } => sinsp_notice { data: *data as u32, ..of(SINSP_NOTICE_READ) },
        StateChange::Write { data } => sinsp_notice { data: *data as u32, ..of(SINSP_NOTICE_WRITE) },
        StateChange::Sendfile { in_fd } => sinsp_notice { fd: *in_fd, ..of(SINSP_NOTICE_SENDFILE) },
        StateChange::Connect => of(SINSP_NOTICE_CONNECT),
        StateChange::ConnectTo { address } => {
            sinsp_notice { text: sinsp_text::of(address), ..of(SINSP_NOTICE_CONNECT) }
        }
        StateChange::Accept { fd } => sinsp_notice { fd: *fd, ..of(SINSP_NOTICE_ACCEPT) },
        StateChange::Bind => of(SINSP_NOTICE_BIND),
        StateChange::Open { path, flags } => {
            sinsp_notice { flags: *flags, text: sinsp_text::of(path), ..of(SINSP_NOTICE_OPEN) }
        }
        StateChange::Error => of(SINSP_NOTICE_ERROR),
        StateChange::EraseFd { tid, fd, closed } => {
            sinsp_notice { flags: u32::from(*closed), tid: *tid, fd: *fd, ..of(SINSP_NOTICE_ERASE_FD) }
        }
        StateChange::Shutdown => of(SINSP_NOTICE_SHUTDOWN),
        StateChange::Execve => of(SINSP_NOTICE_EXECVE),
        StateChange::Clone { tid, collision } => {
            sinsp_notice { flags: u32::from(*collision), tid: *tid, ..of(SINSP_NOTICE_CLONE) }
        }
        StateChange::SocketStatus => of(SINSP_NOTICE_SOCKET_STATUS),
    }
}

/// Whether events are looked at for what they mean to listeners, from the next one on; they are not at first.
/// `SCAP_SUCCESS` or `SCAP_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_notices(inspector: Option<&mut sinsp_inspector_t>, wanted: bool) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.options.parsers.state_changes = wanted;
        if let Some(open) = inspector.open_mut() {
            open.set_state_changes(wanted);
        }
        SUCCESS
    })
}

/// Writes what the last event means, in the order in which it came about; returns how many there are. Threads and
/// descriptors are as they are after the event; what an earlier event left to be removed is removed first, and a thread
/// that was removed with its descriptors can still be read. Events that the filter rejects are reported where they
/// changed something: `sinsp_next` then returns them with `SCAP_FILTERED_EVENT`. Texts are valid as long as the event.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_notices(
    inspector: Option<&sinsp_inspector_t>,
    notices: List<sinsp_notice>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| notices.put(room, open.state_changes().iter().map(notice_of)))
}

/// Reads the descriptor that is erased, as it was, by the index of its notice. False for notices of other kinds.
/// `size` is `sizeof(sinsp_fd_view)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_notice_fd(
    inspector: Option<&sinsp_inspector_t>,
    index: usize,
    view: Prefix<sinsp_fd_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let notices = open.state_changes();
        let Some(StateChange::EraseFd { fd, .. }) = notices.get(index) else { return false };
        let before = notices[..index].iter().filter(|n| matches!(n, StateChange::EraseFd { .. })).count();
        let Some(erased) = open.erased().get(before) else { return false };
        view.put(size, view_of(*fd, None, erased))
    })
}
