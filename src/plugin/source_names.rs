// SPDX-License-Identifier: Apache-2.0
//! The names of event sources.

use std::ffi::CString;
use std::sync::OnceLock;

/// Maximum number of sources of events besides system calls.
pub(super) const MAX_SOURCES: usize = 256;

/// Names of the sources of events by index, in both encodings; index 0 is `syscall`. They are only added to.
#[derive(Debug)]
pub(super) struct SourceNames {
    names: Vec<OnceLock<(String, CString)>>,
}

impl SourceNames {
    pub(super) fn new() -> Self {
        let names = SourceNames { names: (0..MAX_SOURCES).map(|_| OnceLock::new()).collect() };
        names.index_of("syscall");
        names
    }

    /// The name at an index.
    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&(String, CString)> {
        self.names.get(index)?.get()
    }

    /// The index of a name, which is added where it is missing; `None` when there are too many.
    pub(super) fn index_of(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|slot| {
            let text = || (name.to_string(), CString::new(name).unwrap_or_default());
            slot.get_or_init(text).0 == name
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map_while(|name| name.get()).map(|name| name.0.as_str())
    }
}
