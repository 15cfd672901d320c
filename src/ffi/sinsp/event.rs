// SPDX-License-Identifier: Apache-2.0
//! Events: the current one of an inspector, and those made by hand.

use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::codec::{RawEvent, Shape};
use crate::engine::{BEHIND, Engine};
use crate::ffi::door::{
    self, Bytes, Caller, Handle, Len, Library, Out, Prefix, Reentered, Shared, Size, Slice,
};
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
    /// The event that the bytes are; `None`: there is no event.
    shape: Option<Shape>,
    /// The bytes of an event that nobody else keeps, followed by [`BEHIND`] zeros.
    copy: Vec<u8>,
    /// Number and processor of an event made by `sinsp_event_create`, of which the inspector knows nothing.
    by_hand: Option<(u64, u16)>,
    /// The event context. Its lifetime is not the true one: it is valid until the inspector is changed,
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

    /// Drops the event context: the inspector is about to be changed.
    #[inline]
    pub(super) fn let_go(&mut self) {
        self.looked_up = OnceCell::new();
    }

    /// Keeps the position of an event borrowed from an inspector; [`Self::settle`] follows.
    #[inline]
    pub(super) fn keep(&mut self, event: &RawEvent<'_>) {
        self.raw = event.bytes().as_ptr();
        self.shape = Some(event.shape());
    }

    /// Ensures that the bytes of the event that was kept stay until the source reads on.
    ///
    /// # Safety
    /// The source was not changed since the event was borrowed from it.
    #[inline]
    pub(super) unsafe fn settle(&mut self, source: &dyn Engine) {
        let Some(shape) = &self.shape else { return };
        if !source.holds(&(self.raw..self.raw.wrapping_add(shape.len()))) {
            // SAFETY: the source was not changed since the event was borrowed from it.
            let borrowed = unsafe { Slice::at(self.raw).items(shape.len()) }.unwrap_or_default();
            self.set_copy(borrowed);
        }
    }

    /// Takes an event that is not borrowed.
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
        let bytes = unsafe { Slice::at(self.raw).items(shape.len()) }?;
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
        match self.by_hand {
            // An event by hand needs no source that is open.
            Some((_, cpu)) => self.event().map(|event| f(&event, cpu, 0)),
            None => self.with(|current, _| f(&current.raw, current.cpu, current.dump_flags)),
        }
    }

    /// The inspector that it belongs to.
    #[inline(always)]
    pub(super) fn owner(&self) -> Option<&sinsp_inspector_t> {
        // SAFETY: an event is freed before its inspector is.
        unsafe { door::borrow(self.owner) }
    }

    /// Calls `f` with the event context; `None` where there is no event.
    #[inline(always)]
    pub(super) fn with<T>(&self, f: impl FnOnce(&Event<'_>, &sinsp_inspector_t) -> T) -> Option<T> {
        let owner = self.owner()?;
        let current = match self.looked_up.get() {
            Some(current) => current,
            None => match self.by_hand {
                None => self.look_up(owner.open()?)?,
                // Nobody says when the state changes under it: looked up each time.
                Some((num, cpu)) => {
                    let made = owner.open()?.event_by_hand(self.event()?, num, cpu);
                    return Some(f(&made, owner));
                }
            },
        };
        Some(f(current, owner))
    }

    #[inline(never)]
    fn look_up(&self, inspector: &Inspector) -> Option<&Event<'_>> {
        let found = inspector.event()?;
        // SAFETY: only the lifetime changes; it is dropped before the inspector changes, and cleared with the bytes.
        let found = unsafe { std::mem::transmute::<Event<'_>, Event<'static>>(found) };
        Some(self.looked_up.get_or_init(|| found))
    }

    /// The view of the event; `None` where there is none.
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

impl Handle for sinsp_event_t {
    type Owner = Library;

    fn report(&self, text: &str) -> bool {
        self.owner().is_some_and(|owner| owner.report(text))
    }
}

/// An event made by `sinsp_event_create`; in C: `sinsp_event_t`, as the current event of an inspector, which cannot be
/// freed.
#[repr(transparent)]
pub struct MadeEvent(sinsp_event_t);

impl Handle for MadeEvent {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.0.report(text)
    }
}

/// Means no descriptor (C++: `sinsp_evt::INVALID_FD_NUM`).
const NO_FD: i64 = -100_000;

/// An event: its header, and what it belongs to.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_event_view {
    /// Number since the source was opened, from 1.
    pub num: u64,
    /// Nanoseconds since the epoch.
    pub ts: u64,
    /// Thread, by its id in the initial pid namespace; -1 none.
    pub tid: i64,
    /// The thread that the event belongs to; -1 unknown here: `sinsp_event_thread_id` also looks for the
    /// thread of its id.
    pub thread: i64,
    /// Descriptor that it works on; -100000 none.
    pub fd: i64,
    /// Header and parameters (`struct ppm_evt_hdr`); 8 bytes more can be read. Valid as long as the event.
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
    /// An event: its header, and what it belongs to.
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

/// Says what an event is; `size` is `sizeof(sinsp_event_view)`. False for NULL and where there is no event.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_get(
    event: Option<&sinsp_event_t>,
    view: Prefix<sinsp_event_view>,
    size: Size,
) -> bool {
    door::enter(event, |event| event.view().is_some_and(|found| view.put(size, found)))
}

/// Makes an event that is not from a source, empty at first; to be freed with `sinsp_event_free` before the inspector
/// is destroyed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_create(inspector: Shared<sinsp_inspector_t>) -> *mut MadeEvent {
    door::enter(Reentered(inspector), |place| door::into_c(MadeEvent(sinsp_event_t::new(place, true))))
}

/// Frees an event made by `sinsp_event_create`. NULL is allowed; the current event of an inspector is not.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_free(event: Option<Box<MadeEvent>>) {
    door::free(event);
}

/// Puts the bytes of an event (header and parameters, copied) into one made by `sinsp_event_create`. `SCAP_FAILURE`:
/// they are not an event, `sinsp_last_error` of the inspector says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_assign(
    event: Option<&mut MadeEvent>,
    raw: Slice<u8>,
    len: usize,
    num: u64,
    cpu: u16,
) -> i32 {
    door::enter(event, |MadeEvent(event)| {
        event.clear();
        // SAFETY: there are `len` bytes.
        match RawEvent::decode(unsafe { raw.items(len) }.unwrap_or_default()) {
            Ok(decoded) => {
                event.by_hand = Some((num, cpu));
                event.keep_copy(&decoded);
                SUCCESS
            }
            Err(error) => event.owner().map_or(FAILURE, |owner| owner.fail(FAILURE, &error.to_string())),
        }
    })
}

/// Name of the event, such as `openat`. Static.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_name(event: Option<&sinsp_event_t>) -> sinsp_text {
    door::enter(event, |event| {
        event.event().map_or(sinsp_text::EMPTY, |event| sinsp_text::of(event.info().name.as_bytes()))
    })
}

/// A parameter of an event.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_param {
    /// Its bytes, within the event; NULL for none. Valid as long as the event.
    pub data: *const u8,
    /// Bytes.
    pub len: u32,
    /// How the bytes are to be read (`enum ppm_param_type`).
    pub ty: u32,
    /// Its name; static.
    pub name: sinsp_text,
}

/// A parameter, by its index. False past the last one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_param(
    event: Option<&sinsp_event_t>,
    index: u32,
    param: Out<sinsp_param>,
) -> bool {
    door::enter(event, |event| {
        let Some(event) = event.event() else { return false };
        let Some(found) = event.param(index as usize) else { return false };
        let info = event.info().params.get(index as usize);
        let bytes = found.bytes();
        param.put(sinsp_param {
            data: if bytes.is_empty() { ptr::null() } else { bytes.as_ptr() },
            len: bytes.len() as u32,
            ty: info.map_or(0, |info| info.ty as u32),
            name: info.map_or(sinsp_text::EMPTY, |info| sinsp_text::of(info.name.as_bytes())),
        });
        true
    })
}

/// The index of the parameter with this name; -1 none.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_param_index(event: Option<&sinsp_event_t>, name: Bytes, len: Len) -> i32 {
    door::enter_or(-1, event, |event| {
        let Some(event) = event.event() else { return -1 };
        let name = String::from_utf8_lossy(name.of(len));
        match event.info().param_index(&name) {
            Some(index) if index < event.param_count() => index as i32,
            _ => -1,
        }
    })
}

/// Formats of buffers in output, `sinsp_set_buffer_format` and `sinsp_event_param_text`: printable characters, a dot
/// for everything else.
pub const SINSP_BUFFER_NORMAL: u32 = 0;
/// Buffer: hexadecimal digits.
pub const SINSP_BUFFER_HEX: u32 = 1;
/// Buffer: hexadecimal digits and characters.
pub const SINSP_BUFFER_HEXASCII: u32 = 2;
/// Buffer: printable characters and line ends, after a line end.
pub const SINSP_BUFFER_EOLS: u32 = 3;
/// Buffer: printable characters and line ends.
pub const SINSP_BUFFER_EOLS_COMPACT: u32 = 4;
/// Buffer: base64.
pub const SINSP_BUFFER_BASE64: u32 = 5;
/// Buffer: as normal; descriptors without the letters of their kind.
pub const SINSP_BUFFER_SIMPLE: u32 = 6;

/// How a buffer is written (C++: the data part of `sinsp_evt::param_fmt`); 0 normal.
pub(super) fn buffer_format(number: u32) -> Option<BufferFormat> {
    Some(match number {
        SINSP_BUFFER_NORMAL => BufferFormat::Normal,
        SINSP_BUFFER_HEX => BufferFormat::Hex,
        SINSP_BUFFER_HEXASCII => BufferFormat::HexAscii,
        SINSP_BUFFER_EOLS => BufferFormat::Eols,
        SINSP_BUFFER_EOLS_COMPACT => BufferFormat::EolsCompact,
        SINSP_BUFFER_BASE64 => BufferFormat::Base64,
        SINSP_BUFFER_SIMPLE => BufferFormat::Simple,
        _ => return None,
    })
}

/// A parameter as text: the raw form, and the resolved one that says more (empty where there is none). `format` is
/// one of `SINSP_BUFFER_`. Valid as long as the event; a NUL follows each. False past the last parameter.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_param_text(
    event: Option<&sinsp_event_t>,
    index: u32,
    format: u32,
    raw: Out<sinsp_text>,
    resolved: Out<sinsp_text>,
) -> bool {
    door::enter(event, |event| {
        let Some(format) = buffer_format(format) else { return false };
        let texts = event.with(|current, owner| {
            let context = Evaluation {
                event: current,
                scratch: &event.scratch,
                settings: owner.settings(),
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
        raw.put(texts.0);
        resolved.put(texts.1);
        true
    })
}

/// Ends a text with a NUL that is not counted.
pub(super) fn terminated(mut text: crate::fields::TextBuf<'_>) -> sinsp_text {
    text.push(0);
    sinsp_text::terminated(text.finish())
}

/// The code of an event and what its row says: `EventFlags` bits and the category; false for numbers without a row.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_row(
    code: u16,
    name: Out<sinsp_text>,
    category: Out<u32>,
    flags: Out<u32>,
    nparams: Out<u32>,
) -> bool {
    door::enter((), |()| {
        let Some(code) = Code::from_number(code) else { return false };
        let info = code.info();
        let EventFlags(bits) = info.flags;
        name.put(sinsp_text::of(info.name.as_bytes()));
        category.put(info.category.0);
        flags.put(bits);
        nparams.put(info.params.len() as u32);
        true
    })
}
