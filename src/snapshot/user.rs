// SPDX-License-Identifier: Apache-2.0
//! Users and groups.

/// A user. Upstream: `scap_userinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Name.
    pub name: Vec<u8>,
    /// Home directory.
    pub homedir: Vec<u8>,
    /// Login shell.
    pub shell: Vec<u8>,
}

/// A group. Upstream: `scap_groupinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRecord {
    /// Group id.
    pub gid: u32,
    /// Name.
    pub name: Vec<u8>,
}
