// SPDX-License-Identifier: Apache-2.0
//! What an event changed, for observers.

/// Something that an observer wants to know. Upstream: the methods of `sinsp_observer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateChange {
    /// A read succeeded.
    Read {
        /// Index of the parameter with the data.
        data: usize,
    },
    /// A write succeeded.
    Write {
        /// Index of the parameter with the data.
        data: usize,
    },
    /// A sendfile succeeded.
    Sendfile {
        /// The descriptor that was read.
        in_fd: i64,
    },
    /// A connect succeeded, or is under way; the tuple is parameter 1.
    Connect,
    /// As [`StateChange::Connect`], where the event has no tuple: the address is that of its enter event.
    ConnectTo {
        /// The address as events encode it.
        address: Vec<u8>,
    },
    /// A connection was accepted; the tuple is parameter 1.
    Accept {
        /// The new descriptor.
        fd: i64,
    },
    /// A socket was bound.
    Bind,
    /// A file was opened, or an attempt failed.
    Open {
        /// Full path.
        path: Vec<u8>,
        /// Portable open flags.
        flags: u32,
    },
    /// A call on a known descriptor failed.
    Error,
    /// A descriptor goes; see `Verdict::erased`.
    EraseFd {
        /// Thread whose table it is in.
        tid: i64,
        /// Its number.
        fd: i64,
        /// It was closed, and is in the table until the next event. Otherwise it was replaced by a copy of another one, or removed
        /// with its process.
        closed: bool,
    },
    /// A socket was shut down.
    Shutdown,
    /// A program was loaded.
    Execve,
    /// A thread was created.
    Clone {
        /// Its id.
        tid: i64,
        /// An older thread had the same id and was removed.
        collision: bool,
    },
    /// A connection was established or failed.
    SocketStatus,
}
