// SPDX-License-Identifier: Apache-2.0
//! The header and the parameters of an event as text, one a line, without any state: for a look at its bytes.

use crate::codec::{RawEvent, RawHeader};
use crate::schema::ParamType;
use std::fmt::Display;
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

const HEADER: u32 = 0;
const FULL: u32 = 2;
const RULE: &[u8] = b"----------------------- \n";

/// Families of socket parameters.
const AF_UNIX: u8 = 1;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;

/// The text for one of the levels of detail, 0 header, 1 also lengths, 2 also values; nothing for others.
pub(crate) fn render(bytes: &[u8], amount: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let Some(header) = RawHeader::read(bytes) else { return out };
    if amount > FULL {
        return out;
    }
    out.extend_from_slice(b"----------------------- HEADER\n");
    line(&mut out, "timestamp", header.ts);
    line(&mut out, "tid", header.tid);
    line(&mut out, "len", header.len);
    line(&mut out, "type", header.number);
    line(&mut out, "num params", header.nparams);
    out.extend_from_slice(RULE);
    if amount == HEADER {
        return out;
    }
    let event = match RawEvent::decode(bytes) {
        Ok(event) => event,
        Err(fault) => {
            line(&mut out, "malformed", fault);
            return out;
        }
    };
    out.extend_from_slice(b"----------------------- LEN ARRAY\n");
    for (index, param) in event.params().enumerate() {
        line(&mut out, &format!("param {index} len"), param.bytes().len());
    }
    none(&mut out, &event);
    out.extend_from_slice(RULE);
    if amount == FULL {
        out.extend_from_slice(b"----------------------- PARAMS\n");
        for (index, value) in event.params().enumerate() {
            let ty = event.info().params.get(index).map_or(ParamType::NoType, |info| info.ty);
            param(&mut out, index, ty, value.bytes());
        }
        none(&mut out, &event);
        out.extend_from_slice(b"-----------------------\n");
    }
    out
}

fn line(out: &mut Vec<u8>, label: &str, value: impl Display) {
    // Writing into memory does not fail.
    let _ = writeln!(out, "{label}: {value}");
}

fn none(out: &mut Vec<u8>, event: &RawEvent<'_>) {
    if event.param_count() == 0 {
        out.extend_from_slice(b"- This event has no parameter\n");
    }
}

/// The first bytes, followed by zeros where there are fewer.
fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0))
}

fn param(out: &mut Vec<u8>, index: usize, ty: ParamType, bytes: &[u8]) {
    use ParamType as P;
    let label = format!("PARAM {index}");
    if bytes.is_empty() {
        return line(out, &label, "is empty");
    }
    let unsigned = u32::from_ne_bytes(first(bytes));
    match ty {
        P::Uint8 | P::Sigtype | P::Enumflags8 | P::Flags8 => {
            line(out, &label, format_args!("{:X}", bytes[0]))
        }
        P::Uint16 | P::Syscallid | P::Enumflags16 | P::Flags16 => {
            line(out, &label, format_args!("{:X}", u16::from_ne_bytes(first(bytes))));
        }
        P::Uint32 | P::Uid | P::Gid | P::Sigset | P::Mode | P::Enumflags32 | P::Flags32 => {
            line(out, &label, format_args!("{unsigned:X}"));
        }
        P::Port => line(out, &label, u16::from_ne_bytes(first(bytes))),
        P::Ipv4addr => line(out, &label, Ipv4Addr::from(first::<4>(bytes))),
        P::Ipv6addr => line(out, &label, Ipv6Addr::from(first::<16>(bytes))),
        P::Uint64 | P::Reltime | P::Abstime => line(out, &label, u64::from_ne_bytes(first(bytes))),
        P::Int8 => line(out, &label, bytes[0] as i8),
        P::Int16 => line(out, &label, i16::from_ne_bytes(first(bytes))),
        P::Int32 | P::Fd | P::Fd32 | P::Pid32 => line(out, &label, unsigned as i32),
        P::Int64 | P::Errno | P::Pid => line(out, &label, i64::from_ne_bytes(first(bytes))),
        P::Sockaddr | P::Socktuple => socket(out, &label, bytes, matches!(ty, P::Socktuple)),
        P::Charbuf | P::Fspath | P::Fsrelpath => text(out, &label, bytes),
        P::Bytebuf | P::Charbufarray | P::Fdlist | P::Dyn => raw(out, &label, bytes),
        _ => line(out, &label, "TYPE NOT KNOWN"),
    }
}

fn text(out: &mut Vec<u8>, label: &str, bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    out.extend_from_slice(label.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(&bytes[..end]);
    out.push(b'\n');
}

fn raw(out: &mut Vec<u8>, label: &str, bytes: &[u8]) {
    let _ = writeln!(out, "{label}:");
    for byte in bytes {
        out.push(*byte);
        let _ = writeln!(out, " ({byte:02x})");
    }
    out.push(b'\n');
}

/// An address with its port, or both ends of a connection: addresses first, then ports.
fn socket(out: &mut Vec<u8>, label: &str, bytes: &[u8], both: bool) {
    let _ = writeln!(out, "{label}:");
    line(out, "- sock_family", bytes[0]);
    let rest = &bytes[1..];
    let at = |from: usize| rest.get(from..).unwrap_or(&[]);
    let ends = 1 + usize::from(both);
    let port = |out: &mut Vec<u8>, from: usize| line(out, "- port", u16::from_ne_bytes(first(at(from))));
    match bytes[0] {
        AF_INET => {
            (0..ends).for_each(|end| line(out, "- ipv4", Ipv4Addr::from(first::<4>(at(end * 4)))));
            (0..ends).for_each(|end| port(out, ends * 4 + end * 2));
        }
        AF_INET6 => {
            (0..ends).for_each(|end| line(out, "- ipv6", Ipv6Addr::from(first::<16>(at(end * 16)))));
            (0..ends).for_each(|end| port(out, ends * 16 + end * 2));
        }
        AF_UNIX => text(out, "- unix path", at(if both { 16 } else { 0 })),
        _ => out.extend_from_slice(if both { b"-  error\n" } else { b"- error\n" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Encoder;
    use crate::schema::Code;

    #[test]
    fn three_amounts() {
        let mut bytes = Vec::new();
        Encoder::new(7, 42, Code::SyscallCloseX).i64(-9).i64(3).finish(&mut bytes).expect("fits");
        let text = |amount| String::from_utf8(render(&bytes, amount)).expect("text");
        assert_eq!(
            text(2),
            "----------------------- HEADER\ntimestamp: 7\ntid: 42\nlen: 46\ntype: 5\nnum params: 2\n\
             ----------------------- \n----------------------- LEN ARRAY\nparam 0 len: 8\nparam 1 len: 8\n\
             ----------------------- \n----------------------- PARAMS\nPARAM 0: -9\nPARAM 1: 3\n\
             -----------------------\n"
        );
        assert!(text(2).starts_with(&text(1)) && text(1).starts_with(&text(0)));
        assert_eq!(text(3), "");
    }

    #[test]
    fn sockets_and_bytes() {
        let mut out = Vec::new();
        param(&mut out, 0, ParamType::Socktuple, &[2, 127, 0, 0, 1, 10, 0, 0, 2, 80, 0, 1, 1]);
        param(&mut out, 1, ParamType::Sockaddr, b"\x01/run/x\0");
        param(&mut out, 2, ParamType::Bytebuf, b"a");
        param(&mut out, 3, ParamType::Uint32, &[]);
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "PARAM 0:\n- sock_family: 2\n- ipv4: 127.0.0.1\n- ipv4: 10.0.0.2\n- port: 80\n- port: 257\n\
             PARAM 1:\n- sock_family: 1\n- unix path: /run/x\nPARAM 2:\na (61)\n\nPARAM 3: is empty\n"
        );
    }
}
