// SPDX-License-Identifier: Apache-2.0
//! Interface lists.

use super::cursor::{Cursor, Fault, until_nul};
use crate::schema::limits::MAX_PATH_SIZE;
use crate::snapshot::{Ipv4Interface, Ipv6Interface, Snapshot};
use std::net::{Ipv4Addr, Ipv6Addr};

const IPV4: u16 = 1;
const IPV6: u16 = 2;
const IPV4_NO_SPEED: u16 = 3;
const IPV6_NO_SPEED: u16 = 4;

/// Reads an interface list of this version; it replaces an earlier one.
pub(super) fn read(cursor: &mut Cursor<'_>, version: u8, snapshot: &mut Snapshot) -> Result<(), Fault> {
    snapshot.ipv4.clear();
    snapshot.ipv6.clear();
    while cursor.left() >= 4 {
        let index = snapshot.ipv4.len() + snapshot.ipv6.len();
        entry(cursor, version, snapshot).map_err(|fault| format!("interface {index}: {fault}"))?;
    }
    Ok(())
}

fn entry(c: &mut Cursor<'_>, version: u8, snapshot: &mut Snapshot) -> Result<(), Fault> {
    // The length does not count itself here.
    let len = if version >= 2 { c.u32("length")? } else { 0 };
    let start = c.at();
    let ty = c.u16("type")?;
    let name_len = usize::from(c.u16("length of the name")?);
    if name_len >= MAX_PATH_SIZE {
        return Err(format!("name has {name_len} bytes, at most {} are possible", MAX_PATH_SIZE - 1));
    }
    match ty {
        IPV4 | IPV4_NO_SPEED => {
            let mut addr = || c.array::<4>("IPv4 address").map(|bytes| Ipv4Addr::from(*bytes));
            let (addr, netmask, broadcast) = (addr()?, addr()?, addr()?);
            let link_speed = if ty == IPV4 { c.u64("link speed")? } else { 0 };
            let name = until_nul(c.take(name_len, "name")?).to_vec();
            snapshot.ipv4.push(Ipv4Interface { name, addr, netmask, broadcast, link_speed });
        }
        IPV6 | IPV6_NO_SPEED => {
            let mut addr = || c.array::<16>("IPv6 address").map(|bytes| Ipv6Addr::from(*bytes));
            let (addr, netmask, broadcast) = (addr()?, addr()?, addr()?);
            let link_speed = if ty == IPV6 { c.u64("link speed")? } else { 0 };
            let name = until_nul(c.take(name_len, "name")?).to_vec();
            snapshot.ipv6.push(Ipv6Interface { name, addr, netmask, broadcast, link_speed });
        }
        _ => return Err(format!("type {ty} is not known")),
    }
    c.end_entry(start, len, size_of::<Ipv6Interface>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry_of(version: u8, ty: u16, addresses: &[u8], speed: &[u8]) -> Vec<u8> {
        let rest = [&ty.to_ne_bytes()[..], &4u16.to_ne_bytes(), addresses, speed, b"eth0"].concat();
        match version {
            1 => rest,
            _ => [&(rest.len() as u32).to_ne_bytes()[..], &rest].concat(),
        }
    }

    #[test]
    fn each_kind_of_address_with_and_without_speed() {
        let four: Vec<u8> = (1..=12).collect();
        let six: Vec<u8> = (1..=48).collect();
        let speed = 9u64.to_ne_bytes();
        for version in [1, 2] {
            let body = [
                entry_of(version, IPV4, &four, &speed),
                entry_of(version, IPV6, &six, &speed),
                entry_of(version, IPV4_NO_SPEED, &four, &[]),
                entry_of(version, IPV6_NO_SPEED, &six, &[]),
                vec![0; 3],
            ];
            let mut snapshot = Snapshot::default();
            read(&mut Cursor::new(&body.concat(), 1 << 20), version, &mut snapshot).expect("whole");
            let speeds: Vec<_> = snapshot.ipv4.iter().map(|i| i.link_speed).collect();
            assert_eq!((speeds.as_slice(), snapshot.ipv6.len()), (&[9, 0][..], 2));
            assert_eq!(snapshot.ipv4[1].broadcast, Ipv4Addr::new(9, 10, 11, 12));
            assert_eq!(snapshot.ipv6[0].netmask.octets()[..2], [17, 18]);
            assert!(snapshot.ipv6.iter().all(|i| i.name == b"eth0"));
            // A later list replaces this one.
            read(&mut Cursor::new(&[], 1 << 20), version, &mut snapshot).expect("whole");
            assert!(snapshot.ipv4.is_empty() && snapshot.ipv6.is_empty());
        }
    }

    #[test]
    fn unknown_kinds_are_errors() {
        let mut snapshot = Snapshot::default();
        let fault =
            read(&mut Cursor::new(&entry_of(2, 5, &[], &[]), 1 << 20), 2, &mut snapshot).expect_err("type 5");
        assert_eq!(fault, "interface 0: type 5 is not known");
    }
}
