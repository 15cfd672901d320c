// SPDX-License-Identifier: Apache-2.0
//! Users and groups, of the machine and of containers.

use super::Text;
use crate::schema::limits::{MAX_CREDENTIALS_STR_LEN, MAX_PATH_SIZE};
use crate::snapshot::Lookup;
use rustc_hash::FxHashMap;

/// A user. Upstream: `scap_userinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Name.
    pub name: Text,
    /// Home directory.
    pub home: Text,
    /// Login shell.
    pub shell: Text,
}

/// A group. Upstream: `scap_groupinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Group id.
    pub gid: u32,
    /// Name.
    pub name: Text,
}

/// Users and groups by container and id; the container of the machine itself is the empty text.
#[derive(Debug)]
pub struct Users {
    /// False: nothing is kept and every look-up finds nothing.
    pub enabled: bool,
    users: FxHashMap<Text, FxHashMap<u32, User>>,
    groups: FxHashMap<Text, FxHashMap<u32, Group>>,
    entries: usize,
}

impl Default for Users {
    fn default() -> Self {
        Self { enabled: true, users: FxHashMap::default(), groups: FxHashMap::default(), entries: 0 }
    }
}

/// Marks what the system does not report.
const UNKNOWN: &[u8] = b"<NA>";

fn cut(text: &[u8], limit: usize) -> Text {
    Text::new(&text[..text.len().min(limit - 1)])
}

impl Users {
    /// Maximum number of users and groups remembered; a capture could name any number.
    const LIMIT: usize = 262_144;

    /// The user of this id in this container.
    pub fn user(&self, container: &[u8], uid: u32) -> Option<&User> {
        self.users.get(container)?.get(&uid)
    }

    /// The group of this id in this container.
    pub fn group(&self, container: &[u8], gid: u32) -> Option<&Group> {
        self.groups.get(container)?.get(&gid)
    }

    /// Every user with its container.
    pub fn users(&self) -> impl Iterator<Item = (&[u8], &User)> {
        self.users
            .iter()
            .flat_map(|(container, users)| users.values().map(move |user| (container.bytes(), user)))
    }

    /// Every group with its container.
    pub fn groups(&self) -> impl Iterator<Item = (&[u8], &Group)> {
        self.groups
            .iter()
            .flat_map(|(container, groups)| groups.values().map(move |group| (container.bytes(), group)))
    }

    /// Keeps a user under its full description, new or replacing the old one. Names that begin with `+` or `-`
    /// are directives of the name service, not users.
    pub(crate) fn set_user(
        &mut self,
        container: &[u8],
        uid: u32,
        gid: u32,
        name: &[u8],
        home: &[u8],
        shell: &[u8],
    ) {
        if !self.enabled || name.starts_with(b"+") || name.starts_with(b"-") {
            return;
        }
        let (name, home, shell) =
            (cut(name, MAX_CREDENTIALS_STR_LEN), cut(home, MAX_PATH_SIZE), cut(shell, MAX_PATH_SIZE));
        let users = self.users.entry(Text::new(container)).or_default();
        if let Some(user) = users.get_mut(&uid) {
            // The group of a known user is left as it is.
            (user.name, user.home, user.shell) = (name, home, shell);
        } else if self.entries < Self::LIMIT {
            users.insert(uid, User { uid, gid, name, home, shell });
            self.entries += 1;
        }
    }

    /// Keeps a group under its name, as [`Users::set_user`].
    pub(crate) fn set_group(&mut self, container: &[u8], gid: u32, name: &[u8]) {
        if !self.enabled || name.starts_with(b"+") || name.starts_with(b"-") {
            return;
        }
        let name = cut(name, MAX_CREDENTIALS_STR_LEN);
        let groups = self.groups.entry(Text::new(container)).or_default();
        if let Some(group) = groups.get_mut(&gid) {
            group.name = name;
        } else if self.entries < Self::LIMIT {
            groups.insert(gid, Group { gid, name });
            self.entries += 1;
        }
    }

    /// A process of this user was seen: looks the user up where it is not known. Root needs no look-up.
    pub(crate) fn see_user(&mut self, uid: u32, gid: u32, lookup: &mut dyn Lookup) {
        if !self.enabled || uid == u32::MAX || self.user(b"", uid).is_some() {
            return;
        }
        if uid == 0 {
            self.set_user(b"", uid, gid, b"root", b"/root", UNKNOWN);
        } else if let Some(user) = lookup.user(uid) {
            self.set_user(b"", user.uid, user.gid, &user.name, &user.homedir, &user.shell);
        }
    }

    /// A process of this group was seen, as [`Users::see_user`].
    pub(crate) fn see_group(&mut self, gid: u32, lookup: &mut dyn Lookup) {
        if !self.enabled || gid == u32::MAX || self.group(b"", gid).is_some() {
            return;
        }
        if gid == 0 {
            self.set_group(b"", gid, b"root");
        } else if let Some(group) = lookup.group(gid) {
            self.set_group(b"", group.gid, &group.name);
        }
    }

    /// Forgets a user.
    pub(crate) fn remove_user(&mut self, container: &[u8], uid: u32) {
        if let Some(users) = self.users.get_mut(container) {
            self.entries -= usize::from(users.remove(&uid).is_some());
        }
    }

    /// Forgets a group.
    pub(crate) fn remove_group(&mut self, container: &[u8], gid: u32) {
        if let Some(groups) = self.groups.get_mut(container) {
            self.entries -= usize::from(groups.remove(&gid).is_some());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::NoLookup;

    #[test]
    fn a_known_user_keeps_its_group_and_gets_the_new_name() {
        let mut users = Users::default();
        users.see_user(0, 0, &mut NoLookup);
        let root = users.user(b"", 0).expect("root is always known");
        assert_eq!((root.name.bytes(), root.shell.bytes()), (&b"root"[..], &b"<NA>"[..]));
        users.set_user(b"", 0, 7, b"admin", b"/", b"/bin/sh");
        let root = users.user(b"", 0).expect("still there");
        assert_eq!((root.gid, root.name.bytes()), (0, &b"admin"[..]));
        users.see_user(1000, 1000, &mut NoLookup);
        users.set_user(b"", 5, 5, b"+nis", b"", b"");
        assert_eq!((users.user(b"", 1000), users.user(b"", 5)), (None, None));
        users.remove_user(b"", 0);
        assert_eq!(users.user(b"", 0), None);
    }

    #[test]
    fn containers_have_users_of_their_own() {
        let mut users = Users::default();
        users.set_group(b"c1", 10, b"wheel");
        assert!(users.group(b"", 10).is_none());
        assert_eq!(users.group(b"c1", 10).map(|g| g.name.bytes()), Some(&b"wheel"[..]));
        assert_eq!(users.groups().count(), 1);
        users.remove_group(b"c1", 10);
        assert_eq!(users.groups().count(), 0);
    }
}
