// SPDX-License-Identifier: Apache-2.0
//! Whose descriptors a thread works with: files_struct of the kernel, which clone(CLONE_FILES) shares.

use super::thread_ref::ThreadRef;

/// Where the descriptors of a thread are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Files {
    /// In the entry of its leader, if its flags say that it shares; otherwise in its own.
    #[default]
    Process,
    /// In its own entry.
    Own,
    /// In the entry of another thread.
    Of(ThreadRef),
}
