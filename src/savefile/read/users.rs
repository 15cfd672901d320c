// SPDX-License-Identifier: Apache-2.0
//! User lists: users and groups.

use super::cursor::{Cursor, Fault};
use crate::schema::limits::MAX_CREDENTIALS_STR_LEN;
use crate::snapshot::{GroupRecord, Snapshot, UserRecord};

const USER: u8 = 0;
/// Longest text of an entry.
const MAX_TEXT: usize = MAX_CREDENTIALS_STR_LEN - 1;

/// Reads a user list of this version; it replaces an earlier one.
pub(super) fn read(cursor: &mut Cursor<'_>, version: u8, snapshot: &mut Snapshot) -> Result<(), Fault> {
    snapshot.users.clear();
    snapshot.groups.clear();
    while cursor.left() >= 4 {
        let index = snapshot.users.len() + snapshot.groups.len();
        entry(cursor, version, snapshot).map_err(|fault| format!("user list entry {index}: {fault}"))?;
    }
    Ok(())
}

fn entry(c: &mut Cursor<'_>, version: u8, snapshot: &mut Snapshot) -> Result<(), Fault> {
    let start = c.at();
    let len = if version >= 2 { c.u32("length")? } else { 0 };
    if c.u8("type")? == USER {
        snapshot.users.push(UserRecord {
            uid: c.u32("uid")?,
            gid: c.u32("gid")?,
            name: c.text(MAX_TEXT, "name")?,
            homedir: c.text(MAX_TEXT, "home directory")?,
            shell: c.text(MAX_TEXT, "shell")?,
        });
    } else {
        snapshot.groups.push(GroupRecord { gid: c.u32("gid")?, name: c.text(MAX_TEXT, "name")? });
    }
    c.end_entry(start, len, size_of::<UserRecord>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&[u8]]) -> Vec<u8> {
        texts.iter().flat_map(|t| [&(t.len() as u16).to_ne_bytes()[..], t].concat()).collect()
    }

    fn entry_of(version: u8, rest: &[u8]) -> Vec<u8> {
        match version {
            1 => rest.to_vec(),
            _ => [&(rest.len() as u32 + 4).to_ne_bytes()[..], rest].concat(),
        }
    }

    #[test]
    fn users_and_groups_in_both_versions() {
        for version in [1, 2] {
            let ids = [0u8, 1, 0, 0, 0, 2, 0, 0, 0];
            let user = [&ids[..], &texts(&[b"root", b"/root", b"/bin/sh"])].concat();
            let group = [&[1u8, 4, 0, 0, 0][..], &texts(&[b"adm"])].concat();
            let body = [entry_of(version, &user), entry_of(version, &group), vec![0; 2]].concat();
            let mut snapshot = Snapshot::default();
            read(&mut Cursor::new(&body, 1 << 20), version, &mut snapshot).expect("whole");
            let user = &snapshot.users[0];
            assert_eq!((user.uid, user.gid, user.shell.as_slice()), (1, 2, &b"/bin/sh"[..]));
            assert_eq!((snapshot.groups[0].gid, snapshot.groups[0].name.as_slice()), (4, &b"adm"[..]));
        }
    }

    #[test]
    fn a_text_of_256_bytes_is_an_error() {
        let group = [&[1u8, 4, 0, 0, 0][..], &texts(&[&[b'x'; 256]])].concat();
        let fault = read(&mut Cursor::new(&entry_of(2, &group), 1 << 20), 2, &mut Snapshot::default())
            .expect_err("too long");
        assert_eq!(fault, "user list entry 0: name has 256 bytes, at most 255 are possible");
    }
}
