// SPDX-License-Identifier: Apache-2.0
//! Users and groups: lists from /etc/passwd and /etc/group (passwd(5), group(5)), single ones also from the system's name
//! service.

use super::number::decimal;
use crate::snapshot::{GroupRecord, UserRecord};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

/// Users in the files of the machine at `root`; none where there is no file.
pub(super) fn users(root: &Path) -> Vec<UserRecord> {
    let text = fs::read(root.join("etc/passwd")).unwrap_or_default();
    text.split(|byte| *byte == b'\n').filter_map(user_line).collect()
}

/// As [`users`], groups.
pub(super) fn groups(root: &Path) -> Vec<GroupRecord> {
    let text = fs::read(root.join("etc/group")).unwrap_or_default();
    text.split(|byte| *byte == b'\n').filter_map(group_line).collect()
}

/// The user with this id, who may be known to the name service only (LDAP, systemd).
pub(super) fn user(root: &Path, uid: u32) -> Option<UserRecord> {
    if let Some(user) = users(root).into_iter().find(|user| user.uid == uid) {
        return Some(user);
    }
    if !is_own(root) {
        return None;
    }
    let user = nix::unistd::User::from_uid(uid.into()).ok()??;
    Some(UserRecord {
        uid: user.uid.as_raw(),
        gid: user.gid.as_raw(),
        name: user.name.into_bytes(),
        homedir: user.dir.into_os_string().into_vec(),
        shell: user.shell.into_os_string().into_vec(),
    })
}

/// As [`user`], a group.
pub(super) fn group(root: &Path, gid: u32) -> Option<GroupRecord> {
    if let Some(group) = groups(root).into_iter().find(|group| group.gid == gid) {
        return Some(group);
    }
    if !is_own(root) {
        return None;
    }
    let group = nix::unistd::Group::from_gid(gid.into()).ok()??;
    Some(GroupRecord { gid: group.gid.as_raw(), name: group.name.into_bytes() })
}

/// The name service answers for the machine whose root directory is our own.
fn is_own(root: &Path) -> bool {
    root == Path::new("/")
}

/// `name:password:uid:gid:comment:home:shell`
fn user_line(line: &[u8]) -> Option<UserRecord> {
    let mut fields = line.split(|byte| *byte == b':');
    let name = named(fields.next()?)?;
    let uid = id(fields.nth(1)?)?;
    let gid = id(fields.next()?)?;
    let homedir = fields.nth(1).unwrap_or_default().to_vec();
    let shell = fields.next().unwrap_or_default().to_vec();
    Some(UserRecord { uid, gid, name, homedir, shell })
}

/// `name:password:gid:members`
fn group_line(line: &[u8]) -> Option<GroupRecord> {
    let mut fields = line.split(|byte| *byte == b':');
    let name = named(fields.next()?)?;
    Some(GroupRecord { gid: id(fields.nth(1)?)?, name })
}

/// A valid name: `+` and `-` lines are directives of the name service, `#` begins a comment.
fn named(name: &[u8]) -> Option<Vec<u8>> {
    let first = name.first()?;
    (!b"+-#".contains(first)).then(|| name.to_vec())
}

fn id(text: &[u8]) -> Option<u32> {
    decimal(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_users_and_groups() {
        let user = user_line(b"www:x:33:34:web, server:/var/www:/bin/false").unwrap();
        assert_eq!((user.uid, user.gid), (33, 34));
        assert_eq!(
            (&user.name[..], &user.homedir[..], &user.shell[..]),
            (&b"www"[..], &b"/var/www"[..], &b"/bin/false"[..])
        );
        assert_eq!(group_line(b"adm:x:4:a,b"), Some(GroupRecord { gid: 4, name: b"adm".to_vec() }));
    }

    #[test]
    fn leaves_other_lines_out() {
        let lines: [&[u8]; 6] =
            [b"", b"# a:b:1:2:c:d:e", b"+@net::::::", b"x:y", b"x:y:z:0:c:d:e", b":x:1:1:::"];
        assert!(lines.iter().all(|line| user_line(line).is_none() && group_line(line).is_none()));
    }
}
