//! Descriptor lists: the descriptors of one thread.

use super::cursor::{Cursor, Fault};
use crate::schema::limits::MAX_PATH_SIZE;
use crate::schema::{FdType, L4Proto};
use crate::snapshot::{FdDetail, FdRecord};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest name of a descriptor.
const MAX_NAME: usize = MAX_PATH_SIZE - 1;

/// Reads every entry of a descriptor list of this version.
pub(super) fn read(body: &[u8], version: u8, fds: &mut Vec<(i64, FdRecord)>) -> Result<(), Fault> {
    let mut cursor = Cursor::new(body);
    let tid = cursor.i64("thread of the descriptor list")?;
    let mut index = 0;
    while cursor.left() >= 4 {
        let entry = entry(&mut cursor, version);
        fds.push((tid, entry.map_err(|fault| format!("descriptor {index} of thread {tid}: {fault}"))?));
        index += 1;
    }
    Ok(())
}

fn entry(c: &mut Cursor<'_>, version: u8) -> Result<FdRecord, Fault> {
    let start = c.at();
    let len = if version >= 2 { c.u32("length")? } else { 0 };
    let fd = c.i64("number")?;
    let ino = c.u64("inode")?;
    let number = c.u8("type")?;
    let (ty, detail) = match FdType::from_number(i32::from(number)) {
        Some(ty) => (ty, detail(c, ty, start, len as usize)?),
        // Of a newer library; only version 2 can be read past it.
        None => (FdType::Unsupported, FdDetail::Name(format!("unknown-type:[{number}]").into_bytes())),
    };
    c.end_entry(start, len, "entry")?;
    Ok(FdRecord { fd, ino, ty, detail })
}

fn detail(c: &mut Cursor<'_>, ty: FdType, start: usize, len: usize) -> Result<FdDetail, Fault> {
    Ok(match ty {
        FdType::Ipv4Sock => FdDetail::Ipv4 {
            sip: ipv4(c)?,
            dip: ipv4(c)?,
            sport: c.u16("source port")?,
            dport: c.u16("destination port")?,
            l4proto: protocol(c)?,
        },
        FdType::Ipv6Sock => FdDetail::Ipv6 {
            sip: ipv6(c)?,
            dip: ipv6(c)?,
            sport: c.u16("source port")?,
            dport: c.u16("destination port")?,
            l4proto: protocol(c)?,
        },
        FdType::Ipv4ServSock => {
            FdDetail::Ipv4Server { ip: ipv4(c)?, port: c.u16("port")?, l4proto: protocol(c)? }
        }
        FdType::Ipv6ServSock => {
            FdDetail::Ipv6Server { ip: ipv6(c)?, port: c.u16("port")?, l4proto: protocol(c)? }
        }
        FdType::UnixSock => FdDetail::Unix {
            source: c.u64("socket address")?,
            destination: c.u64("peer address")?,
            name: c.text(MAX_NAME, "name")?,
        },
        FdType::FileV2 => {
            let open_flags = c.u32("open flags")?;
            let name = c.text(MAX_NAME, "name")?;
            let has_dev = c.at() - start + 4 <= len;
            let dev = if has_dev { c.u32("device")? } else { 0 };
            FdDetail::File { open_flags, name, mount_id: 0, dev }
        }
        FdType::Unknown | FdType::Uninitialized => FdDetail::Name(Vec::new()),
        _ => FdDetail::Name(c.text(MAX_NAME, "name")?),
    })
}

fn ipv4(c: &mut Cursor<'_>) -> Result<Ipv4Addr, Fault> {
    c.array::<4>("IPv4 address").map(|bytes| Ipv4Addr::from(*bytes))
}

fn ipv6(c: &mut Cursor<'_>) -> Result<Ipv6Addr, Fault> {
    c.array::<16>("IPv6 address").map(|bytes| Ipv6Addr::from(*bytes))
}

fn protocol(c: &mut Cursor<'_>) -> Result<L4Proto, Fault> {
    Ok(L4Proto::from_number(c.u8("protocol")?).unwrap_or(L4Proto::Unknown))
}
