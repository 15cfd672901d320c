// SPDX-License-Identifier: Apache-2.0
//! The text of /proc/PID/stat (proc_pid_stat(5)).

use super::number::decimal;

/// What is taken from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stat<'a> {
    /// Command name, as it is: the file does not escape it.
    pub comm: &'a [u8],
    pub pgid: i64,
    pub sid: i64,
    pub tty: u32,
    pub pfminor: u64,
    pub pfmajor: u64,
    /// CPU time, clock ticks.
    pub utime: u64,
    pub stime: u64,
    /// Start, clock ticks since boot.
    pub start: u64,
}

impl Stat<'_> {
    /// `None` where a field is missing or not a number.
    pub fn parse(text: &[u8]) -> Option<Stat<'_>> {
        // The name may hold anything, brackets and newlines too; no field after it can.
        let open = memchr::memchr(b'(', text)?;
        let close = memchr::memrchr(b')', text).filter(|close| *close > open)?;
        let mut fields = text[close + 1..].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let mut skip = |count: usize| fields.nth(count);
        // In the manual's numbers: state is 3, ppid 4, pgrp 5, session 6, tty_nr 7, minflt 10, majflt 12, utime 14,
        // stime 15, starttime 22.
        let pgid = signed(skip(2)?)?;
        let sid = signed(skip(0)?)?;
        let tty = signed(skip(0)?)? as u32;
        let pfminor = decimal(skip(2)?)?;
        let pfmajor = decimal(skip(1)?)?;
        let utime = decimal(skip(1)?)?;
        let stime = decimal(skip(0)?)?;
        let start = decimal(skip(6)?)?;
        Some(Stat { comm: &text[open + 1..close], pgid, sid, tty, pfminor, pfmajor, utime, stime, start })
    }
}

fn signed(word: &[u8]) -> Option<i64> {
    match word.strip_prefix(b"-") {
        Some(digits) => decimal(digits)?.try_into().ok().map(|number: i64| -number),
        None => decimal(word)?.try_into().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_fields_by_their_place() {
        let text = b"12 (a) b)) S 1 5 6 34816 -1 4194304 100 200 300 400 11 22 33 44 20 0 1 0 777 9 8 7\n";
        let stat = Stat::parse(text).unwrap();
        assert_eq!(stat.comm, b"a) b)");
        assert_eq!((stat.pgid, stat.sid, stat.tty), (5, 6, 34816));
        assert_eq!((stat.pfminor, stat.pfmajor), (100, 300));
        assert_eq!((stat.utime, stat.stime, stat.start), (11, 22, 777));
    }

    #[test]
    fn a_session_outside_the_namespace_is_negative_or_zero() {
        let text = b"1 (x) S 0 -1 0 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 5\n";
        assert_eq!(Stat::parse(text).unwrap().pgid, -1);
    }

    #[test]
    fn refuses_what_is_cut_or_damaged() {
        let texts: [&[u8]; 5] =
            [b"", b"12 (sh", b")(", b"12 (sh) S 1 2 3", b"1 (x) S a b c d e f g h i j k l m n"];
        assert!(texts.iter().all(|text| Stat::parse(text).is_none()));
    }
}
