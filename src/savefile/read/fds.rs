// SPDX-License-Identifier: Apache-2.0
//! Descriptor lists: the descriptors of one thread.

use super::cursor::{Cursor, Fault};
use crate::schema::limits::MAX_PATH_SIZE;
use crate::schema::{FdType, L4Proto};
use crate::snapshot::{FdDetail, FdRecord};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest name of a descriptor.
const MAX_NAME: usize = MAX_PATH_SIZE - 1;

/// Reads every entry of a descriptor list of this version.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    version: u8,
    fds: &mut Vec<(i64, FdRecord)>,
) -> Result<(), Fault> {
    let tid = cursor.i64("thread of the descriptor list")?;
    let mut index = 0;
    while cursor.left() >= 4 {
        let entry = entry(cursor, version);
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
        // Of a newer library; only version 2 can be skipped.
        None => (FdType::Unsupported, FdDetail::Name(format!("unknown-type:[{number}]").into_bytes())),
    };
    c.end_entry(start, len, size_of::<(i64, FdRecord)>())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entry_of(version: u8, ty: u8, rest: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if version == 2 {
            out.extend_from_slice(&(21 + rest.len() as u32).to_ne_bytes());
        }
        out.extend_from_slice(&5i64.to_ne_bytes());
        out.extend_from_slice(&99u64.to_ne_bytes());
        out.push(ty);
        out.extend_from_slice(rest);
        out
    }

    fn read_list(version: u8, entries: &[Vec<u8>]) -> Result<Vec<(i64, FdRecord)>, Fault> {
        let mut fds = Vec::new();
        read(
            &mut Cursor::new(&[42i64.to_ne_bytes().to_vec(), entries.concat()].concat(), 1 << 20),
            version,
            &mut fds,
        )
        .map(|()| fds)
    }

    #[test]
    fn each_kind_carries_its_own() {
        let file = [&7u32.to_ne_bytes()[..], &2u16.to_ne_bytes(), b"/f", &3u32.to_ne_bytes()].concat();
        let server = [&[127, 0, 0, 1][..], &80u16.to_ne_bytes(), &[2]].concat();
        let unix = [&1u64.to_ne_bytes()[..], &2u64.to_ne_bytes(), &2u16.to_ne_bytes(), b"/s"].concat();
        for version in [1, 2] {
            let file = if version == 1 { &file[..8] } else { &file };
            let entries = [
                entry_of(version, 16, file),
                entry_of(version, 5, &server),
                entry_of(version, 8, &unix),
                entry_of(version, 7, &[1, 0, b'p']),
                entry_of(version, 0, &[]),
            ];
            let fds = read_list(version, &entries).expect("whole");
            let details: Vec<_> = fds.iter().map(|(_, fd)| fd.detail.clone()).collect();
            assert!(fds.iter().all(|(tid, fd)| (*tid, fd.fd, fd.ino) == (42, 5, 99)));
            let dev = if version == 2 { 3 } else { 0 };
            let name = b"/f".to_vec();
            assert_eq!(details[0], FdDetail::File { open_flags: 7, name, mount_id: 0, dev });
            let (ip, l4proto) = (Ipv4Addr::LOCALHOST, L4Proto::Tcp);
            assert_eq!(details[1], FdDetail::Ipv4Server { ip, port: 80, l4proto });
            assert_eq!(details[2], FdDetail::Unix { source: 1, destination: 2, name: b"/s".to_vec() });
            assert_eq!(details[3..], [FdDetail::Name(b"p".to_vec()), FdDetail::Name(Vec::new())]);
        }
    }

    #[test]
    fn kinds_of_newer_writers_are_named() {
        let entries = [entry_of(2, 99, b"whatever"), entry_of(2, 7, &[1, 0, b'p', 1, 2, 3])];
        let fds = read_list(2, &entries).expect("whole");
        assert_eq!(fds[0].1.ty, FdType::Unsupported);
        assert_eq!(fds[0].1.detail, FdDetail::Name(b"unknown-type:[99]".to_vec()));
        assert_eq!(fds[1].1.detail, FdDetail::Name(b"p".to_vec()));
        let fault = read_list(2, &[entry_of(2, 7, &[9, 0, b'p'])]).expect_err("name too long");
        assert_eq!(fault, "descriptor 0 of thread 42: name needs 9 bytes, 1 are left in the block");
    }

    #[test]
    fn entries_may_not_take_more_memory_than_there_is() {
        let body = vec![0; 8 + 17 * 1000];
        let (mut fds, budget) = (Vec::new(), 50 * size_of::<(i64, FdRecord)>());
        let fault = read(&mut Cursor::new(&body, budget), 1, &mut fds).expect_err("too many");
        assert!(fault.contains("state of the machine takes more than"), "{fault}");
        assert!((30..50).contains(&fds.len()), "{}", fds.len());
    }
}
