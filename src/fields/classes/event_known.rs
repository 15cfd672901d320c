//! What the code of an event alone tells of a field, so that filters can turn events away without looking at them.

use super::event_call::{self, READS, WRITES};
use crate::fields::{Extracted, FieldRef, Value};
use crate::schema::{Category, Code, EventFlags};

type Known = Option<Extracted<'static>>;

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
    Some(event_call::type_is_of(code, field))
}

pub(super) fn dir(code: Code, _: &FieldRef) -> Known {
    Some(Value::Bytes(if code.is_enter() { b">" } else { b"<" }).into())
}

pub(super) fn category(code: Code, _: &FieldRef) -> Known {
    event_call::category_of(code).map(|name| Value::Bytes(name).into())
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
    Some(event_call::io_dir_of(code))
}

pub(super) fn is_wait(code: Code, _: &FieldRef) -> Known {
    has(code, EventFlags::WAITS)
}

pub(super) fn is_async(code: Code, _: &FieldRef) -> Known {
    Some(Value::Bool(code.info().category.has_class(Category::METAEVENT)).into())
}
