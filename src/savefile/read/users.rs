//! User lists: users and groups.

use super::cursor::{Cursor, Fault};
use crate::schema::limits::MAX_CREDENTIALS_STR_LEN;
use crate::snapshot::{GroupRecord, Snapshot, UserRecord};

const USER: u8 = 0;
/// Longest text of an entry.
const MAX_TEXT: usize = MAX_CREDENTIALS_STR_LEN - 1;

/// Reads a user list of this version; it takes the place of an earlier one.
pub(super) fn read(body: &[u8], version: u8, snapshot: &mut Snapshot) -> Result<(), Fault> {
    snapshot.users.clear();
    snapshot.groups.clear();
    let mut cursor = Cursor::new(body);
    while cursor.left() >= 4 {
        let index = snapshot.users.len() + snapshot.groups.len();
        entry(&mut cursor, version, snapshot).map_err(|fault| format!("user list entry {index}: {fault}"))?;
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
    c.end_entry(start, len, "entry")
}
