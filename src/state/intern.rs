// SPDX-License-Identifier: Apache-2.0
//! Equal texts of an initial state are kept once.

use super::{Cgroups, Strings, Text};
use rustc_hash::{FxHashMap, FxHashSet};

/// Maximum number of texts that are compared at a time; most equal texts are close together.
const MOST: usize = 1 << 16;

/// The texts found so far. Lives as long as an import: continuing to look for equal texts would cost more than it
/// saves.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: FxHashSet<Text>,
    /// By the entries as they stand in the snapshot.
    cgroups: FxHashMap<Vec<u8>, Cgroups>,
}

impl Interner {
    /// These bytes, shared with an equal text.
    pub(super) fn text(&mut self, bytes: &[u8]) -> Text {
        if bytes.is_empty() {
            return Text::EMPTY;
        }
        if let Some(known) = self.texts.get(bytes) {
            return known.clone();
        }
        if self.texts.len() >= MOST {
            self.texts.clear();
        }
        let text = Text::new(bytes);
        self.texts.insert(text.clone());
        text
    }

    /// Pieces, each followed by a NUL, shared with an equal list.
    pub(super) fn strings(&mut self, bytes: &[u8]) -> Strings {
        Strings::of(self.text(super::text::without_last_nul(bytes)))
    }

    /// Control groups, shared with an equal list; `None` for a malformed one. `scratch` is overwritten.
    pub(super) fn cgroups(&mut self, entries: &[u8], scratch: &mut Vec<u8>) -> Option<Cgroups> {
        if let Some(known) = self.cgroups.get(entries) {
            return Some(known.clone());
        }
        let groups = Cgroups::parse(entries, &Cgroups::EMPTY, scratch)?;
        if self.cgroups.len() >= MOST {
            self.cgroups.clear();
        }
        self.cgroups.insert(entries.to_vec(), groups.clone());
        Some(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one() {
        let mut interner = Interner::default();
        let (a, b) = (interner.text(b"/usr/bin/true"), interner.text(b"/usr/bin/true"));
        assert!(std::ptr::eq(a.bytes(), b.bytes()));
        assert_eq!(interner.strings(b"a\0b\0").iter().collect::<Vec<_>>(), [b"a", b"b"]);
        assert!(interner.text(b"").is_empty());
        let mut scratch = Vec::new();
        let groups = |interner: &mut Interner, scratch: &mut Vec<u8>| interner.cgroups(b"cpu=/a\0", scratch);
        let (a, b) = (groups(&mut interner, &mut scratch), groups(&mut interner, &mut scratch));
        assert!(a.zip(b).is_some_and(|(a, b)| std::ptr::eq(a.bytes(), b.bytes())));
        assert!(interner.cgroups(b"nonsense\0", &mut scratch).is_none());
    }

    #[test]
    fn forgetting_loses_no_text() {
        let mut interner = Interner::default();
        let texts: Vec<Text> = (0..=MOST as u32).map(|number| interner.text(&number.to_ne_bytes())).collect();
        assert!(texts.iter().zip(0u32..).all(|(text, number)| text.bytes() == number.to_ne_bytes()));
    }
}
