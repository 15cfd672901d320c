// SPDX-License-Identifier: Apache-2.0
//! Making, reading and closing.

use super::event::{sinsp_event_t, sinsp_event_view};
use super::log_sink::{self, Log};
use super::text::sinsp_text;
use crate::codec::Advance;
use crate::ffi::door::{self, Caller, Given, Handle, LastError, Out, Prefix, Reentered, Shared, Size};
use crate::ffi::result::{EOF, FAILURE, FILTERED_EVENT, SUCCESS, TIMEOUT};
use crate::fields::{CLASSES, Catalogue, Settings};
use crate::filter::{FilterError, Pool, Pos};
use crate::inspector::{Inspector, Options};
use crate::plugin::Host;
use parking_lot::Mutex;
use std::cell::Cell;
use std::ffi::CString;
use std::os::fd::OwnedFd;
use std::ptr;
use std::sync::Arc;

/// An inspector: settings, a source of events once one is open, and the current event.
pub struct sinsp_inspector_t {
    pub(super) options: Options,
    settings: Settings,
    pub(super) catalogue: Catalogue,
    /// Comparisons of the filters that were compiled with the catalogue.
    pub(super) pool: Pool,
    open: Option<Inspector>,
    pub(super) filter_text: Vec<u8>,
    /// The filter of the source that is opened next.
    pub(super) waiting_filter: Option<crate::inspector::InspectorFilter>,
    error: LastError,
    pub(super) error_pos: Cell<Pos>,
    event: sinsp_event_t,
    pub(super) source_size: Option<u64>,
    ended: bool,
    /// The result of `sinsp_get_fd`, borrowed by the caller.
    pub(super) ready: Option<OwnedFd>,
    pub(super) log: Log,
    /// `None` until plugins or tables are used.
    pub(super) plugins: Option<Arc<Host>>,
    pub(super) plugin_log: Arc<Mutex<Log>>,
    /// True while the program may hold texts and inner tables.
    pub(super) tables_used: bool,
    /// The result of `sinsp_table_list`, borrowed by the caller.
    pub(super) table_names: Vec<CString>,
    /// The result of `sinsp_source_progress`, borrowed by the caller.
    pub(super) progress_words: Vec<u8>,
}

impl sinsp_inspector_t {
    /// The open source.
    #[inline]
    pub(super) fn open(&self) -> Option<&Inspector> {
        self.open.as_ref()
    }

    /// The open source, to be changed: what the current event borrows from it is dropped before.
    pub(super) fn open_mut(&mut self) -> Option<&mut Inspector> {
        self.event.let_go();
        self.open.as_mut()
    }

    /// How output looks.
    #[inline(always)]
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The settings, to be changed: what was found out about the current event with those of before is dropped.
    pub(super) fn settings_mut(&mut self) -> &mut Settings {
        self.event.let_go();
        &mut self.settings
    }

    /// Keeps a text for `sinsp_last_error`; returns `result`.
    pub(super) fn fail<T>(&self, result: T, text: &str) -> T {
        self.error.set(text);
        self.error_pos.set(Pos::START);
        self.log.say(log_sink::ERROR, text);
        result
    }

    /// As [`Self::fail`], with the position in the filter.
    pub(super) fn fail_filter<T>(&self, result: T, error: &FilterError) -> T {
        let result = self.fail(result, &error.to_string());
        self.error_pos.set(error.pos);
        result
    }

    /// The options of a source that is opened now.
    pub(super) fn open_options(&self) -> Options {
        Options { plugins: self.plugins.clone(), ..self.options.clone() }
    }

    /// Adopts a source that was opened; `what` is for the log.
    pub(super) fn adopt(&mut self, what: &str, opened: crate::error::Result<Inspector>) -> i32 {
        match opened {
            Ok(mut inspector) => {
                let threads = inspector.state().threads.len();
                self.log.say(log_sink::INFO, &format!("opened {what}: {threads} threads are known"));
                if let Err(error) = inspector.set_filter(self.waiting_filter.take()) {
                    return self.fail(FAILURE, &error.to_string());
                }
                self.event.clear();
                self.open = Some(inspector);
                self.ended = false;
                SUCCESS
            }
            Err(error) => self.fail(FAILURE, &error.to_string()),
        }
    }

    /// Releases what tables handed out until now.
    fn end_turn(&mut self) {
        if std::mem::take(&mut self.tables_used)
            && let Some(host) = &self.plugins
        {
            host.tables(None).forget();
        }
    }

    /// Reads on; an event, if there is one, is written to `view`.
    #[inline]
    fn next(&mut self, view: Out<sinsp_event_view>) -> i32 {
        self.end_turn();
        let Some(inspector) = &mut self.open else {
            return self.fail(FAILURE, "no source of events is open");
        };
        if self.ended {
            return EOF;
        }
        self.event.clear();
        let outcome = match inspector.advance() {
            Ok(Advance::Event) => {
                if let Some(current) = inspector.event() {
                    self.event.keep(&current.raw);
                    if !view.is_null() {
                        view.put(sinsp_event_view::of(&current));
                    }
                }
                Ok(SUCCESS)
            }
            Ok(Advance::Filtered) => {
                if let (false, Some(current)) = (inspector.state_changes().is_empty(), inspector.event()) {
                    self.event.keep_copy(&current.raw);
                }
                Ok(FILTERED_EVENT)
            }
            Ok(Advance::Timeout) => Ok(TIMEOUT),
            Ok(Advance::End) => Ok(EOF),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(SUCCESS) => {
                // SAFETY: it has just borrowed the event to this one.
                unsafe { self.event.settle(inspector.engine()) };
                SUCCESS
            }
            Ok(rc) => {
                self.ended = rc == EOF;
                rc
            }
            Err(error) => self.fail(FAILURE, &error.to_string()),
        }
    }
}

impl Handle for sinsp_inspector_t {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.fail(true, text)
    }
}

/// See [`opened`].
pub(super) struct Opened<'a>(Option<&'a sinsp_inspector_t>);

impl<'a> Given for Opened<'a> {
    type Good = &'a Inspector;
    type Reporter = <Option<&'a sinsp_inspector_t> as Given>::Reporter;

    #[inline(always)]
    fn split(self) -> Option<(Self::Good, Self::Reporter)> {
        let (handle, reporter) = self.0.split()?;
        Some((handle.open()?, reporter))
    }
}

/// The open inspector of a handle, for [`door::enter`].
pub(super) fn opened(handle: Option<&sinsp_inspector_t>) -> Opened<'_> {
    Opened(handle)
}

/// Makes an inspector; NULL when it cannot be made. Free it with `sinsp_destroy`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_create() -> *mut sinsp_inspector_t {
    door::enter((), |()| {
        let handle = door::into_c(sinsp_inspector_t {
            options: Options::default(),
            settings: Settings::default(),
            catalogue: Catalogue::new(CLASSES.iter().copied()),
            pool: Pool::default(),
            open: None,
            filter_text: Vec::new(),
            waiting_filter: None,
            error: LastError::default(),
            error_pos: Cell::new(Pos::START),
            event: sinsp_event_t::new(ptr::null_mut(), false),
            source_size: None,
            ended: false,
            ready: None,
            log: Log::NONE,
            plugins: None,
            plugin_log: Arc::new(Mutex::new(Log::NONE)),
            tables_used: false,
            table_names: Vec::new(),
            progress_words: Vec::new(),
        });
        // SAFETY: it was just made.
        unsafe { (*handle).event.owner = handle };
        handle
    })
}

/// Closes and frees an inspector with its current event. NULL is allowed. Handles made from it (filters, formatters,
/// fields, threads) stay and are freed separately; events made by `sinsp_event_create` have to be freed before.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_destroy(inspector: Option<Box<sinsp_inspector_t>>) {
    door::free(inspector);
}

/// The text of the last failed call on this inspector; empty when none failed. A NUL follows it. Valid until the next
/// call that fails.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_last_error(inspector: Option<&sinsp_inspector_t>) -> sinsp_text {
    door::enter((), |()| match inspector {
        Some(inspector) => sinsp_text::from(&inspector.error),
        // What failed without a handle, if anything did.
        None => door::last_panic(sinsp_text::terminated)
            .unwrap_or_else(|| sinsp_text::terminated(b"inspector is NULL\0")),
    })
}

/// Where in its text the filter that failed last is wrong: bytes before the place, its line and column from 1.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_last_error_position(
    inspector: Option<&sinsp_inspector_t>,
    index: Out<u32>,
    line: Out<u32>,
    column: Out<u32>,
) {
    door::enter((), |()| {
        let pos = inspector.map_or(Pos::START, |inspector| inspector.error_pos.get());
        index.put(pos.idx);
        line.put(pos.line);
        column.put(pos.col);
    });
}

impl sinsp_inspector_t {
    /// Closes the source; the filter waits for the next one.
    pub(super) fn make_way(&mut self) {
        self.end_turn();
        self.event.clear();
        if let Some(mut open) = self.open.take() {
            self.waiting_filter = open.take_filter();
        }
        self.ready = None;
        self.source_size = None;
        self.ended = false;
    }
}

/// Closes the source and forgets its state, and the filter; settings stay. Opening another source in its place keeps
/// the filter. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_close(inspector: Option<&mut sinsp_inspector_t>) {
    door::enter(inspector, |inspector| {
        inspector.make_way();
        inspector.waiting_filter = None;
        inspector.filter_text.clear();
    });
}

/// True while a source is open.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_is_open(inspector: Option<&sinsp_inspector_t>) -> bool {
    door::enter(opened(inspector), |_| true)
}

/// Reads the next event. `SCAP_SUCCESS`: `*event` is it, valid until the next call of this function or of
/// `sinsp_close`. `SCAP_TIMEOUT` and `SCAP_FILTERED_EVENT`: none this time, call again; `*event` is NULL, except for
/// events with notices (`sinsp_set_notices`). `SCAP_EOF`: the source has ended. `SCAP_FAILURE`: `sinsp_last_error` says
/// why. `event` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_next(inspector: Shared<sinsp_inspector_t>, event: Out<*const sinsp_event_t>) -> i32 {
    step(inspector, event, Out::NULL)
}

/// The current event looks at its inspector by a pointer of its own: so the inspector is held only while it reads on.
#[inline]
fn step(
    inspector: Shared<sinsp_inspector_t>,
    event: Out<*const sinsp_event_t>,
    view: Out<sinsp_event_view>,
) -> i32 {
    event.put(ptr::null());
    door::enter(Reentered(inspector), |place| {
        // SAFETY: nothing else uses the inspector while it reads on.
        let rc = unsafe { (*place).next(view) };
        if rc != SUCCESS && rc != FILTERED_EVENT {
            return rc;
        }
        // SAFETY: the inspector is there, and nothing changes its event from now on.
        let current = unsafe { &(*place).event };
        if !current.is_there() {
            return rc;
        }
        event.put(current);
        if rc == FILTERED_EVENT {
            if let (false, Some(shown)) = (view.is_null(), current.view()) {
                view.put(shown);
            }
        } else if !view.is_null() {
            // SAFETY: it was just written; what was borrowed may have been copied since.
            unsafe { (*view.place()).raw = current.raw() };
        }
        rc
    })
}

/// As `sinsp_next`, and on success fills `view` with what `sinsp_event_get` says.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_next_view(
    inspector: Shared<sinsp_inspector_t>,
    event: Out<*const sinsp_event_t>,
    view: Prefix<sinsp_event_view>,
    size: Size,
) -> i32 {
    if let Some(whole) = view.whole(size) {
        return step(inspector, event, whole);
    }
    let mut whole = std::mem::MaybeUninit::<sinsp_event_view>::zeroed();
    let rc = step(inspector, event, Out::of(&mut whole));
    if rc == SUCCESS || rc == FILTERED_EVENT {
        // SAFETY: zeros are a value of the structure.
        view.put(size, unsafe { whole.assume_init() });
    }
    rc
}

/// Number of the last event that was read, delivered or not; 0 before the first. Opening a capture reads the events at
/// its start that describe users and containers.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_num_events(inspector: Option<&sinsp_inspector_t>) -> u64 {
    door::enter(opened(inspector), Inspector::num_events)
}

/// Bytes of the source that were read, and all it has as it is stored; 0 for what has no size.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_progress(inspector: Option<&sinsp_inspector_t>, read: Out<u64>, total: Out<u64>) {
    door::enter((), |()| {
        let offset =
            inspector.and_then(sinsp_inspector_t::open).map_or(0, |open| open.engine().stored_offset());
        read.put(offset);
        total.put(inspector.and_then(|inspector| inspector.source_size).unwrap_or(0));
    });
}
