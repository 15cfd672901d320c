//! Output templates.

use super::added::asking;
use super::event::sinsp_event_t;
use super::inspector::{changed, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::fields::{Catalogue, Evaluation, Scratch, TextBuf};
use crate::format::{Formatter, Template};
use std::ffi::c_char;
use std::ptr;

/// A compiled output template.
pub struct sinsp_formatter_t {
    template: Template,
    scratch: Scratch,
    out: Vec<u8>,
    names: Vec<String>,
    /// Which of the names are those of transformers.
    transformers: Vec<bool>,
}

/// Compiles an output template; NULL when it is wrong: `sinsp_last_error` says why. To be given to
/// `sinsp_formatter_free`; it may outlive the inspector.
///
/// # Safety
/// `inspector` is NULL or valid; `template` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_compile(
    inspector: *mut sinsp_inspector_t,
    template: *const c_char,
    len: usize,
) -> *mut sinsp_formatter_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return ptr::null_mut() };
        // SAFETY: as the caller promises.
        let template = unsafe { text::bytes(template, len) };
        let catalogue = std::mem::take(&mut inspector.catalogue);
        let formatter = compiled_with(inspector, &catalogue, template);
        inspector.catalogue = catalogue;
        formatter
    })
}

/// Compiles a template of fields of a catalogue.
pub(super) fn compiled_with(
    inspector: &mut sinsp_inspector_t,
    catalogue: &Catalogue,
    template: &[u8],
) -> *mut sinsp_formatter_t {
    match Template::compile(template, catalogue) {
        Ok(template) => {
            let (names, transformers) = template.tokens().map(|(name, is)| (name.to_owned(), is)).unzip();
            let (scratch, out) = (Scratch::new(), Vec::new());
            text::into_c(sinsp_formatter_t { template, scratch, out, names, transformers })
        }
        Err(error) => inspector.fail(ptr::null_mut(), &error.to_string()),
    }
}

/// Frees a formatter. NULL is allowed.
///
/// # Safety
/// `formatter` is NULL or came from `sinsp_formatter_compile` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_free(formatter: *mut sinsp_formatter_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(formatter) };
}

/// # Safety
/// As the functions that call it.
unsafe fn write(
    formatter: *mut sinsp_formatter_t,
    event: *const sinsp_event_t,
    out: *mut sinsp_text,
    push: impl FnOnce(&Formatter<'_>, &Evaluation<'_>, &mut TextBuf<'_>) -> bool,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        unsafe { text::put(out, sinsp_text::EMPTY) };
        // SAFETY: as the caller promises.
        let (Some(formatter), Some(event)) = (unsafe { (formatter.as_mut(), event.as_ref()) }) else {
            return false;
        };
        formatter.scratch.reset();
        let (template, scratch, line) = (&formatter.template, &formatter.scratch, &mut formatter.out);
        line.clear();
        let shown = asking(event, || {
            event.with(|current, owner| {
                let context =
                    Evaluation { event: current, scratch, settings: &owner.settings, comparing: false };
                let mut text = scratch.text();
                let shown = push(&Formatter::new(template), &context, &mut text);
                line.extend_from_slice(text.as_bytes());
                shown
            })
        });
        line.push(0);
        let made = sinsp_text { ptr: line.as_ptr().cast(), len: line.len() - 1 };
        // SAFETY: as the caller promises.
        unsafe { text::put(out, made) };
        shown.unwrap_or(false)
    })
}

/// Writes the event as text. False when a value that the template needs is missing: then the text ends before it.
/// `out` is good until the formatter is used again; a NUL follows it.
///
/// # Safety
/// `formatter` and `event` are NULL or good; `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_text(
    formatter: *mut sinsp_formatter_t,
    event: *const sinsp_event_t,
    out: *mut sinsp_text,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe { write(formatter, event, out, |f, context, text| f.push_text(context, text)) }
}

/// Writes the event as a JSON object of the template's fields; otherwise as `sinsp_formatter_text`.
///
/// # Safety
/// As `sinsp_formatter_text`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_json(
    formatter: *mut sinsp_formatter_t,
    event: *const sinsp_event_t,
    out: *mut sinsp_text,
) -> bool {
    // SAFETY: as the caller promises.
    unsafe { write(formatter, event, out, |f, context, text| f.push_json(context, text)) }
}

/// Whether JSON shows transformers by their text, beside the fields in them, which it shows as they are; it does not
/// unless told to. NULL is allowed.
///
/// # Safety
/// `formatter` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_show_transformers(formatter: *mut sinsp_formatter_t, show: bool) {
    guard::or((), || {
        // SAFETY: as the caller promises.
        let Some(formatter) = (unsafe { formatter.as_mut() }) else { return };
        formatter.template.show_transformers(show);
    });
}

/// True when the name at `index` of `sinsp_formatter_fields` is the text of a transformer.
///
/// # Safety
/// `formatter` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_is_transformer(
    formatter: *const sinsp_formatter_t,
    index: usize,
) -> bool {
    // SAFETY: as the caller promises.
    let Some(formatter) = (unsafe { formatter.as_ref() }) else { return false };
    formatter.transformers.get(index).copied().unwrap_or(false)
}

/// Writes the names of the fields of the template, of its transformers (their text) and of the fields in those, in
/// the order of the template; returns how many there are. Good as long as the formatter.
///
/// # Safety
/// `formatter` is NULL or good; `names` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_formatter_fields(
    formatter: *const sinsp_formatter_t,
    names: *mut sinsp_text,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some(formatter) = (unsafe { formatter.as_ref() }) else { return 0 };
    let each = formatter.names.iter().map(|name| sinsp_text::of(name.as_bytes()));
    // SAFETY: as the caller promises.
    unsafe { text::put_list(names, room, each) }
}
