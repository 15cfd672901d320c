//! Users and groups, of the machine and of containers.

use super::Text;
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
#[derive(Debug, Default)]
pub struct Users {
    users: FxHashMap<Text, FxHashMap<u32, User>>,
    groups: FxHashMap<Text, FxHashMap<u32, Group>>,
    entries: usize,
}

impl Users {
    /// Most users and groups remembered; a capture could name any number.
    const LIMIT: usize = 262_144;

    /// The user of this id in this container.
    pub fn user(&self, container: &[u8], uid: u32) -> Option<&User> {
        self.users.get(&Text::new(container))?.get(&uid)
    }

    /// The group of this id in this container.
    pub fn group(&self, container: &[u8], gid: u32) -> Option<&Group> {
        self.groups.get(&Text::new(container))?.get(&gid)
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
}
