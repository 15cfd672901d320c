//! Events: the current one of an inspector, and those made by hand.

use super::inspector::sinsp_inspector_t;
use super::text::{self, sinsp_text};
use crate::codec::{RawEvent, Shape};
use crate::engine::{BEHIND, Engine};
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::Event;
use crate::fields::param_text::ParamText;
use crate::fields::text::BufferFormat;
use crate::fields::{Evaluation, Scratch};
use crate::inspector::Inspector;
use crate::schema::{Code, EventFlags};
use std::cell::OnceCell;
use std::ptr;

/// An event with its number, processor, thread and descriptor.
///
/// The current event of an inspector is not copied: its bytes are where the source has them until that reads on, and
/// what is known around it is looked up once, when it is first asked for.
pub struct sinsp_event_t {
    pub(super) owner: *mut sinsp_inspector_t,
    /// Where its bytes are: in the memory of the source, or in `copy`.
    raw: *const u8,
    /// The event that the bytes are; `None`: there is none.
    shape: Option<Shape>,
    /// The bytes of an event that nobody else keeps, then [`BEHIND`] zeros.
    copy: Vec<u8>,
    /// Number and processor of an event made by hand, of which the inspector knows nothing.
    by_hand: Option<(u64, u16)>,
    /// The event with everything known around it. The lifetime is not the true one: until the inspector is changed,
    /// see [`sinsp_inspector_t::open_mut`].
    looked_up: OnceCell<Event<'static>>,
    /// Memory for values and texts, until the event changes.
    pub(super) scratch: Scratch,
}

impl sinsp_event_t {
    pub(super) fn new(owner: *mut sinsp_inspector_t, by_hand: bool) -> Self {
        Self {
            owner,
            raw: ptr::null(),
            shape: None,
            copy: Vec::new(),
            by_hand: by_hand.then_some((0, 0)),
            looked_up: OnceCell::new(),
            scratch: Scratch::new(),
        }
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        self.shape = None;
        self.let_go();
        self.scratch.reset();
    }

    /// Forgets what is known around the event: the inspector is about to be changed.
    #[inline]
    pub(super) fn let_go(&mut self) {
        self.looked_up = OnceCell::new();
    }

    /// Keeps the place of an event that an inspector lends; [`Self::settle`] follows.
    #[inline]
    pub(super) fn keep(&mut self, event: &RawEvent<'_>) {
        self.raw = event.bytes().as_ptr();
        self.shape = Some(event.shape());
    }

    /// Sees to it that the bytes of the event that was kept stay until the source reads on.
    ///
    /// # Safety
    /// The source was not changed since it lent the event.
    #[inline]
    pub(super) unsafe fn settle(&mut self, source: &dyn Engine) {
        let Some(shape) = &self.shape else { return };
        if !source.holds(&(self.raw..self.raw.wrapping_add(shape.len()))) {
            // SAFETY: as the caller promises.
            let lent = unsafe { std::slice::from_raw_parts(self.raw, shape.len()) };
            self.set_copy(lent);
        }
    }

    /// Takes an event that nobody lends.
    pub(super) fn keep_copy(&mut self, event: &RawEvent<'_>) {
        self.shape = Some(event.shape());
        self.set_copy(event.bytes());
    }

    /// False where there is no event.
    pub(super) fn is_there(&self) -> bool {
        self.shape.is_some()
    }

    #[inline(never)]
    fn set_copy(&mut self, bytes: &[u8]) {
        self.copy.clear();
        self.copy.extend_from_slice(bytes);
        self.copy.extend_from_slice(&[0; BEHIND]);
        self.raw = self.copy.as_ptr();
    }

    #[inline]
    fn event(&self) -> Option<RawEvent<'_>> {
        let shape = self.shape?;
        // SAFETY: `raw` is the copy, or where the source keeps the event until it reads on, before which the event is
        // cleared.
        let bytes = unsafe { std::slice::from_raw_parts(self.raw, shape.len()) };
        Some(shape.over(bytes))
    }

    /// Its number.
    pub(super) fn num(&self) -> u64 {
        self.view().map_or(0, |view| view.num)
    }

    /// Index of its source; -1 unknown.
    pub(super) fn source(&self) -> i32 {
        self.view().map_or(-1, |view| view.source)
    }

    /// Calls `f` with the event, its processor and its dump flags; `None` where there is no event.
    pub(super) fn recorded<T>(&self, f: impl FnOnce(&RawEvent<'_>, u16, u32) -> T) -> Option<T> {
        self.with(|current, _| f(&current.raw, current.cpu, current.dump_flags))
    }

    /// Calls `f` with the event and everything known around it; `None` where there is no event.
    #[inline(always)]
    pub(super) fn with<T>(&self, f: impl FnOnce(&Event<'_>, &sinsp_inspector_t) -> T) -> Option<T> {
        // SAFETY: an event goes before its inspector does.
        let owner = unsafe { self.owner.as_ref() }?;
        let current = match self.looked_up.get() {
            Some(current) => current,
            None => self.look_up(owner.open()?)?,
        };
        Some(f(current, owner))
    }

    #[inline(never)]
    fn look_up(&self, inspector: &Inspector) -> Option<&Event<'_>> {
        let event = self.event()?;
        let found = match self.by_hand {
            Some((num, cpu)) => inspector.event_by_hand(event, num, cpu),
            None => inspector.event()?,
        };
        // SAFETY: only the lifetime changes; it is let go before the inspector changes, and cleared with the bytes.
        let found = unsafe { std::mem::transmute::<Event<'_>, Event<'static>>(found) };
        Some(self.looked_up.get_or_init(|| found))
    }

    /// What the event says of itself; `None` where there is none.
    pub(super) fn view(&self) -> Option<sinsp_event_view> {
        match self.by_hand {
            None => {
                self.with(|current, _| sinsp_event_view { raw: self.raw, ..sinsp_event_view::of(current) })
            }
            Some((num, cpu)) => {
                let event = self.event()?;
                Some(sinsp_event_view {
                    num,
                    ts: event.ts(),
                    tid: event.tid(),
                    thread: -1,
                    fd: NO_FD,
                    raw: self.raw,
                    raw_len: event.bytes().len() as u32,
                    flags: 0,
                    error: 0,
                    source: -1,
                    nparams: event.param_count() as u32,
                    code: event.code().number(),
                    cpu,
                    fd_name_changed: false,
                })
            }
        }
    }

    /// Where the bytes are.
    pub(super) fn raw(&self) -> *const u8 {
        self.raw
    }
}

/// Stands for no descriptor (C++: `sinsp_evt::INVALID_FD_NUM`).
pub const NO_FD: i64 = -100_000;

/// What an event says of itself.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_event_view {
    /// Number since the source was opened, from 1.
    pub num: u64,
    /// Nanoseconds since the epoch.
    pub ts: u64,
    /// Thread, by its id in the initial pid namespace; -1 none.
    pub tid: i64,
    /// The thread that the event turned out to belong to; -1: ask `sinsp_event_thread_id`, which also looks for the
    /// thread of its id.
    pub thread: i64,
    /// Descriptor that it works on; -100000 none.
    pub fd: i64,
    /// Header and parameters (`struct ppm_evt_hdr`); 8 bytes more can be read. Good as long as the event.
    pub raw: *const u8,
    /// Bytes of `raw`, without those 8.
    pub raw_len: u32,
    /// Dump flags of the capture file (`SCAP_DF_`).
    pub flags: u32,
    /// The error that the call returned, positive; 0 none.
    pub error: i32,
    /// Index of the event source among those of the inspector; -1 unknown.
    pub source: i32,
    /// Parameters that the event has.
    pub nparams: u32,
    /// A PPME_ code.
    pub code: u16,
    /// Processor.
    pub cpu: u16,
    /// True when the event changed the name of its descriptor.
    pub fd_name_changed: bool,
}

impl sinsp_event_view {
    /// What an event says of itself.
    #[inline(always)]
    pub(super) fn of(current: &Event<'_>) -> Self {
        let raw = &current.raw;
        Self {
            num: current.num,
            ts: raw.ts(),
            tid: raw.tid(),
            thread: current.thread.map_or(-1, |thread| thread.tid),
            fd: current.fd_num().unwrap_or(NO_FD),
            raw: raw.bytes().as_ptr(),
            raw_len: raw.bytes().len() as u32,
            flags: current.dump_flags,
            error: current.error,
            source: current.source.map_or(-1, |source| source as i32),
            nparams: raw.param_count() as u32,
            code: raw.code().number(),
            cpu: current.cpu,
            fd_name_changed: current.fd_name_changed,
        }
    }
}

/// Writes the first `size` bytes of a structure that may have grown since the caller was compiled.
///
/// # Safety
/// `out` is NULL or has `size` bytes.
pub(super) unsafe fn put_prefix<T: Copy>(out: *mut T, size: usize, value: T) -> bool {
    if out.is_null() {
        return false;
    }
    let size = size.min(size_of::<T>());
    // SAFETY: both have at least `size` bytes.
    unsafe { ptr::copy_nonoverlapping((&raw const value).cast::<u8>(), out.cast::<u8>(), size) };
    true
}

/// Says what an event is; `size` is `sizeof(sinsp_event_view)`. False for NULL and where there is no event.
///
/// # Safety
/// `event` is NULL or good; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_get(
    event: *const sinsp_event_t,
    view: *mut sinsp_event_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let found = unsafe { event.as_ref() }.and_then(sinsp_event_t::view);
        // SAFETY: as the caller promises.
        found.is_some_and(|found| unsafe { put_prefix(view, size, found) })
    })
}

/// Makes an event that is not from a source, empty at first; to be given to `sinsp_event_free` before the inspector
/// goes. NULL for NULL.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_create(inspector: *mut sinsp_inspector_t) -> *mut sinsp_event_t {
    if inspector.is_null() {
        return ptr::null_mut();
    }
    guard::or(ptr::null_mut(), || text::into_c(sinsp_event_t::new(inspector, true)))
}

/// Frees an event made by hand. NULL is allowed; the current event of an inspector is not.
///
/// # Safety
/// `event` is NULL or came from `sinsp_event_create` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_free(event: *mut sinsp_event_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(event) };
}

/// Puts the bytes of an event (header and parameters, copied) into one made by hand. `SCAP_FAILURE`: they are not an
/// event, `sinsp_last_error` of the inspector says why.
///
/// # Safety
/// `event` came from `sinsp_event_create` or is NULL; `raw` has `len` bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_assign(
    event: *mut sinsp_event_t,
    raw: *const u8,
    len: usize,
    num: u64,
    cpu: u16,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(event) = (unsafe { event.as_mut() }) else { return FAILURE };
        // SAFETY: as the caller promises.
        let raw = unsafe { text::bytes(raw.cast(), len) };
        match RawEvent::decode(raw) {
            Ok(decoded) => {
                event.clear();
                event.by_hand = Some((num, cpu));
                event.shape = Some(decoded.shape());
                event.set_copy(decoded.bytes());
                SUCCESS
            }
            Err(error) => {
                event.clear();
                // SAFETY: an event goes before its inspector does.
                match unsafe { event.owner.as_mut() } {
                    Some(owner) => owner.fail(FAILURE, &error.to_string()),
                    None => FAILURE,
                }
            }
        }
    })
}

/// Name of the event, such as `openat`. Static.
///
/// # Safety
/// `event` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_name(event: *const sinsp_event_t) -> sinsp_text {
    guard::or(sinsp_text::EMPTY, || {
        // SAFETY: as the caller promises.
        let event = unsafe { event.as_ref() };
        let Some(event) = event.and_then(sinsp_event_t::event) else {
            return sinsp_text::EMPTY;
        };
        sinsp_text::of(event.info().name.as_bytes())
    })
}

/// A parameter of an event.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_param {
    /// Its bytes, within the event; NULL for none. Good as long as the event.
    pub data: *const u8,
    /// Bytes.
    pub len: u32,
    /// How the bytes are to be read (`enum ppm_param_type`).
    pub ty: u32,
    /// Its name; static.
    pub name: sinsp_text,
}

/// A parameter, by its index. False past the last one.
///
/// # Safety
/// `event` is NULL or good; `param` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_param(
    event: *const sinsp_event_t,
    index: u32,
    param: *mut sinsp_param,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let event = unsafe { event.as_ref() };
        let Some(event) = event.and_then(sinsp_event_t::event) else { return false };
        let Some(found) = event.param(index as usize) else { return false };
        let info = event.info().params.get(index as usize);
        let bytes = found.bytes();
        let value = sinsp_param {
            data: if bytes.is_empty() { ptr::null() } else { bytes.as_ptr() },
            len: bytes.len() as u32,
            ty: info.map_or(0, |info| info.ty as u32),
            name: info.map_or(sinsp_text::EMPTY, |info| sinsp_text::of(info.name.as_bytes())),
        };
        // SAFETY: as the caller promises.
        unsafe { text::put(param, value) };
        true
    })
}

/// The index of the parameter with this name; -1 none.
///
/// # Safety
/// `event` is NULL or good; `name` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_param_index(
    event: *const sinsp_event_t,
    name: *const std::ffi::c_char,
    len: usize,
) -> i32 {
    guard::or(-1, || {
        // SAFETY: as the caller promises.
        let (event, name) = unsafe { (event.as_ref(), text::bytes(name, len)) };
        let Some(event) = event.and_then(sinsp_event_t::event) else { return -1 };
        let name = String::from_utf8_lossy(name);
        match event.info().param_index(&name) {
            Some(index) if index < event.param_count() => index as i32,
            _ => -1,
        }
    })
}

/// How a buffer is written (C++: the data part of `sinsp_evt::param_fmt`); 0 normal.
pub(super) fn buffer_format(number: u32) -> Option<BufferFormat> {
    Some(match number {
        0 => BufferFormat::Normal,
        1 => BufferFormat::Hex,
        2 => BufferFormat::HexAscii,
        3 => BufferFormat::Eols,
        4 => BufferFormat::EolsCompact,
        5 => BufferFormat::Base64,
        6 => BufferFormat::Simple,
        _ => return None,
    })
}

/// A parameter as text: the raw form, and the resolved one that says more (empty where there is none). `format` is
/// one of `SINSP_BUFFER_`. Good as long as the event; a NUL follows each. False past the last parameter.
///
/// # Safety
/// `event` is NULL or good; `raw` and `resolved` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_param_text(
    event: *const sinsp_event_t,
    index: u32,
    format: u32,
    raw: *mut sinsp_text,
    resolved: *mut sinsp_text,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let (Some(event), Some(format)) = (unsafe { event.as_ref() }, buffer_format(format)) else {
            return false;
        };
        let texts = event.with(|current, owner| {
            let context = Evaluation {
                event: current,
                scratch: &event.scratch,
                settings: &owner.settings,
                comparing: false,
            };
            let param = ParamText::new(&context, index as usize, format)?;
            let mut out = event.scratch.text();
            param.push_raw(&mut out);
            let first = terminated(out);
            let mut out = event.scratch.text();
            param.push_resolved(&mut out);
            Some((first, terminated(out)))
        });
        let Some(Some(texts)) = texts else { return false };
        // SAFETY: as the caller promises.
        unsafe {
            text::put(raw, texts.0);
            text::put(resolved, texts.1);
        }
        true
    })
}

/// Ends a text with a NUL that is not counted.
pub(super) fn terminated(mut text: crate::fields::TextBuf<'_>) -> sinsp_text {
    text.push(0);
    let bytes = text.finish();
    sinsp_text { ptr: bytes.as_ptr().cast(), len: bytes.len() - 1 }
}

/// The code of an event and what its row says: `EventFlags` bits and the category; false for numbers without a row.
///
/// # Safety
/// The others are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_row(
    code: u16,
    name: *mut sinsp_text,
    category: *mut u32,
    flags: *mut u32,
    nparams: *mut u32,
) -> bool {
    let Some(code) = Code::from_number(code) else { return false };
    let info = code.info();
    let EventFlags(bits) = info.flags;
    // SAFETY: as the caller promises.
    unsafe {
        text::put(name, sinsp_text::of(info.name.as_bytes()));
        text::put(category, info.category.0);
        text::put(flags, bits);
        text::put(nparams, info.params.len() as u32);
    }
    true
}
