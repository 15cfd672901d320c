// SPDX-License-Identifier: Apache-2.0
//! What the code of an event alone determines about a field, so that filters can reject events without looking at them.

use crate::fields::{Arg, Extracted, FieldRef, Value};
use crate::schema::{Category, Code, EventFlags};

type Known = Option<Extracted<'static>>;

pub(super) const READS: EventFlags = EventFlags::READS_FROM_FD;
pub(super) const WRITES: EventFlags = EventFlags::WRITES_TO_FD;

fn has(code: Code, flags: EventFlags) -> Known {
    Some(Value::Bool(code.info().flags.0 & flags.0 != 0).into())
}

/// The name of most events; generic and asynchronous events carry theirs.
pub(super) fn event_type(code: Code, _: &FieldRef) -> Known {
    match code {
        Code::GenericX | Code::AsynceventE => None,
        code => Some(Value::Bytes(code.info().name.as_bytes()).into()),
    }
}

pub(super) fn syscall_type(code: Code, field: &FieldRef) -> Known {
    if !code.info().category.has_class(Category::SYSCALL) {
        return Some(Extracted::None);
    }
    event_type(code, field)
}

pub(super) fn type_is(code: Code, field: &FieldRef) -> Known {
    Some(type_is_of(code, field))
}

pub(super) fn dir(code: Code, _: &FieldRef) -> Known {
    Some(Value::Bytes(if code.is_enter() { b">" } else { b"<" }).into())
}

pub(super) fn category(code: Code, _: &FieldRef) -> Known {
    category_of(code).map(|name| Value::Bytes(name).into())
}

pub(super) fn is_io(code: Code, _: &FieldRef) -> Known {
    has(code, READS.or(WRITES))
}

pub(super) fn is_io_read(code: Code, _: &FieldRef) -> Known {
    has(code, READS)
}

pub(super) fn is_io_write(code: Code, _: &FieldRef) -> Known {
    has(code, WRITES)
}

pub(super) fn io_dir(code: Code, _: &FieldRef) -> Known {
    Some(io_dir_of(code))
}

pub(super) fn is_wait(code: Code, _: &FieldRef) -> Known {
    has(code, EventFlags::WAITS)
}

pub(super) fn is_async(code: Code, _: &FieldRef) -> Known {
    Some(Value::Bool(code.info().category.has_class(Category::METAEVENT)).into())
}

pub(super) fn type_is_of<'s>(code: Code, field: &FieldRef) -> Extracted<'s> {
    let number = u32::from(code.number());
    let holds = matches!(field.arg, Arg::EventCodes(a, b) if number == a || number == b);
    Value::U64(holds.into()).into()
}

/// The category by the event alone; `None` for events whose descriptor determines it.
pub(super) fn category_of(code: Code) -> Option<&'static [u8]> {
    Some(match code.info().category.syscall_category() {
        Category::OTHER => b"other",
        Category::FILE => b"file",
        Category::NET => b"net",
        Category::IPC => b"IPC",
        Category::MEMORY => b"memory",
        Category::PROCESS => b"process",
        Category::SLEEP => b"sleep",
        Category::SYSTEM => b"system",
        Category::SIGNAL => b"signal",
        Category::USER => b"user",
        Category::TIME => b"time",
        Category::PROCESSING => b"processing",
        Category::IO_READ | Category::IO_WRITE | Category::IO_OTHER => return None,
        Category::WAIT => b"wait",
        Category::SCHEDULER => b"scheduler",
        Category::INTERNAL => b"internal",
        _ => b"unknown",
    })
}

pub(super) fn io_dir_of<'s>(code: Code) -> Extracted<'s> {
    let flags = code.info().flags;
    if flags.has(WRITES) {
        Value::Bytes(b"write").into()
    } else if flags.has(READS) {
        Value::Bytes(b"read").into()
    } else {
        Extracted::None
    }
}
