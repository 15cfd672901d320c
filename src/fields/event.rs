// SPDX-License-Identifier: Apache-2.0
//! One event and everything known at that moment.

use super::Workspace;
use crate::codec::{Param, RawEvent};
use crate::schema::Code;
use crate::state::{Fd, State, Thread};

/// An event context: an event, numbered, with its thread and descriptor as they are after it took effect. A descriptor that
/// the event closes and a thread that it ends are still present: they are removed before the next event.
///
/// ```
/// use scap::{Inspector, Options};
///
/// let mut inspector = Inspector::open("testdata/shell.scap", Options::default())?;
/// while let Some(event) = inspector.next()? {
///     if let (Some(thread), Some(fd)) = (event.thread, event.param("fd").and_then(|fd| fd.i64())) {
///         println!("{} {} {fd}", event.name(), String::from_utf8_lossy(&thread.comm));
///     }
/// }
/// # Ok::<(), scap::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The event, in its newest version.
    pub raw: RawEvent<'a>,
    /// The event as recorded, where it differs from `raw` and the source was asked to keep it.
    pub original: Option<RawEvent<'a>>,
    /// Number of the event since the source was opened; the first is 1.
    pub num: u64,
    /// Processor that made it.
    pub cpu: u16,
    /// Dump flags of the capture file (upstream: `SCAP_DF_`).
    pub dump_flags: u32,
    /// The whole state.
    pub state: &'a State,
    /// The thread that the event belongs to; `None` for events without one. See [`Event::thread_info`].
    pub thread: Option<&'a Thread>,
    /// The descriptor that the event works on or created.
    pub fd: Option<&'a Fd>,
    /// The event changed the name of the descriptor, or created it with a name.
    pub fd_name_changed: bool,
    /// The error that the call returned, positive; 0 none.
    pub error: i32,
    /// Index of the event source among those of the inspector; `None` unknown.
    pub source: Option<usize>,
    pub(crate) workspace: &'a Workspace,
    /// Number of this event context: while one exists, neither the event nor the state changes, so that what was found
    /// out in it holds for as long. 0 for those that are not numbered: while the event is being parsed, and of events
    /// made by hand.
    pub(crate) serial: u64,
}

impl<'a> Event<'a> {
    /// Nanoseconds since the epoch.
    #[inline]
    pub fn ts(&self) -> u64 {
        self.raw.ts()
    }

    /// The thread, by its id in the initial pid namespace; -1 where there is none.
    #[inline]
    pub fn tid(&self) -> i64 {
        self.raw.tid()
    }

    /// Which event it is.
    #[inline]
    pub fn code(&self) -> Code {
        self.raw.code()
    }

    /// Name of the event, such as `openat`.
    #[inline]
    pub fn name(&self) -> &'static str {
        self.raw.info().name
    }

    /// The parameter of this name, such as `fd` or `flags`.
    pub fn param(&self, name: &str) -> Option<Param<'a>> {
        self.raw.param(self.raw.info().param_index(name)?)
    }

    /// The thread of the event or, for an event without one, the thread of that id in the table.
    /// Upstream: `get_thread_info`.
    #[inline]
    pub fn thread_info(&self) -> Option<&'a Thread> {
        self.thread.or_else(|| self.state.threads.get(self.raw.tid()))
    }

    /// Number of the descriptor; `None` for an event without one. Upstream: `get_fd_num`.
    #[inline]
    pub fn fd_num(&self) -> Option<i64> {
        self.fd?;
        self.thread.map(|thread| thread.lastevent_fd)
    }
}
