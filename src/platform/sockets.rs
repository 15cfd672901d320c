// SPDX-License-Identifier: Apache-2.0
//! The tables of sockets under /proc/PID/net, one per network namespace (proc_pid_net(5)).

use super::number::{decimal, hexadecimal};
use super::read::read_whole;
use crate::schema::{FdType, L4Proto};
use crate::snapshot::{FdDetail, FdRecord};
use rustc_hash::FxHashMap;
use rustix::fd::BorrowedFd;
use std::ffi::CStr;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Sockets of one network namespace by inode.
#[derive(Debug, Default)]
pub(super) struct SocketTable {
    sockets: FxHashMap<u64, (FdType, FdDetail)>,
}

/// How the lines of one file are read.
type Line = fn(&[u8], L4Proto) -> Option<(u64, FdType, FdDetail)>;

const FILES: [(&CStr, Line, L4Proto); 8] = [
    (c"net/tcp", ipv4_line, L4Proto::Tcp),
    (c"net/udp", ipv4_line, L4Proto::Udp),
    (c"net/raw", ipv4_line, L4Proto::Raw),
    (c"net/unix", unix_line, L4Proto::Na),
    (c"net/netlink", netlink_line, L4Proto::Na),
    (c"net/tcp6", ipv6_line, L4Proto::Tcp),
    (c"net/udp6", ipv6_line, L4Proto::Udp),
    (c"net/raw6", ipv6_line, L4Proto::Raw),
];

impl SocketTable {
    /// Reads the tables that `process`, a /proc/PID directory, sees. A table that cannot be read, as IPv6's where
    /// the kernel has none, is left out.
    pub fn read(process: BorrowedFd<'_>) -> SocketTable {
        let mut table = SocketTable::default();
        let mut text = Vec::new();
        for (file, line, proto) in FILES {
            if read_whole(process, file, &mut text).is_ok() {
                table.take(&text, line, proto);
            }
        }
        table
    }

    fn take(&mut self, text: &[u8], line: Line, proto: L4Proto) {
        for (ino, ty, detail) in text.split(|byte| *byte == b'\n').filter_map(|text| line(text, proto)) {
            self.sockets.insert(ino, (ty, detail));
        }
    }

    /// Every socket.
    pub fn into_records(self) -> Vec<FdRecord> {
        let records = self.sockets.into_iter();
        records.map(|(ino, (ty, detail))| FdRecord { fd: 0, ino, ty, detail }).collect()
    }

    /// The socket with this inode.
    pub fn get(&self, ino: u64) -> Option<&(FdType, FdDetail)> {
        self.sockets.get(&ino)
    }
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| *byte == b' ').filter(|word| !word.is_empty())
}

/// `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode ...`
fn ends(line: &[u8]) -> Option<(&[u8], &[u8], u64)> {
    let mut words = words(line);
    words.next()?;
    let (local, remote) = (words.next()?, words.next()?);
    Some((local, remote, decimal(words.nth(6)?)?))
}

fn address_and_port(word: &[u8]) -> Option<(&[u8], u16)> {
    let colon = memchr::memchr(b':', word)?;
    Some((&word[..colon], hexadecimal(&word[colon + 1..])?.try_into().ok()?))
}

/// The kernel prints each 32-bit word of an address as a number in native byte order.
fn address_word(text: &[u8]) -> Option<[u8; 4]> {
    (text.len() == 8).then(|| hexadecimal(text)).flatten().map(|word| (word as u32).to_ne_bytes())
}

fn ipv4(word: &[u8]) -> Option<(Ipv4Addr, u16)> {
    let (address, port) = address_and_port(word)?;
    Some((Ipv4Addr::from(address_word(address)?), port))
}

fn ipv6(word: &[u8]) -> Option<(Ipv6Addr, u16)> {
    let (address, port) = address_and_port(word)?;
    if address.len() != 32 {
        return None;
    }
    let mut octets = [0; 16];
    for (to, from) in octets.chunks_exact_mut(4).zip(address.chunks_exact(8)) {
        to.copy_from_slice(&address_word(from)?);
    }
    Some((Ipv6Addr::from(octets), port))
}

fn ipv4_line(line: &[u8], l4proto: L4Proto) -> Option<(u64, FdType, FdDetail)> {
    let (local, remote, ino) = ends(line)?;
    let ((sip, sport), (dip, dport)) = (ipv4(local)?, ipv4(remote)?);
    Some(if dip.is_unspecified() {
        (ino, FdType::Ipv4ServSock, FdDetail::Ipv4Server { ip: sip, port: sport, l4proto })
    } else {
        (ino, FdType::Ipv4Sock, FdDetail::Ipv4 { sip, dip, sport, dport, l4proto })
    })
}

fn ipv6_line(line: &[u8], l4proto: L4Proto) -> Option<(u64, FdType, FdDetail)> {
    let (local, remote, ino) = ends(line)?;
    let ((sip, sport), (dip, dport)) = (ipv6(local)?, ipv6(remote)?);
    Some(if dip.is_unspecified() {
        (ino, FdType::Ipv6ServSock, FdDetail::Ipv6Server { ip: sip, port: sport, l4proto })
    } else {
        (ino, FdType::Ipv6Sock, FdDetail::Ipv6 { sip, dip, sport, dport, l4proto })
    })
}

/// `Num: RefCount Protocol Flags Type St Inode [Path]`; the path may hold blanks.
fn unix_line(line: &[u8], _: L4Proto) -> Option<(u64, FdType, FdDetail)> {
    let colon = memchr::memchr(b':', line)?;
    let source = hexadecimal(line[..colon].trim_ascii())?;
    let mut rest = &line[colon + 1..];
    let mut word = || {
        rest = rest.trim_ascii_start();
        let end = memchr::memchr(b' ', rest).unwrap_or(rest.len());
        let word;
        (word, rest) = rest.split_at(end);
        word
    };
    for _ in 0..5 {
        word();
    }
    let ino = decimal(word())?;
    let name = rest.strip_prefix(b" ").unwrap_or(rest).to_vec();
    Some((ino, FdType::UnixSock, FdDetail::Unix { source, destination: 0, name }))
}

/// `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`
fn netlink_line(line: &[u8], _: L4Proto) -> Option<(u64, FdType, FdDetail)> {
    let ino = decimal(words(line).nth(9)?.trim_ascii())?;
    Some((ino, FdType::Netlink, FdDetail::Name(Vec::new())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &[u8], line: Line, proto: L4Proto) -> SocketTable {
        let mut table = SocketTable::default();
        table.take(text, line, proto);
        table
    }

    #[test]
    fn reads_ipv4_connections_and_listeners() {
        let text = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n\
            1: 0100007F:1F90 0201000A:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1\n";
        let table = table(text, ipv4_line, L4Proto::Tcp);
        let (ip, l4proto) = (Ipv4Addr::LOCALHOST, L4Proto::Tcp);
        let server = FdDetail::Ipv4Server { ip, port: 8080, l4proto };
        assert_eq!(table.get(4711), Some(&(FdType::Ipv4ServSock, server)));
        let dip = Ipv4Addr::new(10, 0, 1, 2);
        let both = FdDetail::Ipv4 { sip: ip, dip, sport: 8080, dport: 50000, l4proto };
        assert_eq!(table.get(4712), Some(&(FdType::Ipv4Sock, both)));
        assert_eq!(table.sockets.len(), 2);
    }

    #[test]
    fn reads_ipv6_words_in_the_order_of_the_machine() {
        let text = b"0: 00000000000000000000000001000000:0016 B80D0120000000000000000001000000:01BB 01 \
            00000000:00000000 00:00000000 00000000     0        0 99 1 0 20 4 30 10 -1\n";
        let table = table(text, ipv6_line, L4Proto::Udp);
        let sip = Ipv6Addr::LOCALHOST;
        let dip = "2001:db8::1".parse().unwrap();
        let both = FdDetail::Ipv6 { sip, dip, sport: 22, dport: 443, l4proto: L4Proto::Udp };
        assert_eq!(table.get(99), Some(&(FdType::Ipv6Sock, both)));
    }

    #[test]
    fn reads_unix_paths_with_blanks_and_without() {
        let text = b"Num       RefCount Protocol Flags    Type St Inode Path\n\
            ffff8f4ac0ffee00: 00000002 00000000 00010000 0001 01 31415 /run/a socket\n\
            ffff8f4ac0ffee01: 00000003 00000000 00000000 0001 03 31416\n";
        let table = table(text, unix_line, L4Proto::Na);
        let unix = |source, name: &[u8]| FdDetail::Unix { source, destination: 0, name: name.to_vec() };
        assert_eq!(
            table.get(31415),
            Some(&(FdType::UnixSock, unix(0xffff_8f4a_c0ff_ee00, b"/run/a socket")))
        );
        assert_eq!(table.get(31416), Some(&(FdType::UnixSock, unix(0xffff_8f4a_c0ff_ee01, b""))));
    }

    #[test]
    fn reads_netlink_inodes() {
        let text =
            b"sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n\
            00000000deadbeef 0   1234       00000551 0        0        0     2        0        2718\n";
        let table = table(text, netlink_line, L4Proto::Na);
        assert_eq!(table.get(2718), Some(&(FdType::Netlink, FdDetail::Name(Vec::new()))));
    }

    #[test]
    fn leaves_damaged_lines_out() {
        let text = b"0: 0100007F 00000000:0000 0A\n1: XX:1 YY:2 0A a b c d e f\n:::\n ffff:\n: : : : :\n\n";
        for (_, line, proto) in FILES {
            assert!(table(text, line, proto).sockets.is_empty());
        }
    }
}
