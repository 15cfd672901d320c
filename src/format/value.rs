// SPDX-License-Identifier: Apache-2.0
//! Field values as text and as JSON.

use super::json::{push_json_double, push_json_string};
use crate::fields::text::{
    BufferFormat, push_buffer, push_i64, push_ipv4, push_ipv6, push_number, push_printable, push_u64,
};
use crate::fields::{Scratch, TextBuf, Value};
use crate::schema::{ParamType, PrintFormat};
use ParamType::*;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest text of a buffer or a list; upstream prints them through a buffer of 1024 bytes.
const STORAGE: usize = 1024;

/// Type of a value, and how its numbers are printed.
pub type Kind = (ParamType, PrintFormat);

/// Width of hexadecimal and octal numbers of a type, bits.
fn width(ty: ParamType) -> u32 {
    match ty {
        Int64 | Uint64 | Pid | Fd | Errno | Reltime | Abstime => 64,
        _ => 32,
    }
}

/// The integer in the bytes of a parameter; `None` for types that are not integers and for missing bytes.
fn raw_number(ty: ParamType, bytes: &[u8]) -> Option<Value<'static>> {
    let p = crate::codec::Param::new(bytes);
    Some(match ty {
        Int8 => Value::I64(p.i8()?.into()),
        Int16 => Value::I64(p.i16()?.into()),
        Int32 | Fd32 | Pid32 => Value::I64(p.i32()?.into()),
        Int64 | Pid | Fd | Errno => Value::I64(p.i64()?),
        Uint8 | Flags8 | Enumflags8 | Sigtype => Value::U64(p.u8()?.into()),
        Uint16 | Flags16 | Enumflags16 | Port | Syscallid => Value::U64(p.u16()?.into()),
        Uint32 | Flags32 | Enumflags32 | Uid | Gid | Mode | Sigset => Value::U64(p.u32()?.into()),
        Uint64 | Reltime | Abstime => Value::U64(p.u64()?),
        Ipv4addr => Value::Ipv4(*bytes.first_chunk()?),
        Ipv6addr => Value::Ipv6(*bytes.first_chunk()?),
        _ => return None,
    })
}

fn is_text(ty: ParamType) -> bool {
    matches!(ty, Charbuf | Fspath | Fsrelpath)
}

/// Appends a value as text. False where the type has no text representation.
pub fn push_value(
    out: &mut TextBuf<'_>,
    kind: Kind,
    value: Value<'_>,
    buffers: BufferFormat,
    scratch: &Scratch,
) -> bool {
    match value {
        Value::Raw(ty, bytes) => match raw_number(ty, bytes) {
            Some(number) => push_plain(out, ty, kind.1, number),
            None if is_text(ty) => out.extend(bytes),
            None if ty == Bytebuf => push_limited_buffer(out, bytes, buffers, scratch),
            None => return false,
        },
        Value::Bytes(bytes) if kind.0 == Bytebuf => push_limited_buffer(out, bytes, buffers, scratch),
        Value::Bytes(bytes) => push_printable(out, bytes),
        number => push_plain(out, kind.0, kind.1, number),
    }
    true
}

fn push_plain(out: &mut TextBuf<'_>, ty: ParamType, format: PrintFormat, value: Value<'_>) {
    let is_decimal = !matches!(format, PrintFormat::Hex | PrintFormat::Oct | PrintFormat::PaddedDec10);
    match value {
        Value::I64(number) if is_decimal => push_i64(out, number),
        Value::U64(number) if is_decimal => push_u64(out, number),
        Value::I64(number) => push_formatted(out, number, ty, format),
        Value::U64(number) if number > i64::MAX as u64 && format == PrintFormat::PaddedDec10 => {
            push_u64(out, number);
        }
        Value::U64(number) => push_formatted(out, number as i64, ty, format),
        Value::F64(number) => {
            use std::fmt::Write;
            let _ = write!(out, "{number:.1}");
        }
        Value::Bool(truth) => out.extend(if truth { b"true" } else { b"false" }),
        Value::Ipv4(octets) => push_ipv4(out, Ipv4Addr::from(octets)),
        Value::Ipv6(octets) => push_ipv6(out, Ipv6Addr::from(octets)),
        Value::Bytes(bytes) | Value::Raw(_, bytes) => out.extend(bytes),
    }
}

/// Fields print octal without the leading zero that arguments of events have.
fn push_formatted(out: &mut TextBuf<'_>, number: i64, ty: ParamType, format: PrintFormat) {
    use std::fmt::Write;
    match format {
        PrintFormat::Oct if width(ty) == 32 => {
            let _ = write!(out, "{:o}", number as u32);
        }
        PrintFormat::Oct => {
            let _ = write!(out, "{number:o}");
        }
        _ => push_number(out, number, width(ty), format),
    }
}

fn push_limited_buffer(out: &mut TextBuf<'_>, bytes: &[u8], buffers: BufferFormat, scratch: &Scratch) {
    let mut text = scratch.text();
    push_buffer(&mut text, bytes, buffers);
    // The buffer keeps a byte for the NUL, and a text that fills it loses one more.
    let limit = if text.len() > STORAGE - 2 { STORAGE - 3 } else { text.len() };
    text.truncate(limit);
    out.extend(text.finish());
}

/// Appends a list as text: elements with commas between, in parentheses, cut to the size of the buffer.
pub fn push_list(
    out: &mut TextBuf<'_>,
    kind: Kind,
    values: &[Value<'_>],
    buffers: BufferFormat,
    scratch: &Scratch,
) {
    let start = out.len();
    out.push(b'(');
    for value in values {
        if out.len() - start > 1 {
            out.push(b',');
        }
        push_value(out, kind, *value, buffers, scratch);
    }
    out.push(b')');
    if out.len() - start > STORAGE - 1 {
        out.truncate(start + STORAGE - 1);
    }
}

/// Appends a value as JSON; `null` where the type has no JSON representation.
pub fn push_json_value(
    out: &mut TextBuf<'_>,
    kind: Kind,
    value: Value<'_>,
    buffers: BufferFormat,
    scratch: &Scratch,
) {
    let value = match value {
        Value::Raw(ty, bytes) => match raw_number(ty, bytes) {
            Some(number) => number,
            None => Value::Raw(ty, bytes),
        },
        value => value,
    };
    match value {
        Value::Bool(true) => out.extend(b"true"),
        Value::Bool(false) => out.extend(b"false"),
        Value::F64(number) if kind.1 == PrintFormat::Dec => push_i64(out, number as i64),
        Value::F64(number) => push_json_double(out, number),
        Value::I64(number) if shows_number(kind) => push_i64(out, number),
        Value::U64(number) if shows_number(kind) => push_u64(out, number),
        _ => {
            let mut text = scratch.text();
            if push_value(&mut text, kind, value, buffers, scratch) {
                push_json_string(out, text.finish());
            } else {
                out.extend(b"null");
            }
        }
    }
}

fn shows_number(kind: Kind) -> bool {
    matches!(kind.1, PrintFormat::Dec | PrintFormat::Id) || (kind.1 == PrintFormat::Na && width(kind.0) == 32)
}
