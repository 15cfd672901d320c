//! What events mean, for listeners.

use super::event::put_prefix;
use super::fd::{sinsp_fd_view, view_of};
use super::inspector::{changed, opened, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::parsers::StateChange;

/// Something that the last event means.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_notice {
    /// What: one of `SINSP_NOTICE_`.
    pub kind: u32,
    /// Opened: portable open flags (`PPM_O_`). Descriptor erased: 1 where it was closed, and is in the table until the
    /// next event. Thread made: 1 where an older one had its id, and is gone.
    pub flags: u32,
    /// The thread whose descriptor is erased, and the thread that was made; else -1.
    pub tid: i64,
    /// The descriptor that is erased, that was accepted, that sendfile read; else -1.
    pub fd: i64,
    /// Index of the parameter of the event that has the data that was read or written; else `UINT32_MAX`.
    pub data: u32,
    /// Opened: the full path. Connected: the address of the entry event, where the event has no tuple. Good as long as
    /// the event.
    pub text: sinsp_text,
}

const READ: u32 = 1;
const WRITE: u32 = 2;
const SENDFILE: u32 = 3;
const CONNECT: u32 = 4;
const ACCEPT: u32 = 5;
const BIND: u32 = 6;
const OPEN: u32 = 7;
const ERROR: u32 = 8;
const ERASE_FD: u32 = 9;
const SHUTDOWN: u32 = 10;
const EXECVE: u32 = 11;
const CLONE: u32 = 12;
const SOCKET_STATUS: u32 = 13;

fn notice_of(notice: &StateChange) -> sinsp_notice {
    let none = sinsp_notice { kind: 0, flags: 0, tid: -1, fd: -1, data: u32::MAX, text: sinsp_text::EMPTY };
    let of = |kind| sinsp_notice { kind, ..none };
    match notice {
        StateChange::Read { data } => sinsp_notice { data: *data as u32, ..of(READ) },
        StateChange::Write { data } => sinsp_notice { data: *data as u32, ..of(WRITE) },
        StateChange::Sendfile { in_fd } => sinsp_notice { fd: *in_fd, ..of(SENDFILE) },
        StateChange::Connect => of(CONNECT),
        StateChange::ConnectTo { address } => sinsp_notice { text: sinsp_text::of(address), ..of(CONNECT) },
        StateChange::Accept { fd } => sinsp_notice { fd: *fd, ..of(ACCEPT) },
        StateChange::Bind => of(BIND),
        StateChange::Open { path, flags } => {
            sinsp_notice { flags: *flags, text: sinsp_text::of(path), ..of(OPEN) }
        }
        StateChange::Error => of(ERROR),
        StateChange::EraseFd { tid, fd, closed } => {
            sinsp_notice { flags: u32::from(*closed), tid: *tid, fd: *fd, ..of(ERASE_FD) }
        }
        StateChange::Shutdown => of(SHUTDOWN),
        StateChange::Execve => of(EXECVE),
        StateChange::Clone { tid, collision } => {
            sinsp_notice { flags: u32::from(*collision), tid: *tid, ..of(CLONE) }
        }
        StateChange::SocketStatus => of(SOCKET_STATUS),
    }
}

/// Whether events are looked at for what they mean to listeners, from the next one on; they are not at first.
/// `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_notices(inspector: *mut sinsp_inspector_t, wanted: bool) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        inspector.options.parsers.state_changes = wanted;
        if let Some(open) = inspector.open_mut() {
            open.set_state_changes(wanted);
        }
        SUCCESS
    })
}

/// Writes what the last event means, in the order in which it came about; returns how many there are. Threads and
/// descriptors are as they are after the event; what an event of before left to be removed is removed first, and a
/// thread that went with its descriptors can be asked for once more. Events that the filter refuses are told of where
/// they changed something: then `sinsp_next` gives them with `SCAP_FILTERED_EVENT`. Texts are good as long as the event.
///
/// # Safety
/// `inspector` is NULL or valid; `notices` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_notices(
    inspector: *const sinsp_inspector_t,
    notices: *mut sinsp_notice,
    room: usize,
) -> usize {
    guard::or(0, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { opened(inspector) }) else { return 0 };
        // SAFETY: as the caller promises.
        unsafe { text::put_list(notices, room, inspector.state_changes().iter().map(notice_of)) }
    })
}

/// Reads the descriptor that is erased, as it was, by the index of its notice. False for notices of other kinds.
/// `size` is `sizeof(sinsp_fd_view)`.
///
/// # Safety
/// `inspector` is NULL or valid; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_notice_fd(
    inspector: *const sinsp_inspector_t,
    index: usize,
    view: *mut sinsp_fd_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { opened(inspector) }) else { return false };
        let notices = inspector.state_changes();
        let Some(StateChange::EraseFd { fd, .. }) = notices.get(index) else { return false };
        let before = notices[..index].iter().filter(|n| matches!(n, StateChange::EraseFd { .. })).count();
        let Some(erased) = inspector.erased().get(before) else { return false };
        // SAFETY: as the caller promises.
        unsafe { put_prefix(view, size, view_of(*fd, None, erased)) }
    })
}
