// SPDX-License-Identifier: Apache-2.0
//! Constants: the text on the right side of a comparison, read as the type on its left side.

use super::services;
use crate::fields::Value;
use crate::fields::{scan_i64, scan_u64};
use crate::schema::ParamType::{self, *};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest text that a constant may have, in bytes.
pub const MAX_CONSTANT_LEN: usize = 255;

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// Text or bytes.
    Bytes(Box<[u8]>),
    /// A signed number.
    I64(i64),
    /// An unsigned number.
    U64(u64),
    /// A floating point number.
    F64(f64),
    /// A truth value.
    Bool(bool),
    /// An address.
    Ipv4([u8; 4]),
    /// An address.
    Ipv6([u8; 16]),
    /// A network: an address within it, and the number of leading bits that count.
    Ipv4Net([u8; 4], u8),
    /// A network: an address within it, and the number of leading bits that count.
    Ipv6Net([u8; 16], u8),
}

impl Constant {
    /// Reads `text` as a constant of type `ty`.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(ty: ParamType, text: &[u8]) -> Result<Constant, String> {
        // Only an event's bytes can hold a NUL; a text ends there.
        if ty != Bytebuf && text.contains(&0) {
            return Err(wrong(text, "a value of this field: it has a NUL byte"));
        }
        let signed = |what| scan_i64(text).ok_or_else(|| wrong(text, what));
        let unsigned = |what| scan_u64(text).ok_or_else(|| wrong(text, what));
        Ok(match ty {
            Int8 => Constant::I64(i64::from(signed("a number")? as i8)),
            Int16 => Constant::I64(i64::from(signed("a number")? as i16)),
            Int32 => Constant::I64(i64::from(signed("a number")? as i32)),
            Int64 | Fd | Errno | Pid => Constant::I64(signed("a number")?),
            L4proto | Flags8 | Uint8 | Enumflags8 => Constant::U64(u64::from(unsigned("a number")? as u8)),
            Flags16 | Uint16 | Enumflags16 => Constant::U64(u64::from(unsigned("a number")? as u16)),
            Flags32 | Uint32 | Mode | Enumflags32 | Uid | Gid => {
                Constant::U64(u64::from(unsigned("a number")? as u32))
            }
            Uint64 | Reltime | Abstime => Constant::U64(unsigned("a number")?),
            Port => Constant::U64(u64::from(port(text)?)),
            Charbuf | Sockaddr | Socktuple | Sockfamily | Fspath | Fsrelpath | Bytebuf => {
                if text.len() > MAX_CONSTANT_LEN {
                    return Err(format!("value of {} bytes, at most 255 are allowed", text.len()));
                }
                Constant::Bytes(text.into())
            }
            Bool => match text {
                b"true" => Constant::Bool(true),
                b"false" => Constant::Bool(false),
                _ => return Err(wrong(text, "'true' or 'false'")),
            },
            Double => Constant::F64(f64::from(signed("a whole number")? as i32)),
            Ipaddr if is_ipv4(text) => Constant::Ipv4(ipv4(text)?),
            Ipv4addr => Constant::Ipv4(ipv4(text)?),
            Ipaddr | Ipv6addr => Constant::Ipv6(ipv6(text)?),
            Ipnet if is_ipv4(text) => ipv4_net(text)?,
            Ipv4net => ipv4_net(text)?,
            Ipnet | Ipv6net => ipv6_net(text)?,
            NoType | Fdlist | Syscallid | Sigtype | Dyn | Sigset | Charbufarray | CharbufPairArray | Fd32
            | Pid32 => {
                return Err(format!("fields of type {} cannot be compared with a constant", ty.name()));
            }
        })
    }

    /// The constant as a value to compare with; a network has none.
    pub fn as_value(&self) -> Option<Value<'_>> {
        Some(match self {
            Constant::Bytes(bytes) => Value::Bytes(bytes),
            Constant::I64(number) => Value::I64(*number),
            Constant::U64(number) => Value::U64(*number),
            Constant::F64(number) => Value::F64(*number),
            Constant::Bool(truth) => Value::Bool(*truth),
            Constant::Ipv4(address) => Value::Ipv4(*address),
            Constant::Ipv6(address) => Value::Ipv6(*address),
            Constant::Ipv4Net(..) | Constant::Ipv6Net(..) => return Option::None,
        })
    }

    /// The constant as the bytes that an event would hold for type `ty`: numbers in the byte order of this machine,
    /// cut to the width of the type. Networks, which no event holds, are address, then mask as the original lays it out.
    pub fn to_bytes(&self, ty: ParamType) -> Vec<u8> {
        let sized = |bytes: [u8; 8]| bytes[..width(ty)].to_vec();
        match self {
            Constant::Bytes(bytes) => bytes.to_vec(),
            Constant::I64(number) => sized(number.to_le_bytes()),
            Constant::U64(number) => sized(number.to_le_bytes()),
            Constant::F64(number) => number.to_le_bytes().to_vec(),
            Constant::Bool(truth) => u32::from(*truth).to_le_bytes().to_vec(),
            Constant::Ipv4(address) => address.to_vec(),
            Constant::Ipv6(address) => address.to_vec(),
            Constant::Ipv4Net(address, bits) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(*bits)).unwrap_or(0);
                [*address, mask.to_be_bytes()].concat()
            }
            Constant::Ipv6Net(address, bits) => {
                // The index of the last byte that counts; one before the first in a network of every address.
                let (last, tail) = match bits % 8 {
                    0 => (u32::from(bits / 8).wrapping_sub(1), 0),
                    rest => (u32::from(bits / 8), 8 - rest),
                };
                let mut bytes = address.to_vec();
                bytes.extend_from_slice(&last.to_le_bytes());
                bytes.extend_from_slice(&u32::from(tail).to_le_bytes());
                bytes
            }
        }
    }
}

/// Bytes of a number of this type.
pub(super) const fn width(ty: ParamType) -> usize {
    match ty {
        Int8 | Uint8 | L4proto | Flags8 | Enumflags8 | Sigtype => 1,
        Int16 | Uint16 | Port | Flags16 | Enumflags16 | Syscallid => 2,
        Int32 | Uint32 | Flags32 | Mode | Enumflags32 | Uid | Gid | Bool | Sigset => 4,
        _ => 8,
    }
}

fn wrong(text: &[u8], what: &str) -> String {
    format!("'{}' is not {what}", text.escape_ascii())
}

fn port(text: &[u8]) -> Result<u16, String> {
    let what = "a port or the name of a service";
    if text.is_empty() {
        return Ok(0);
    }
    if text.iter().all(u8::is_ascii_digit) {
        let number = scan_u64(text).and_then(|number| i32::try_from(number).ok());
        return number.map(|number| number as u16).ok_or_else(|| wrong(text, what));
    }
    std::str::from_utf8(text).ok().and_then(services::port).ok_or_else(|| wrong(text, what))
}

fn ipv4(text: &[u8]) -> Result<[u8; 4], String> {
    let address = std::str::from_utf8(text).ok().and_then(|text| text.parse::<Ipv4Addr>().ok());
    address.map(|address| address.octets()).ok_or_else(|| wrong(text, "an IPv4 address"))
}

fn ipv6(text: &[u8]) -> Result<[u8; 16], String> {
    let address = std::str::from_utf8(text).ok().and_then(|text| text.parse::<Ipv6Addr>().ok());
    address.map(|address| address.octets()).ok_or_else(|| wrong(text, "an IPv6 address"))
}

/// True for what is written as IPv4: `::ffff:192.0.2.1` is not.
fn is_ipv4(text: &[u8]) -> bool {
    text.contains(&b'.') && !text.contains(&b':')
}

/// Splits `address/bits`.
fn net(text: &[u8]) -> Option<(&[u8], u8)> {
    let slash = text.iter().position(|byte| *byte == b'/')?;
    let bits = scan_u64(&text[slash + 1..])?;
    Some((&text[..slash], u8::try_from(bits).ok()?))
}

fn ipv4_net(text: &[u8]) -> Result<Constant, String> {
    let what = "an IPv4 network, such as 10.0.0.0/8";
    let (address, bits) = net(text).ok_or_else(|| wrong(text, what))?;
    let address = ipv4(address).map_err(|_| wrong(text, what))?;
    if bits > 32 { Err(wrong(text, what)) } else { Ok(Constant::Ipv4Net(address, bits)) }
}

fn ipv6_net(text: &[u8]) -> Result<Constant, String> {
    let what = "an IPv6 network, such as fe80::/64";
    let (address, bits) = net(text).ok_or_else(|| wrong(text, what))?;
    let address = ipv6(address).map_err(|_| wrong(text, what))?;
    if bits > 128 { Err(wrong(text, what)) } else { Ok(Constant::Ipv6Net(address, bits)) }
}
