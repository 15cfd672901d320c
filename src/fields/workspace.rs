// SPDX-License-Identifier: Apache-2.0
//! What reading the fields of an event needs beside the event.

use super::{Scratch, Settings};

/// Memory for values that have to be made, and how they look. Whoever owns it empties it between events.
#[derive(Debug, Default)]
pub struct Workspace {
    pub(crate) scratch: Scratch,
    pub(crate) settings: Settings,
}

impl Workspace {
    /// Empty memory, with these settings.
    pub fn new(settings: Settings) -> Workspace {
        Workspace { scratch: Scratch::new(), settings }
    }
}
