// SPDX-License-Identifier: Apache-2.0
//! Output templates.

use super::asked::asking;
use super::event::sinsp_event_t;
use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Caller, Handle, Len, List, Out, Room};
use crate::fields::{Catalogue, Evaluation, Scratch, TextBuf};
use crate::format::{Formatter, Template};
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

impl Handle for sinsp_formatter_t {
    type Owner = Caller;
}

/// Compiles an output template; NULL when it is wrong: `sinsp_last_error` says why. Free it with
/// `sinsp_formatter_free`; it may outlive the inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_compile(
    inspector: Option<&mut sinsp_inspector_t>,
    template: Bytes,
    len: Len,
) -> *mut sinsp_formatter_t {
    door::enter(inspector, |inspector| compiled_with(inspector, &inspector.catalogue, template.of(len)))
}

/// Compiles a template of fields of a catalogue.
pub(super) fn compiled_with(
    inspector: &sinsp_inspector_t,
    catalogue: &Catalogue,
    template: &[u8],
) -> *mut sinsp_formatter_t {
    match Template::compile(template, catalogue) {
        Ok(template) => {
            let (names, transformers) = template.tokens().map(|(name, is)| (name.to_owned(), is)).unzip();
            let (scratch, out) = (Scratch::new(), Vec::new());
            door::into_c(sinsp_formatter_t { template, scratch, out, names, transformers })
        }
        Err(error) => inspector.fail(ptr::null_mut(), &error.to_string()),
    }
}

/// Frees a formatter. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_free(formatter: Option<Box<sinsp_formatter_t>>) {
    door::free(formatter);
}

fn write(
    formatter: Option<&mut sinsp_formatter_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
    push: impl FnOnce(&Formatter<'_>, &Evaluation<'_>, &mut TextBuf<'_>) -> bool,
) -> bool {
    out.put(sinsp_text::EMPTY);
    door::enter((event, formatter), |(event, formatter)| {
        formatter.scratch.reset();
        let (template, scratch, line) = (&formatter.template, &formatter.scratch, &mut formatter.out);
        line.clear();
        let shown = asking(event, || {
            event.with(|current, owner| {
                let context =
                    Evaluation { event: current, scratch, settings: owner.settings(), comparing: false };
                let mut text = scratch.text();
                let shown = push(&Formatter::new(template), &context, &mut text);
                line.extend_from_slice(text.as_bytes());
                shown
            })
        });
        line.push(0);
        out.put(sinsp_text::terminated(line));
        shown.unwrap_or(false)
    })
}

/// Writes the event as text. False when a value that the template needs is missing: then the text ends before it.
/// `out` is valid until the formatter is used again; a NUL follows it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_text(
    formatter: Option<&mut sinsp_formatter_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
) -> bool {
    write(formatter, event, out, |f, context, text| f.push_text(context, text))
}

/// Writes the event as a JSON object of the template's fields; otherwise as `sinsp_formatter_text`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_json(
    formatter: Option<&mut sinsp_formatter_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
) -> bool {
    write(formatter, event, out, |f, context, text| f.push_json(context, text))
}

/// Whether JSON shows transformers by their text, beside the fields in them, which it shows as they are; off
/// by default. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_show_transformers(formatter: Option<&mut sinsp_formatter_t>, show: bool) {
    door::enter(formatter, |formatter| formatter.template.show_transformers(show));
}

/// True when the name at `index` of `sinsp_formatter_fields` is the text of a transformer.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_is_transformer(
    formatter: Option<&sinsp_formatter_t>,
    index: usize,
) -> bool {
    door::enter(formatter, |formatter| formatter.transformers.get(index).copied().unwrap_or(false))
}

/// Writes the names of the fields of the template, of its transformers (their text) and of the fields in those, in
/// the order of the template; returns how many there are. Valid as long as the formatter.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_fields(
    formatter: Option<&sinsp_formatter_t>,
    names: List<sinsp_text>,
    room: Room,
) -> usize {
    door::enter(formatter, |formatter| {
        let each = formatter.names.iter().map(|name| sinsp_text::of(name.as_bytes()));
        names.put(room, each)
    })
}
