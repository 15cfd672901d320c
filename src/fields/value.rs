// SPDX-License-Identifier: Apache-2.0
//! Values between an event and a comparison or a line of output.

use crate::schema::ParamType;

/// One extracted value, borrowed from event, state or scratch memory.
///
/// The type of the field ([`super::FieldRef::ty`]) says how to print it; the variant alone is enough to hold it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'s> {
    /// Text without a trailing NUL (UTF-8 not guaranteed), or the bytes of a `BYTEBUF`.
    Bytes(&'s [u8]),
    /// Any signed integer: `INT*`, `PID`, `FD`, `ERRNO`.
    I64(i64),
    /// Any unsigned integer: `UINT*`, `PORT`, `FLAGS*`, `ENUMFLAGS*`, `MODE`, `UID`, `GID`, `SIGTYPE`, `SYSCALLID`,
    /// `RELTIME` and `ABSTIME` (nanoseconds).
    U64(u64),
    /// `DOUBLE`.
    F64(f64),
    /// `BOOL`.
    Bool(bool),
    /// An IPv4 address in network order; for `IPV4ADDR`, `IPADDR` and, on the event's side, `IPV4NET` and `IPNET`.
    Ipv4([u8; 4]),
    /// An IPv6 address in network order; for `IPV6ADDR`, `IPADDR` and, on the event's side, `IPV6NET` and `IPNET`.
    Ipv6([u8; 16]),
    /// The bytes of a parameter as the event holds them, with the type the event states: `evt.rawarg` only.
    Raw(ParamType, &'s [u8]),
}

impl<'s> Value<'s> {
    /// The text or bytes, for the two variants that hold some.
    #[inline]
    pub fn bytes(&self) -> Option<&'s [u8]> {
        match *self {
            Value::Bytes(bytes) | Value::Raw(_, bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// What an extraction found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extracted<'s> {
    /// Nothing: the field does not exist for this event.
    None,
    /// The value of a scalar field.
    One(Value<'s>),
    /// The values of a list field; an empty list exists, it just has no elements.
    Many(&'s [Value<'s>]),
}

impl<'s> Extracted<'s> {
    /// A present or absent scalar.
    #[inline]
    pub fn from_option(value: Option<Value<'s>>) -> Self {
        value.map_or(Extracted::None, Extracted::One)
    }

    /// Present or absent text.
    #[inline]
    pub fn from_text(text: Option<&'s [u8]>) -> Self {
        text.map_or(Extracted::None, |text| Extracted::One(Value::Bytes(text)))
    }

    /// True unless nothing was found.
    #[inline]
    pub fn exists(&self) -> bool {
        !matches!(self, Extracted::None)
    }

    /// All values, in order.
    #[inline]
    pub fn values(&self) -> &[Value<'s>] {
        match self {
            Extracted::None => &[],
            Extracted::One(value) => std::slice::from_ref(value),
            Extracted::Many(values) => values,
        }
    }
}

impl<'s> From<Value<'s>> for Extracted<'s> {
    #[inline]
    fn from(value: Value<'s>) -> Self {
        Extracted::One(value)
    }
}
