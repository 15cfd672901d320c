//! Interface lists.

use super::cursor::{Cursor, Fault, until_nul};
use crate::schema::limits::MAX_PATH_SIZE;
use crate::snapshot::{Ipv4Interface, Ipv6Interface, Snapshot};
use std::net::{Ipv4Addr, Ipv6Addr};

const IPV4: u16 = 1;
const IPV6: u16 = 2;
const IPV4_NO_SPEED: u16 = 3;
const IPV6_NO_SPEED: u16 = 4;

/// Reads an interface list of this version; it takes the place of an earlier one.
pub(super) fn read(body: &[u8], version: u8, snapshot: &mut Snapshot) -> Result<(), Fault> {
    snapshot.ipv4.clear();
    snapshot.ipv6.clear();
    let mut cursor = Cursor::new(body);
    while cursor.left() >= 4 {
        let index = snapshot.ipv4.len() + snapshot.ipv6.len();
        entry(&mut cursor, version, snapshot).map_err(|fault| format!("interface {index}: {fault}"))?;
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
    c.end_entry(start, len, "entry")
}
