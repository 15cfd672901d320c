// SPDX-License-Identifier: Apache-2.0
//! Who shares working and root directory: fs_struct of the kernel, which clone(CLONE_FS) shares.

use super::thread_ref::ThreadRef;
use rustc_hash::FxHashMap;

/// With whom a thread shares its directories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Directories {
    /// With its leader, in whose entry the working directory is.
    #[default]
    Process,
    /// With all that have the same number; each has them in its entry.
    Set(u32),
}

/// Sets of threads beyond one process that share directories.
#[derive(Debug, Default)]
pub(super) struct DirectorySets {
    pub(super) last: u32,
    /// Those with several members. Some members may have ended or left.
    pub(super) members: FxHashMap<u32, Vec<ThreadRef>>,
    /// Number of sets at which those without members are removed.
    pub(super) limit: usize,
}
