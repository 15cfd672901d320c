// SPDX-License-Identifier: Apache-2.0
//! Process lists.

use super::cursor::{Cursor, Fault};
use crate::savefile::process_fields::{each_process_field, each_process_tail_field};
use crate::schema::limits::{MAX_ARGS_SIZE, MAX_CGROUPS_SIZE, MAX_ENV_SIZE, MAX_PATH_SIZE};
use crate::snapshot::ThreadRecord;

/// Tail fields in the layout of writers before 0.10: without start of the pid namespace and terminal.
const OLD_TAIL: usize = 29;

/// Reads every entry of a process list of this version.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    version: u8,
    threads: &mut Vec<ThreadRecord>,
) -> Result<(), Fault> {
    while cursor.left() >= 4 {
        let entry = entry(cursor, version);
        threads.push(entry.map_err(|fault| format!("process list entry {}: {fault}", threads.len()))?);
    }
    Ok(())
}

fn entry(c: &mut Cursor<'_>, version: u8) -> Result<ThreadRecord, Fault> {
    let start = c.at();
    let len = if version >= 9 { c.u32("length")? } else { 0 };
    let mut t = ThreadRecord::default();
    macro_rules! field {
        ($since:literal text $name:ident $most:ident) => {
            if version >= $since {
                t.$name = c.text($most, stringify!($name))?;
            }
        };
        ($since:literal list $name:ident $most:ident) => {
            if version >= $since {
                t.$name = terminated(c.counted($most, stringify!($name))?);
            }
        };
        ($since:literal bytes $name:ident $most:ident) => {
            if version >= $since {
                t.$name = c.counted($most, stringify!($name))?.to_vec();
            }
        };
        ($since:literal $number:ident $name:ident) => {
            if version >= $since {
                t.$name = c.$number(stringify!($name))?;
            }
        };
    }
    each_process_field!(field);
    tail(c, start, len as usize, &mut t)?;
    c.end_entry(start, len, size_of::<ThreadRecord>())?;
    Ok(t)
}

/// The fields that came with the length of the entry. Each one exists when the length leaves space for it.
fn tail(c: &mut Cursor<'_>, start: usize, len: usize, t: &mut ThreadRecord) -> Result<(), Fault> {
    let fits = |c: &Cursor<'_>, size: usize| c.at() - start + size <= len;
    let is_0_10 = len.saturating_sub(c.at() - start) > OLD_TAIL;
    macro_rules! field {
        (since_0_10 $number:ident $name:ident) => {
            if is_0_10 {
                field!($number $name);
            }
        };
        (flag $name:ident) => {
            if fits(c, 1) {
                t.$name = c.u8(stringify!($name))? != 0;
            }
        };
        ($number:ident $name:ident) => {
            if fits(c, size_of::<$number>()) {
                t.$name = c.$number(stringify!($name))?;
            }
        };
    }
    each_process_tail_field!(field);
    Ok(())
}

/// Some writers leave out the NUL of the last argument.
fn terminated(bytes: &[u8]) -> Vec<u8> {
    let mut list = bytes.to_vec();
    if list.last().is_some_and(|last| *last != 0) {
        list.push(0);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(out: &mut Vec<u8>, text: &[u8]) {
        out.extend_from_slice(&(text.len() as u16).to_ne_bytes());
        out.extend_from_slice(text);
    }

    /// An entry of this version, without length and tail.
    fn fields(version: u8) -> Vec<u8> {
        let mut out = Vec::new();
        let numbers = |out: &mut Vec<u8>, list: &[i64]| list.iter().for_each(|n| out.extend(n.to_ne_bytes()));
        let words = |out: &mut Vec<u8>, list: &[u32]| list.iter().for_each(|n| out.extend(n.to_ne_bytes()));
        numbers(&mut out, &[11, 10, 1]);
        numbers(&mut out, &[77, 88][..usize::from(version >= 6) + usize::from(version >= 8)]);
        text(&mut out, b"comm");
        text(&mut out, b"/bin/exe");
        if version >= 7 {
            text(&mut out, b"/real/exe");
        }
        text(&mut out, b"a\0b");
        text(&mut out, b"/cwd/");
        numbers(&mut out, &[1024]);
        words(&mut out, &[16, 1000, 1001]);
        if version >= 2 {
            words(&mut out, &[1, 2, 3]);
            numbers(&mut out, &[4, 5]);
        }
        if version >= 3 {
            text(&mut out, b"X=1\0");
        }
        if version >= 4 {
            numbers(&mut out, &[12, 13]);
            text(&mut out, b"cpu=/a\0");
        }
        if version >= 5 {
            text(&mut out, b"/root");
        }
        out
    }

    fn one(body: &[u8], version: u8) -> ThreadRecord {
        let mut threads = Vec::new();
        read(&mut Cursor::new(body, 1 << 20), version, &mut threads).expect("whole");
        assert_eq!(threads.len(), 1);
        threads.remove(0)
    }

    #[test]
    fn each_version_has_its_fields() {
        for version in 1..=8 {
            // Padding of less than 4 bytes is not an entry.
            let thread = one(&[fields(version), vec![0; 3]].concat(), version);
            let from = |first: u8, value: i64, default: i64| if version >= first { value } else { default };
            assert_eq!((thread.tid, thread.pid, thread.ptid), (11, 10, 1));
            assert_eq!((thread.sid, thread.vpgid), (from(6, 77, -1), from(8, 88, -1)), "version {version}");
            assert_eq!((thread.vtid, thread.vpid), (from(4, 12, -1), from(4, 13, -1)), "version {version}");
            assert_eq!(i64::from(thread.vmsize_kb), from(2, 1, 0));
            assert_eq!((thread.comm.as_slice(), thread.args.as_slice()), (&b"comm"[..], &b"a\0b\0"[..]));
            assert_eq!(thread.env, if version >= 3 { &b"X=1\0"[..] } else { b"" });
            assert_eq!(thread.cgroups, if version >= 4 { &b"cpu=/a\0"[..] } else { b"" });
            assert_eq!(thread.root, if version >= 5 { &b"/root"[..] } else { b"" });
            assert_eq!(thread.exepath, if version >= 7 { &b"/real/exe"[..] } else { b"" });
            assert_eq!((thread.loginuid, thread.pgid, thread.uid), (u32::MAX, -1, 1000));
        }
    }

    fn version_9(tail: &[u8]) -> Vec<u8> {
        let fields = fields(9);
        let len = 4 + fields.len() + tail.len();
        [&(len as u32).to_ne_bytes(), fields.as_slice(), tail].concat()
    }

    #[test]
    fn the_tail_is_as_long_as_the_entry_says() {
        let tail: Vec<u8> = (1..=85).collect();
        let whole = one(&version_9(&tail), 9);
        assert_eq!(whole.pidns_init_start_ts, u64::from_ne_bytes([1, 2, 3, 4, 5, 6, 7, 8]));
        assert_eq!(whole.tty, u32::from_ne_bytes([9, 10, 11, 12]));
        assert_eq!(whole.loginuid, u32::from_ne_bytes([13, 14, 15, 16]));
        assert!(whole.exe_writable && whole.exe_upper_layer && whole.exe_from_memfd && whole.exe_lower_layer);
        assert_eq!(whole.pgid, i64::from_ne_bytes([69, 70, 71, 72, 73, 74, 75, 76]));
        // Before 0.10: 29 bytes, the login user first.
        let old = one(&version_9(&tail[..29]), 9);
        assert_eq!((old.pidns_init_start_ts, old.tty), (0, 0));
        assert_eq!(old.loginuid, u32::from_ne_bytes([1, 2, 3, 4]));
        assert_eq!(
            (old.cap_effective, old.exe_ino),
            (u64::from_ne_bytes([22, 23, 24, 25, 26, 27, 28, 29]), 0)
        );
        assert_eq!(one(&version_9(&[]), 9).loginuid, u32::MAX);
    }

    #[test]
    fn an_entry_longer_than_it_says_is_an_error() {
        let mut body = version_9(&[]);
        body[0] -= 1;
        let fault = read(&mut Cursor::new(&body, 1 << 20), 9, &mut Vec::new()).expect_err("too long");
        assert!(fault.starts_with("process list entry 0: entry of "), "{fault}");
        let mut long = fields(1);
        long[24..26].copy_from_slice(&1025u16.to_ne_bytes());
        let fault = read(&mut Cursor::new(&long, 1 << 20), 1, &mut Vec::new()).expect_err("comm");
        assert_eq!(fault, "process list entry 0: comm has 1025 bytes, at most 1024 are possible");
    }
}
