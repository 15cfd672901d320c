// SPDX-License-Identifier: Apache-2.0
//! The text of /proc/PID/status (proc_pid_status(5)).

use super::number::{decimal, first_number, hexadecimal};

/// What is taken from the file. Lines that are missing leave their default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Status {
    pub tgid: i64,
    pub ptid: i64,
    /// Effective ids; `u32::MAX` unknown.
    pub uid: u32,
    pub gid: u32,
    pub cap_inheritable: u64,
    pub cap_permitted: u64,
    pub cap_effective: u64,
    /// KiB.
    pub vmsize_kb: u32,
    pub vmrss_kb: u32,
    pub vmswap_kb: u32,
    /// Ids in the innermost PID namespace.
    pub vtid: Option<i64>,
    pub vpid: Option<i64>,
    /// Process group, outermost and innermost; only where the thread lives in a nested PID namespace.
    pub groups: Option<(i64, i64)>,
}

impl Status {
    pub fn parse(text: &[u8]) -> Status {
        let mut status = Status {
            tgid: 0,
            ptid: -1,
            uid: u32::MAX,
            gid: u32::MAX,
            cap_inheritable: 0,
            cap_permitted: 0,
            cap_effective: 0,
            vmsize_kb: 0,
            vmrss_kb: 0,
            vmswap_kb: 0,
            vtid: None,
            vpid: None,
            groups: None,
        };
        for line in text.split(|byte| *byte == b'\n') {
            if let Some(colon) = memchr::memchr(b':', line) {
                status.take(&line[..colon], &line[colon + 1..]);
            }
        }
        status
    }

    fn take(&mut self, key: &[u8], value: &[u8]) {
        match key {
            b"Tgid" => self.tgid = first_number(value).unwrap_or(0),
            b"PPid" => self.ptid = first_number(value).unwrap_or(-1),
            b"Uid" => self.uid = second(value).and_then(|id| id.try_into().ok()).unwrap_or(u32::MAX),
            b"Gid" => self.gid = second(value).and_then(|id| id.try_into().ok()).unwrap_or(u32::MAX),
            b"CapInh" => self.cap_inheritable = hexadecimal(value.trim_ascii()).unwrap_or(0),
            b"CapPrm" => self.cap_permitted = hexadecimal(value.trim_ascii()).unwrap_or(0),
            b"CapEff" => self.cap_effective = hexadecimal(value.trim_ascii()).unwrap_or(0),
            b"VmSize" => self.vmsize_kb = kilobytes(value),
            b"VmRSS" => self.vmrss_kb = kilobytes(value),
            b"VmSwap" => self.vmswap_kb = kilobytes(value),
            b"NSpid" => self.vtid = numbers(value).last(),
            b"NStgid" => self.vpid = numbers(value).last(),
            b"NSpgid" => {
                let mut all = numbers(value);
                self.groups = all.next().zip(all.last());
            }
            _ => (),
        }
    }
}

fn numbers(value: &[u8]) -> impl Iterator<Item = i64> {
    value
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .map_while(|word| decimal(word).and_then(|number| number.try_into().ok()))
}

/// Real, effective, saved, file system id: the effective one.
fn second(value: &[u8]) -> Option<i64> {
    numbers(value).nth(1)
}

fn kilobytes(value: &[u8]) -> u32 {
    first_number(value).and_then(|number| number.try_into().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &[u8] =
        b"Name:\tsh\nUmask:\t0022\nTgid:\t1234\nPid:\t1235\nPPid:\t77\nUid:\t0\t1000\t0\t0\n\
        Gid:\t5\t6\t7\t8\nNStgid:\t1234\t34\t4\nNSpid:\t1235\t35\t5\nNSpgid:\t1230\t30\t3\n\
        VmSize:\t    4308 kB\nVmRSS:\t     123 kB\nVmSwap:\t       7 kB\n\
        CapInh:\t0000000000000001\nCapPrm:\t000001ffffffffff\nCapEff:\t00000000000000ff\n";

    #[test]
    fn reads_every_line_it_needs() {
        let status = Status::parse(NESTED);
        assert_eq!((status.tgid, status.ptid, status.uid, status.gid), (1234, 77, 1000, 6));
        assert_eq!((status.vmsize_kb, status.vmrss_kb, status.vmswap_kb), (4308, 123, 7));
        assert_eq!(
            (status.cap_inheritable, status.cap_permitted, status.cap_effective),
            (1, 0x1ff_ffff_ffff, 0xff)
        );
    }

    #[test]
    fn takes_the_ids_of_the_innermost_namespace() {
        let status = Status::parse(NESTED);
        assert_eq!((status.vtid, status.vpid, status.groups), (Some(5), Some(4), Some((1230, 3))));
    }

    #[test]
    fn a_thread_of_the_first_namespace_has_no_second_group() {
        let status = Status::parse(b"NSpid:\t9\nNStgid:\t8\nNSpgid:\t7\n");
        assert_eq!((status.vtid, status.vpid, status.groups), (Some(9), Some(8), None));
    }

    #[test]
    fn a_damaged_line_leaves_the_default() {
        let status = Status::parse(b"Tgid:\tx\nUid:\t1\nCapEff:\tzz\nVmSize:\t-3 kB\nPPid\n");
        assert_eq!((status.tgid, status.uid, status.cap_effective, status.vmsize_kb), (0, u32::MAX, 0, 0));
        assert_eq!(status.ptid, -1);
    }
}
