//! Making, reading and closing.

use super::event::{put_prefix, sinsp_event_t, sinsp_event_view};
use super::log::{self, Log};
use super::text::{self, sinsp_text};
use crate::codec::Advance;
use crate::ffi::guard;
use crate::ffi::result::{EOF, FAILURE, FILTERED_EVENT, SUCCESS, TIMEOUT};
use crate::fields::{CLASSES, Catalogue, Settings};
use crate::filter::{FilterError, Pos};
use crate::inspector::{Inspector, Options};
use crate::plugin::Host;
use parking_lot::Mutex;
use std::ffi::CString;
use std::os::fd::OwnedFd;
use std::ptr;
use std::sync::Arc;

/// An inspector: settings, a source of events once one is open, and the current event.
pub struct sinsp_inspector_t {
    pub(super) options: Options,
    pub(super) settings: Settings,
    pub(super) catalogue: Catalogue,
    open: Option<Inspector>,
    pub(super) filter_text: Vec<u8>,
    /// The filter of the source that is opened next.
    pub(super) waiting_filter: Option<crate::inspector::InspectorFilter>,
    /// Ends with a NUL.
    error: Vec<u8>,
    pub(super) error_pos: Pos,
    event: sinsp_event_t,
    pub(super) source_size: Option<u64>,
    ended: bool,
    /// What `sinsp_get_fd` lends.
    pub(super) ready: Option<OwnedFd>,
    pub(super) log: Log,
    /// `None` until something of plugins or tables is asked for.
    pub(super) plugins: Option<Arc<Host>>,
    pub(super) plugin_log: Arc<Mutex<Log>>,
    /// True while the program may hold texts and inner tables.
    pub(super) tables_used: bool,
    /// What `sinsp_table_list` lends.
    pub(super) table_names: Vec<CString>,
    /// What `sinsp_source_progress` lends.
    pub(super) progress_words: Vec<u8>,
}

impl sinsp_inspector_t {
    /// What is open.
    #[inline]
    pub(super) fn open(&self) -> Option<&Inspector> {
        self.open.as_ref()
    }

    /// What is open, to be changed: what the current event holds of it is let go before.
    pub(super) fn open_mut(&mut self) -> Option<&mut Inspector> {
        self.event.let_go();
        self.open.as_mut()
    }

    /// Keeps a text for `sinsp_last_error`; returns `result`.
    pub(super) fn fail<T>(&mut self, result: T, text: &str) -> T {
        self.error.clear();
        self.error.extend(text.bytes().filter(|byte| *byte != 0));
        self.error.push(0);
        self.error_pos = Pos::START;
        self.log.say(log::ERROR, text);
        result
    }

    /// As [`Self::fail`], with the place in the filter.
    pub(super) fn fail_filter<T>(&mut self, result: T, error: &FilterError) -> T {
        let result = self.fail(result, &error.to_string());
        self.error_pos = error.pos;
        result
    }

    /// The options of a source that is opened now.
    pub(super) fn open_options(&self) -> Options {
        Options { plugins: self.plugins.clone(), ..self.options.clone() }
    }

    /// Takes a source that was opened; `what` is for the log.
    pub(super) fn adopt(&mut self, what: &str, opened: crate::error::Result<Inspector>) -> i32 {
        match opened {
            Ok(mut inspector) => {
                let threads = inspector.state().threads.len();
                self.log.say(log::INFO, &format!("opened {what}: {threads} threads are known"));
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

    /// Takes back what tables gave for the time until now.
    fn end_turn(&mut self) {
        if std::mem::take(&mut self.tables_used)
            && let Some(host) = &self.plugins
        {
            host.tables(None).forget();
        }
    }

    /// # Safety
    /// `view` is NULL or writable.
    #[inline]
    unsafe fn next(&mut self, view: *mut sinsp_event_view) -> i32 {
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
                        // SAFETY: as the caller promises.
                        unsafe { view.write(sinsp_event_view::of(&current)) };
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
                // SAFETY: it has just lent the event.
                unsafe { self.event.settle(inspector.engine()) };
                SUCCESS
            }
            Ok(rc) => rc,
            Err(error) => self.fail(FAILURE, &error.to_string()),
        }
    }
}

/// The inspector behind a handle, to be changed.
///
/// # Safety
/// The handle is NULL or valid, and no one else uses it meanwhile.
pub(super) unsafe fn changed<'a>(handle: *mut sinsp_inspector_t) -> Option<&'a mut sinsp_inspector_t> {
    // SAFETY: as the caller promises.
    unsafe { handle.as_mut() }
}

/// The open inspector behind a handle.
///
/// # Safety
/// As [`changed`].
pub(super) unsafe fn opened<'a>(handle: *const sinsp_inspector_t) -> Option<&'a Inspector> {
    // SAFETY: as the caller promises.
    unsafe { handle.as_ref() }?.open()
}

/// Makes an inspector; NULL when it cannot be made. To be given to `sinsp_destroy`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_create() -> *mut sinsp_inspector_t {
    guard::or(ptr::null_mut(), || {
        let handle = text::into_c(sinsp_inspector_t {
            options: Options::default(),
            settings: Settings::default(),
            catalogue: Catalogue::new(CLASSES.iter().copied()),
            open: None,
            filter_text: Vec::new(),
            waiting_filter: None,
            error: vec![0],
            error_pos: Pos::START,
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
/// fields, threads) stay and are freed by themselves; events made by hand go first.
///
/// # Safety
/// `inspector` is NULL or came from `sinsp_create` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_destroy(inspector: *mut sinsp_inspector_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(inspector) };
}

/// The text of the last failed call on this inspector; empty when none failed. A NUL follows it. Good until the next
/// call that fails.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_last_error(inspector: *const sinsp_inspector_t) -> sinsp_text {
    // SAFETY: as the caller promises.
    match unsafe { inspector.as_ref() } {
        Some(inspector) => {
            sinsp_text { ptr: inspector.error.as_ptr().cast(), len: inspector.error.len().saturating_sub(1) }
        }
        None => sinsp_text { ptr: c"inspector is NULL".as_ptr(), len: 17 },
    }
}

/// Where in its text the filter that failed last is wrong: bytes before the place, its line and column from 1.
///
/// # Safety
/// `inspector` is NULL or valid; the others are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_last_error_position(
    inspector: *const sinsp_inspector_t,
    index: *mut u32,
    line: *mut u32,
    column: *mut u32,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let pos = inspector.as_ref().map_or(Pos::START, |inspector| inspector.error_pos);
        text::put(index, pos.idx);
        text::put(line, pos.line);
        text::put(column, pos.col);
    }
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
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_close(inspector: *mut sinsp_inspector_t) {
    // SAFETY: as the caller promises.
    if let Some(inspector) = unsafe { changed(inspector) } {
        guard::or((), || {
            inspector.make_way();
            inspector.waiting_filter = None;
            inspector.filter_text.clear();
        });
    }
}

/// True while a source is open.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_is_open(inspector: *const sinsp_inspector_t) -> bool {
    // SAFETY: as the caller promises.
    unsafe { opened(inspector) }.is_some()
}

/// Reads the next event. `SCAP_SUCCESS`: `*event` is it, good until the next call of this function or of
/// `sinsp_close`. `SCAP_TIMEOUT` and `SCAP_FILTERED_EVENT`: none this time, call again; `*event` is NULL, but for
/// events that there are notices of (`sinsp_set_notices`). `SCAP_EOF`: the source has ended. `SCAP_FAILURE`: `sinsp_last_error` says why. `event` may be NULL.
///
/// # Safety
/// `inspector` is NULL or valid; `event` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_next(
    inspector: *mut sinsp_inspector_t,
    event: *mut *const sinsp_event_t,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { step(inspector, event, ptr::null_mut()) }
}

/// # Safety
/// As `sinsp_next`; `view` is NULL or writable.
#[inline]
unsafe fn step(
    inspector: *mut sinsp_inspector_t,
    event: *mut *const sinsp_event_t,
    view: *mut sinsp_event_view,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { text::put(event, ptr::null()) };
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        // SAFETY: as the caller promises.
        let rc = unsafe { inspector.next(view) };
        inspector.ended |= rc == EOF;
        if rc == FILTERED_EVENT && inspector.event.is_there() {
            // SAFETY: as the caller promises.
            unsafe {
                text::put(event, &raw const inspector.event);
                if let (false, Some(shown)) = (view.is_null(), inspector.event.view()) {
                    view.write(shown);
                }
            }
        }
        if rc == SUCCESS {
            // SAFETY: as the caller promises.
            unsafe { text::put(event, &raw const inspector.event) };
            if !view.is_null() {
                // SAFETY: as the caller promises; what was lent may have been copied.
                unsafe { (*view).raw = inspector.event.raw() };
            }
        }
        rc
    })
}

/// As `sinsp_next`, and on success fills `view` with what `sinsp_event_get` says.
///
/// # Safety
/// As `sinsp_next`; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_next_view(
    inspector: *mut sinsp_inspector_t,
    event: *mut *const sinsp_event_t,
    view: *mut sinsp_event_view,
    size: usize,
) -> i32 {
    if size == size_of::<sinsp_event_view>() {
        // SAFETY: as the caller promises.
        return unsafe { step(inspector, event, view) };
    }
    let mut whole = std::mem::MaybeUninit::<sinsp_event_view>::zeroed();
    // SAFETY: as the caller promises.
    unsafe {
        let rc = step(inspector, event, whole.as_mut_ptr());
        if rc == SUCCESS || rc == FILTERED_EVENT {
            put_prefix(view, size, whole.assume_init());
        }
        rc
    }
}

/// Number of the last event that was read, delivered or not; 0 before the first. Opening a capture reads the events in
/// front that tell of users and containers.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_num_events(inspector: *const sinsp_inspector_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe { opened(inspector) }.map_or(0, Inspector::num_events)
}

/// Bytes of the source that were read, and all it has as it is stored; 0 for what has no size.
///
/// # Safety
/// `inspector` is NULL or valid; the others are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_progress(
    inspector: *const sinsp_inspector_t,
    read: *mut u64,
    total: *mut u64,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let offset = opened(inspector).map_or(0, |open| open.engine().stored_offset());
        let size = inspector.as_ref().and_then(|inspector| inspector.source_size).unwrap_or(0);
        text::put(read, offset);
        text::put(total, size);
    }
}
