// SPDX-License-Identifier: Apache-2.0
//! Fields by name: their values for an event.

use super::asked::asking;
use super::event::{sinsp_event_t, terminated};
use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Caller, Handle, Len, Out, Prefix, Size};
use crate::fields::{Catalogue, Evaluation, Event, Extracted, Value};
use crate::filter::{Getter, Parser};
use crate::format::{push_json_value, push_value};
use crate::schema::ParamType;
use std::alloc::Layout;
use std::ptr;

/// A field, or a transformer around one, ready to be read.
pub struct sinsp_field_t {
    getter: Getter,
    /// Type of its values.
    ty: ParamType,
    /// Fields that the program added may be read, which need the event.
    asks: bool,
    name: String,
    /// The value of a field that is no list.
    value: sinsp_value,
    values: Vec<sinsp_value>,
}

impl Handle for sinsp_field_t {
    type Owner = Caller;
}

impl sinsp_value {
    /// No value.
    pub(super) const NONE: Self = Self { data: ptr::null(), len: 0, ty: 0 };
}

/// A value of a field, as bytes.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_value {
    /// A number in native order and as wide as its type (`bool` 4 bytes), an address of 4 or 16 bytes, or a text.
    /// Aligned to 8 bytes. Behind a text follows a NUL that is not counted. Valid as long as the event.
    pub data: *const u8,
    /// Bytes.
    pub len: usize,
    /// How the bytes are to be read (`enum ppm_param_type`).
    pub ty: u32,
}

/// Compiles the name of a field with its argument, or a transformer around one, such as `proc.name`,
/// `proc.aname[2]`, `toupper(fd.name)`. NULL when there is none: `sinsp_last_error` says why. Free it with
/// `sinsp_field_free`; it may outlive the inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_compile(
    inspector: Option<&mut sinsp_inspector_t>,
    name: Bytes,
    len: Len,
) -> *mut sinsp_field_t {
    door::enter(inspector, |inspector| compiled_with(inspector, &inspector.catalogue, name.of(len), false))
}

/// Compiles a field of a catalogue; `asks`: one that a program added fields to.
pub(super) fn compiled_with(
    inspector: &sinsp_inspector_t,
    catalogue: &Catalogue,
    name: &[u8],
    asks: bool,
) -> *mut sinsp_field_t {
    let getter = match catalogue.field(name) {
        Ok(field) => Ok(Getter::from_field(field)),
        Err(error) if name.contains(&b'(') => Parser::new(name)
            .parse_field_or_transformer()
            .and_then(|tree| Getter::from_tree(&tree, catalogue))
            .map_err(|e| format!("{error}; {e}")),
        Err(error) => Err(error.to_string()),
    };
    match getter {
        Ok(getter) => door::into_c(sinsp_field_t {
            ty: getter.ty(),
            asks,
            getter,
            name: String::from_utf8_lossy(name).into_owned(),
            value: sinsp_value::NONE,
            values: Vec::new(),
        }),
        Err(error) => inspector.fail(ptr::null_mut(), &error),
    }
}

/// The length of the longest name of a field, with its argument, that a text begins with; 0 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_prefix(inspector: Option<&sinsp_inspector_t>, text: Bytes, len: Len) -> usize {
    door::enter(inspector, |inspector| match inspector.catalogue.field_prefix(text.of(len)) {
        Ok(Some((_, length))) => length,
        _ => 0,
    })
}

/// Frees a field. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_free(field: Option<Box<sinsp_field_t>>) {
    door::free(field);
}

/// What a compiled field yields.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_field_view {
    /// The name as it was compiled. Valid as long as the field.
    pub name: sinsp_text,
    /// Name of the row of the catalogue, without argument; empty for transformers of several values. Static.
    pub row: sinsp_text,
    /// Type of the values (`enum ppm_param_type`).
    pub ty: u32,
    /// How numbers are printed (`enum ppm_print_format`).
    pub format: u32,
    /// Flags of the row (`SINSP_FIELD_`).
    pub flags: u32,
    /// True for a list of values.
    pub is_list: bool,
}

/// Says what a field yields. False for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_get(
    field: Option<&sinsp_field_t>,
    view: Prefix<sinsp_field_view>,
    size: Size,
) -> bool {
    door::enter(field, |field| {
        let row = field.getter.field().map(|field| &*field.info);
        let value = sinsp_field_view {
            name: sinsp_text::of(field.name.as_bytes()),
            row: row.map_or(sinsp_text::EMPTY, |row| sinsp_text::of(row.name.as_bytes())),
            ty: field.ty as u32,
            format: field.getter.format() as u32,
            flags: row.map_or(0, |row| row.flags.0 & super::catalogue::PUBLIC_FLAGS),
            is_list: field.getter.is_list(),
        };
        view.put(size, value)
    })
}

/// Bytes of a number of this type; texts and lists have none.
fn width(ty: ParamType) -> usize {
    use ParamType::*;
    match ty {
        Int8 | Uint8 | Flags8 | Enumflags8 | Sigtype => 1,
        Int16 | Uint16 | Port | Flags16 | Enumflags16 | Syscallid => 2,
        Int32 | Uint32 | Bool | Flags32 | Enumflags32 | Uid | Gid | Mode | Sigset | Fd32 | Pid32 => 4,
        _ => 8,
    }
}

/// Writes the bytes of a value into the memory of the event, and its location to `out`. Its parts are written one by
/// one: a value that is moved as a whole right after that waits for them.
#[inline(always)]
fn put_value(event: &sinsp_event_t, ty: ParamType, value: Value<'_>, out: &mut sinsp_value) {
    match value {
        Value::Bytes(bytes) => put_bytes(event, bytes, ty, out),
        value => put_other(event, ty, value, out),
    }
}

#[inline(never)]
fn put_other(event: &sinsp_event_t, ty: ParamType, value: Value<'_>, out: &mut sinsp_value) {
    let mut put_number = |bytes: [u8; 8], len: usize| {
        let room = event.scratch.room(Layout::new::<u64>()).as_ptr();
        // SAFETY: there is space for 8 bytes.
        unsafe { room.cast::<[u8; 8]>().write(bytes) };
        (out.data, out.len, out.ty) = (room, len, ty as u32);
    };
    match value {
        Value::I64(n) => put_number(n.to_ne_bytes(), width(ty)),
        Value::U64(n) => put_number(n.to_ne_bytes(), width(ty)),
        Value::F64(n) => put_number(n.to_ne_bytes(), 8),
        Value::Bool(truth) => put_number(u64::from(truth).to_le_bytes(), 4),
        Value::Ipv4(octets) => put_bytes(event, &octets, ty, out),
        Value::Ipv6(octets) => put_bytes(event, &octets, ty, out),
        Value::Bytes(bytes) => put_bytes(event, bytes, ty, out),
        Value::Raw(ty, bytes) => put_bytes(event, bytes, ty, out),
    }
}

/// A copy of a value, followed by a NUL.
#[inline(always)]
fn put_bytes(event: &sinsp_event_t, bytes: &[u8], ty: ParamType, out: &mut sinsp_value) {
    // SAFETY: what is in memory is smaller than isize::MAX; an alignment of 8 is one.
    let layout = unsafe { Layout::from_size_align_unchecked(bytes.len() + 1, 8) };
    let room = event.scratch.room(layout).as_ptr();
    // SAFETY: the memory is new and has one byte more.
    unsafe {
        ptr::copy_nonoverlapping(bytes.as_ptr(), room, bytes.len());
        room.add(bytes.len()).write(0);
    }
    (out.data, out.len, out.ty) = (room, bytes.len(), ty as u32);
}

/// A value of this type in its bytes, as [`put_value`] writes them; `None` where they are too few.
pub(super) fn value_from<'s>(context: &Evaluation<'s>, ty: ParamType, bytes: &[u8]) -> Option<Value<'s>> {
    use ParamType::*;
    let number = || {
        let mut wide = [0; 8];
        wide[..width(ty)].copy_from_slice(bytes.get(..width(ty))?);
        Some(u64::from_ne_bytes(wide))
    };
    Some(match ty {
        Charbuf | Fspath | Fsrelpath => {
            Value::Bytes(context.scratch.bytes(bytes.strip_suffix(b"\0").unwrap_or(bytes)))
        }
        Bytebuf => Value::Bytes(context.scratch.bytes(bytes)),
        Ipv4addr | Ipv4net => Value::Ipv4(*bytes.first_chunk()?),
        Ipv6addr | Ipv6net => Value::Ipv6(*bytes.first_chunk()?),
        Ipaddr | Ipnet if bytes.len() == 4 => Value::Ipv4(*bytes.first_chunk()?),
        Ipaddr | Ipnet => Value::Ipv6(*bytes.first_chunk()?),
        Bool => Value::Bool(number()? != 0),
        Double => Value::F64(f64::from_bits(number()?)),
        Int8 => Value::I64(i64::from(number()? as i8)),
        Int16 => Value::I64(i64::from(number()? as i16)),
        Int32 | Fd32 | Pid32 => Value::I64(i64::from(number()? as i32)),
        Int64 | Errno | Fd | Pid => Value::I64(number()? as i64),
        Uint8 | Uint16 | Uint32 | Uint64 | Port | Flags8 | Flags16 | Flags32 | Enumflags8 | Enumflags16
        | Enumflags32 | Mode | Uid | Gid | Sigtype | Syscallid | Reltime | Abstime => Value::U64(number()?),
        _ => return None,
    })
}

/// Reads the field. Returns how many values there are, 1 for a field that is no list; -1 where the field does not
/// exist for this event. `*values` is valid until the field is read again, their bytes as long as the event.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_extract(
    field: Option<&mut sinsp_field_t>,
    event: Option<&sinsp_event_t>,
    values: Out<*const sinsp_value>,
) -> i64 {
    door::enter((event, field), |(event, field)| {
        let asks = field.asks;
        let mut read = || event.with(|current, owner| read(field, event, current, owner));
        let found = if asks { asking(event, read) } else { read() };
        let (count, first) = found.unwrap_or((-1, ptr::null()));
        values.put(first);
        count
    })
}

/// Reads the values into those of the field; how many there are, -1 where the field does not exist, and where.
#[inline(always)]
fn read(
    field: &mut sinsp_field_t,
    event: &sinsp_event_t,
    current: &Event<'_>,
    owner: &sinsp_inspector_t,
) -> (i64, *const sinsp_value) {
    let context =
        Evaluation { event: current, scratch: &event.scratch, settings: owner.settings(), comparing: false };
    match field.getter.get(&context) {
        Extracted::None => (-1, ptr::null()),
        Extracted::One(value) => {
            put_value(event, field.ty, value, &mut field.value);
            (1, &raw const field.value)
        }
        Extracted::Many(values) => {
            field.values.clear();
            field.values.resize(values.len(), sinsp_value::NONE);
            for (value, out) in values.iter().zip(&mut field.values) {
                put_other(event, field.ty, *value, out);
            }
            (values.len() as i64, field.values.as_ptr())
        }
    }
}

/// The values as text or as JSON.
fn push(field: &sinsp_field_t, event: &sinsp_event_t, json: bool) -> Option<sinsp_text> {
    let write = || {
        event.with(|current, owner| {
            let context = Evaluation {
                event: current,
                scratch: &event.scratch,
                settings: owner.settings(),
                comparing: false,
            };
            let kind = (field.ty, field.getter.format());
            let mut out = event.scratch.text();
            let buffers = owner.settings().buffer_format;
            let found = field.getter.get(&context);
            let many = matches!(found, Extracted::Many(_));
            if many {
                out.push(if json { b'[' } else { b'(' });
            }
            for (i, value) in found.values().iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                if json {
                    push_json_value(&mut out, kind, *value, buffers, &event.scratch);
                } else if !push_value(&mut out, kind, *value, buffers, &event.scratch) && !many {
                    return None;
                }
            }
            if many {
                out.push(if json { b']' } else { b')' });
            }
            found.exists().then(|| terminated(out))
        })
    };
    let made = if field.asks { asking(event, write) } else { write() };
    made.flatten()
}

/// Writes the values as text or as JSON where C wants them.
fn shown(
    field: Option<&sinsp_field_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
    json: bool,
) -> bool {
    door::enter((event, field), |(event, field)| match push(field, event, json) {
        Some(made) => {
            out.put(made);
            true
        }
        None => false,
    })
}

/// Reads the field as text, lists as `(a,b)`. False where it does not exist for this event. `*out` is valid as long
/// as the event; a NUL follows it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_text(
    field: Option<&sinsp_field_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
) -> bool {
    shown(field, event, out, false)
}

/// Reads the field as JSON; otherwise as `sinsp_field_text`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_json(
    field: Option<&sinsp_field_t>,
    event: Option<&sinsp_event_t>,
    out: Out<sinsp_text>,
) -> bool {
    shown(field, event, out, true)
}
