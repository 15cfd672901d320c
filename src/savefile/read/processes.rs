//! Process lists.

use super::cursor::{Cursor, Fault};
use crate::schema::limits::{MAX_ARGS_SIZE, MAX_CGROUPS_SIZE, MAX_ENV_SIZE, MAX_PATH_SIZE};
use crate::snapshot::ThreadRecord;

/// Tail fields in the layout of writers before 0.10: without start of the pid namespace and terminal.
const OLD_TAIL: usize = 29;

/// Reads every entry of a process list of this version.
pub(super) fn read(body: &[u8], version: u8, threads: &mut Vec<ThreadRecord>) -> Result<(), Fault> {
    let mut cursor = Cursor::new(body);
    while cursor.left() >= 4 {
        let entry = entry(&mut cursor, version);
        threads.push(entry.map_err(|fault| format!("process list entry {}: {fault}", threads.len()))?);
    }
    Ok(())
}

fn entry(c: &mut Cursor<'_>, version: u8) -> Result<ThreadRecord, Fault> {
    let start = c.at();
    let len = if version >= 9 { c.u32("length")? } else { 0 };
    let mut t =
        ThreadRecord { tid: c.i64("tid")?, pid: c.i64("pid")?, ptid: c.i64("ptid")?, ..Default::default() };
    if version >= 6 {
        t.sid = c.i64("sid")?;
    }
    if version >= 8 {
        t.vpgid = c.i64("vpgid")?;
    }
    t.comm = c.text(MAX_PATH_SIZE, "comm")?;
    t.exe = c.text(MAX_PATH_SIZE, "exe")?;
    if version >= 7 {
        t.exepath = c.text(MAX_PATH_SIZE, "exepath")?;
    }
    t.args = terminated(c.counted(MAX_ARGS_SIZE, "args")?);
    t.cwd = c.text(MAX_PATH_SIZE, "cwd")?;
    t.fdlimit = c.i64("fdlimit")?;
    t.flags = c.u32("flags")?;
    t.uid = c.u32("uid")?;
    t.gid = c.u32("gid")?;
    if version >= 2 {
        t.vmsize_kb = c.u32("vmsize_kb")?;
        t.vmrss_kb = c.u32("vmrss_kb")?;
        t.vmswap_kb = c.u32("vmswap_kb")?;
        t.pfmajor = c.u64("pfmajor")?;
        t.pfminor = c.u64("pfminor")?;
    }
    if version >= 3 {
        t.env = terminated(c.counted(MAX_ENV_SIZE, "env")?);
    }
    if version >= 4 {
        t.vtid = c.i64("vtid")?;
        t.vpid = c.i64("vpid")?;
        t.cgroups = c.counted(MAX_CGROUPS_SIZE, "cgroups")?.to_vec();
    }
    if version >= 5 {
        t.root = c.text(MAX_PATH_SIZE, "root")?;
    }
    tail(c, start, len as usize, &mut t)?;
    c.end_entry(start, len, "entry")?;
    Ok(t)
}

/// The fields that came with the length of the entry. Each one is there when the length leaves room for it.
fn tail(c: &mut Cursor<'_>, start: usize, len: usize, t: &mut ThreadRecord) -> Result<(), Fault> {
    let fits = |c: &Cursor<'_>, size: usize| c.at() - start + size <= len;
    macro_rules! field {
        ($name:ident, $read:ident, $size:literal) => {
            if fits(c, $size) {
                t.$name = c.$read(stringify!($name))?;
            }
        };
        (flag $name:ident) => {
            if fits(c, 1) {
                t.$name = c.u8(stringify!($name))? != 0;
            }
        };
    }
    if len.saturating_sub(c.at() - start) > OLD_TAIL {
        field!(pidns_init_start_ts, u64, 8);
        field!(tty, u32, 4);
    }
    field!(loginuid, u32, 4);
    field!(flag exe_writable);
    field!(cap_inheritable, u64, 8);
    field!(cap_permitted, u64, 8);
    field!(cap_effective, u64, 8);
    field!(flag exe_upper_layer);
    field!(exe_ino, u64, 8);
    field!(exe_ino_ctime, u64, 8);
    field!(exe_ino_mtime, u64, 8);
    field!(flag exe_from_memfd);
    field!(flag exe_lower_layer);
    field!(pgid, i64, 8);
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
