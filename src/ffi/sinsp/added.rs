// SPDX-License-Identifier: Apache-2.0
//! Fields that a program adds, for filters and templates.

use super::asked;
use super::ast::sinsp_ast_node;
use super::event::sinsp_event_t;
use super::field::{self, sinsp_field_t, sinsp_value, value_from};
use super::filter::{self, sinsp_filter_t};
use super::formatter::{self, sinsp_formatter_t};
use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Caller, Handle, Len, Slice};
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::{
    Arg, CLASSES, Catalogue, Evaluation, External, ExternalClass, Extracted, FieldFlags, FieldInfo, FieldRef,
    Value,
};
use crate::schema::{Code, ParamType, PrintFormat};
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

/// Fields that filters and templates may name.
pub struct sinsp_catalogue_t {
    pub(super) catalogue: Catalogue,
}

impl Handle for sinsp_catalogue_t {
    type Owner = Caller;
}

/// A field that a program brings. Texts are copied.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_field_spec {
    /// Name without argument, such as `my.field`.
    pub name: sinsp_text,
    /// What it says.
    pub doc: sinsp_text,
    /// Type of its values (`enum ppm_param_type`).
    pub ty: u32,
    /// How numbers are printed (`enum ppm_print_format`).
    pub format: u32,
    /// `SINSP_FIELD_`.
    pub flags: u32,
}

/// Reads a field for an event: `user` as it was given, the event, the index of the field among those that were added
/// with it, its argument in brackets (empty without one). Fills `values` with up to `room` values and returns how many
/// there are, -1 where the field does not exist for the event; with more than there is room for it is called again.
/// What the values point at is copied before anything else is called.
pub type sinsp_extract_fn = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        event: *const sinsp_event_t,
        field: usize,
        arg: sinsp_text,
        values: *mut sinsp_value,
        room: usize,
    ) -> i64,
>;

/// One field that a program reads.
#[derive(Debug)]
struct Added {
    extract: sinsp_extract_fn,
    user: *mut c_void,
    index: usize,
}

// SAFETY: a program that adds fields promises that they may be read from whichever thread uses the catalogue.
unsafe impl Send for Added {}
// SAFETY: as above.
unsafe impl Sync for Added {}

/// Number of values that are requested at first.
const ROOM: usize = 16;

impl External for Added {
    fn reads(&self, _: Code) -> bool {
        true
    }

    fn extract<'s>(&self, field: &FieldRef, context: &Evaluation<'s>) -> Extracted<'s> {
        let Some(extract) = self.extract else { return Extracted::None };
        let number;
        let arg = match &field.arg {
            Arg::Key(key) | Arg::KeyAndNumber(key, _) | Arg::Word(key) => &key[..],
            Arg::Number(index) => {
                number = index.to_string();
                number.as_bytes()
            }
            Arg::Index(index) => {
                number = index.to_string();
                number.as_bytes()
            }
            _ => b"",
        };
        let mut room = [sinsp_value::NONE; ROOM];
        let mut more = Vec::new();
        let ask = |values: &mut [sinsp_value]| {
            let (event, arg) = (asked::current(), sinsp_text::of(arg));
            // SAFETY: the program promised that it accepts these arguments.
            unsafe { extract(self.user, event, self.index, arg, values.as_mut_ptr(), values.len()) }
        };
        let mut count = ask(&mut room);
        if count > ROOM as i64 {
            more.resize(count as usize, sinsp_value::NONE);
            count = ask(&mut more).min(more.len() as i64);
        }
        let found = if more.is_empty() { &room[..] } else { &more[..] };
        let Ok(count) = usize::try_from(count) else { return Extracted::None };
        let mut values = context.scratch.list();
        for value in &found[..count.min(found.len())] {
            // SAFETY: the program promised that the bytes are readable.
            let bytes = unsafe { Slice::at(value.data).items(value.len) }.unwrap_or_default();
            let Some(value) = value_from(context, field.ty, bytes) else { return Extracted::None };
            values.push(value);
        }
        if field.is_list() {
            return Extracted::Many(values.into_bump_slice());
        }
        values.first().copied().map_or(Extracted::None, |value: Value<'s>| Extracted::One(value))
    }
}

fn print_format(number: u32) -> Option<PrintFormat> {
    use PrintFormat::*;
    [Na, Dec, Hex, PaddedDec10, Id, Dir, Oct].into_iter().find(|format| *format as u32 == number)
}

/// Makes a catalogue: with the fields of the library, or empty. Free it with `sinsp_catalogue_free` after every
/// filter and formatter that was compiled with fields added to it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_catalogue_create(with_library: bool) -> *mut sinsp_catalogue_t {
    door::enter((), |()| {
        let classes = if with_library { CLASSES } else { &[] };
        door::into_c(sinsp_catalogue_t { catalogue: Catalogue::new(classes.iter().copied()) })
    })
}

/// Frees a catalogue. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_catalogue_free(catalogue: Option<Box<sinsp_catalogue_t>>) {
    door::free(catalogue);
}

/// Adds a group of fields, in front of those that are there. `extract` is called while a filter or formatter that
/// names one of them looks at an event. `SCAP_FAILURE` for NULL and for a type or format that is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_catalogue_add(
    catalogue: Option<&mut sinsp_catalogue_t>,
    name: sinsp_text,
    fields: Slice<sinsp_field_spec>,
    count: usize,
    extract: sinsp_extract_fn,
    user: *mut c_void,
) -> i32 {
    door::enter(catalogue, |catalogue| {
        // SAFETY: there are `count`.
        let Some(fields) = unsafe { fields.items(count) }.filter(|_| extract.is_some()) else {
            return FAILURE;
        };
        // SAFETY: the texts are good.
        let owned = |text: sinsp_text| unsafe { String::from_utf8_lossy(text.bytes()).into_owned() };
        let rows = fields.iter().enumerate().map(|(index, field)| {
            let (ty, format) = (ParamType::from_number(field.ty)?, print_format(field.format)?);
            let reader = Arc::new(Added { extract, user, index });
            let mut row = FieldInfo::external(owned(field.name), ty, owned(field.doc), reader);
            (row.flags, row.format) = (FieldFlags(field.flags & super::catalogue::PUBLIC_FLAGS), format);
            Some(Arc::new(row))
        });
        let Some(fields) = rows.collect::<Option<Vec<_>>>() else { return FAILURE };
        catalogue.catalogue.add_external(ExternalClass { name: owned(name), fields });
        SUCCESS
    })
}

/// Makes something with the fields of a catalogue; NULL without one.
fn with<T>(
    inspector: Option<&mut sinsp_inspector_t>,
    catalogue: Option<&sinsp_catalogue_t>,
    make: impl FnOnce(&mut sinsp_inspector_t, &Catalogue) -> *mut T,
) -> *mut T {
    door::enter(inspector, |inspector| match catalogue {
        Some(catalogue) => make(inspector, &catalogue.catalogue),
        None => inspector.fail(ptr::null_mut(), "the catalogue is NULL"),
    })
}

/// As `sinsp_filter_compile_nodes`, with the fields of a catalogue in place of those of the inspector.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_compile_with(
    inspector: Option<&mut sinsp_inspector_t>,
    catalogue: Option<&sinsp_catalogue_t>,
    nodes: Slice<sinsp_ast_node>,
    count: usize,
) -> *mut sinsp_filter_t {
    // SAFETY: there are `count` nodes with good texts.
    with(inspector, catalogue, |inspector, catalogue| unsafe {
        filter::compiled_with(inspector, catalogue, nodes, count)
    })
}

/// As `sinsp_formatter_compile`, with the fields of a catalogue in place of those of the inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_formatter_compile_with(
    inspector: Option<&mut sinsp_inspector_t>,
    catalogue: Option<&sinsp_catalogue_t>,
    template: Bytes,
    len: Len,
) -> *mut sinsp_formatter_t {
    with(inspector, catalogue, |inspector, catalogue| {
        formatter::compiled_with(inspector, catalogue, template.of(len))
    })
}

/// As `sinsp_field_compile`, with the fields of a catalogue in place of those of the inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_compile_with(
    inspector: Option<&mut sinsp_inspector_t>,
    catalogue: Option<&sinsp_catalogue_t>,
    name: Bytes,
    len: Len,
) -> *mut sinsp_field_t {
    with(inspector, catalogue, |inspector, catalogue| {
        field::compiled_with(inspector, catalogue, name.of(len), true)
    })
}
